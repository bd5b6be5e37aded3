"""The commands of the palette, those that can be carried out as the workbench stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, cast

from typing_extensions import override

from sessions.contract.json_path import format_path
from tui.widgets.palette import Command, Commands
from tui.workbench.form.field_row import FieldRow

from .results import Answered
from .stage import Stage, Workspace

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.outcome.pane import OutcomePane

    from .invocations import Invocations
    from .secrets import SessionSecrets
    from .watching import WatchSwitch


class Offering(Protocol):
    """A screen with commands for the palette."""

    def commands(self) -> Iterator[Command]:
        """What can be done now."""
        ...


class WorkbenchCommands(Commands):
    """Offers what the screen has to offer."""

    @override
    def commands(self) -> Iterator[Command]:
        return cast("Offering", self.screen).commands()


class Actions(Stage, Protocol):
    """What the keys of the workbench do, and the palette too."""

    def action_send(self, check: bool = True) -> None: ...
    def action_debug(self) -> None: ...
    def action_replay(self) -> None: ...
    def action_expect(self) -> None: ...
    def action_live(self) -> None: ...
    def action_watch(self) -> None: ...
    def action_previous(self) -> None: ...
    def action_demo(self) -> None: ...
    def action_compare(self) -> None: ...
    def action_undo(self, again: bool = False) -> None: ...
    def action_duplicate(self) -> None: ...
    def action_new(self) -> None: ...
    def action_open(self) -> None: ...
    def action_save(self) -> None: ...
    def action_save_as(self) -> None: ...
    def action_reload(self) -> None: ...


class Palette:
    """What the session, the invocation and the field at the cursor allow."""

    def __init__(
        self,
        actions: Actions,
        work: Workspace,
        invocations: Invocations,
        secrets: SessionSecrets,
        outcome: OutcomePane,
        watch: WatchSwitch,
    ) -> None:
        self._actions = actions
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

    def _of_invocation(self) -> Iterator[Command]:
        actions, invocations = self._actions, self._invocations
        yield Command(
            "Send unchecked",
            "Send the payload even where the platform would refuse it",
            lambda: actions.action_send(check=False),
        )
        yield Command(
            "Debug this invocation",
            "Send, and stop the hook at its first line for a debugger (F9)",
            actions.action_debug,
        )
        if isinstance(self._work.state, Answered):
            yield Command(
                "Expect this outcome",
                "From now on, without what varies; what is met stays as it is (F7)",
                actions.action_expect,
            )
        yield Command(
            "Previous outcomes",
            "What came of it earlier, in any run; Enter shows one",
            actions.action_previous,
        )
        yield Command(
            "Edit what is expected",
            "The outcome, its parts, the calls, as in the file's table expect",
            lambda: actions.ask(invocations.edit_expectations()),
        )
        if self._work.live:
            name, about = "Catch outbound calls again", "And answer them as the provider would (F8)"
        else:
            name, about = "Live: let outbound calls out", "Messages are really sent (F8)"
        yield Command(name, about, actions.action_live)
        if self._watch.on:
            name, about = "Stop watching", "Send only on a key again (Ctrl+R)"
        else:
            name = "Watch: send again on a change"
            about = "Of its hook, a module, the session or .env on disk (Ctrl+R)"
        yield Command(name, about, actions.action_watch)
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
            lambda: actions.ask(invocations.rename()),
        )
        yield Command(
            "Duplicate invocation", "A copy after this one (Ctrl+D)", actions.action_duplicate
        )
        yield Command(
            "Delete invocation", "After asking", lambda: actions.ask(invocations.delete())
        )
        if self._work.document.named_target is None:
            yield Command(
                "Name the target",
                "So that it can have a time-out of its own, and headers in the file",
                lambda: actions.ask(invocations.name_target()),
            )

    def _of_session(self) -> Iterator[Command]:
        actions = self._actions
        yield Command("Undo", "Take back the latest edit (Ctrl+Z)", actions.action_undo)
        yield Command(
            "Redo", "Make again what was taken back (Ctrl+Y)", lambda: actions.action_undo(True)
        )
        yield Command("Add invocation", "The example, after this one", self._invocations.add)
        yield from self._of_secrets()
        yield Command(
            "Demo the MFA flow",
            "Enrollment and second factor on a phone, with the current target",
            actions.action_demo,
        )
        yield Command("Replay the session", "Run all invocations (F6)", actions.action_replay)
        yield Command(
            "Compare with another target",
            "Send all invocations to both, and see where they differ",
            actions.action_compare,
        )
        yield Command("New session", "With the example (Ctrl+N)", actions.action_new)
        yield Command("Open session or folder", "Ctrl+O", actions.action_open)
        yield Command("Save session", "As TOML (Ctrl+S)", actions.action_save)
        yield Command("Save session as", "Another file from now on", actions.action_save_as)
        if self._work.document.path is not None:
            yield Command(
                "Reload session", "Read the file again, dropping changes", actions.action_reload
            )

    def _of_secrets(self) -> Iterator[Command]:
        actions, secrets = self._actions, self._secrets
        for name in self._work.document.session.secrets:
            yield Command(
                f"Type in the secret {name}",
                "Kept in memory until offhook ends",
                lambda name=name: actions.ask(secrets.enter(name)),
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
            about = f"It is {row.state.presence} now (Ctrl+T switches)"
            yield Command(
                f"Set {name} {'to its value' if presence == 'value' else presence}",
                about,
                lambda row=row, presence=presence: row.switch_to(presence),
            )
