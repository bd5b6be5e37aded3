"""The settings on a screen: each with its value, what it means, and where it comes from."""

from __future__ import annotations

import os
from typing import ClassVar, Final, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sessions.text import printable
from tui.config import Config, ConfigError, config_file, set_value
from tui.dialogs.ask import AskText
from tui.keys.labels import key_of
from tui.settings import SETTINGS, Setting, Value, in_force, literal
from tui.theme import MUTED
from tui.widgets.editor import Editor, EditorError
from tui.wording import seen_from_here

from .themes import Themes

_NAME_WIDTH: Final = 14
_VALUE_WIDTH: Final = 20
_STEP: Final = 5
"""By how much a key changes a number."""


class Settled(Protocol):
    """What the settings are those of: the application."""

    config: Config
    themes: Themes

    def use(self, config: Config) -> list[str]:
        """Use other settings from now on; what is wrong with them."""
        ...


class SettingsScreen(ModalScreen[None]):
    """A list of the settings; Enter changes the one at the cursor, at once and in the file."""

    DEFAULT_CSS = """
    SettingsScreen {
        align: center middle;
        background: $background 60%;
        &:ansi { background: transparent; }

        & > #settings {
            width: 84; max-width: 96%; height: auto; max-height: 100%; padding: 1 2;
            overflow-y: auto; scrollbar-size-vertical: 1;
            background: $surface; border: round $secondary;
            border-title-color: $foreground; border-title-style: bold;
            & Static { height: auto; }
            & OptionList {
                height: auto; max-height: 60vh; border: none; padding: 0; margin-bottom: 1;
                background: transparent; scrollbar-size-vertical: 1;
                text-wrap: nowrap; text-overflow: ellipsis;
                &:focus { border: none; background-tint: transparent; }
            }
            & #about { min-height: 3; }
            & #problems { color: $text-warning; }
            & #hint { margin-top: 1; color: $text-muted; }
        }
        &.-tiny > #settings {
            padding: 0 1;
            & OptionList { max-height: 3; margin-bottom: 0; }
            & #hint { margin-top: 0; }
        }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (18, "-tall")]  # noqa: RUF012 - as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close the settings", show=False, id="settings.leave"),
        Binding("right,space", "change", "The next value", show=False, id="settings.change"),
        Binding("left", "change(-1)", "The value before", show=False, id="settings.before"),
        Binding(
            "delete,backspace", "forget", "Back to the default", show=False, id="settings.default"
        ),
        Binding("f1", "app.help", "Help", show=False, id="settings.help"),
        Binding("ctrl+up", "scroll(-1)", "Scroll up", show=False, id="settings.up"),
        Binding("ctrl+down", "scroll(1)", "Scroll down", show=False, id="settings.down"),
    ]

    def __init__(self, settled: Settled) -> None:
        super().__init__()
        self._settled = settled

    def compose(self) -> ComposeResult:
        with Vertical(id="settings") as panel:
            panel.border_title = "Settings"
            yield OptionList(*(Option("", id=key) for key in SETTINGS), compact=True, markup=False)
            yield Static(id="about", markup=False)
            yield Static(id="problems", markup=False)
            hint = (
                f"Enter, {key_of('settings.before')}, {key_of('settings.change')} change"
                f" · {key_of('settings.default')} resets"
                f" · {key_of('settings.leave')} closes\n"
            )
            yield Static(f"{hint}{seen_from_here(str(config_file()))}", id="hint", markup=False)

    def on_mount(self) -> None:
        self._show()

    @property
    def _setting(self) -> Setting:
        """The one at the cursor."""
        option = self.query_one(OptionList).highlighted_option
        return SETTINGS[option.id or ""] if option else next(iter(SETTINGS.values()))

    def _value_of(self, setting: Setting) -> Value:
        """What the file says, else the default, which of the theme the terminal decides."""
        config = self._settled.config
        is_left_out = setting.key == "theme" and "theme" not in config.given
        return self.app.theme if is_left_out else config.value(setting.key)

    def _show(self, problems: tuple[str, ...] = ()) -> None:
        config = self._settled.config
        options = self.query_one(OptionList)
        for key, setting in SETTINGS.items():
            value, source = in_force(setting, self._value_of(setting), config.given, os.environ)
            words = (literal(value).ljust(_VALUE_WIDTH), "bold $text-accent")
            line = Content.assemble(key.ljust(_NAME_WIDTH), words, (f"  {source}", MUTED))
            options.replace_option_prompt(key, line)
        said = "\n".join(printable(each) for each in (*problems, *config.problems))
        shown = self.query_one("#problems", Static)
        shown.update(said)
        shown.display = bool(said)
        self._explain()

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        setting = self._setting
        later = " It takes effect when offhook is started again." if setting.at_start else ""
        choices = f"\nOne of: {', '.join(setting.choices)}." if setting.choices else ""
        self.query_one("#about", Static).update(f"{setting.about}.{later}{choices}")

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.action_change()

    def action_change(self, by: int = 1) -> None:
        """The next value of the setting at the cursor, or the one before."""
        setting, now = self._setting, self._value_of(self._setting)
        if setting.key == "editor":
            self._ask_editor(str(now))
            return
        values: tuple[Value, ...] = setting.choices or (True, False)
        if setting.key == "theme":
            values = tuple(self._settled.themes.labels)
        elif isinstance(setting.default, int) and setting.most:
            values = tuple(range(setting.least, setting.most + 1, _STEP))
            now = min(values, key=lambda value: abs(int(value) - int(now)))
        at = values.index(now) + by if now in values else 0  # its file may be gone by now
        self._set(values[at % len(values)])

    def _ask_editor(self, now: str) -> None:
        def problem(text: str) -> str | None:
            try:
                if text.strip():
                    Editor.of(text, "This")
            except EditorError as error:
                return str(error)
            return None

        def take(text: str | None) -> None:
            if text is not None:
                self._set(text.strip() or None)

        ask = AskText("Your editor", now, problem, "A command, such as vim, or code --wait")
        self.app.push_screen(ask, take)

    def action_scroll(self, by: int) -> None:
        """Scroll what is said, where there is no room for all of it."""
        self.query_one("#settings").scroll_relative(y=by, animate=False)

    def action_forget(self) -> None:
        """The default of the setting at the cursor, which the file then says nothing of."""
        self._set(None)

    def _set(self, value: Value | None) -> None:
        try:
            set_value(self._setting.key, value)
        except ConfigError as error:
            self._show((str(error),))
            return
        self._show(tuple(self._settled.use(Config.load())))

    def on_click(self, event: Click) -> None:
        """A click beside the panel closes it."""
        if event.widget is self:
            self.dismiss()
