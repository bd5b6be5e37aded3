"""The application: themes, configuration, help, and the workbench, or another, as its screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.constants import TEXTUAL_ANIMATIONS
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Event, InputEvent, Key, Paste
from textual.filter import LineFilter
from textual.widget import MountError
from textual.widgets import Input
from textual.worker import WorkerFailed
from typing_extensions import override

from tui.dialogs.asking import AskingScreen
from tui.dialogs.host import HostScreen
from tui.widgets.key_bar import KeyBar
from tui.workbench.divider import Divider
from tui.workbench.screen import WorkbenchScreen

from .config import Config, ConfigError, said_of, set_value
from .keys.keymap import NONE, keymap
from .keys.order import KeyOrder
from .keys.pressed import Pressed
from .plain_signs import PlainSigns
from .preferences.themes import Themes
from .terminal_guard import TerminalGuard

if TYPE_CHECKING:
    from tui.widgets.palette import Command

    from .keys.bindings import Bound

_STYLES: Final = [
    Path(__file__).parent / name
    for name in (
        "dialogs/ask.tcss",
        "help.tcss",
        "replaying/run.tcss",
        "workbench/expecting/dialog.tcss",
    )
]
"""Those of the screens that are opened over the workbench."""


class OffhookApp(App[None]):
    """The workbench on `path`: a session file, a folder of them, or None for the current folder.

    With `home`, that screen instead of the workbench. `encoding` is what the terminal
    speaks, where that is not UTF-8.
    """

    TITLE = "offhook"
    CSS = """
    Input > .input--placeholder, TextArea .text-area--placeholder { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+q",
            "quit",
            "Quit",
            id="app.quit",
            tooltip="Quit, after asking about unsaved changes",
            show=False,
            priority=True,
        ),
        Binding(
            "alt+s,f11",
            "settings",
            "Settings",
            id="app.settings",
            tooltip="Colors, keys and other settings",
            show=False,
            priority=True,
        ),
    ]

    def __init__(
        self,
        path: Path | None = None,
        *,
        home: HostScreen | None = None,
        encoding: str | None = None,
    ) -> None:
        # With NO_COLOR Textual would turn the colors of a theme into grays; the terminal's own it
        # leaves out, so that what is left is bold, underlined or reversed.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.config = Config.load()
        self._guards: list[LineFilter] = [TerminalGuard()]
        if self.config.signs == "ascii":
            encoding = "ascii"
        if encoding:
            self._guards.append(PlainSigns(encoding))
        if not self.config.animations:
            self.animation_level = "none"
        self._home = home or WorkbenchScreen(path)
        self.keymap = NONE
        self._pressed = Pressed(NONE, self._is_text_edited, self._is_bound)
        self._order = KeyOrder(self, self._handle, self._when_asked)
        self.themes = Themes(self)
        self.themes.begin(self.config)

    def on_mount(self) -> None:
        problems = [*self.themes.problems, *self.config.problems, *self.use_keys()]
        # Read before the screen is there: Textual would parse all there is anew for it.
        self._read_styles(self._home.css_path)
        self.push_screen(self._home)
        self.call_after_refresh(self._read_styles, _STYLES)
        if "split" in self.config.given:
            self._divide()
        self.themes.watch()
        for problem in problems:
            self.notify(problem, title="Settings", severity="warning", timeout=20, markup=False)

    @override
    def _handle_exception(self, error: Exception) -> None:
        """As Textual does, but for what comes of the end itself: from `exit` on no widget counts as
        attached, so that what still works off a message (the first outcome, say) cannot mount its
        parts, and finds none. Textual would end with that error instead of what it was left with,
        in one of thirty hang-ups beside a send on a busy machine."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if not (self._exit and isinstance(cause, (MountError, NoMatches))):
            super()._handle_exception(error)

    def _read_styles(self, paths: Iterable[PurePath]) -> None:
        """Know how other screens look before one is opened: where one that comes to the front
        brings styles of its own, Textual styles every widget there is anew, which takes 40 ms."""
        for path in paths:
            if not self.stylesheet.has_source(str(path)):
                self.stylesheet.read(path)

    def use(self, config: Config) -> list[str]:
        """Use other settings from now on; what is wrong with them, beside their own problems."""
        self.config = config
        self.animation_level = TEXTUAL_ANIMATIONS if config.animations else "none"
        self.themes.begin(config)
        self.themes.follow()
        problems = [*self.themes.problems, *self.use_keys()]
        for screen in self.screen_stack:
            for bar in screen.query(KeyBar):
                bar.show_keys()
        self._divide()
        if isinstance(self._home, WorkbenchScreen):
            self._home.refresh_all()  # what names a key names the one that it is now
        return problems

    def _divide(self) -> None:
        """Divide the room as the settings have it, once there is something to divide."""
        if isinstance(self._home, WorkbenchScreen):
            self._home.call_later(self._home.places.divide_as, self.config.split)

    @on(Divider.Settled)
    def _divided(self, event: Divider.Settled) -> None:
        """Remember where the divider is, in a thread: to edit TOML needs what takes 100 ms."""
        self.config = replace(self.config, split=event.percent)

        def write() -> None:
            try:
                set_value("split", event.percent)
            except ConfigError as error:
                self.call_from_thread(
                    self.notify,
                    str(error),
                    title="Not remembered",
                    severity="warning",
                    markup=False,
                )

        self.run_worker(write, thread=True, group="remember")

    def use_keys(self) -> list[str]:
        """Use the keys of the settings from now on; what is wrong with them."""
        config = self.config
        bound: list[Bound] = []
        if config.keys:  # to check them all keys there are have to be known, which takes 100 ms
            from .keys.bindings import all_bound

            bound = all_bound()
        self.keymap = used = keymap(config.preset, config.keys, bound)
        self._pressed = Pressed(used, self._is_text_edited, self._is_bound)
        self.set_keymap(dict(used.keys))
        said = {**used.warnings, **used.problems}
        return [said_of(f"keys.{id}", words) for id, words in said.items()]

    def _is_text_edited(self) -> bool:
        return self.focused is not None and self.focused.check_consume_key("a", "a")

    def _is_bound(self, key: str) -> bool:
        return key in self.screen.active_bindings

    @override
    def get_key_display(self, binding: Binding) -> str:
        keys = self.keymap.keys.get(binding.id or "")
        if keys is None:
            return super().get_key_display(binding)
        presses = keys.split(",")[0].split()
        named = (super(OffhookApp, self).get_key_display(binding.with_key(key)) for key in presses)
        return " ".join(name.upper() if name[1:].isdigit() else name for name in named)

    @override
    async def on_event(self, event: Event) -> None:
        if isinstance(event, InputEvent | Paste) and isinstance(self._home, WorkbenchScreen):
            self._home.complete()
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self._order.take(event)
        else:
            await super().on_event(event)

    async def _handle(self, event: Event) -> None:
        """Handle what is pressed or pasted, in its turn."""
        if isinstance(event, Key):
            pressed = self._pressed.take(event)
            if pressed is None:
                return
            event = pressed
        if isinstance(event, Paste):
            if isinstance(self.screen, WorkbenchScreen) and self.screen.takes_paste(event.text):
                return
            if isinstance(self.focused, Input):
                event = self._on_one_line(event)
        await super().on_event(event)

    def _when_asked(self, then: Callable[[], object]) -> bool:
        """Do something once the screen in front has asked what it is about to; whether it is."""
        if isinstance(self.screen, AskingScreen):
            return self.screen.when_asked(then)
        then()
        return False

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
        from tui.widgets.palette import Command

        yield Command("Theme", "Choose the colors, which are seen at once", self.action_theme)
        about = "Colors, keys and other settings"
        yield Command("Settings", about, self.action_settings, "app.settings")
        about = "All keys, and what each outcome means"
        yield Command("Help", about, self.action_help, "workbench.help")
        yield Command("Quit", "After asking about unsaved changes", self.action_quit, "app.quit")

    def action_command_palette(self) -> None:
        """Offer what can be done on the screen in front."""
        from tui.dialogs.palette import CommandPalette

        from .recent import recent_commands, remember_command

        if not isinstance(screen := self.screen, HostScreen):
            return
        offered = [*screen.commands(), *self.commands()]
        keys = [key for key in (*screen.BINDINGS, *self.BINDINGS) if isinstance(key, Binding)]
        by_id = {key.id: key for key in keys}
        there = {command.id for command in offered}
        there |= {id for id in by_id if id and id.endswith((".palette", ".cancel", ".help"))}
        first = {key.action: key for key in reversed(keys)}
        there |= {key.id for key in keys if first[key.action] is not key}  # a letter does it too
        keyed = [key for id, key in by_id.items() if id not in there and key.tooltip]
        offered[:0] = [self._of_key(screen, key) for key in keyed]
        recent = recent_commands()

        def run(chosen: Command | None) -> None:
            if chosen is not None:
                try:
                    remember_command(chosen.name, recent)
                except OSError as error:
                    self.notify(
                        str(error), title="Not remembered", severity="warning", markup=False
                    )
                self.call_next(chosen.run)

        def key_of(id: str) -> str:
            return self.keymap.of(by_id[id]).split(", ")[0] if id in by_id else ""

        self.push_screen(CommandPalette(offered, key_of, recent), run)

    def _of_key(self, screen: HostScreen, key: Binding) -> Command:
        from tui.widgets.palette import Command

        return Command(
            key.description,
            key.tooltip,
            lambda: self.run_action(key.action, screen),
            key.id or "",
        )

    def action_help(self) -> None:
        """Show the help."""
        from .help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    async def action_quit(self) -> None:
        """Quit, once the workbench lets go; a question that is open comes first."""
        if isinstance(self.screen, HostScreen) and self.screen is not self._home:
            await self.pop_screen()
        if self.screen is self._home:
            self._home.action_quit()

    def action_theme(self) -> None:
        """Choose a theme."""
        if isinstance(self.screen, HostScreen):
            self.screen.ask(self.themes.choose(self.screen))

    def action_settings(self) -> None:
        """Show the settings."""
        from .preferences.screen import SettingsScreen

        if isinstance(self.screen, HostScreen):
            self.push_screen(SettingsScreen(self))
