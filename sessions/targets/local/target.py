"""What all targets have in common that run a hook in a child process of its own."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sessions.contract.fault import Fault
from sessions.contract.invocation import Invocation, Trigger
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.diagnosis import actions, requirements
from sessions.diagnosis.classify import classify
from sessions.diagnosis.console import LiveConsole
from sessions.platforms.current import PLATFORM
from sessions.platforms.deployed import Deployed, DeployedCode
from sessions.platforms.platform import Dialect, Refusal
from sessions.runner.calling import Calling, Message, Program
from sessions.runner.capture import Capture
from sessions.runner.containment.resource_limits import NODE_FLAGS
from sessions.runner.events import Loaded
from sessions.runner.inspector import FLAGS, without_noise
from sessions.runner.interpreters import Node, Python
from sessions.runner.pool import Pool
from sessions.runner.transcript import Language, Subject
from sessions.runner.waiting import to_the_end
from sessions.targets.target import Limits, Settings, Target

from .handler_file import Unready, with_source
from .hook_text import HookText, KeptText

RUNNER: Final = Path(__file__).parents[2] / "runner"


NO_TEXT: Final = HookText()


@dataclass(frozen=True, slots=True)
class Hook:
    """What is to be loaded, and the interpreter to load it in."""

    runtime: Node | Python
    folder: Path
    """The working folder, from which modules are resolved."""
    file: Path | None
    module: str = ""
    """Instead of `file`, for Python: the name of a module to import."""
    function: str = ""
    trigger: str | None = None
    """The trigger that a JavaScript file is called for, where the target says so."""
    actions_modules: Path | None = None
    """The folder of the modules that an Action may require; None for the one beside it."""
    text: HookText = field(default=NO_TEXT, compare=False, repr=False)
    """What the file says of the hook."""
    deployed: Deployed | None = field(default=None, repr=False)
    """What is run in place of the file: what the folder has, with its keywords replaced."""
    module_secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """What the modules of such an Action are given."""

    @property
    def language(self) -> Language:
        """The language that the hook is written in."""
        return "node" if isinstance(self.runtime, Node) else "python"

    def command(self, *, live: bool = False) -> tuple[str, ...]:
        """The runner's command line, without the number of its channel."""
        if self.language == "python":
            return (self.runtime.path, str(RUNNER / "python" / "runner.py"))
        flags = (*NODE_FLAGS, *FLAGS, *(() if live else (_NO_AUTHORITIES,)))
        return (self.runtime.path, *flags, str(RUNNER / "node" / "runner.cjs"))

    def task(self, secrets: Mapping[str, str]) -> Message:
        """The message that says what to load.

        Only where the file requires modules of Actions it needs secrets before it is called.
        """
        folder = str(self.actions_modules or self.folder / requirements.FOLDER)
        modules: Message = {"folder": folder, "secrets": dict(secrets)}
        given: Message = {}
        if self.deployed:
            named: Message = {name: _given(one) for name, one in self.deployed.modules.items()}
            modules = {"named": named, "secrets": dict(self.module_secrets)}
            given = _given(self.deployed.code)
        return {
            **given,
            "trigger": self.trigger,
            "modules": modules if self.text.names_modules else None,
            "file": str(self.file) if self.file else "",
            "module": self.module,
            "function": self.function,
            "folder": str(self.folder),
            "triggers": {**PLATFORM.events.EXPORTS},
        }

    def subject(self, target: TargetInfo, limits: Limits) -> Subject:
        """What judging an invocation of this hook needs to know."""
        return Subject(
            target=target,
            language=self.language,
            module=str(self.file or self.module),
            function=self.function,
            folder=str(self.folder),
            executable=self.runtime.path,
            timeout=limits.timeout,
            actions_modules=str(self.actions_modules or self.folder / requirements.FOLDER),
            said_in=self.deployed.place if self.deployed else "",
            packages=tuple(map(str, self.deployed.packages)) if self.deployed else (),
        )


