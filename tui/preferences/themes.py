"""Which theme the application begins with, the choosing of another, and a file that changes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textual.app import App
from textual.theme import Theme
from textual.timer import Timer

from tui.config import Config, ConfigError, config_folder, said_of, set_value
from tui.contrast import too_faint
from tui.dialogs.host import HostScreen
from tui.settings import DEFAULT_THEME
from tui.theme import ThemeSet, load_themes, read_theme

OF_TERMINAL: Final = "offhook-terminal"
"""The theme that is made of the terminal's own colors."""

_LOOK: Final = 0.25
"""Seconds between two looks at the file of the theme in use."""
_MOST_FAINT: Final = 3
"""Pairs of colors that are named, of those that are hard to tell apart."""

Signature = tuple[int, int, int]


class Themes:
    """The themes that there are, and the one in use.

    Where the file of the user's theme in use is saved, the screen has its new colors; where it is
    wrong by then, that is said, and the colors stay.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._found = ThemeSet([], [])
        self._seen: Signature | None = None
        self._timer: Timer | None = None
        self.problems: list[str] = []
        """What is wrong with the files, and with the choice."""

    def begin(self, config: Config) -> None:
        """Read the themes, and use the one of the settings, or the one that suits the terminal."""
        self._read()
        self.problems = list(self._found.errors)
        if self._app.no_color:
            self._app.theme = OF_TERMINAL
        elif "theme" not in config.given:
            few = self._app.console.color_system == "standard"
            self._app.theme = OF_TERMINAL if few else DEFAULT_THEME
        elif config.theme in self._found.labels:
            self._app.theme = config.theme
            self.problems += self._faint(self._app.theme)
        else:
            said = said_of("theme", f"there is no theme {config.theme}; choose one in the palette")
            self.problems.append(said)
            self._app.theme = DEFAULT_THEME

    def watch(self) -> None:
        """Look at the file of the theme in use from now on."""
        self._timer = self._app.set_interval(_LOOK, self._look, pause=True)
        self.follow()

    @property
    def labels(self) -> dict[str, str]:
        """What each theme is called in a list, by its name."""
        return self._found.labels

    async def choose(self, host: HostScreen) -> None:
        """Ask for a theme, and remember it; left without an answer, the one before stays."""
        self._read()
        before = self._app.theme
        from tui.dialogs.pick import PickAndSee

        pick = PickAndSee("Theme", self.labels, before, self._show)
        chosen = await host.answer_to(pick)
        self._show(chosen or before)
        if chosen:
            self.use(chosen, host)

    def use(self, name: str, host: HostScreen) -> None:
        """Show a theme, and remember it."""
        self._show(name)
        for problem in self._faint(name):
            host.say(problem, title="Theme", severity="warning")
        try:
            set_value("theme", name)
        except ConfigError as error:
            host.say(str(error), title="Not remembered", severity="warning")

    def _show(self, name: str) -> None:
        if not self._app.no_color:
            self._app.theme = name
        self.follow()

    def follow(self) -> None:
        """From now on look at the file of the theme in use, where it has one, as it is now."""
        self._seen = _signature(self._file)
        if self._timer:
            self._timer.resume() if self._file else self._timer.pause()

    def _read(self) -> None:
        self._found = load_themes(config_folder() / "themes")
        for theme in self._found.themes:
            self._app.register_theme(theme)

    @property
    def _file(self) -> Path | None:
        """That of the theme in use, where it is one of the user's."""
        return self._found.files.get(self._app.theme)

    def _look(self) -> None:
        """Read the file of the theme in use again where it was saved."""
        file = self._file
        seen = _signature(file)
        if file is None or seen is None or seen == self._seen:
            return
        self._seen = seen
        read = read_theme(file)
        if isinstance(read, str):
            self._say(f"{read}. The colors stay.")
            return
        theme, _ = read
        if theme.name != self._app.theme:
            self._say(f"{file}: name: it was {self._app.theme}; choose {theme.name}.")
            return
        self._app.register_theme(theme)
        self._app.mutate_reactive(App.theme)
        for problem in self._faint(theme.name):
            self._say(problem)

    def _faint(self, name: str) -> list[str]:
        """What is hard to read in a theme of the user's."""
        theme: Theme | None = self._app.get_theme(name)
        if theme is None or name not in self._found.files:
            return []
        pairs = too_faint(theme)
        more = len(pairs) - _MOST_FAINT
        named = "; ".join(pairs[:_MOST_FAINT]) + (f"; and {more} more" if more > 0 else "")
        return [f"{self._found.files[name]}: hard to read: {named}"] if pairs else []

    def _say(self, text: str) -> None:
        self._app.notify(text, title="Theme", severity="warning", timeout=20, markup=False)


def _signature(file: Path | None) -> Signature | None:
    """By what a file is known to have changed; None where there is none."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return found and (found.st_mtime_ns, found.st_size, found.st_ino)
