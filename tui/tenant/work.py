"""What the screen has done in a thread: a tenant opened once, read, pulled from and pushed to."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from sessions.errors import OffhookError
from sessions.files import Unreadable, read_start
from sessions.platforms.current import PLATFORM
from sessions.secrets.lookup import environment
from sessions.tenant.access import Tenant, is_of_the_token, open_tenant
from sessions.tenant.credentials import login_for
from sessions.tenant.journal import Journal
from sessions.tenant.local import LocalAction, read_action
from sessions.tenant.logs import phone_logs
from sessions.tenant.overview import overview
from sessions.tenant.plan import PushPlan, Wishes, plan_push
from sessions.tenant.pull import Pulled, pull
from sessions.tenant.push import Push, Pushed
from sessions.tenant.system_keyring import SystemKeyring

from .rows import Row, rows_of

_MOST_FILES: Final = 500
_LONGEST: Final = 1 << 20
_MOST_LOGS: Final = 50


class TenantWork:
    """One tenant and one folder. Its methods take their time, and raise OffhookError."""

    def __init__(self, folder: Path, domain: str | None = None) -> None:
        self.folder = folder
        self._domain = domain
        self._open = ExitStack()
        self._tenant: Tenant | None = None
        self._journal = Journal()

    @property
    def domain(self) -> str:
        """The tenant's, once it has been read; else what was asked for."""
        return self._tenant.domain if self._tenant else self._domain or ""

    def close(self) -> None:
        """Close what is open."""
        self._open.close()

    def read(self) -> tuple[list[Row], list[str]]:
        """All rows, and what is to be said of pushes that were cut off. A token that has ended, a
        day after it was got, is got anew."""
        try:
            return self._read()
        except OffhookError as error:
            if not is_of_the_token(error):
                raise
            self.close()
            self._tenant = None
            return self._read()

    def _read(self) -> tuple[list[Row], list[str]]:
        tenant = self._opened()
        cut_off = self._journal.open_pushes(tenant.domain)
        rows = rows_of(overview(tenant), *local_actions(self.folder))
        return rows, [f"{entry.action}: {entry.said}; push it again" for entry in cut_off]

    def pull(self, name: str) -> Pulled:
        """The files of an Action or a hook."""
        return pull(self._opened(), [name])

    def plan(self, shown: LocalAction) -> PushPlan:
        """What a push of an Action would do, as its file is by now."""
        tenant = self._opened()
        local = read_action(shown.path)
        values = environment(os.environ, folder=local.path.parent)
        entry = self._journal.find(tenant.domain, local.name)
        cut_off_at = entry.step if entry else ""
        plan = plan_push(tenant, local, Wishes(values), cut_off_at=cut_off_at)
        if entry and not plan.steps:
            self._journal.remove(tenant.domain, local.name)  # it had come to its end after all
        return plan

    def push(self, plan: PushPlan, tell: Callable[[str], None]) -> Pushed:
        """Do it; `tell` is called in this thread with each step that has ended."""
        hold = self._journal.hold()
        try:
            return Push(self._opened(), plan, self._journal, tell).run()
        finally:
            hold.release()

    def logs(self) -> list[str]:
        """The newest entries about phone messages, a line each."""
        return [
            f"{one.date}  {one.said}" + (f"  {one.error}" if one.error else "")
            for one in phone_logs(self._opened(), _MOST_LOGS)
        ]

    def _opened(self) -> Tenant:
        if self._tenant is None:
            login = login_for(self._domain, os.environ, SystemKeyring())
            self._tenant = self._open.enter_context(open_tenant(login, os.environ))
        return self._tenant


def local_actions(folder: Path) -> tuple[list[LocalAction], dict[str, str]]:
    """The Actions in the files of a folder, and by the file's name why another one that looks like
    an Action cannot be read, or is the second of its name; what does not even look like one is
    passed over."""
    exports = [export.encode() for export in PLATFORM.events.EXPORTS.values()]
    found: dict[str, LocalAction] = {}
    problems: dict[str, str] = {}
    for path in sorted(folder.glob("*.js"))[:_MOST_FILES]:
        try:
            content = read_start(path, _LONGEST)
        except (OSError, ValueError, Unreadable):
            continue
        if any(b"exports." + export in content for export in exports):
            try:
                action = read_action(path)
            except OffhookError as error:
                problems[path.name] = str(error)
                continue
            if (first := found.setdefault(action.name, action)) is not action:
                problems[path.name] = f"is called {action.name} too, as {first.path.name} is"
    return list(found.values()), problems