class LocalTarget(Target, ABC):
    """A target that runs its hook in a child process: one an invocation, or a warm one for more."""

    def __init__(self, info: TargetInfo, settings: Settings) -> None:
        self._info = replace(info, network="live") if settings.live else info
        self._settings = settings
        self._text: KeptText | None = None
        self._pool = Pool()
        self._capture = Capture(live=settings.live, isolate=settings.isolate)

    @property
    def settings(self) -> Settings:
        """Interpreters and the trigger among them."""
        return self._settings

    @property
    def info(self) -> TargetInfo:
        """What it is; its runtime and network stand in it once the target has been asked."""
        return self._info

    @property
    def is_known(self) -> bool:
        """Whether to prepare it is a matter of microseconds: nothing is to be asked or read."""
        return self._info.runtime is not None and (self._text is None or self._text.is_fresh)

    def text_of(self, file: Path) -> HookText:
        """What the file of the hook says now; it is read only where it has changed."""
        kept = self._text
        if kept is None or kept.file != file:
            self._text = kept = KeptText(file)
        return kept.now()

    @abstractmethod
    def prepare(self, *, ask: bool = True) -> Hook:
        """Look for the hook and for its runtime; this may take tens of milliseconds.

        Args:
            ask: whether to run an interpreter that the session or a folder chose, to ask for its
                version. Where nothing is sent, nothing of their choice runs.

        Raises:
            Unready: one of them is not there, or cannot be used.
        """

    def describe(self, hook: Hook) -> TargetInfo:
        """What this target is, now that it is known what is run."""
        return replace(self._info, runtime=str(hook.runtime))

    def problem(self) -> tuple[Kind, str] | None:
        """Why the hook or its runtime is not there; see `Target.problem`."""
        try:
            self.prepare(ask=False)
        except Unready as unready:
            return unready.kind, unready.message
        return None

    def debug_problem(self) -> str | None:
        """Why it cannot be debugged; looks for its runtime, which may take some 10 ms."""
        try:
            hook = self.prepare()
        except Unready:
            return None
        return None if hook.language == "node" else self.in_python

    @property
    def in_python(self) -> str:
        """Why this cannot be debugged where Python runs it."""
        return f"{self._info.location} is Python; only JavaScript can be debugged"

    def refusal(self, payload: JsonValue) -> Refusal | None:
        """Why the platform would not call this hook with a payload."""
        return PLATFORM.rules.refusal(payload)

    async def invoke(
        self, invocation: Invocation, secrets: Mapping[str, str], limits: Limits
    ) -> Outcome:
        """Run the hook once; see `Target.invoke`."""
        try:
            # To look again is a matter of microseconds: the thread is for what is new.
            hook = self.prepare() if self.is_known else await asyncio.to_thread(self.prepare)
            self._info = self.describe(hook)
            return await self._run(hook, invocation, secrets, limits)
        except Unready as problem:
            return failed(self._info, problem.kind, problem.message)

    async def _run(
        self, hook: Hook, invocation: Invocation, secrets: Mapping[str, str], limits: Limits
    ) -> Outcome:
        payload = invocation.payload
        events = PLATFORM.events
        trigger = _dialect(self._settings.trigger or invocation.trigger)

        def call(loaded: Loaded) -> Message:
            timeout: Message = {"timeout_ms": min(limits.timeout * 1000, _LONGEST_TIMER_MS)}
            if loaded.v1:
                given: Message = {
                    "event": events.to_v1_event(payload),
                    "context": {"secrets": dict(secrets)},
                }
                return {**timeout, **given}
            if dialect := actions.choose(loaded, trigger):
                event = events.to_event(payload, dialect, invocation.event, secrets)
                return {**timeout, "event": event, "dialect": dialect}
            webtask = PLATFORM.wire.webtask(payload, secrets)
            return {**timeout, "payload": payload, "webtask": webtask}

        in_node = hook.language == "node"
        clean = without_noise if in_node else str
        live = LiveConsole(limits.printed, clean) if limits.printed else None
        inspect = limits.inspect if in_node else None
        calling = Calling(
            call,
            limits.timeout,
            inspect,
            _faults(invocation),
            invocation.answers,
            is_warm=in_node and inspect is None and self._settings.instance == "warm",
            name=invocation.name,
            listener=live,
            given=dict(secrets),
        )
        program = await self._program(hook, debugged=inspect is not None)
        self._info = replace(self._info, network=program.reach.network)
        info = self._info
        try:
            transcript = await self._pool.run(program, hook.task(secrets), calling)
        except OSError as error:
            said = f"{hook.runtime.path} cannot be started in {hook.folder}: {error.strerror}"
            raise Unready(Kind.RUNTIME_MISSING, said) from None
        finally:
            if live:
                live.close()
        loaded = transcript.first(Loaded)
        dialect = loaded and actions.choose(loaded, trigger)
        event = events.to_event(payload, dialect, invocation.event) if dialect else None
        asked = payload if event is None else events.payload_of(event)
        event = events.to_v1_event(payload) if loaded and loaded.v1 else event
        subject = replace(hook.subject(info, limits), payload=asked, trigger=trigger)
        if sum(len(call.raw) + len(call.body) for call in transcript.outbound) > _SEARCHED_AT_ONCE:
            outcome = await asyncio.to_thread(classify, transcript, subject)  # the screen goes on
        else:
            outcome = classify(transcript, subject)
        outcome = replace(outcome, event=event)
        named = (*secrets, *(hook.deployed.code.secrets if hook.deployed else ()))
        if unnamed := await hook.text.warning(named):
            outcome = replace(outcome, warnings=(*outcome.warnings, unnamed))
        return await asyncio.to_thread(with_source, outcome) if outcome.where else outcome

    async def _program(self, hook: Hook, *, debugged: bool) -> Program:
        try:
            reach = await self._capture.reach(debugged=debugged)
        except OSError as error:
            said = f"The gateway that takes the hook's calls cannot be opened: {error}"
            raise Unready(Kind.RUNTIME_MISSING, said) from None
        is_node = hook.language == "node"
        return Program(
            hook.command(live=self._settings.live),
            hook.folder,
            has_inspector=is_node,
            is_forked=not is_node,
            reach=reach,
        )

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        """Have children ready for what is to come; see `Target.expect`."""
        self._pool.expect(invocations, at_once)

    async def ready(self) -> None:
        """Wait until the children that can be started ahead are, and have loaded the hook."""
        await self._pool.ready()

    async def aclose(self) -> None:
        """End the children that were started ahead, and close the gateway."""
        try:
            await self._pool.aclose()
        finally:
            await to_the_end(self._capture.aclose())


