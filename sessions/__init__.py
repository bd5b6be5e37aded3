"""The engine of offhook: run, save and replay phone-message hook invocations. No terminal."""

__version__ = "0.1.0"
