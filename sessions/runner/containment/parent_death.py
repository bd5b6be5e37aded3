"""A child's tie to offhook: when offhook is killed, Linux ends the child, whatever that is at.

A child that waits for offhook ends by itself when its channel is closed. One that computes in a
loop, or waits for a debugger, would not see it. `setpriv` (util-linux) asks the kernel to end the
process with the thread that started it, and becomes the program that it is to start.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sys
from functools import cache
from typing import Final

from sessions.runner.programs import on_path
from sessions.runner.versions import NoVersion, version_of

_OLDEST: Final = (2, 33)
"""The util-linux whose setpriv has learned `--pdeathsig`; BusyBox has a setpriv of its own."""


async def tied(command: tuple[str, ...]) -> tuple[str, ...]:
    """The command that starts a program so that it ends with offhook, as far as this system goes.

    Raises:
        FileNotFoundError: there is no such program; `setpriv` would be found in its place.
    """
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command[0])
    if not lifeline.cache_info().currsize:  # the first time may take as long as a program does
        await asyncio.to_thread(lifeline)
    return (*lifeline(), *command)


@cache
def lifeline() -> tuple[str, ...]:
    """What to put before a program's command; empty where there is no such tie."""
    setpriv = on_path("setpriv") if sys.platform == "linux" else None
    if setpriv is None:
        return ()
    try:
        version = version_of(setpriv, r"util-linux (\d+\.\d+)")
    except NoVersion:
        return ()
    is_able = tuple(map(int, version.split("."))) >= _OLDEST
    return (setpriv, "--pdeathsig", "KILL", "--") if is_able else ()
