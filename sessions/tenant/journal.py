"""Pushes that are under way: written down before each step, so that the next push finds one that
was killed. Without code, and without any value of a secret."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sessions.contract import json_text
from sessions.files import (
    Unreadable,
    make_private_folder,
    read_bytes,
    replace_private,
    state_folder,
)
from sessions.platforms.auth0.management.answers import Answer
from sessions.platforms.auth0.management.errors import UnreadableAnswer
from sessions.store.lock import Hold

from .errors import TenantError
from .local import LocalAction

_FORMAT: Final = 1
_LARGEST: Final = 64 * 1024
_FOLDER: Final = "pushes"


@dataclass(frozen=True, slots=True)
class Entry:
    """A push that has begun and not ended."""

    domain: str
    action: str
    """Its name."""
    trigger: str
    file: str
    began: str
    """When, as `2026-11-27T12:16:05Z`."""
    existed: bool
    """Whether the Action was there before."""
    code_mark: str
    """Of the code that it pushes (`code_mark`)."""
    step: str = ""
    """What was begun last, and may be done or not."""
    done: tuple[str, ...] = ()
    format: int = _FORMAT

    @property
    def said(self) -> str:
        """`a push of sms.js, begun 2026-11-27T12:16:05Z, was cut off at: deploy`."""
        if self.step:
            at = f"at: {self.step}"
        else:
            at = f"after: {self.done[-1]}" if self.done else "at its start"
        return f"a push of {self.file}, begun {self.began}, was cut off {at}"


class Journal:
    """The entries of all tenants: a file each, in the folder of offhook's state, 0600."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder() / _FOLDER

    def open_pushes(self, domain: str) -> list[Entry]:
        """Those of a tenant that were cut off, the oldest first. One that cannot be read is none:
        what is in the tenant says the same."""
        try:
            files = sorted(self.folder.glob("*.json"))
        except OSError:
            return []
        found = [entry for entry in map(_read, files) if entry and entry.domain == domain]
        return sorted(found, key=lambda entry: entry.began)

    def find(self, domain: str, action: str) -> Entry | None:
        """The push of an Action that was cut off; None where none was."""
        entry = _read(self._file(domain, action))
        return entry if entry and (entry.domain, entry.action) == (domain, action) else None

    def hold(self) -> Hold:
        """Keep every other push away until it is released.

        Raises:
            TenantError: one is under way, or the folder cannot be made.
        """
        try:
            make_private_folder(self.folder)
        except OSError as error:
            raise TenantError(f"{self.folder}: cannot be made: {error.strerror}") from None
        hold = Hold.of(self.folder)
        if hold is None:
            raise TenantError("another push is under way on this machine; wait for it to end")
        return hold

    def write(self, entry: Entry) -> None:
        """Keep an entry, in place of the one of the same Action. Raises TenantError."""
        file = self._file(entry.domain, entry.action)
        try:
            replace_private(file, json.dumps(asdict(entry), indent=1))
        except OSError as error:
            raise TenantError(
                f"{file}: cannot be written ({error.strerror}); nothing is pushed without a journal"
            ) from None

    def remove(self, domain: str, action: str) -> None:
        """Forget a push: it has ended."""
        with contextlib.suppress(OSError):
            self._file(domain, action).unlink(missing_ok=True)

    def _file(self, domain: str, action: str) -> Path:
        name = hashlib.sha256(f"{domain}\n{action}".encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{name[:24]}.json"


class Progress:
    """The entry of one push, kept up to date while it goes on."""

    def __init__(self, journal: Journal, entry: Entry) -> None:
        self._journal = journal
        self.entry = entry

    def begin(self, step: str) -> None:
        """Say what is done next, before it is done."""
        self._keep(replace(self.entry, step=step))

    def end(self, step: str) -> None:
        """Say what is done for certain."""
        self._keep(replace(self.entry, step="", done=(*self.entry.done, step)))

    def finish(self) -> None:
        """All is done, or undone."""
        self._journal.remove(self.entry.domain, self.entry.action)

    def _keep(self, entry: Entry) -> None:
        self._journal.write(entry)
        self.entry = entry


def new_entry(domain: str, local: LocalAction, *, existed: bool) -> Entry:
    """An entry of a push that begins now."""
    began = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    file, mark = str(local.path.absolute()), code_mark(local.code)
    return Entry(domain, local.name, local.trigger, file, began, existed, mark)


def code_mark(code: str) -> str:
    """By what code is known again, without being kept; line ends count for nothing."""
    text = code.replace("\r\n", "\n").rstrip("\n")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(file: Path) -> Entry | None:
    try:
        said = Answer.of(json_text.loads(read_bytes(file, _LARGEST)))
        if said.number("format") != _FORMAT:
            return None
        return Entry(
            domain=said.needed("domain"),
            action=said.needed("action"),
            trigger=said.needed("trigger"),
            file=said.text("file"),
            began=said.text("began"),
            existed=said.flag("existed"),
            code_mark=said.text("code_mark"),
            step=said.text("step"),
            done=said.texts("done"),
        )
    except (OSError, ValueError, Unreadable, UnreadableAnswer):
        return None
