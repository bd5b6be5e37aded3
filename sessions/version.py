"""The version of offhook; what is built and tagged takes it from here."""

__version__ = "0.1.0"
