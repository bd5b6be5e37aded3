"""The user's own editor, on the terminal that the app lends it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from textual.app import SuspendNotSupported

from sessions.errors import OffhookError
from sessions.files import Unreadable, read_bytes
from sessions.text import one_line
from tui.config import Config

if TYPE_CHECKING:
    from types import FrameType

    from textual.app import App

_ASKED_FOR: Final = ("VISUAL", "EDITOR")
_USUAL: Final = ("editor", "nano", "vi")
"""Taken where the user asks for none: what Debian lets choose, else what is easiest to leave."""
_MOST_BYTES: Final = 64 << 20

_ENDING: Final = ("SIGHUP", "SIGTERM")
_KEYS: Final = ("SIGINT", "SIGQUIT")
"""What Ctrl+C and Ctrl+\\ send to all that the terminal runs, where only the editor is meant."""


class EditorError(OffhookError):
    """No text came back from the editor; a sentence that says why."""


@dataclass(frozen=True, slots=True)
class _Habits:
    """How editors are called, by the name of their program."""

    names: frozenset[str]
    line: str
    """How the file is given where a line of it is meant, parted by blanks."""
    waiting: str = ""
    """The option without which it ends before the file is edited; it opens a window of its own."""


def _habits(names: str, line: str, waiting: str = "") -> _Habits:
    return _Habits(frozenset(names.split()), line, waiting)


_KNOWN: Final = (
    _habits("code code-insiders codium vscodium cursor windsurf", "-g {file}:{line}", "--wait"),
    _habits("subl sublime_text zed zeditor", "{file}:{line}", "--wait"),
    _habits("mate", "-l {line} {file}", "--wait"),
    _habits("kate kwrite", "-l {line} {file}", "--block"),
    _habits("gvim mvim", "+{line} {file}", "-f"),
    _habits("gedit gnome-text-editor", "+{line} {file}", "--wait"),
    _habits("hx helix", "{file}:{line}"),
    _habits(
        "vi vim nvim view vimx elvis nvi vis kak nano rnano pico emacs emacsclient jmacs jed joe"
        " jove mg micro mcedit ne zile",
        "+{line} {file}",
    ),
)
_UNKNOWN: Final = _habits("", "{file}")


@dataclass(frozen=True, slots=True)
class Editor:
    """A command that edits the file which is given it, and ends when it is edited."""

    command: tuple[str, ...]
    habits: _Habits = _UNKNOWN

    @classmethod
    def wanted(cls, environment: Mapping[str, str] = os.environ, setting: str = "") -> Editor:
        """The editor that the user asks for, by the setting before all else, else a usual one.

        Raises:
            EditorError: there is none, or what is asked for cannot be read as a command.
        """
        if setting.strip():
            return cls.of(setting, "The setting editor")
        for name in _ASKED_FOR:
            if text := environment.get(name, "").strip():
                return cls.of(text, name)
        for program in _USUAL:
            if shutil.which(program, path=environment.get("PATH")):
                return cls.of(program, "")
        raise EditorError(
            "There is no editor; say which by the setting editor, or the variable EDITOR."
        )

    @classmethod
    def of(cls, text: str, variable: str) -> Editor:
        """The editor of a command line, as a variable has it. Raises EditorError."""
        try:
            command = shlex.split(text)
        except ValueError as error:
            raise EditorError(f"{variable} is no command: {one_line(text, 60)}: {error}.") from None
        names = _names_of(command[0])
        habits = next((each for each in _KNOWN if each.names & names), _UNKNOWN)
        if habits.waiting and not {habits.waiting, "-w", "-b", "-f"} & set(command[1:]):
            command.append(habits.waiting)
        return cls(tuple(command), habits)

    @property
    def name(self) -> str:
        """The program, as one calls it."""
        return Path(self.command[0]).name

    def opening(self, file: Path, line: int | None = None) -> list[str]:
        """The command on a file, at a line of it where the editor is known to take one."""
        form = self.habits.line if line else "{file}"
        return [*self.command, *(part.format(file=file, line=line) for part in form.split())]


def _names_of(program: str) -> set[str]:
    """What a program is called, and what it is: Debian's `editor` leads to `vim.basic`."""
    names = {Path(program).name.removesuffix(".exe")}
    if found := shutil.which(program):
        names.add(Path(found).resolve().name.partition(".")[0])
    return names


