"""The providers that are emulated, one module each; `registry` finds what is put here."""
