"""Whatever an invocation can be sent to: starter, hook file, Python function, remote endpoint."""
