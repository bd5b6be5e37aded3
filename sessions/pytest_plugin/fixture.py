"""The fixture `offhook`: an invocation sent from a test, without `await`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

import pytest

from sessions.contract.invocation import Invocation, example
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.files import StrPath
from sessions.providers.faults import fault_problem
from sessions.sending import open_target, send
from sessions.store.model import Session, TargetSpec
from sessions.targets.target import Settings, Target

from .background import Background
from .options import Options

_NAME: Final = "target"
"""What a target is called that a test describes itself."""


class Sender:
    """Sends invocations for the tests of one file; a target is opened once in a run of pytest."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self._config = config
        self._options = Options.of(config)
        self._folder = folder

    def send(
        self,
        target: StrPath | TargetSpec | None = None,
        invocation: Invocation | None = None,
        *,
        recipient: JsonValue = None,
        text: JsonValue = None,
        context: Mapping[str, JsonValue] | None = None,
        secrets: Mapping[str, str] | Iterable[str] = (),
        faults: Sequence[str] = (),
        timeout: float | None = None,
        check: bool = True,
    ) -> Outcome:
        """Send one invocation; what the hook does becomes the outcome, and nothing is raised.

            def test_the_code_is_in_the_message(offhook):
                outcome = offhook.send("hook.js", context={"code": "123"}, secrets=["TOKEN"])
                assert outcome.delivered, outcome.error

        Args:
            target: as `sessions.open_target` takes it, or a `sessions.TargetSpec`, as a session
                has it, with headers or a time-out; a path is relative to the file of the test.
                Without one, that of `--offhook-target`.
            invocation: what is sent, instead of `sessions.example()`.
            recipient: in the place of what it has; null and absent ones are made with
                `Invocation.put` and `remove`.
            text: as `recipient`.
            context: members of the context, in the place of those that it has.
            secrets: what the hook is given, by name; the values are shown in no outcome. Of names
                alone they come from the environment, `--offhook-env-file`, or the folder's `.env`.
            faults: what emulated providers show, each `NAME` or `PROVIDER=NAME`.
            timeout: seconds, instead of `--offhook-timeout` and the platform's 20.
            check: whether to refuse what the platform refuses.

        Raises:
            ValueError: there is no target, or no provider shows such a fault.
            SecretsError: a secret has no value, or a variable that a `TargetSpec` names.
        """
        __tracebackhide__ = True
        options = self._options
        if target is None and options.target is None:
            raise ValueError("no target: name one, or run pytest with --offhook-target")
        for problem in filter(None, map(fault_problem, faults)):
            raise ValueError(problem)
        if isinstance(secrets, Mapping):
            given = cast("Mapping[str, str]", secrets)
        else:
            given = options.secrets(secrets, self._folder)
        sent = _changed(invocation or example(), recipient, text, context or {})
        if faults:
            sent = replace(sent, faults=tuple(faults))
        background = Background.of(self._config)

        opened = self._opened(target)

        async def work() -> Outcome:
            seconds = timeout or options.timeout
            return await send(opened(), sent, secrets=given, timeout=seconds, check=check)

        return background.run(work())

    def _opened(self, target: StrPath | TargetSpec | None) -> Callable[[], Target]:
        """How to get the target: opened once for all tests, in the loop in which they send."""
        options, background = self._options, Background.of(self._config)
        if isinstance(target, TargetSpec):
            session = Session(target=_NAME, targets={_NAME: target})
            choice = options.chosen(session, self._folder)
            key: object = (target.model_dump_json(), self._folder)
            return lambda: background.target(key, lambda: open_target(choice))
        folder = Path.cwd() if target is None else self._folder
        location, settings = str(target or options.target), Settings(live=options.live)
        return lambda: background.target(
            (location, folder), lambda: open_target(location, folder=folder, settings=settings)
        )


def _changed(
    invocation: Invocation,
    recipient: JsonValue,
    text: JsonValue,
    context: Mapping[str, JsonValue],
) -> Invocation:
    """With what is given in the place of what it has; None gives nothing but in the context."""
    for key, value in (("recipient", recipient), ("text", text)):
        if value is not None:
            invocation = invocation.put((key,), value)
    for key, value in context.items():
        invocation = invocation.put(("context", key), value)
    return invocation
