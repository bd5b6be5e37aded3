"""The terminal that the workbench is drawn on: left as it was, whatever ends it.

Textual draws on stderr, which may lead elsewhere, ends at a signal with the terminal in disorder
and hooks running, and reads from a terminal that is gone for ever.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TextIO, cast

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from typing_extensions import override

if TYPE_CHECKING:
    from textual.app import App

ENDING: Final = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
_LOOK_UP: Final = 0.1
"""Seconds after which a lone Escape is no beginning of a sequence (as in Textual's own driver)."""


class TerminalDriver(LinuxDriver):
    """Draws on stdout, and leaves the app at a signal, or when the terminal is gone.

    The app's return code is then 128 and the signal's number. A signal that is ignored when the
    app starts, as `nohup` arranges it, stays so.
    """

    def __init__(self, app: App[object], **options: Any) -> None:
        super().__init__(app, **options)
        stdin, stdout = cast("TextIO", sys.__stdin__), cast("TextIO", sys.__stdout__)
        self._file = cast("TextIO", _Screen(stdout, self._hang_up))
        self._encoding = stdin.encoding
        self._loop: asyncio.AbstractEventLoop | None = None

    @override
    def start_application_mode(self) -> None:
        self._loop = asyncio.get_running_loop()
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._loop.add_signal_handler(number, self._end, number)
        super().start_application_mode()

    @override
    def run_input_thread(self) -> None:
        try:
            self._read_input()
        except OSError:  # EIO: it is somebody else's terminal by now, or nobody's
            self._hang_up()

    def _read_input(self) -> None:
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder(self._encoding)("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_LOOK_UP):
                    content = os.read(self.fileno, 4096)
                    if not content:  # a terminal that is closed is always ready, with nothing
                        self._hang_up()
                        return
                    for event in parser.feed(decode(content)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        with suppress(EOFError, ParseError):
            for _ in parser.feed(""):
                pass

    @override
    def _disable_mouse_support(self) -> None:
        super()._disable_mouse_support()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")

    def _hang_up(self) -> None:
        """The terminal is gone: to be called from any thread."""
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._end, signal.SIGHUP)

    def _end(self, number: int) -> None:
        if not self._app._exit:
            self._app.exit(return_code=128 + number)


class _Screen:
    """What Textual writes, on its way to the terminal; nothing once that is gone."""

    def __init__(self, stream: TextIO, hang_up: Callable[[], None]) -> None:
        self._number = stream.fileno()
        self._encoding = stream.encoding
        self._hang_up = hang_up
        self._is_gone = False

    def write(self, text: str) -> None:
        """Write the whole of `text`; `plain_signs` has seen to what the encoding cannot say."""
        rest = memoryview(text.encode(self._encoding, "replace"))
        try:
            while rest and not self._is_gone:
                rest = rest[self._write(rest) :]
        except OSError:
            self._is_gone = True
            self._hang_up()

    def _write(self, content: memoryview) -> int:
        try:
            return os.write(self._number, content)
        except BlockingIOError:  # another program has made the terminal so
            with selectors.SelectSelector() as selector:
                selector.register(self._number, selectors.EVENT_WRITE)
                selector.select()
            return 0

    def flush(self) -> None:
        """Nothing is kept back."""

    def fileno(self) -> int:
        """The terminal's file descriptor."""
        return self._number
