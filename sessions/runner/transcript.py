"""What a child process said and how it ended: all that there is to judge an invocation by.

Both runners (`node/runner.cjs`, `python/runner.py`) say the same events. Each is a JSON object
with `e`, its name, and `t`, milliseconds since the child began, not counting what it waited for us:

| e | says | members |
|---|---|---|
| ready | the interpreter runs | version |
| inspect | the hook is not loaded until a debugger attaches | url |
| turning | every 100 ms under a debugger: it is not paused; not kept | |
| loaded | the file is loaded, and with it `files` | files; Node: kind, action, others, size |
| load_failed | it could not be loaded | error, missing, syntax, as_module; kind, where known |
| versioned | `require` named a version and got what there is | request, name, asked, found, at |
| es_module | its own code requires one | name, version, refused, main, at, text: of the line |
| not_found | the Python module to call is not there | |
| bad_export | what is called is not there, or no function | what, names; Python: owner |
| called | the function is being called | |
| answer | cb was called, or a function without one returned | how, at, error or falsy, response |
| threw | the call itself threw | error, missing; Node: body, of the HTTP 500 |
| promised | a promise was returned | |
| rejected | the promise was, and nobody handled it | error, missing |
| resolved, caught, pending | what became of it at the end; caught: rejected, and handled | |
| completed, left | an Action's promise was fulfilled; what is open then | left: handles, timers |
| notified | an Action called `api.notification` | how: drop, retry; reason, cut, at |
| cache_refused | an Action's `api.cache.set` failed | code, at |
| returned | the call came back, with no promise | value: whether it returned one |
| uncaught | an error nobody caught | origin: exception, rejection, thread, task; error, missing |
| fault | offhook's own runner failed | error |
| swallowed | an error nobody caught went to a handler of the hook's own | error, missing |
| exiting | the hook ends its own process | code, at |
| idle | nothing is left that could still run | last: not even what the hook does on exit |
| lingering | the answer is given, and Node's event loop still turns | handles |
| overdue | the time is up | busy; at, handles and calls, where known |
| console, console_cut | the hook printed; it printed too much | level, text, file, line |
| blocked | a call was refused, or a program `ran` without a network | what, name, at, ran |

`syntax` is a Frame, or null; `as_module` says that the file would parse if its top level could
await. An ES module is `refused` by Node, or has a `main` export, its default.
A timer says where it was set, `at`, and whether all it does is to give up on a call, `gives_up`.
A call that is waited for goes `to` what `handles` names, and was made `at` a place or null.
A call is blocked whose `what` cannot be caught: `udp`, `http2`, `unix`, `socket`, or a `program`
that makes calls of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, NotRequired, TypeAlias, TypedDict

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundCall, TargetInfo

Event: TypeAlias = dict[str, Any]
Phase: TypeAlias = Literal["start", "load", "call", "overdue", "linger", "leave"]
Language: TypeAlias = Literal["node", "python"]

DECISIVE: Final = frozenset(
    {
        *("answer", "completed", "threw", "rejected", "exiting", "fault"),
        *("load_failed", "not_found", "bad_export"),
    }
)
"""Events that settle an outcome; the first one counts, later ones become warnings."""
HELD_BY_DEBUGGER: Final = frozenset({"idle", "uncaught", "exiting", "load_failed", "bad_export"})
"""Events after which Node would end, were it not for an attached debugger, which it waits for."""


class Frame(TypedDict):
    """One frame of a stack. `own`: it lies in the hook author's own source."""

    file: str
    line: int
    column: int | None
    own: bool


class ErrorFacts(TypedDict):
    """An error as a runner describes it; `properties`, `value` and `wire` are JSON text.

    `wire` is the platform's answer to `cb(error)`, `wire_problem` why there can be none;
    `value` is what was thrown where that is no error. `provider` is JSON text too: what the error
    knows of a call to a provider (`node/provider.cjs`). `ours`: it is an error of offhook's own
    code, or of the way to its gateway (`node/blame.cjs`).
    """

    is_error: bool
    ours: NotRequired[bool]
    name: str
    message: str
    code: NotRequired[str | int | None]
    stack: NotRequired[str]
    frames: list[Frame]
    properties: str
    parts: NotRequired[list[str]]
    cause: NotRequired[ErrorFacts]
    value: NotRequired[str]
    wire: NotRequired[str]
    wire_problem: NotRequired[str]
    wire_cut: NotRequired[bool]
    provider: NotRequired[str | None]


class Loss(TypedDict):
    """A part of a response that does not survive JSON."""

    path: str
    what: str
    becomes: str


class ResponseFacts(TypedDict):
    """A response as a runner describes it. `json` is its text, null where it has none.

    `whole` is what of it is all that a client answered, where `problem` comes of that.
    """

    given: bool
    json: str | None
    size: NotRequired[int]
    dropped: NotRequired[list[Loss]]
    more: NotRequired[int]
    deep: NotRequired[bool]
    problem: NotRequired[Loss]
    whole: NotRequired[Loss | None]


class MissingModule(TypedDict):
    """A module that could not be found, and where it would have to be declared (Node only)."""

    request: str
    package: str | None
    version: NotRequired[str | None]
    """The one that the request names, as `axios@0.22.0` does."""
    folder: NotRequired[str]
    manifest: NotRequired[str | None]
    declared: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Transcript:
    """One child's life. `stdout` and `stderr` hold what went past the runner's own capture."""

    events: tuple[Event, ...] = ()
    expired: Phase | None = None
    """The phase whose time ran out, which is why offhook ended the child; None: it ended itself."""
    status: int | None = None
    """Its exit status, negative for a signal; None where offhook ended it."""
    stdout: str = ""
    stderr: str = ""
    cut: bool = False
    """Whether more was written to stdout or stderr than is kept."""
    left_running: int = 0
    """Processes that the hook had detached and that still ran when offhook ended them."""
    all_ended: bool = True
    """Whether a last look has found none of them any more."""
    elapsed_ms: float = 0.0
    """From the call of the hook, or else from when it was asked for, to the child's end."""
    busy_at: Frame | None = None
    """Where a hook was that held up its event loop until the time was up."""
    stopped: bool = False
    """Whether a signal had stopped it when the time was up."""
    outgrown: bool = False
    """Whether offhook ended the child because it filled more memory than it may."""
    outbound: tuple[OutboundCall, ...] = ()
    """The calls that the gateway caught, in the order in which they began; none of a live child."""

    def first(self, *names: str) -> Event | None:
        """The first event with one of these names."""
        return next((event for event in self.events if event["e"] in names), None)

    def all(self, *names: str) -> list[Event]:
        """Every event with one of these names, in order."""
        return [event for event in self.events if event["e"] in names]


@dataclass(frozen=True, slots=True)
class Subject:
    """What was run, as far as judging it needs."""

    target: TargetInfo
    language: Language
    module: str
    """The hook's file, or for `module:function` the module's name."""
    function: str
    """Its name, for Python."""
    folder: str
    executable: str
    timeout: float
    """Seconds."""
    actions_modules: str = ""
    """The folder of the modules that an Action may require."""
    payload: JsonValue = None
    """What it was to deliver; of an Action the payload that its event stands for."""

    @property
    def is_action(self) -> bool:
        """Whether it answers by its promise, not by a callback."""
        return self.target.kind == "action"

    @property
    def noun(self) -> str:
        """What messages call it."""
        return "Action" if self.is_action else "hook"
