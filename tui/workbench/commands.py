"""The commands of the palette, those that can be carried out as the workbench stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from sessions.contract.json_path import format_path
from tui.workbench.form.field_row import FieldRow

from .demo_launch import open_demo

if TYPE_CHECKING:
    from .screen import WorkbenchScreen


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the palette: its name, what it does in a sentence, and the doing."""

    name: str
    about: str
    run: Callable[[], object]


class WorkbenchCommands(Provider):
    """Offers what the session, the invocation and the field at hand allow."""

    @property
    def _workbench(self) -> WorkbenchScreen:
        return cast("WorkbenchScreen", self.screen)

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(command.name, command.run, help=command.about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            if (score := matcher.match(command.name)) > 0:
                yield Hit(score, matcher.highlight(command.name), command.run, help=command.about)

    def _commands(self) -> Iterator[Command]:
        yield from self._of_field()
        if self._workbench.document.saved is not None:
            yield from self._of_invocation()
        yield from self._of_session()

    def _of_field(self) -> Iterator[Command]:
        focused = self._workbench.focused
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

    def _of_invocation(self) -> Iterator[Command]:
        screen = self._workbench
        invocations = screen.invocations
        yield Command(
            "Send unchecked",
            "Send the payload even where the platform would refuse it",
            lambda: screen.action_send(check=False),
        )
        yield Command(
            "Debug this invocation",
            "Send, and stop the hook at its first line for a debugger (F9)",
            screen.action_debug,
        )
        if screen.live.on:
            name, about = "Catch outbound calls again", "And answer them as the provider would (F8)"
        else:
            name, about = "Live: let outbound calls out", "Messages are really sent (F8)"
        yield Command(name, about, screen.action_live)
        yield Command("Copy payload as JSON", "To the clipboard", screen.copy_payload)
        if screen.outcome_pane.has_class("-delivered"):
            yield Command(
                "Copy MessageID", "To the clipboard", screen.outcome_pane.action_copy_message_id
            )
        yield Command(
            "Rename invocation",
            "Its name is also that of its table in the file",
            lambda: screen.ask(invocations.rename()),
        )
        yield Command(
            "Duplicate invocation", "A copy after this one (Ctrl+D)", screen.action_duplicate
        )
        yield Command("Delete invocation", "After asking", lambda: screen.ask(invocations.delete()))
        if screen.document.named_target is None:
            yield Command(
                "Name the target",
                "So that it can have a time-out of its own, and headers in the file",
                lambda: screen.ask(invocations.name_target()),
            )

    def _of_session(self) -> Iterator[Command]:
        screen = self._workbench
        yield Command("Add invocation", "The example, after this one", screen.invocations.add)
        yield from self._of_secrets()
        yield Command(
            "Demo the MFA flow",
            "Enrollment and second factor on a phone, with the target at hand",
            lambda: open_demo(screen),
        )
        yield Command("Replay the session", "Run all invocations (F6)", screen.action_replay)
        yield Command("New session", "With the example (Ctrl+N)", screen.action_new)
        yield Command("Open session or folder", "Ctrl+O", screen.action_open)
        yield Command("Save session", "As TOML (Ctrl+S)", screen.action_save)
        yield Command("Save session as", "Another file from now on", screen.action_save_as)
        if screen.document.path is not None:
            yield Command(
                "Reload session", "Read the file again, dropping changes", screen.action_reload
            )

    def _of_secrets(self) -> Iterator[Command]:
        screen = self._workbench
        for name in screen.document.session.secrets:
            yield Command(
                f"Type in the secret {name}",
                "Kept in memory until offhook ends",
                lambda name=name: screen.ask(screen.secrets.enter(name)),
            )
            if name in screen.secrets.values.typed:
                yield Command(
                    f"Forget the value of {name}",
                    "The one that was typed in",
                    lambda name=name: screen.secrets.forget(name),
                )