def _given(code: DeployedCode) -> Message:
    """What is loaded in place of a file, and which lines of it that text's lines are."""
    lines = list[JsonValue](code.lines) if code.lines else None
    return {"file": str(code.file), "text": code.text, "lines": lines}


def _dialect(trigger: Trigger | None) -> Dialect | None:
    """Whose events a trigger's Action takes. Raises Unready for a trigger that there is not."""
    triggers = PLATFORM.events.TRIGGERS
    if not trigger:
        return None
    if trigger in triggers:
        return triggers[trigger]
    problem = f"No trigger is called {trigger!r}; wanted {' or '.join(triggers)}."
    raise Unready(Kind.TARGET_NOT_FOUND, problem)


def _faults(invocation: Invocation) -> tuple[Fault, ...]:
    """The faults that an invocation asks for. Raises Unready for what is none."""
    if not invocation.faults:
        return ()
    from sessions.providers.faults import known_fault

    try:
        return tuple(map(known_fault, invocation.faults))
    except ValueError as problem:
        raise Unready(Kind.PAYLOAD_REJECTED, f"faults: {problem}") from None


_NO_AUTHORITIES: Final = "--use-openssl-ca"
"""No certificate is checked where TLS ends at the gateway (`runner/node/capture_tls.cjs`). With
this Node does not read its own list of authorities, which Node 24 does in a thread as soon as a
hook has `https`, and for which it takes 8 ms of 59."""
_LONGEST_TIMER_MS: Final = 2**31 - 1
"""What Node's timers can count to; past it they fire at once."""
_SEARCHED_AT_ONCE: Final = 16 << 10
"""Characters of calls that are searched for a message in some 20 ms; 512 Ki take 600 ms."""
