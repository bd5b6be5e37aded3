"""Under a debugger a hook stops at its first line, has all time, and is judged as ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.runner.phases import LINGER
from sessions.targets.local.debugger import Attachment
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings

TIMEOUT = 0.2
LONGER_MS = 400
"""Longer than the time-out, and than a child lives on after its answer."""


@pytest.fixture
def debugged(attach: Any) -> Callable[..., Any]:
    """Sends to a hook under a debugger; gives the send's task, the debugger, its first stop."""

    @asynccontextmanager
    async def _debugged(path: Path, node: str | None = None) -> AsyncIterator[Any]:
        url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        target = resolve(str(path), base=path.parent, settings=Settings(node=node))
        limits = Limits(TIMEOUT, inspect=url.set_result)
        sending = asyncio.create_task(target.invoke(example(), {}, limits))
        try:
            debugger = await attach(await url)
            yield sending, debugger, await debugger.start()
        finally:
            sending.cancel()
            await asyncio.wait([sending])
            await target.aclose()

    return _debugged


async def finish(sending: asyncio.Task[Outcome], debugger: Any) -> Outcome:
    await debugger.ask("Debugger.resume")
    return await sending


async def test_the_hook_stops_at_its_first_line_and_nothing_times_out(
    write: Any, debugged: Any, node: str
) -> None:
    hook = write(
        "hook.js",
        "module.exports = function (recipient, text, context, cb) {\n"
        "  console.log(context.code);\n"
        "  console.error(new Error('here').stack.split('\\n')[1].trim());\n"
        "  cb(null, { MessageID: '1' });\n"
        "};\n",
    )
    async with debugged(hook, node) as (sending, debugger, stop):
        assert debugger.place(stop) == (hook.as_uri(), 1)
        await debugger.compute(LONGER_MS)
        assert not sending.done()
        outcome = await finish(sending, debugger)
    assert (outcome.kind, outcome.message_id) == (Kind.SUCCESS, "1")
    assert [line.level for line in outcome.console] == ["log", "error"], "none of Node's own"
    assert (outcome.console[0].text, outcome.console[0].line) == ("123456", 2)
    assert outcome.warnings == ()


async def test_what_a_debugger_calls_out_for_a_hook_that_does_not_is_caught(
    write: Any, debugged: Any
) -> None:
    hook = write(
        "hook.js",
        "module.exports = (recipient, text, context, cb) => {\n"
        "  exports.sent.then((answer) => cb(null, { MessageID: String(answer.status) }), cb);\n"
        "};\n",
    )
    async with debugged(hook) as (sending, debugger, stop):
        frame = stop["callFrames"][0]["callFrameId"]
        sends = "exports.sent = fetch('https://sms.example/')"
        await debugger.ask("Debugger.evaluateOnCallFrame", callFrameId=frame, expression=sends)
        outcome = await finish(sending, debugger)
    assert outcome.message_id == "200", outcome.error
    assert [call.url for call in outcome.outbound] == ["https://sms.example/"]


async def test_a_hook_that_has_answered_can_be_stepped_through_still(
    write: Any, debugged: Any
) -> None:
    hook = write(
        "hook.js",
        "module.exports = function (recipient, text, context, cb) {\n"
        "  cb(null, { MessageID: '1' });\n"
        "  let after = 1;\n"
        "  debugger;\n"
        "  after += 1;\n"
        "  console.log(after);\n"
        "};\n",
    )
    async with debugged(hook) as (sending, debugger, _):
        await debugger.ask("Debugger.resume")
        stop = await debugger.event("Debugger.paused")
        assert debugger.place(stop) == (hook.as_uri(), 4)
        await debugger.compute(LONGER_MS)
        assert LONGER_MS > LINGER * 1000
        assert not sending.done()
        frame = stop["callFrames"][0]["callFrameId"]
        await debugger.ask(
            "Debugger.evaluateOnCallFrame", callFrameId=frame, expression="after = 40"
        )
        outcome = await finish(sending, debugger)
    assert outcome.delivered
    assert outcome.console[0].text == "41"


