"""The commands of the palette, those that can be carried out as the workbench stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from sessions.contract.json_path import format_path
from tui.keys.labels import key_of
from tui.widgets.palette import Command
from tui.workbench.form.field_row import FieldRow

from .results import Answered
from .stage import Stage, Workspace

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.outcome.pane import OutcomePane

    from .editing.invocations import Invocations
    from .sending.secrets import SessionSecrets
    from .sending.watching import WatchSwitch


class Palette:
    """What the session, the invocation and the field at the cursor allow."""

    def __init__(
        self,
        stage: Stage,
        do: Callable[..., None],
        work: Workspace,
        invocations: Invocations,
        secrets: SessionSecrets,
        outcome: OutcomePane,
        watch: WatchSwitch,
    ) -> None:
        self._stage = stage
        self._do = do
        self._work = work
        self._invocations = invocations
        self._secrets = secrets
        self._outcome = outcome
        self._watch = watch

    def commands(self, focused: Widget | None) -> Iterator[Command]:
        """All of them, those of the field at the cursor first."""
        yield from _of_field(focused)
        if self._work.document.saved is not None:
            yield from self._of_invocation()
        yield from self._of_session()

    def _keyed(self, name: str, about: str, action: str) -> Command:
        """What a key does too: its id is called as the action."""
        return Command(name, about, partial(self._do, action), f"workbench.{action}")

    def _of_invocation(self) -> Iterator[Command]:
        stage, do, invocations = self._stage, self._do, self._invocations
        yield Command(
            "Send unchecked",
            "Send the payload even where the platform would refuse it",
            partial(do, "send", check=False),
        )
        yield self._keyed(
            "Debug this invocation",
            "Send, and stop the hook at its first line for a debugger",
            "debug",
        )
        if isinstance(self._work.state, Answered):
            yield self._keyed(
                "Expect this outcome",
                "From now on, without what varies; what is met stays as it is",
                "expect",
            )
        yield Command(
            "Previous outcomes",
            "What came of it earlier, in any run; Enter shows one",
            partial(do, "previous"),
        )
        yield Command(
            "Edit what is expected",
            "A row each, beside what came out, or as the file's table expect",
            lambda: stage.ask(invocations.edit_expectations()),
        )
        if self._work.live:
            name, about = "Catch outbound calls again", "And answer them as the provider would"
        else:
            name, about = "Live: let outbound calls out", "Messages are really sent"
        yield self._keyed(name, about, "live")
        if self._watch.on:
            name, about = "Stop watching", "Send only on a key again"
        else:
            name = "Watch: send again on a change"
            about = "Of its hook, a module, the session or .env on disk"
        yield self._keyed(name, about, "watch")
        yield Command("Copy payload as JSON", "To the clipboard", invocations.copy_payload)
        yield Command(
            "Copy as curl", "With secrets as names of shell variables", invocations.copy_curl
        )
        if self._outcome.has_class("-delivered"):
            yield Command(
                "Copy MessageID", "To the clipboard", self._outcome.action_copy_message_id
            )
        yield Command(
            "Rename invocation",
            "Its name is also that of its table in the file",
            lambda: stage.ask(invocations.rename()),
        )
        yield self._keyed("Duplicate invocation", "A copy after this one", "duplicate")
        yield Command("Delete invocation", "After asking", lambda: stage.ask(invocations.delete()))
        if self._work.document.named_target is None:
            yield Command(
                "Name the target",
                "So that it can have a time-out of its own, and headers in the file",
                lambda: stage.ask(invocations.name_target()),
            )

    def _of_session(self) -> Iterator[Command]:
        do = self._do
        yield self._keyed("Undo", "Undo the last edit", "undo")
        yield self._keyed("Redo", "Make that edit again", "redo")
        yield Command("Add invocation", "The example, after this one", self._invocations.add)
        yield from self._of_secrets()
        yield Command(
            "Demo the MFA flow",
            "Enrollment and second factor on a phone, with the current target",
            partial(do, "demo"),
        )
        yield self._keyed("Replay the session", "Run all invocations", "replay")
        yield Command(
            "Replay a folder",
            f"Run all invocations of its sessions ({key_of('sessions.replay')} in their list)",
            partial(do, "replay_folder"),
        )
        yield Command(
            "Compare with another target",
            "Send all invocations to both, and see where they differ",
            partial(do, "compare"),
        )
        yield Command(
            "Tenant",
            "What is in it, and where it is not what is here; pull and push Actions",
            self._show_tenant,
        )
        yield self._keyed("New session", "With the example", "new")
        yield self._keyed("Open session or folder", "By its path", "open")
        yield self._keyed("Save session", "As TOML", "save")
        yield Command("Save session as", "Another file from now on", partial(do, "save_as"))
        if self._work.document.path is not None:
            yield Command(
                "Reload session", "Read the file again, dropping changes", partial(do, "reload")
            )

    def _show_tenant(self) -> None:
        """Show over the workbench what is in the tenant, and in the folder of the session."""
        from tui.tenant.screen import TenantScreen
        from tui.tenant.work import TenantWork

        self._outcome.app.push_screen(TenantScreen(TenantWork(self._work.document.folder)))

    def _of_secrets(self) -> Iterator[Command]:
        stage, secrets = self._stage, self._secrets
        for name in self._work.document.session.secrets:
            yield Command(
                f"Type in the secret {name}",
                "Kept in memory until offhook ends",
                lambda name=name: stage.ask(secrets.enter(name)),
            )
            if name in self._work.secrets.typed:
                yield Command(
                    f"Forget the value of {name}",
                    "The one that was typed in",
                    lambda name=name: secrets.forget(name),
                )


def _of_field(focused: Widget | None) -> Iterator[Command]:
    nodes = focused.ancestors if focused else ()
    row = next((node for node in nodes if isinstance(node, FieldRow)), None)
    if row is None:
        return
    name = format_path(row.path) or "payload"
    if row.suggestion is not None:
        about = f"Use {row.suggestion}, as advised"
        yield Command(f"Take the suggestion for {name}", about, row.take_suggestion)
    for presence in ("value", "null", "absent"):
        if presence != row.state.presence and (row.path or presence != "absent"):
            about = f"It is {row.state.presence} now"
            yield Command(
                f"Set {name} {'to its value' if presence == 'value' else presence}",
                about,
                lambda row=row, presence=presence: row.switch_to(presence),
                "field.switch",
            )
