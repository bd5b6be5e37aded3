"""What holds before anything is sent: texts applied, secrets known, nothing leaves unasked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sessions.secrets.lookup import SecretsError
from tui.dialogs.permission import SessionPermission
from tui.keys.labels import key_of
from tui.workbench.keeping.files import SessionFiles
from tui.workbench.stage import Stage, Workspace

from .secrets import SessionSecrets

if TYPE_CHECKING:
    from sessions.demo.plan import DemoPlan


class Starts:
    """Begins what sends, or says what keeps it from beginning."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        files: SessionFiles,
        secrets: SessionSecrets,
        permission: SessionPermission,
    ) -> None:
        self._stage = stage
        self._work = work
        self._files = files
        self._secrets = secrets
        self._permission = permission

    def run(
        self,
        verb: str,
        done: str,
        run: Callable[[], object],
        *,
        every: bool = False,
        check: bool = False,
    ) -> None:
        """Run what sends the current invocation, or `every` one, once all that was typed before is
        applied; `verb` and `done` name it where it does not begin."""

        def begin() -> None:
            if self._work.document.saved is None:
                warning = (
                    f"There is no invocation to {verb}. {key_of('workbench.duplicate')} adds one."
                )
                self._stage.say(warning, severity="warning")
            elif not self._stage.refuse_unapplied(done):
                if self._work.document.changed_on_disk():
                    self._stage.ask(begin_on_the_newest())
                else:
                    self.when_permitted(run, every=every, check=check)

        async def begin_on_the_newest() -> None:
            if await self._files.may_send():
                self.when_permitted(run, every=every, check=check)

        self._stage.when_typed(begin)

    def when_permitted(
        self,
        run: Callable[[], object],
        *,
        every: bool = False,
        check: bool = False,
        other: str | None = None,
    ) -> None:
        """Run what sends, to the target `other` too, once its secrets are known and nothing leaves
        unasked (`SessionPermission.when_given`)."""

        def ask() -> None:
            work = self._work
            self._permission.when_given(
                run, work.document, work.known, every=every, check=check, other=other
            )

        self._secrets.when_known(ask)

    def demo(self) -> DemoPlan | None:
        """What the demo is to send to; None, and said, where that cannot be known."""
        from sessions.demo.plan import plan_of

        work = self._work
        try:
            return plan_of(work.document, work.known, live=work.live)
        except (SecretsError, ValueError) as error:
            self._stage.say(str(error), title="No demo", severity="error")
            return None
