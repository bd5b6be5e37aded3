"""Comparing the open session's target with another: which one is asked, and the screen opened."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from sessions.secrets.userinfo import without_userinfo
from sessions.text import one_line
from tui.dialogs.ask import AskText
from tui.dialogs.pick import Pick
from tui.workbench.form.target_pane import target_label
from tui.workbench.stage import Stage, Workspace

from .sender import as_file

if TYPE_CHECKING:
    from sessions.comparison.run import Compared
    from sessions.editing.document import Document
    from sessions.permission import Permissions
    from tui.comparison.screen import ComparisonScreen

_OTHER: Final = ""
"""Of the choices the one that is typed in."""
_TITLE: Final = "Compare with"


class OtherTarget:
    """The target to compare with: asked for in a worker, then compared with on a screen."""

    def __init__(
        self, stage: Stage, work: Workspace, permissions: Callable[[], Permissions]
    ) -> None:
        self._stage = stage
        self._work = work
        self._permissions = permissions

    async def ask(self, document: Document | None = None) -> str | None:
        """A target of a session, by default the open one, one that was found near it, or one that
        is typed in."""
        from sessions.targets.discovery import find_hooks

        document = document or self._work.document
        current, folder = document.target, document.folder
        choices = {name: name for name in document.session.targets if name != current}
        for one in await asyncio.to_thread(find_hooks, folder):
            if one.location != current:
                choices[str(folder.absolute() / one.location)] = f"{one.location}  {one.about}"
        choices[_OTHER] = "Another: a path, module:function or URL …"
        picked = await self._stage.answer_to(Pick(_TITLE, choices, next(iter(choices))))
        if picked != _OTHER:
            return picked
        return await self._stage.answer_to(
            AskText(_TITLE, "", lambda text: None if text.strip() else "Name a target.")
        )

    def comparison(self, other: str, document: Document | None = None) -> ComparisonScreen:
        """The screen that compares what a session names, by default the open one, with `other`, as
        the session is now."""
        from tui.comparison.screen import ComparisonScreen, Pair

        document = document or self._work.document
        file, typed = as_file(document), dict(self._work.secrets.typed)

        async def compare(
            names: Sequence[str], on_compared: Callable[[int, Compared], None]
        ) -> Sequence[Compared]:
            from sessions.comparison.run import compare_sessions
            from sessions.replay.select import select

            return await compare_sessions(
                select([file], lambda _, name, __: name in names),
                b=other,
                env=os.environ,
                given=typed,
                permissions=self._permissions(),
                on_compared=on_compared,
            )

        names = list(file.session.invocation)
        current = target_label(document.session, document.target)
        return ComparisonScreen(
            Pair(file.path, one_line(file.path.name), names, current, _short(other), compare)
        )


def _short(target: str) -> str:
    """The end of a path, which is what differs; of a URL all but a password."""
    return without_userinfo(target) if "://" in target else target.rpartition(os.sep)[2]
