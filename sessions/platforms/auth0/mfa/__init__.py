"""The MFA phone flow as a pure state machine: no I/O, no clock of its own, no screen."""
