"""Runs one Python hook once, in a process of its own (`runner.py`).

Standard library only, Python 3.9 or later: it runs under the hook's own interpreter. It says what
happens (sessions/runner/events.py lists the events) and judges nothing.
"""
# ruff: noqa: PTH100, PTH119, PTH120, PTH122
# (pathlib would cost every start three milliseconds)

from __future__ import annotations

import atexit
import gc
import importlib
import importlib.util
import inspect
import os
import sys
import threading
from collections.abc import Callable
from itertools import islice
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

import offhook_capture
import offhook_channel as channel
import offhook_clock as clock
import offhook_describe as describe
import offhook_files as files
import offhook_origin as origin
import offhook_output as output
from offhook_channel import say
from offhook_describe import Facts

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

Function = Callable[..., Any]

MOST_ANSWERS = 20
MOST_NAMES = 20


class BadExport(Exception):
    """What is to be called is not there, or cannot be called; `names` are functions that are."""

    def __init__(self, what: str, names: list[str], owner: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.names = names
        self.owner = owner
        """Whose it is, in words, where it is not the user's own code."""


def load(task: Facts) -> Function:
    """The function to call. Raises BadExport, or whatever the module's own code raises."""
    module = _module(task)
    found: Any = module
    for step in task["function"].split("."):
        if not hasattr(found, step):
            raise BadExport("nothing", _functions(module))
        found = getattr(found, step)
    if not callable(found):
        raise BadExport(f"a value of type {type(found).__name__}", _functions(module))
    _refuse_foreign(origin.owner_of_function(found, task["folder"]))
    return found


def _refuse_foreign(owner: str | None) -> None:
    """Let nothing be loaded or called that is not the user's own code."""
    if owner is not None:
        raise BadExport("nothing of your own", [], owner)


def _module(task: Facts) -> Any:
    sys.path.insert(0, task["folder"])
    file, folder = task["file"] or None, task["folder"]
    owner_of = origin.owner_of_file if file else origin.owner_of_module
    _refuse_foreign(owner_of(file or task["module"], folder))
    if not task["file"]:
        return importlib.import_module(task["module"])
    files.check_regular(task["file"])
    name = os.path.splitext(os.path.basename(task["file"]))[0]
    spec = importlib.util.spec_from_file_location(name, task["file"])
    if spec is None or spec.loader is None:
        raise ImportError(f"{task['file']} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _functions(module: Any) -> list[str]:
    members = module.__dict__.items()
    found = (name for name, value in members if _is_public(name, value, module.__name__))
    return list(islice(found, MOST_NAMES))


def _is_public(name: str, value: Any, module: str) -> bool:
    return inspect.isfunction(value) and value.__module__ == module and not name.startswith("_")


class Parameters:
    """The names that a function takes values by. Raises TypeError or ValueError where it does not
    say. Of a plain function they stand in its code; `inspect` takes ten times as long."""

    def __init__(self, function: Function) -> None:
        if isinstance(function, FunctionType) and not vars(function):
            self._read(function)
        else:
            self._ask(function)

    def _read(self, function: FunctionType) -> None:
        code, defaults = function.__code__, function.__defaults__ or ()
        last = code.co_argcount + code.co_kwonlyargcount
        self.positional = code.co_varnames[: code.co_argcount]
        self.keywords = code.co_varnames[code.co_argcount : last]
        self.takes_more = bool(code.co_flags & inspect.CO_VARARGS)
        """Whether there is a `*rest`."""
        optional = {*self.positional[code.co_argcount - len(defaults) :]}
        optional.update(function.__kwdefaults__ or ())
        self.needed = {*self.positional, *self.keywords} - optional
        """Those that have no default."""

    def _ask(self, function: Function) -> None:
        found = inspect.signature(function).parameters.values()
        plain = [p for p in found if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        by_name = [p for p in found if p.kind is p.KEYWORD_ONLY]
        self.positional = tuple(p.name for p in plain)
        self.keywords = tuple(p.name for p in by_name)
        self.takes_more = any(p.kind is p.VAR_POSITIONAL for p in found)
        self.needed = {p.name for p in (*plain, *by_name) if p.default is p.empty}


class Style:
    """How a function is called: with how many of the values, and how it takes the callback.

    It takes one as a parameter named `cb`, or as its fourth. A function without one returns.
    Raises BadExport for a function that cannot be called with what there is.
    """

    def __init__(self, function: Function) -> None:
        self.values = 3
        self.takes_fourth = False
        self.takes_keyword = False
        try:
            taken = Parameters(function)
        except (TypeError, ValueError):
            return  # some built-in functions do not say what they take
        plain = taken.positional
        if not taken.takes_more:
            self.values = min(3, len(plain))
        if len(plain) > 3:
            self.takes_fourth = plain[3] == "cb" or plain[3] in taken.needed
        self.takes_keyword = not self.takes_fourth and "cb" in (*plain, *taken.keywords)
        if self.takes_keyword and "cb" in plain:
            self.values = min(self.values, plain.index("cb"))
        self._refuse_others(taken, self.values + self.takes_fourth)

    def _refuse_others(self, taken: Parameters, given: int) -> None:
        others = [
            name
            for name in (*taken.positional[given:], *taken.keywords)
            if name in taken.needed and name != "cb"
        ]
        if others:
            raise BadExport(f"a function that also needs {', '.join(others)}", [])

    @property
    def takes_callback(self) -> bool:
        """Whether the function answers by calling back."""
        return self.takes_fourth or self.takes_keyword

    def arguments(self, values: list[Any], cb: Function) -> tuple[list[Any], Facts]:
        """The positional and the keyword arguments of the call."""
        positional = values[: self.values] + ([cb] if self.takes_fourth else [])
        return positional, ({"cb": cb} if self.takes_keyword else {})


class Answers:
    """What the hook answers, through the callback or by returning."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._count = 0

    def cb(self, error: Any = None, response: Any = None, *_ignored: Any) -> None:
        """What the hook calls. What JavaScript takes for false is no error."""
        self._count += 1
        if self._count > MOST_ANSWERS:
            return
        place = describe.call_site()
        if _is_error(error):
            say("answer", how="cb", at=place, error=describe.error(error))
        else:
            falsy = None if error is None else repr(error)
            facts = describe.response(response)
            say("answer", how="cb", at=place, falsy=falsy, response=facts)

    def returned(self, value: Any) -> None:
        """What the function returned, or what its coroutine came to."""
        if not self._style.takes_callback:
            say("answer", how="return", at=None, falsy=None, response=describe.response(value))
        else:
            say("returned", value=value is not None)


def _is_error(error: Any) -> bool:
    if isinstance(error, (bool, int, float, str)):
        return bool(error) and error == error  # NaN is no error either
    return error is not None


def call(function: Function, style: Style, message: Facts) -> None:
    """Call the function and, where it is asynchronous, run its event loop until it is empty."""
    answers = Answers(style)
    positional, keywords = style.arguments(_values(message), answers.cb)
    clock.start(message["timeout_ms"] / 1000, _tell_own_fault)
    say("called")
    try:
        returned = function(*positional, **keywords)
    except SystemExit:
        raise
    except BaseException as error:  # whatever it is, it is the hook's outcome
        say("threw", **_failure(error))
        return
    if inspect.isawaitable(returned):
        import asyncio  # only here: it would cost every other hook thirty milliseconds

        say("promised")
        asyncio.run(_finish(returned, answers))
    else:
        answers.returned(returned)


def _values(message: Facts) -> list[Any]:
    """The platform gives a hook the request in context["webtask"], whose body holds the context."""
    payload = message["payload"]
    body = cast("Facts", payload) if isinstance(payload, dict) else {}
    context = body.get("context")
    if isinstance(context, dict):
        context["webtask"] = {**message["webtask"], "body": payload}
    return [body.get("recipient"), body.get("text"), context]


async def _finish(awaitable: Any, answers: Answers) -> None:
    import asyncio

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_task_failed)
    clock.watch(loop)
    try:
        value = await awaitable
    except SystemExit:
        raise
    except BaseException as error:  # whatever it is, it is the hook's outcome
        say("rejected", **_failure(error))
    else:
        say("resolved")
        answers.returned(value)
    while asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
    gc.collect()  # asyncio reports an error that nobody fetched when its task is collected


def _tell_own_fault(error: BaseException) -> None:
    """An error of the runner itself, in whose traceback no code of the hook's stands."""
    output.flush()
    say("fault", error=describe.error(error))
    channel.leave(1)


def _task_failed(loop: AbstractEventLoop, details: Facts) -> None:
    error = details.get("exception")
    if error is None:
        loop.default_exception_handler(details)
    else:
        say("uncaught", origin="task", **_failure(error))


def _thread_failed(details: Any) -> None:
    if details.exc_type is not SystemExit:
        say("uncaught", origin="thread", **_failure(details.exc_value))


def _failure(error: BaseException) -> Facts:
    missing: Facts | None = None
    if isinstance(error, ModuleNotFoundError) and error.name:
        missing = {"request": error.name, "package": error.name.partition(".")[0]}
    return {"error": describe.error(error), "missing": missing}


def _watch_process() -> None:
    def tell_and_leave(status: int) -> None:
        output.flush()
        say("exiting", code=status, at=describe.call_site())
        channel.leave(status)

    def idle() -> None:
        output.flush()
        say("idle", last=True)
        channel.leave(0)

    os._exit = tell_and_leave
    threading.excepthook = _thread_failed
    # The first to be registered is called last: after the threads, and after the hook's own.
    atexit.register(idle)


def _capture_calls(capture: Facts | None) -> None:
    """Have what the hook sends out come to offhook instead; null: it goes where it is sent."""
    if capture is not None:
        offhook_capture.install(capture)


def _is_absent(error: BaseException, module: str) -> bool:
    """Whether what is not there is the module to call itself, or a package that it lies in."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return False
    return f"{module}.".startswith(f"{error.name}.")


def _prepare(task: Facts) -> tuple[Function, Style] | None:
    """Load what is to be called; where that fails, say so."""
    try:
        function = load(task)
        return function, Style(function)
    except BadExport as problem:
        say("bad_export", what=problem.what, names=problem.names, owner=problem.owner)
    except SystemExit:
        raise
    except BaseException as error:  # whatever it is, it is the hook's outcome
        if _is_absent(error, task["module"]):
            say("not_found")
        else:
            say("load_failed", syntax=describe.syntax_place(error), **_failure(error))
    return None


def _step_back() -> None:
    """Leave the hook what it would find if its own file had been started."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != here]
    sys.dont_write_bytecode = True
    # A process that the hook starts by `spawn` would otherwise run this file again.
    del sys.modules["__main__"].__file__


def main() -> None:
    """Load, call, and end like any program: when nothing is left that could run."""
    say("ready", version=sys.version.split()[0])
    task = channel.hear()
    channel.sign(task["nonce"])
    sys.argv = [task["file"] or task["module"]]
    output.capture()
    _capture_calls(task["capture"])
    _watch_process()
    files.note_reads()
    try:
        prepared = _prepare(task)
        if prepared:
            say("loaded", files=files.files_read())
            call(*prepared, channel.hear())
    except SystemExit as exit:
        code = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
        say("exiting", code=code, at=describe.innermost(exit))


def run() -> None:
    """Be the process that runs one hook; first, maybe, the one that forks such processes."""
    try:
        if len(sys.argv) > 2:
            import offhook_prepared

            _step_back()  # once for all children
            offhook_prepared.serve(sys.argv[2])
        else:
            _step_back()
        main()
    except Exception as error:
        if not describe.is_of_runner(error):
            raise
        _tell_own_fault(error)
