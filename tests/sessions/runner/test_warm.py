"""Warm instances: one child for one invocation after another, and whose what it does is."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeAlias

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.secrets.redaction import redacted
from sessions.targets.local.target import LocalTarget
from sessions.targets.target import Limits, Settings
from tests.narrowing import error_of, inside, present, resolve_local
from tests.sessions.conftest import LOOP, PATIENT

COUNTING = """
let calls = 0;
module.exports = (recipient, text, context, cb) => {
  calls += 1;
  console.log(`call ${calls}`);
  if (text === 'throw') throw new Error('thrown');
  if (text === 'refuse') return cb(new Error('refused'));
  if (text === 'exit') process.exit(1);
  if (text === 'twice') cb(null, {});
  if (text === 'never') return undefined;
  if (text === 'reject') return Promise.reject(new Error('nobody looks'));
  if (text === 'loop') LOOP
  return cb(null, { calls });
};
""".replace("LOOP", LOOP)
LATE = """
const https = require('https');
let calls = 0;
let finish;
module.exports = (recipient, text, context, cb) => {
  calls += 1;
  if (calls === 1) {
    const timer = setInterval(() => {
      if (calls === 1) return;
      clearInterval(timer);
      console.log('late');
      LATER
    }, 5);
    return cb(null, {});
  }
  finish = () => cb(null, { calls });
  console.log('own');
  return undefined;
};
"""
CALLS = """
const agent = new (require('https').Agent)({ keepAlive: true, maxSockets: 1 });
module.exports = (recipient, text, context, cb) => {
  const call = require('https').request(`https://api.example.com/${text}`, { agent }, (answer) => {
    answer.resume().on('end', () => cb(null, { reused: call.reusedSocket }));
  });
  call.end(text === 'last' ? () => process.exit() : undefined);
};
"""
ACTION = """
let calls = 0;
exports.onExecuteSendPhoneMessage = async (event) => {
  calls += 1;
  console.log(calls, event.secrets.TOKEN);
  if (calls === 2) throw new Error('second');
};
"""


class Warm:
    """A warm target that is sent texts; each gives its outcome."""

    def __init__(self, target: LocalTarget) -> None:
        self.target = target

    async def send(
        self,
        text: str = "",
        timeout: float = PATIENT,  # noqa: ASYNC109
        secrets: dict[str, str] | None = None,
    ) -> Outcome:
        invocation = replace(example().put(("text",), text), name=f"sends {text}")
        return await self.target.invoke(invocation, secrets or {}, Limits(timeout))

    async def count(self, secrets: dict[str, str] | None = None) -> object:
        """How many calls the instance has served, this one included."""
        return inside((await self.send(secrets=secrets)).response, "calls")


Open: TypeAlias = Callable[..., Warm]


@pytest.fixture
async def warm(tmp_path, write) -> AsyncIterator[Open]:
    """Writes a hook, and opens it as a target whose instances are warm."""
    opened: list[Warm] = []

    def _open(text: str, node: str | None = None) -> Warm:
        write("hook.js", text)
        settings = Settings(instance="warm", node=node)
        opened.append(Warm(resolve_local("hook.js", tmp_path, settings)))
        return opened[-1]

    yield _open
    for one in opened:
        await one.target.aclose()
    assert_no_children()


def assert_no_children() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def printed(outcome: Outcome) -> list[str]:
    return [line.text for line in outcome.console]


async def test_one_child_serves_one_after_another_and_keeps_its_state(warm):
    hook = warm(COUNTING)
    outcomes = [await hook.send(text) for text in ("", "throw", "refuse", "")]
    assert [printed(one) for one in outcomes] == [[f"call {number}"] for number in range(1, 5)]
    kinds = [Kind.SUCCESS, Kind.SYNC_THROW, Kind.CALLBACK_ERROR, Kind.SUCCESS]
    assert [one.kind for one in outcomes] == kinds
    assert all(one.warnings == () for one in outcomes)
    assert all(0 <= present(one.console[0].t_ms) < one.duration_ms + 1 for one in outcomes)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("exit", Kind.PROCESS_EXIT),
        ("twice", Kind.SUCCESS),
        ("never", Kind.NEVER_CALLED),
        ("reject", Kind.REJECTED),
        ("loop", Kind.TIMEOUT_BUSY),
    ],
)
async def test_what_ends_an_instance_there_ends_it_here(text, kind, warm):
    hook = warm(COUNTING)
    await hook.send()
    assert (await hook.send(text, 0.3 if text == "loop" else PATIENT)).kind == kind
    assert await hook.count() == 1


async def test_another_file_and_another_secret_begin_another_instance(warm, write):
    hook = warm(COUNTING)
    assert [await hook.count(), await hook.count()] == [1, 2]
    assert await hook.count({"TOKEN": "a"}) == 1
    assert await hook.count({"TOKEN": "a"}) == 2
    write("hook.js", COUNTING.replace("calls += 1", "calls += 10"))
    assert [await hook.count({"TOKEN": "a"}), await hook.count({"TOKEN": "a"})] == [10, 20]


async def test_what_goes_on_of_an_earlier_invocation_is_told_as_its_own(warm, node):
    later = "fetch('https://api.example.com/late').then(() => finish());"
    hook = warm(LATE.replace("LATER", later), node)
    first, second = await hook.send("first"), await hook.send("second")
    assert first.warnings == (
        "The hook was still running after its answer, with a timer open; what it had begun goes on "
        "in its instance, beside the next invocation.",
    )
    assert second.response == {"calls": 2}
    assert printed(second) == ["own"]
    assert second.outbound == ()
    assert second.warnings == (
        "Beside this one went on what sends first had left under way: it printed “late” at "
        "hook.js:11; it called api.example.com at hook.js:12. None of it counts here.",
    )


async def test_no_part_of_a_secret_is_told_of_what_an_earlier_invocation_printed(warm, node):
    values = {"TOKEN": "one-long-secret"}
    later = (
        "console.log('x'.repeat(70) + 'one-long-secret'); console.log('one-long-secret'); finish();"
    )
    hook = warm(LATE.replace("LATER", later), node)
    for text in ("first", "second"):
        outcome = redacted(await hook.send(text, secrets=values), values)
    assert outcome.warnings == (
        "Beside this one went on what sends first had left under way: it printed “late” at "
        "hook.js:11; it printed 85 characters at hook.js:12; it printed “‹TOKEN›” at hook.js:12. "
        "None of it counts here.",
    )


@pytest.mark.parametrize(
    ("later", "said"),
    [
        ("throw new Error('boom');", "an error that nobody caught, Error: boom"),
        ("Promise.reject(new Error('boom'));", "an error that nobody caught, Error: boom"),
        ("process.exit(3);", "process.exit was called with status 3"),
    ],
)
async def test_an_earlier_invocation_that_ends_the_instance_is_named(later, said, warm, node):
    hook = warm(LATE.replace("LATER", later), node)
    await hook.send("first")
    outcome = await hook.send("second")
    assert outcome.kind == Kind.PROCESS_EXIT
    assert error_of(outcome).message == (
        f"The instance was ended by what sends first had left under way: {said}"
    )
    assert present(outcome.where).line == 12
    assert printed(outcome) == ["own"]
    assert (await hook.send("third")).delivered


async def test_a_callback_of_an_earlier_invocation_answers_for_that_one(warm):
    hook = warm(
        "let first; module.exports = (recipient, text, context, cb) => {\n"
        "first ||= cb; first(null, { text }); if (text === 'b') cb(null, { text }); };"
    )
    await hook.send("a")
    outcome = await hook.send("b")
    assert outcome.response == {"text": "b"}
    assert outcome.warnings == (
        "Beside this one went on what sends a had left under way: its cb was called at hook.js:2. "
        "None of it counts here.",
    )


async def test_calls_over_a_kept_connection_are_each_invocations_own(warm, node):
    hook = warm(CALLS, node)
    outcomes = [await hook.send(text) for text in "abc"]
    assert [one.response for one in outcomes] == [{"reused": text != "a"} for text in "abc"]
    called = [[(call.url, call.status, call.line) for call in one.outbound] for one in outcomes]
    assert called == [[(f"https://api.example.com/{text}", 200, 4)] for text in "abc"]
    assert all(present(one.outbound[0].t_ms) >= 0 for one in outcomes)
    last = await hook.send("last")
    assert last.kind == Kind.PROCESS_EXIT
    assert [call.url for call in last.outbound] == ["https://api.example.com/last"]


async def test_an_action_outlives_its_rejection_and_prints_for_itself(warm):
    hook = warm(ACTION)
    outcomes = [await hook.send(secrets={"TOKEN": "t"}) for _ in range(3)]
    assert [one.kind for one in outcomes] == [Kind.SUCCESS, Kind.REJECTED, Kind.SUCCESS]
    assert [printed(one) for one in outcomes] == [["1 t"], ["2 t"], ["3 t"]]


async def test_an_error_of_the_file_comes_again_with_each_call(warm):
    hook = warm("throw new Error('broken');")
    for _ in range(2):
        outcome = await hook.send()
        assert (outcome.kind, error_of(outcome).message) == (Kind.LOAD_ERROR, "broken")
