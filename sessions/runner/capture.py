"""What a child reaches of the network: the gateway, which catches its calls, or everything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sessions.contract.answers import GivenAnswer
from sessions.contract.fault import Fault
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Network, OutboundCall
from sessions.gateway.recording import Recording
from sessions.gateway.server import Gateway
from sessions.runner.containment.network_namespace import Space, namespace_command


@dataclass(frozen=True, slots=True)
class Reach:
    """What one child is let reach. Without a gateway it is everything."""

    gateway: Gateway | None = None
    namespace: tuple[str, ...] = ()
    """The command that starts a program in a network namespace of its own; none: without one."""
    mark: tuple[str, ...] = ()
    """Instead of that, one for a namespace that keeps nothing in, but shows whose a process is."""

    @property
    def command(self) -> tuple[str, ...]:
        """What to put before a program's command; empty where there are no namespaces."""
        return self.namespace or self.mark

    @property
    def space(self) -> Space | None:
        """The kind of that namespace; None where there is none."""
        if self.namespace:
            return "net"
        return "uts" if self.mark else None

    @property
    def network(self) -> Network:
        """What outcomes call it."""
        if self.gateway is None:
            return "live"
        return "isolated" if self.namespace else "redirected"

    def record(self, token: str) -> Record:
        """The calls that a child names to the gateway by `token`."""
        if self.gateway is None:
            return Record(None, {})
        capture: dict[str, JsonValue] = {
            "gateway": self.gateway.address,
            "token": token,
            "isolated": bool(self.namespace),
        }
        return Record(self.gateway.record(token, ()), {"capture": capture}, token)


EVERYTHING: Final = Reach()


class Record:
    """The calls of one invocation. Of a child that reaches everything there are none to know."""

    def __init__(
        self, recording: Recording | None, task: dict[str, JsonValue], token: str = ""
    ) -> None:
        self._recording = recording
        self.token = token
        self.task: dict[str, JsonValue] = {"capture": None, **task}
        """What the child receives of it, as a part of its task."""

    @property
    def calls(self) -> tuple[OutboundCall, ...]:
        """Those that have begun so far, in that order."""
        return self._recording.calls if self._recording else ()

    def show(self, faults: Sequence[Fault], answers: Sequence[GivenAnswer] = ()) -> None:
        """Have the providers that are called from now on show these faults, or answer so."""
        if self._recording:
            self._recording.faults = tuple(faults)
            self._recording.answers = tuple(answers)

    def begin(self, called_at: float) -> None:
        """The hook was called, at this time by the child's clock."""
        if self._recording:
            self._recording.called_at = called_at

    async def catch_up(self) -> None:
        """Wait for what the child has sent by now, while it goes on."""
        if self._recording:
            await self._recording.caught_up()

    def retire(self, on_late: Callable[[], None]) -> None:
        """Its calls are reported; `on_late` is called for each that follows, which `calls` has."""
        if self._recording:
            self._recording.retire(on_late)

    async def settle(self) -> None:
        """Once the child is ended, wait for what it sent last; it may not have been read yet."""
        if self._recording:
            await self._recording.settled()

    def close(self) -> None:
        """End what is still connected. May be called more than once."""
        if self._recording:
            self._recording.close()


class Capture:
    """The gateway of one target, which is opened when the first child needs it."""

    def __init__(self, *, live: bool, isolate: bool) -> None:
        self._live = live
        self._isolate = isolate
        self._gateway: Gateway | None = None
        self._opening = asyncio.Lock()

    async def reach(self, *, debugged: bool = False) -> Reach:
        """What the next child is to reach. A debugger must itself reach into a `debugged` one.

        Raises:
            OSError: the gateway cannot be opened.
        """
        if self._live:
            return Reach(mark=await namespace_command("uts"))
        async with self._opening:
            if self._gateway is None:
                self._gateway = Gateway()
            await self._gateway.start()
        isolated = self._isolate and not debugged
        namespace = await namespace_command() if isolated else ()
        return Reach(self._gateway, namespace, () if namespace else await namespace_command("uts"))

    async def aclose(self) -> None:
        """Close the gateway."""
        async with self._opening:
            gateway, self._gateway = self._gateway, None
        if gateway:
            await gateway.aclose()
