"""Where and how a payload is posted, with no value of the environment or of a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sessions.choice import location_of, target_of
from sessions.errors import OffhookError
from sessions.platforms.current import PLATFORM
from sessions.targets.remote.url import is_authorized

if TYPE_CHECKING:
    from pathlib import Path

    from sessions.store.model import SavedInvocation, Session

PLACEHOLDER_URL: Final = "http://localhost:3000/"
"""Where a request goes whose session has no remote target."""

SECRET_VARIABLE: Final = PLATFORM.wire.SECRET.upper().replace("-", "_")
"""What the platform's secret is called as a variable of the environment."""

REFERENCE: Final = re.compile(r"\$\{env:([^}]*)\}")
"""`${env:NAME}`, as a session's URLs and headers have it."""


class ExportError(OffhookError, ValueError):
    """A request that another tool cannot be given; the message says which part of it."""


@dataclass(frozen=True)
class Posting:
    """Where and how a payload is posted. `${env:NAME}` in the texts stands for a variable."""

    url: str = PLACEHOLDER_URL
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    ca_file: str | None = None
    timeout: float | None = None
    """Seconds for the whole exchange; None for as long as it takes."""

    @property
    def all_headers(self) -> dict[str, str]:
        """Its headers, with the type of the body where they do not say it."""
        if "content-type" in {name.lower() for name in self.headers}:
            return dict(self.headers)
        return {"Content-Type": "application/json", **self.headers}


def posting_of(session: Session, saved: SavedInvocation, folder: Path) -> Posting:
    """Where the session sends an invocation, with no value of the environment or of a secret.

    An invocation whose target is no endpoint goes to PLACEHOLDER_URL, as the platform would post
    it. `folder` is the one that paths in the session are relative to.
    """
    target = target_of(session, saved)
    location = location_of(session, target)
    if not location.is_remote:
        return Posting()
    url = str(location)
    spec = session.targets.get(target)
    headers = dict(spec.headers) if spec else {}
    if PLATFORM.wire.SECRET in session.secrets and not is_authorized(url, headers):
        headers["Authorization"] = f"Bearer ${{env:{SECRET_VARIABLE}}}"
    return Posting(
        url=url,
        headers=headers,
        ca_file=str(folder / spec.ca_file) if spec and spec.ca_file else None,
        timeout=spec.timeout if spec else None,
    )


def variables(posting: Posting) -> list[str]:
    """The variables whose values are sent, each once."""
    texts = (posting.url, *posting.headers.values())
    return list(dict.fromkeys(name for text in texts for name in referenced(text)))


def referenced(text: str) -> list[str]:
    """The variables that `${env:NAME}` in a text stands for."""
    return REFERENCE.findall(text)
