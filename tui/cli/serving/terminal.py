"""A program on a pseudo-terminal of its own, for who shows it elsewhere.

Textual's own way to a browser gives an app pipes instead of a terminal; an editor cannot run
there, and the app learns late, or never, that nobody looks. Here what closes is a terminal.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import signal
import struct
import sys
import termios
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_TAKE: Final = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the program's own, so that it gets the signals of its size and of its end, as
does an editor that it starts. A process of its own does so: after a fork a parent with threads may
not."""
_PATIENCE: Final = 10.0
"""Seconds that a program has to end in when its terminal is gone; hooks are ended in one."""
_CHUNK: Final = 65_536
_MOST: Final = 1000
"""Columns, and rows: more is no screen, and would cost memory for each cell."""


class Terminal:
    """A program that runs, and the terminal that it believes to have. Made by `start`."""

    def __init__(self, number: int, process: Process) -> None:
        self._number = number
        self._process = process
        self._is_open = True
        self._typed = bytearray()

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        size: tuple[int, int],
        *,
        env: Mapping[str, str],
        folder: Path,
    ) -> Terminal:
        """Start `command`, which begins with a path, on a terminal of `size`, columns and rows.

        Raises OSError.
        """
        ours, theirs = pty.openpty()
        try:
            os.set_blocking(ours, False)
            _resize(ours, size)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", "-c", _TAKE, *command),
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                cwd=folder,
                env=env,
                start_new_session=True,
            )
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        return cls(ours, process)

    async def read(self) -> bytes:
        """What the program writes next; nothing once no program has the terminal any more."""
        while self._is_open:
            try:
                return os.read(self._number, _CHUNK)
            except BlockingIOError:
                await _readable(self._number)
            except OSError:  # EIO
                break
        return b""

    def write(self, content: bytes) -> None:
        """Type `content`, all of it, as fast as the program reads; for nobody where it has ended.

        It waits for nothing: who types has to see that the page is gone, whatever the program does.
        """
        if self._is_open:
            self._typed += content
            self._hand_on()

    def _hand_on(self) -> None:
        """Give the program what was typed, as far as it takes it now."""
        loop = asyncio.get_running_loop()
        try:
            while self._typed:
                del self._typed[: os.write(self._number, self._typed)]
        except BlockingIOError:
            loop.add_writer(self._number, self._hand_on)
            return
        except OSError:
            self._typed.clear()
        loop.remove_writer(self._number)

    def resize(self, size: tuple[int, int]) -> None:
        """Have the terminal another size: columns and rows."""
        if self._is_open:
            _resize(self._number, size)

    async def ended(self) -> None:
        """Wait until the program has ended."""
        await self._process.wait()

    async def close(self) -> None:
        """Hang up, as a terminal does whose window is closed, and see the program end."""
        if self._is_open:
            self._is_open = False
            asyncio.get_running_loop().remove_writer(self._number)
            os.close(self._number)
        try:
            await asyncio.wait_for(self._process.wait(), _PATIENCE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()


def _resize(number: int, size: tuple[int, int]) -> None:
    columns, rows = (min(max(each, 1), _MOST) for each in size)
    fcntl.ioctl(number, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


async def _readable(number: int) -> None:
    """Wait until a file descriptor can be read."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(number, lambda: ready.done() or ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(number)
