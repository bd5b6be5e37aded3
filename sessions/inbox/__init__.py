"""The inbox: the emulated providers as a server of their own, and what programs have sent to it."""
