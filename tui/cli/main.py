"""The command `offhook`: runs the command that is named, or opens the workbench where none is."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.text import nearest

from .shared.diagnostics import AS_EXPECTED, Diagnostics, UsageError
from .shared.on_screen import run_on_screen
from .shared.output import Output
from .shared.parsing import HelpRequested
from .shared.registry import COMMANDS, loaded, top_parser

if TYPE_CHECKING:
    from tui.app import OffhookApp


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: the process's own) and return its exit status."""
    if argv is None:
        _fill_standard_streams()
        # What is loaded, and what a screen is built of, are objects by the ten thousand, hardly any
        # of them garbage: to look for it as often as Python does would take a tenth of each start.
        # A replay of some sessions ends before the first time, which would take 20 ms.
        gc.set_threshold(100_000, 20, 100)
        # To look for pydantic's plugins in all that is installed takes 20 ms; none is meant for us.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    arguments = list(sys.argv[1:] if argv is None else argv)
    no_color = "--no-color" in arguments
    out = Output(sys.stdout, no_color=no_color, env=os.environ)
    err = Diagnostics(sys.stderr, no_color=no_color, env=os.environ)

    def run() -> int:
        try:
            status = _dispatch(arguments, out, err)
        except HelpRequested as help_text:
            out.write(str(help_text))
            status = AS_EXPECTED
        out.flush()
        return status

    return err.exit_code(run, out)


def _fill_standard_streams() -> None:
    """Put nothing where a standard stream was closed (`2>&-`): the next file that is opened would
    get its number, and be written whatever anybody writes to that stream."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            null = os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
            os.set_inheritable(null, True)


def _dispatch(arguments: list[str], out: Output, err: Diagnostics) -> int:
    leading = list(takewhile(lambda argument: argument.startswith("-"), arguments))
    rest = arguments[len(leading) :]
    command = rest[0] if rest and rest[0] in COMMANDS and "--" not in leading else None
    options = top_parser().read(leading if command else arguments)
    if options.version:
        from sessions import __version__

        out.line(f"offhook {__version__}")
        return AS_EXPECTED
    _refuse_lost_folder()
    if command is None:
        return _workbench(_path_to_open(options.path))
    module, parser = loaded(command)
    return module.run(parser.read(rest[1:]), out, err)


def _refuse_lost_folder() -> None:
    """A shell may stand in a folder that was deleted since; every relative path fails there."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise UsageError("the current folder is not there any more; change to another") from None


def _workbench(path: Path | None) -> int:
    def make(encoding: str | None) -> OffhookApp:
        from tui.app import OffhookApp

        return OffhookApp(path, encoding=encoding)

    return run_on_screen(make, "the workbench", "offhook send and offhook replay do")


def _path_to_open(words: list[str]) -> Path | None:
    """The file or folder that the workbench opens; None for the current folder."""
    if not words:
        return None
    from .shared.inputs import refuse_hook

    refuse_hook(words[0])
    path = Path(words[0])
    if not path.exists():
        meant = nearest(words[0], COMMANDS)
        hint = f"; did you mean offhook {meant}?" if meant else " (see offhook --help)"
        raise UsageError(f"{words[0]!r} is no command, file or folder{hint}")
    if len(words) > 1:
        raise UsageError(f"one file or folder at a time; {words[1]!r} is one more")
    return path
