"""What every target has in common: how it is asked, within which limits, and what it is set to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, Self

from sessions.contract.invocation import Instance, Invocation, Trigger
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import ConsoleLine, Outcome, TargetInfo
from sessions.errors import OffhookError
from sessions.platforms.current import PLATFORM
from sessions.platforms.deployed import Deployed
from sessions.platforms.platform import Refusal


class TargetProblem(OffhookError):
    """A target is not there, or what runs it is not; nothing has been sent."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one invocation may use. `timeout` is in seconds, counted from the call of the hook."""

    timeout: float = PLATFORM.limits.TIMEOUT
    inspect: Callable[[str], None] | None = None
    """Where given, a JavaScript hook stops at its first line until a debugger attaches, and this
    receives the `ws://` URL to attach to. `timeout` does not count then. What can be
    debugged, `Target.debug_problem` says."""
    printed: Callable[[ConsoleLine], None] | None = None
    """Where given, it receives each line that a hook prints as soon as it is printed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a target is reached and run; each target reads what concerns it.

    settings = sessions.Settings(headers={"X-Test": "1"}, timeout=3)
    async with sessions.open_target("https://localhost:8443/sms", settings=settings) as target:
        ...
    """

    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Request headers of a remote target, environment variables already filled in."""
    ca_file: Path | None = None
    """Certificate authorities (PEM) that a remote target's certificate is checked against."""
    node: str | None = None
    """The Node executable to use; None to search for one."""
    python: str | None = None
    """The Python executable to use; None to search for one."""
    trigger: Trigger | None = None
    """Which trigger a JavaScript file is called for, where its exports leave a choice."""
    actions_modules: Path | None = None
    """The folder of the modules that an Action requires as `actions:NAME`; None for the folder
    `actions-modules` beside it."""
    live: bool = False
    """Whether a hook's outbound calls really go out; otherwise the gateway catches and answers
    them. Never stands in a session file: to send for real is decided anew each time."""
    isolate: bool = True
    """Whether the kernel, where it can, keeps a hook whose calls are caught from every network."""
    instance: Instance = "fresh"
    """Which process an invocation of a JavaScript file finds; others are always fresh."""
    timeout: float | None = None
    """Seconds for an invocation, where the target has a time-out of its own."""
    deployed: Deployed | None = field(default=None, repr=False)
    """What a folder of the platform's deployment tool had of the target when it was chosen."""
    unread: str = ""
    """Why that could not be read; it names the file."""
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Values of secrets that such a folder names; those that a session gives come before them."""
    hidden: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Values that came from the environment, by variable: not to be shown, nor to be saved."""


DEFAULTS: Final = Settings()


class Target(Protocol):
    """Something that takes invocations. It may be asked many times, and concurrently.

    `async with` closes it at the end. Whatever is sent to it, `sessions.send` sends.

        async with sessions.open_target("hook.js") as target:
            print(target.info.location, target.problem())
    """

    @property
    def settings(self) -> Settings:
        """How it is reached and run."""
        ...

    @property
    def info(self) -> TargetInfo:
        """What it is, as outcomes report it."""
        ...

    @property
    def is_known(self) -> bool:
        """Whether it answers for itself at once; else it reads files or looks for programs first,
        which belongs beside an event loop."""
        ...

    def problem(self) -> tuple[Kind, str] | None:
        """Why it, or what it runs under, is not there; None where it is, or is far away.

        Nothing is sent, and nothing that a session chose is run.
        """
        ...

    def debug_problem(self) -> str | None:
        """Why it cannot be debugged here; None where it can, or where sending says more."""
        ...

    def refusal(self, payload: JsonValue) -> Refusal | None:
        """Why the platform would not pass this payload on to such a target."""
        ...

    async def invoke(
        self, invocation: Invocation, secrets: Mapping[str, str], limits: Limits
    ) -> Outcome:
        """Send one invocation and classify what comes of it.

        Whatever the hook or the endpoint does becomes an outcome; nothing is raised but
        `asyncio.CancelledError`, after all that was started has been ended.
        """
        ...

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        """Say how many more invocations are to come, None where nobody knows, as on a screen.

        `at_once` of them are under way at a time. A target that can get ready ahead of them then
        does; until it is asked to, it keeps nothing ready.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections and processes. The target may not be asked again."""
        ...

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.aclose()