@pytest.mark.parametrize(
    ("body", "kind", "line"),
    [
        ("module.exports = (r, t, c, cb) => {\n};", Kind.NEVER_CALLED, None),
        ("module.exports = (r, t, c, cb) => {\n  cb(new Error('no')); };", Kind.CALLBACK_ERROR, 2),
        ("module.exports = (r, t, c, cb) => {\n  throw new Error('no'); };", Kind.SYNC_THROW, 2),
        ("module.exports = (r, t, c, cb) =>\n  process.exit(3);", Kind.PROCESS_EXIT, 2),
        ("\nthrow new Error('no');", Kind.LOAD_ERROR, 2),
        ("module.exports = 5;", Kind.BAD_EXPORT, None),
        (
            "module.exports = (r, t, c, cb) => setImmediate(() => {\n  throw new Error('no'); });",
            Kind.ASYNC_THROW,
            2,
        ),
        (
            "module.exports = (r, t, c, cb) => {\n"
            "  cb(new Error('no')); setInterval(() => 1, 50); };",
            Kind.CALLBACK_ERROR,
            2,
        ),
        (
            "exports.onExecuteSendPhoneMessage = async () => {\n  throw new Error('no'); };",
            Kind.REJECTED,
            2,
        ),
        ("exports.onExecuteSendPhoneMessage = async () => {};", Kind.SUCCESS, None),
    ],
)
async def test_it_comes_out_as_it_does_without_a_debugger_attached_to_its_end(
    write: Any, debugged: Any, body: str, kind: Kind, line: int | None
) -> None:
    async with debugged(write("hook.js", body)) as (sending, debugger, _):
        outcome = await finish(sending, debugger)
    assert outcome.kind is kind
    assert (outcome.where.line if outcome.where else None) == line
    assert outcome.console == ()


async def test_giving_up_ends_the_hook_that_waits(write: Any, tmp_path: Path) -> None:
    hook = write("hook.js", "module.exports = (r, t, c, cb) => cb();")
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    target = resolve(str(hook), base=tmp_path)
    sending = asyncio.create_task(
        target.invoke(example(), {}, Limits(TIMEOUT, inspect=url.set_result))
    )
    host, port = Attachment(await url).address.split(":")
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host, int(port))
    await target.aclose()


async def test_python_keeps_its_time_out(write: Any, tmp_path: Path) -> None:
    write("hook.py", "import time\ndef handler(recipient, text, context):\n    time.sleep(60)\n")
    target = resolve("hook.py", base=tmp_path)
    outcome = await target.invoke(example(), {}, Limits(0.5, inspect=lambda _: None))
    await target.aclose()
    assert outcome.kind is Kind.TIMEOUT_WAITING


def test_what_cannot_be_debugged_says_why(write: Any, tmp_path: Path) -> None:
    write("hook.js", "")
    write("hook.py", "")

    def problem(location: str) -> str | None:
        return resolve(location, base=tmp_path).debug_problem()

    assert problem("hook.js") is None
    assert problem("starter") is None
    assert problem("hook.py") == "hook.py:handler is Python; only JavaScript can be debugged"
    assert "runs elsewhere" in (problem("http://127.0.0.1:1/") or "")
    assert problem("gone.js") is None, "the send says what is wrong with it"
    assert problem("gone.py") is None
    assert problem("nowhere") is None


def test_the_starter_without_node_is_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("OFFHOOK_NODE", raising=False)
    monkeypatch.setattr("sessions.runner.interpreters._bundled_node", list)
    told = resolve("starter", base=tmp_path).debug_problem()
    assert told == "the starter runs as its Python twin here; only JavaScript can be debugged"


def test_the_ways_to_attach() -> None:
    attachment = Attachment("ws://127.0.0.1:4321/some-uuid")
    assert attachment.address == "127.0.0.1:4321"
    assert attachment.command == "node inspect 127.0.0.1:4321"
    assert attachment.devtools.endswith("v8only=true&ws=127.0.0.1:4321/some-uuid")