def edit_text(app: App[Any], text: str, name: str, *, line: int | None = None) -> str:
    """The text as it was edited, in a file of this name, `text.txt`, that nobody else can read.

    The file and its folder, with what the editor leaves there, are removed, whatever happens. What
    an editor puts behind the last line, to end it, is not taken for a part of the text.

    Raises:
        EditorError: nothing was edited, with the sentence that says why.
    """
    content = text.encode()
    with tempfile.TemporaryDirectory(prefix="offhook-edit-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / name
        file.touch(0o600)
        file.write_bytes(content)
        open_file(app, file, line)
        return _read_back(file, text)


def open_file(app: App[Any], file: Path, line: int | None = None) -> None:
    """Have a file edited where it is, and wait until it is. Raises EditorError."""
    editor = Editor.wanted(setting=Config.load().editor)
    command = editor.opening(file, line)
    try:
        with app.suspend():
            if editor.habits.waiting:
                sys.stdout.write(f"Waiting until {editor.name} has closed {file.name} …\n")
                sys.stdout.flush()
            problem = _run(command)
    except SuspendNotSupported:
        raise EditorError(
            "No editor can be opened here: this terminal cannot be lent to another program."
        ) from None
    if problem:
        raise EditorError(f"{one_line(editor.name, 60)} {problem}.")


def _read_back(file: Path, before: str) -> str:
    try:
        content = read_bytes(file, _MOST_BYTES)
    except Unreadable as error:
        raise EditorError(f"What was edited {error}; nothing was changed.") from None
    except OSError:
        raise EditorError(
            "The edited file was removed, or moved elsewhere; nothing was changed."
        ) from None
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EditorError(
            f"What was edited is not UTF-8 in line {line}; nothing was changed."
        ) from None
    if not before.startswith("\ufeff"):
        text = text.removeprefix("\ufeff")
    return text if before.endswith("\n") else text.removesuffix("\n").removesuffix("\r")


def _run(command: Sequence[str]) -> str:
    """Run a command on the terminal; what went wrong with it, empty where nothing did."""
    try:
        with _signals_for_the_editor() as has_started:
            child = subprocess.Popen(command)
            has_started(child)
            status = child.wait()
    except (OSError, ValueError) as error:  # a ValueError is a zero byte in a name
        return f"cannot be run: {getattr(error, 'strerror', None) or error}"
    if status < 0:
        return f"was ended by signal {-status}; nothing was changed"
    return f"ended with exit status {status}; nothing was changed" if status else ""


_Started: TypeAlias = "Callable[[subprocess.Popen[bytes]], None]"


@contextmanager
def _signals_for_the_editor() -> Generator[_Started]:
    """While an editor runs: Ctrl+C in it is its own; what ends offhook ends the editor first, and
    then, once the terminal is offhook's again, offhook. Gives what is to be called with the editor.

    A signal that is ignored stays so. The event loop is not told meanwhile: it would take Ctrl+C,
    afterwards, as meant for itself.
    """
    caught: list[int] = []
    children: list[subprocess.Popen[bytes]] = []
    keys, ending = ([getattr(signal, name, None) for name in names] for names in (_KEYS, _ENDING))

    def end(child: subprocess.Popen[bytes]) -> None:
        children.append(child)
        for number in caught:  # which came before it was known
            child.send_signal(number)

    def take(number: int, _frame: FrameType | None) -> None:
        if number in ending and number not in caught:
            caught.append(number)
            for child in children:
                child.send_signal(number)

    before = {number: signal.getsignal(number) for number in (*keys, *ending) if number}
    waker = signal.set_wakeup_fd(-1)
    try:
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, take)
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        signal.set_wakeup_fd(waker)
        for number in caught:
            signal.raise_signal(number)
