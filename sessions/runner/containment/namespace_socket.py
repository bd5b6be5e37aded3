"""A connection to a process that has a network namespace of its own: one made from inside.

A process may go into another one's namespace, but only if it has a single thread: so a short
program goes there, connects, and passes the connection out.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from typing import Final

_PROGRAM: Final = """
import ctypes, fcntl, os, socket, struct, sys
pid, port, out = map(int, sys.argv[1:])
libc = ctypes.CDLL(None, use_errno=True)
for kind, flag in (("user", 0x10000000), ("net", 0x40000000)):  # CLONE_NEWUSER, CLONE_NEWNET
    there = f"/proc/{pid}/ns/{kind}"
    if os.stat(there).st_ino != os.stat(f"/proc/self/ns/{kind}").st_ino:
        if libc.setns(os.open(there, os.O_RDONLY), flag):
            sys.exit(os.strerror(ctypes.get_errno()))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    up = struct.pack("16sH14x", b"lo", 0x41)  # IFF_UP, IFF_RUNNING
    fcntl.ioctl(any_socket, 0x8914, up)  # SIOCSIFFLAGS
connected = socket.create_connection(("127.0.0.1", port))
socket.send_fds(socket.socket(fileno=out), [b"."], [connected.fileno()])
"""
"""`os.setns` came with Python 3.12. A namespace's loopback is down until somebody wants it."""


async def connect_inside(pid: int, port: int) -> socket.socket:
    """A connection to a port of loopback in the namespaces of a process.

    Raises:
        OSError: the process has ended, its namespaces cannot be entered, or nobody listens there.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", "-c", _PROGRAM),
            *(str(pid), str(port), str(theirs.fileno())),
            pass_fds=(theirs.fileno(),),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            _, said = await process.communicate()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):  # it has just ended
                process.kill()
            await process.wait()
            raise
        if process.returncode:
            raise OSError(said.decode(errors="replace").strip())
        _, passed, _, _ = socket.recv_fds(ours, 1, 1)
    return socket.socket(fileno=passed[0])
