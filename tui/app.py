"""The application: themes, configuration, help, and the workbench, or the demo, as its screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event, Paste
from textual.filter import LineFilter
from textual.widgets import Input
from typing_extensions import override

from tui.widgets.palette import Command, Commands
from tui.workbench.screen import WorkbenchScreen

from .config import DEFAULT_THEME, Config, ConfigError, config_folder
from .plain_signs import PlainSigns
from .terminal_guard import TerminalGuard
from .theme import load_themes

if TYPE_CHECKING:
    from tui.demo.screen import DemoScreen


class AppCommands(Commands):
    """Offers what the application has to offer."""

    @override
    def commands(self) -> Iterator[Command]:
        return cast("OffhookApp", self.app).commands()


class OffhookApp(App[None]):
    """The workbench on `path`: a session file, a folder of them, or None for the current folder.

    With `demo`, that screen instead of the workbench. `encoding` is what the terminal
    speaks, where that is not UTF-8.
    """

    TITLE = "offhook"
    COMMANDS: ClassVar = {AppCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+q",
            "quit",
            "Quit",
            id="app.quit",
            tooltip="Quit, after asking about unsaved changes",
            show=False,
            priority=True,
        )
    ]

    def __init__(
        self,
        path: Path | None = None,
        *,
        demo: DemoScreen | None = None,
        encoding: str | None = None,
    ) -> None:
        super().__init__()
        self._guards: list[LineFilter] = [TerminalGuard()]
        if encoding:
            self._guards.append(PlainSigns(encoding))
        self._home = demo or WorkbenchScreen(path)
        self._labels: dict[str, str] = {}
        self._config, self._problems = self._read_settings()

    def _read_settings(self) -> tuple[Config, list[str]]:
        """Take over themes and settings, before anything is drawn; and what is wrong with them."""
        folder = config_folder()
        themes = load_themes(folder / "themes")
        for theme in themes.themes:
            self.register_theme(theme)
        self._labels = themes.labels
        config = Config.load(folder)
        problems = [*themes.errors, *filter(None, [config.problem])]
        if config.theme not in self._labels:
            problems.append(
                f"There is no theme {config.theme}; choose one in the palette (Ctrl+P)."
            )
        self.theme = config.theme if config.theme in self._labels else DEFAULT_THEME
        return config, problems

    def on_mount(self) -> None:
        self.push_screen(self._home)
        for problem in self._problems:
            self.notify(problem, title="Settings", severity="warning", timeout=20, markup=False)

    @override
    async def on_event(self, event: Event) -> None:
        if isinstance(event, Paste) and not event.is_forwarded:
            if isinstance(self.screen, WorkbenchScreen) and self.screen.takes_paste(event.text):
                return
            if isinstance(self.focused, Input):
                event = self._on_one_line(event)
        await super().on_event(event)

    def _on_one_line(self, pasted: Paste) -> Paste:
        """What an input of one line is given of what is pasted: its first line that is not blank;
        Textual takes the very first, and drops the others without a word."""
        lines = [line for line in pasted.text.splitlines() if line.strip()]
        if len(lines) > 1:
            dropped = (
                "one more line was" if len(lines) == 2 else f"{len(lines) - 1} more lines were"
            )
            self.notify(
                f"This is a field of one line; {dropped} left out.",
                title="Pasted in part",
                severity="warning",
            )
        return Paste(lines[0] if lines else "")

    @override
    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *self._guards]

    @override
    def get_driver_class(self) -> type[Driver]:
        if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
            return super().get_driver_class()
        from .terminal_driver import TerminalDriver

        return TerminalDriver

    def commands(self) -> Iterator[Command]:
        """What the palette offers everywhere: themes, help, quit."""
        for name, label in self._labels.items():
            if name != self.theme:
                yield Command(
                    f"Theme: {label}", "Remembered from now on", partial(self._use_theme, name)
                )
        yield Command("Help", "The keys, and what each outcome means (F1)", self.action_help)
        yield Command("Quit", "After asking about unsaved changes (Ctrl+Q)", self.action_quit)

    def action_help(self) -> None:
        """Show the help."""
        from .help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    async def action_quit(self) -> None:
        """Quit, once the workbench lets go; a question that is open comes first."""
        from tui.dialogs.host import HostScreen

        if isinstance(self.screen, HostScreen) and self.screen is not self._home:
            await self.pop_screen()
        if self.screen is self._home:
            self._home.action_quit()

    def _use_theme(self, name: str) -> None:
        self.theme = name
        self._config = replace(self._config, theme=name)
        try:
            self._config.save()
        except ConfigError as error:
            self.notify(str(error), title="Not remembered", severity="warning", markup=False)
