"""Why a hook cannot even be started."""

from __future__ import annotations

from sessions.contract.kinds import Kind


class Unready(Exception):
    """A hook that cannot even be started, with the kind of outcome that this is."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
