"""The one base of what the engine raises to its callers."""

from __future__ import annotations


class OffhookError(Exception):
    """What the engine raises: `str` is one line that says what, where, and what to do.

    What a hook or an endpoint does is never raised, it is an outcome. A wrong argument from Python
    is a `TypeError` or `ValueError`, as everywhere.

        try:
            opened = sessions.read_session("enrollment.toml")
        except sessions.OffhookError as error:
            print(error)  # enrollment.toml: cannot be read: no such file
    """
