"""Invocations that really happen, received over HTTP, answered by a target, and recorded."""
