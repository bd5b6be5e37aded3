"""Times of invocations: through a target with its children ready, spawned one by one, and bare."""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from dataclasses import dataclass

from sessions.contract.invocation import Instance, example
from sessions.contract.outcome import Outcome
from sessions.targets.local.hook_file import HookFile
from sessions.targets.local.python_function import PythonFunction
from sessions.targets.local.target import LocalTarget
from sessions.targets.target import Limits, Settings

from .hooks import Hook

REPLAYED = 50
WARM = 1000

_BARE = """
const hook = require(process.argv[1]);
const payload = JSON.parse(process.argv[2]);
const call = () => new Promise((resolve, reject) => {
  const { recipient, text, context } = JSON.parse(JSON.stringify(payload));
  hook(recipient, text, context, (error, response) => (error ? reject(error) : resolve(response)));
});
(async () => {
  const times = [];
  for (let n = 0; n < 300; n += 1) {
    const began = process.hrtime.bigint();
    await call();
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  console.log(JSON.stringify(times.slice(100)));
})();
"""


@dataclass(frozen=True)
class Times:
    """Milliseconds, one for each round."""

    values: list[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)


async def pooled(hook: Hook, node: str, rounds: int) -> Times:
    """Each invocation finds its child ready, as when a person sends one after another."""
    target = _target(hook, node)
    target.expect(None)
    times: list[float] = []
    try:
        await _invoke(target)
        for _ in range(rounds):
            await target.ready()
            times.append(await _invoke(target))
    finally:
        await target.aclose()
    return Times(times)


async def spawning(hook: Hook, node: str, rounds: int) -> Times:
    """Each invocation starts its own Node, or Python, and loads the hook."""
    target = _target(hook, node)
    await _invoke(target)
    return Times([await _invoke(target) for _ in range(rounds)])


async def replayed(hook: Hook, node: str, invocations: int = REPLAYED) -> Times:
    """One invocation right after another; the mean, since children are made meanwhile."""
    target = _target(hook, node)
    target.expect(invocations)
    began = time.perf_counter()
    try:
        for _ in range(invocations):
            await _invoke(target)
    finally:
        await target.aclose()
    return Times([(time.perf_counter() - began) * 1000 / invocations])


async def warm(hook: Hook, node: str) -> Times:
    """One after another in one instance, its start included; the mean."""
    target = _target(hook, node, instance="warm")
    target.expect(WARM)
    began = time.perf_counter()
    try:
        for _ in range(WARM):
            await _invoke(target)
    finally:
        await target.aclose()
    return Times([(time.perf_counter() - began) * 1000 / WARM])


def starting(node: str, rounds: int) -> Times:
    """Node started to do nothing, with nothing of offhook around it."""
    times: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([node, "-e", "0"], check=True)
        times.append((time.perf_counter() - began) * 1000)
    return Times(times)


def in_process(hook: Hook, node: str) -> Times:
    """The function called again and again inside one Node, with nothing around it."""
    payload = json.dumps(example().payload)
    command = [node, "-e", _BARE, str(hook.path), payload]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return Times(json.loads(done.stdout))


def _target(hook: Hook, node: str, instance: Instance = "fresh") -> LocalTarget:
    if hook.path.suffix == ".py":
        return PythonFunction("send", hook.name, base=hook.path.parent, path=hook.path)
    settings = Settings(node=node, instance=instance)
    return HookFile(hook.path, hook.name, base=hook.path.parent, settings=settings)


async def _invoke(target: LocalTarget) -> float:
    began = time.perf_counter()
    outcome = await target.invoke(example(), {}, Limits())
    took = (time.perf_counter() - began) * 1000
    _check(outcome)
    return took


def _check(outcome: Outcome) -> None:
    if not outcome.delivered:
        raise SystemExit(f"{outcome.target.location} failed: {outcome.error}")
