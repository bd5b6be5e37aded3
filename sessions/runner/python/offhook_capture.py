"""Keeps the calls of a hook at home: its sockets lead to offhook's gateway, other ways are shut.

An audit hook sees the hook's imports, so that `socket` and `ssl`, which would cost every start
milliseconds, are met when they come; and it sees what goes past them. It keeps accidents in, no
more: native code can go round it, and only a network namespace is proof against that.
"""
# ruff: noqa: PTH100, PTH119, PTH120
# (pathlib would cost every start three milliseconds)

from __future__ import annotations

import importlib
import inspect
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from offhook_refusal import program_name, refuse, refuse_library, report

_HERE = os.path.dirname(os.path.abspath(__file__))
_PAST_PYTHON = frozenset({"uvloop", "pycares", "pycurl"})
"""Libraries with a network of their own. Those that only may use one do without it."""
_MULTIPROCESSING = frozenset(
    f"multiprocessing.popen_{way}" for way in ("spawn_posix", "spawn_win32", "forkserver")
)
"""Imported when a process is about to be started that does not come about by forking."""
_ASKS_THE_MACHINE = frozenset({"ctypes.util", "platform", "uuid"})
_SYSTEM_LIBRARIES = ("libc.", "libc-", "libsystem", "libpython", "kernel32", "msvcrt", "ole32")
"""Of these it is known what reaches out, and that is refused; they are not worth a word else."""
_CONNECTS_IN_C = frozenset(
    (
        *("connect", "socket", "sendto", "sendmsg", "sendmmsg", "WSAConnect", "WSASocketW"),
        *("getaddrinfo", "gethostbyname", "gethostbyaddr", "res_query", "WSASocketA"),
    )
)
_STARTS_IN_C = frozenset(
    (
        *("system", "popen", "posix_spawn", "posix_spawnp", "CreateProcessW", "WinExec"),
        *("execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe", "fexecve"),
    )
)

_capture: dict[str, Any] = {}
_lock = threading.RLock()
_is_redirected = False


def install(capture: dict[str, Any]) -> None:
    """Capture from now on, until the process ends.

    `capture` is what offhook says of it: `gateway`, where to connect to, the path of a unix socket
    or `127.0.0.1:PORT`; `token`; and `isolated`, whether there is no other network to be reached.
    """
    _capture.update(capture)
    sys.addaudithook(_watch)
    if "_socket" in sys.modules:
        _redirect()


def _watch(event: str, values: tuple[Any, ...]) -> None:
    """Called by Python for whatever it does, and so short; what it raises comes of the deed."""
    watcher = _WATCHERS.get(event)
    if watcher is not None:
        watcher(*values)


def _imported(name: str, *_: Any) -> None:
    if name in ("socket", "_socket"):
        _redirect()
    elif name in _PAST_PYTHON:
        refuse_library(name)
    elif name in _MULTIPROCESSING:
        _started("a process of multiprocessing")


def _redirect() -> None:
    """Import `socket` before whoever asked for it, and lead its sockets to the gateway."""
    global _is_redirected
    with _lock:
        if not _is_redirected:
            _is_redirected = True
            sockets = _late("offhook_sockets")
            sockets.redirect(
                _capture["gateway"], _capture["token"], lambda: _late("offhook_tls").install()
            )
            if not _capture["isolated"]:
                sockets.listen_at_home()


def _late(name: str) -> Any:
    """A module of ours, imported when the hook runs: our folder is on no path of its then."""
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    sys.path.insert(0, _HERE)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(_HERE)
        sys.dont_write_bytecode = writes


def _made(_socket: Any, family: int, kind: int, _protocol: int) -> None:
    """A socket is made: of TCP and UDP it is known later where they go, of raw ones never."""
    strange = sys.modules["offhook_sockets"].strangeness(family, kind)
    if strange:
        refuse("socket", f"any host, by {strange},")


def _passed_by(socket: Any, address: Any) -> None:
    """Connected or sent to, not by way of the methods that were replaced; unix sockets always."""
    path = sys.modules["offhook_sockets"].unix_path(socket, address)
    if path is not None:
        refuse("unix", path)
    if sys.modules["offhook_sockets"].reaches_out(socket, address):
        refuse("socket", ":".join(str(part) for part in address[:2]))


def _bound(socket: Any, address: Any) -> None:
    """Bound, by the method that was replaced or past it, where others could reach it."""
    if not _capture["isolated"] and sys.modules["offhook_sockets"].listens_abroad(socket, address):
        refuse("socket", f"{address[0]}:{address[1]}, to listen there,")


def _looked_up(host: Any, *_: Any) -> None:
    """A name is looked up, not by way of the functions that were replaced."""
    if sys.modules["offhook_names"].is_name(host):
        refuse("socket", f"a name server, for {host!r},")


def _starts(at: int) -> Callable[..., None]:
    """A watcher for what starts a program, whose command line is the value at this place."""

    def watcher(*values: Any) -> None:
        _started(program_name(values[at]))

    return watcher


def _started(name: str) -> None:
    if _is_about_the_machine():
        return
    if _capture["isolated"]:
        report("program", name, ran=True)
    else:
        refuse("program", name)


def _opened_library(name: Any) -> None:
    """`ctypes` opens a library, None for what the interpreter itself consists of."""
    if name is None or _capture["isolated"] or _is_about_the_machine():
        return
    if not os.path.basename(os.fsdecode(name)).lower().startswith(_SYSTEM_LIBRARIES):
        report("native", os.fsdecode(name), ran=True)


def _found_function(_library: Any, name: Any) -> None:
    """`ctypes` finds a function, by name or number; what it does when called nobody sees."""
    if _capture["isolated"]:
        return
    if name in _CONNECTS_IN_C:
        refuse("socket", f"any host, by {name} of ctypes,")
    if name in _STARTS_IN_C:
        refuse("program", f"of any name, by {name} of ctypes,")
    if name == "syscall":
        report("native", "syscall of ctypes", ran=True)


def _is_about_the_machine() -> bool:
    """Whether the standard library starts a program to find out where it runs."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals.get("__name__") in _ASKS_THE_MACHINE:
            return True
        frame = frame.f_back
    return False


_WATCHERS: dict[str, Callable[..., None]] = {
    "import": _imported,
    "socket.__new__": _made,
    "socket.connect": _passed_by,
    "socket.bind": _bound,
    "socket.sendto": _passed_by,
    "socket.sendmsg": _passed_by,
    "socket.getaddrinfo": _looked_up,
    "socket.gethostbyname": _looked_up,
    "socket.gethostbyaddr": _looked_up,
    "subprocess.Popen": _starts(1),
    "os.system": _starts(0),
    "os.exec": _starts(1),
    "os.posix_spawn": _starts(1),
    "os.spawn": _starts(2),
    "os.startfile": _starts(0),
    "ctypes.dlopen": _opened_library,
    "ctypes.dlsym": _found_function,
}
"""What is watched, by the names of Python's audit events."""
