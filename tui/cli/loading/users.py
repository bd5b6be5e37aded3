"""The users of `offhook load`. Locust loads this file by its path, in a process of its own in which
all that waits is a greenlet; what is to be sent stands in the environment.

This is the only module that needs the package locust, of the extra `load`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import gevent  # pyright: ignore[reportMissingModuleSource, reportMissingImports]
import httpcore  # noqa: F401 - now, and not while the first user waits
import httpx  # noqa: F401
from locust import User, events  # pyright: ignore[reportMissingImports]
from locust.env import Environment  # pyright: ignore[reportMissingImports]
from locust.runners import (  # pyright: ignore[reportMissingImports]
    WORKER_REPORT_INTERVAL,
    MasterRunner,
    WorkerRunner,
)

from sessions.choice import Choice
from sessions.platforms.current import PLATFORM
from sessions.replay.load import read_sessions
from sessions.replay.plan import Planned
from sessions.secrets.redaction import redacted
from sessions.sending import open_target, with_remarks
from sessions.targets.remote.blocking import BlockingEndpoint
from sessions.targets.remote.endpoint import RemoteTarget
from tui.cli.loading.plan import passed_options, place, planned, unmet

_END, _ENDED = "offhook-end", "offhook-ended"
"""What a master says to its workers, and what they answer."""
_PATIENCE = 5.0
"""Seconds for that answer, beside those for what is under way."""
_OPTIONS = passed_options(os.environ)
_PLAN = planned(_OPTIONS, list(read_sessions(map(Path, _OPTIONS.paths))))
_SEVERAL = len({one.file.path for one in _PLAN}) > 1


class NotAsExpected(Exception):
    """How an outcome is not as expected."""


class Invocations(User):
    """Sends the invocations of the sessions, one after another, each as often as any other."""

    host = place(_PLAN[0])

    def on_start(self) -> None:
        """Each user has connections of its own."""
        self._endpoints: list[tuple[Choice, BlockingEndpoint]] = []

    def on_stop(self) -> None:
        """Close them."""
        for _, endpoint in self._endpoints:
            endpoint.close()

    def send(self, one: Planned) -> None:
        """Send an invocation, judge what comes of it, and tell Locust."""
        endpoint = self._endpoint(one.choice)
        outcome = endpoint.send(one.invocation, one.secrets)
        problem = unmet(one, redacted(with_remarks(outcome, one.invocation), one.hidden))
        self.environment.events.request.fire(
            request_type="POST",
            name=f"{one.session_name} / {one.name}" if _SEVERAL else one.name,
            response_time=outcome.duration_ms,
            response_length=endpoint.received,
            exception=NotAsExpected(problem) if problem else None,
            context={},
        )

    def _endpoint(self, choice: Choice) -> BlockingEndpoint:
        for known, endpoint in self._endpoints:
            if known == choice:
                return endpoint
        target = cast("RemoteTarget", open_target(choice))
        limit = _OPTIONS.timeout or target.settings.timeout or PLATFORM.limits.TIMEOUT
        self._endpoints.append((choice, BlockingEndpoint(target, limit)))
        return self._endpoints[-1][1]


@events.init.add_listener
def _listen(environment: Environment, **_: object) -> None:
    """End the users of workers before these are: else Locust gives them half a second for what they
    have not told yet, and on a busy machine counts less than the endpoint."""
    runner = environment.runner
    ended: set[str] = set()

    def end(**_: object) -> None:
        runner.stop()
        runner.send_message(_ENDED)

    def end_workers(**_: object) -> None:
        workers = {worker.id for worker in runner.clients.all}
        runner.send_message(_END)
        deadline = time.monotonic() + environment.stop_timeout + _PATIENCE
        while not workers <= ended and time.monotonic() < deadline:
            gevent.sleep(0.1)
        gevent.sleep(WORKER_REPORT_INTERVAL + 1)  # in which each has told all

    if isinstance(runner, MasterRunner):
        runner.register_message(_ENDED, lambda msg, **_: ended.add(msg.node_id))
        events.test_start.add_listener(lambda **_: ended.clear())
        events.test_stopping.add_listener(end_workers)
    elif isinstance(runner, WorkerRunner):
        runner.register_message(_END, end)


def _task(one: Planned) -> Callable[[Invocations], None]:
    def send(user: Invocations) -> None:
        user.send(one)

    send.__name__ = one.name
    return send


Invocations.tasks = [_task(one) for one in _PLAN]
