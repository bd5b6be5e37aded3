"""Replaying sessions against real endpoints: order, concurrency, what stops it, what it refuses."""

import asyncio
import os
import tracemalloc
from dataclasses import replace

import pytest

from sessions.permission import NotAllowed, Permissions
from sessions.replay.load import BrokenSessions, read_sessions
from sessions.replay.run import MOST_LEFT_OUT, Options, replay_session, replay_sessions
from sessions.secrets.lookup import SecretsError
from sessions.store.errors import SessionError
from sessions.store.session_file import read
from tests.narrowing import error_of, present

PAYLOAD = """
recipient = "+18085555555"
text = "{text}"
[invocation.{name}.payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "123456"
ip = "127.0.0.1"
user_agent = "x"
[invocation.{name}.payload.context.user]
"""


@pytest.fixture
def write(tmp_path):
    """Writes a session with these invocations, each a name or a name with its `expect`."""

    def write(file, *invocations, target="starter", head=""):
        lines = ["format = 1", f'target = "{target}"', head]
        for invocation in invocations:
            name, expect = (invocation, "") if isinstance(invocation, str) else invocation
            lines.append(f"[invocation.{name}.payload]{PAYLOAD.format(name=name, text=name)}")
            if expect:
                lines.append(f"[invocation.{name}.expect]\n{expect}")
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines))
        return path

    return write


async def test_steps_come_in_file_order_whatever_the_jobs(serve, write):
    """Each invocation is answered only when all four are there, the first of them last."""
    arrived = []
    answered = {name: asyncio.Event() for name in "abcd"}
    answered["d"].set()

    async def answer(request, writer):
        name = request.json["text"]
        arrived.append(name)
        follower = chr(ord(name) + 1)
        if follower in answered:
            await answered[follower].wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        answered[name].set()

    answered["d"].clear()
    endpoint = await serve(handler=answer)
    files = [
        read(write("1.toml", "a", "b", target=endpoint.url)),
        read(write("2.toml", "c", "d", target=endpoint.url)),
    ]
    ended = []
    steps = await replay_sessions(files, jobs=4, timeout=5, on_step=lambda s: ended.append(s.name))
    assert sorted(arrived) == ["a", "b", "c", "d"]
    assert ended == ["d", "c", "b", "a"]
    assert [(present(step.path).name, step.name) for step in steps] == [
        ("1.toml", "a"),
        ("1.toml", "b"),
        ("2.toml", "c"),
        ("2.toml", "d"),
    ]
    assert all(step.verdict.met and step.ran for step in steps)
    assert [step.session_name for step in steps] == ["1", "1", "2", "2"]


async def test_one_job_sends_one_at_a_time_over_one_connection(serve, write):
    endpoint = await serve({"MessageID": "m"})
    said = []
    path = write("s.toml", "a", "b", "c", target=endpoint.url)
    await replay_session(
        read(path),
        on_start=lambda name: said.append(f"start {name}"),
        on_step=lambda step: said.append(f"end {step.name}"),
    )
    assert said == ["start a", "end a", "start b", "end b", "start c", "end c"]
    assert endpoint.connections == 1


async def test_sessions_of_several_folders_share_the_connection_to_an_endpoint(serve, write):
    endpoint = await serve({"MessageID": "m"})
    for number in range(3):
        write(f"{number}/s.toml", "a", target=endpoint.url)
    steps = await replay_sessions(read_sessions(write("s.toml", "a", target=endpoint.url).parent))
    assert [step.verdict.met for step in steps] == [True] * 4
    assert endpoint.connections == 1


async def test_folders_that_have_a_hook_of_the_same_name_each_send_to_their_own(write, tmp_path):
    for name in ("one", "two"):
        path = write(f"{name}/s.toml", "a", target="hook.py:send")
        (path.parent / "hook.py").write_text(
            f"def send(recipient, text, context):\n    return {{'MessageID': '{name}'}}\n"
        )
    steps = await replay_sessions(read_sessions(tmp_path))
    assert [step.outcome.message_id for step in steps] == ["one", "two"]


async def test_a_session_is_repeated_from_first_to_last(serve, write):
    endpoint = await serve({})
    steps = await replay_session(read(write("s.toml", "a", "b", target=endpoint.url)), repeat=3)
    assert [(step.name, step.turn) for step in steps] == [
        ("a", 1),
        ("b", 1),
        ("a", 2),
        ("b", 2),
        ("a", 3),
        ("b", 3),
    ]
    assert [request.json["text"] for request in endpoint.requests] == ["a", "b"] * 3


async def test_expectations_are_judged(serve, write):
    endpoint = await serve({"MessageID": "SM1"})
    path = write(
        "s.toml",
        "plain",
        ("own", 'message_id = "/^SM/"'),
        ("wrong", 'outcome = "failed"\nkind = "http_status"'),
        target=endpoint.url,
    )
    steps = await replay_session(read(path))
    assert [step.verdict.met for step in steps] == [True, True, False]
    assert steps[2].verdict.expected == {"outcome": "failed", "kind": "http_status"}


async def test_a_target_by_hand_replaces_all_others(serve, write):
    endpoint = await serve({})
    path = write("s.toml", "a", target="nowhere.js")
    steps = await replay_session(read(path), target=endpoint.url)
    assert [step.outcome.kind for step in steps] == ["success"]


async def test_fail_fast_starts_no_more_and_counts_the_rest(serve, write):
    endpoint = await serve(b"", status="500 No")
    said = []
    steps = await replay_session(
        read(write("s.toml", "a", "b", "c", target=endpoint.url)),
        fail_fast=True,
        on_step=lambda step: said.append(step.name),
    )
    assert len(endpoint.requests) == 1
    assert said == ["a"]
    assert [(step.name, step.ran, step.verdict.met) for step in steps] == [
        ("a", True, False),
        ("b", False, False),
        ("c", False, False),
    ]
    assert steps[1].outcome.kind == "cancelled"
    assert steps[1].outcome.target.location == endpoint.url
    assert "not sent" in steps[1].verdict.reasons[0]


@pytest.mark.parametrize("jobs", [1, 3])
async def test_a_plan_of_any_length_takes_no_memory_before_it_is_sent(serve, write, jobs):
    endpoint = await serve(b"", status="500 No")
    path = write("s.toml", "a", "b", target=endpoint.url)
    tracemalloc.start()
    try:
        steps = await replay_session(read(path), repeat=10**9, jobs=jobs, fail_fast=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    ran = [step for step in steps if step.ran]
    assert peak < 50_000_000
    assert 1 <= len(ran) == len(endpoint.requests) <= jobs
    assert len(steps) == len(ran) + MOST_LEFT_OUT
    assert [(step.name, step.turn) for step in steps] == [
        (name, turn) for turn in range(1, len(steps)) for name in "ab"
    ][: len(steps)]


async def test_what_is_refused_of_a_plan_is_said_once_however_often_it_is_gone_through(write):
    head = '[targets.out]\nurl = "https://example.com/"\nheaders = { X = "${env:TOKEN}" }'
    file = read(write("s.toml", "a", "b", target="out", head=head))
    with pytest.raises(NotAllowed) as refused:
        await replay_session(file, repeat=10**9, env={"TOKEN": "t0ken"})
    assert str(refused.value).count("TOKEN") <= 3


async def test_a_failure_that_is_expected_does_not_stop_it(serve, write):
    endpoint = await serve(b"", status="500 No")
    path = write("s.toml", ("a", 'outcome = "failed"'), "b", "c", target=endpoint.url)
    steps = await replay_session(read(path), fail_fast=True)
    assert [step.ran for step in steps] == [True, True, False]


@pytest.mark.parametrize(
    ("by_hand", "in_session", "seconds"), [(None, 0.05, "0.05"), (0.05, 9, "0.05")]
)
async def test_the_time_out_is_the_callers_or_the_targets(
    serve, write, by_hand, in_session, seconds
):
    async def hang(_request, _writer):
        await asyncio.Event().wait()

    endpoint = await serve(handler=hang)
    head = f'[targets.slow]\nurl = "{endpoint.url}"\ntimeout = {in_session}'
    path = write("s.toml", "a", target="slow", head=head)
    steps = await replay_session(read(path), timeout=by_hand)
    assert steps[0].outcome.kind == "http_timeout"
    assert f"within {seconds} s" in error_of(steps[0].outcome).message


async def test_secrets_come_from_environment_and_env_file_and_are_redacted(serve, write, tmp_path):
    endpoint = await serve({"echo": "one two three"})
    head = (
        'secrets = ["auth0-extension-secret", "OTHER"]\n'
        '[targets.t]\nurl = "${env:URL}"\nheaders = { X = "${env:HEADER}" }'
    )
    path = write("s.toml", "a", target="t", head=head)
    env_file = tmp_path / ".env"
    env_file.write_text("auth0-extension-secret=three\nHEADER=one two\nURL=file\n")
    env = {"URL": endpoint.url, "OTHER": "none"}
    (step,) = await replay_session(read(path), env=env, env_file=env_file)
    assert endpoint.requests[0].headers["authorization"] == "Bearer three"
    assert endpoint.requests[0].headers["x"] == "one two"
    assert step.outcome.response == {"echo": "‹HEADER› ‹auth0-extension-secret›"}
    assert step.outcome.target.location == "‹URL›"


async def test_each_session_has_the_env_file_beside_it(serve, write, tmp_path):
    endpoint = await serve({})
    head = 'secrets = ["auth0-extension-secret"]'
    files = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        files.append(read(write(f"{name}/s.toml", "a", target=endpoint.url, head=head)))
        (tmp_path / name / ".env").write_text(f"auth0-extension-secret={name}-secret\n")
    await replay_sessions(files, env={}, permissions=Permissions(["auth0-extension-secret"]))
    sent = [request.headers["authorization"] for request in endpoint.requests]
    assert sent == ["Bearer first-secret", "Bearer second-secret"]


async def test_a_value_that_was_typed_in_is_given_and_redacted(serve, write):
    endpoint = await serve({"echo": "typed-in"})
    head = 'secrets = ["auth0-extension-secret"]'
    file = read(write("s.toml", "a", target=endpoint.url, head=head))
    given = {"auth0-extension-secret": "typed-in"}
    allowed = Permissions(given)
    (step,) = await replay_session(file, env={}, given=given, permissions=allowed)
    assert endpoint.requests[0].headers["authorization"] == "Bearer typed-in"
    assert step.outcome.response == {"echo": "‹auth0-extension-secret›"}


async def test_a_secret_that_an_expectation_holds_is_not_shown(serve, write, monkeypatch):
    monkeypatch.setenv("TOKEN", "s3cret-value")
    endpoint = await serve(body=b'{"note": "other"}')
    expect = 'response.note = "s3cret-value"'
    file = write("a.toml", ("one", expect), target=endpoint.url, head='secrets = ["TOKEN"]')
    [step] = await replay_session(read(file))
    assert step.verdict.reasons == ('response.note: expected "‹TOKEN›", found "other"',)
    assert "s3cret" not in str(step.verdict)


async def test_missing_secrets_are_named_before_anything_is_sent(serve, write):
    endpoint = await serve({})
    head = 'secrets = ["HERE", "GONE", "LOST"]'
    files = [
        read(write("1.toml", "a", target=endpoint.url)),
        read(write("2.toml", "b", target=endpoint.url, head=head)),
    ]
    with pytest.raises(SecretsError) as caught:
        await replay_sessions(files, env={"HERE": "x"})
    assert str(caught.value).startswith(f"{files[1].path}: no value for GONE, LOST; set")
    assert "--env-file" in str(caught.value)
    assert endpoint.requests == []


async def test_a_variable_that_is_not_set_is_named_before_anything_is_sent(serve, write):
    endpoint = await serve({})
    files = [
        read(write("1.toml", "a", target=endpoint.url)),
        read(write("2.toml", "b", target="t", head='[targets.t]\nurl = "${env:GONE}"')),
    ]
    with pytest.raises(SecretsError) as caught:
        await replay_sessions(files, env={})
    assert str(caught.value).startswith(f"{files[1].path}: targets.t.url: ${{env:GONE}} has no")
    assert endpoint.requests == []


async def test_cancelling_ends_all_that_is_under_way(serve, write):
    arrived, gone = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def hang(reader, _writer):
        await reader.readuntil(b"}}")
        arrived.release()
        await reader.read()
        gone.release()

    endpoint = await serve(stream=hang)
    path = write("s.toml", "a", "b", "c", target=endpoint.url)
    task = asyncio.create_task(replay_session(read(path), jobs=2))
    async with asyncio.timeout(60):
        await arrived.acquire()
        await arrived.acquire()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gone.acquire()
        await gone.acquire()
    assert endpoint.connections == 2


async def test_a_step_is_told_while_the_next_one_is_under_way_which_may_be_cancelled(serve, write):
    ended = []

    async def hang_once_a_has_ended(reader, writer):
        await reader.readuntil(b"}}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await reader.read()

    def end(step):
        ended.append(step.name)
        task.cancel()

    endpoint = await serve(stream=hang_once_a_has_ended)
    path = write("s.toml", "a", "b", target=endpoint.url)
    task = asyncio.create_task(replay_session(read(path), on_step=end))
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 60)
    assert ended == ["a"]


def _gone(_):
    raise BrokenPipeError


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("options", [Options(on_start=_gone), Options(on_step=_gone)])
async def test_what_a_callback_raises_is_raised(serve, write, jobs, options):
    endpoint = await serve({})
    path = write("s.toml", "a", "b", "c", target=endpoint.url)
    with pytest.raises(BrokenPipeError):
        await replay_session(read(path), jobs=jobs, **options)


async def test_fewer_than_one_is_refused(write):
    file = read(write("s.toml", "a"))
    with pytest.raises(ValueError, match="wanted at least 1"):
        await replay_session(file, repeat=0)
    with pytest.raises(ValueError, match="wanted at least 1"):
        await replay_session(file, jobs=0)


async def test_replaying_writes_nothing(serve, write, tmp_path):
    endpoint = await serve({})
    path = write("s.toml", "a", target=endpoint.url)
    before = [(entry.name, entry.stat().st_mtime_ns) for entry in tmp_path.iterdir()]
    text = path.read_bytes()
    await replay_session(read(path))
    assert [(entry.name, entry.stat().st_mtime_ns) for entry in tmp_path.iterdir()] == before
    assert path.read_bytes() == text


async def test_python_and_starter_targets_replay_together(write, tmp_path):
    (tmp_path / "hook.py").write_text(
        "def handler(recipient, text, context, cb): cb(None, {'MessageID': text})\n"
    )
    files = [
        read(write("1.toml", ("a", 'message_id = "a"'), target="hook.py:handler")),
        read(write("2.toml", ("b", 'message_id = "uuid"'))),
    ]
    steps = await replay_sessions(files, jobs=2)
    assert [step.verdict.reasons for step in steps] == [(), ()]


# Reading


def test_folders_are_searched_and_each_file_is_read_once(write, tmp_path):
    inner = write("folder/inner.toml", "a")
    other = write("other.toml", "b")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    files = read_sessions([other, tmp_path, inner, tmp_path / "folder" / ".." / "other.toml"])
    assert [file.path.name for file in files] == ["other.toml", "inner.toml"]


def test_all_that_is_broken_is_listed(write, tmp_path):
    write("good.toml", "a")
    write("empty.toml")
    write("regex.toml", ("a", 'message_id = "/(/"'))
    (tmp_path / "bad.toml").write_text("format = 1\n[invocation\n")
    bare = tmp_path / "bare"
    bare.mkdir()
    with pytest.raises(BrokenSessions) as caught:
        read_sessions([tmp_path, bare, tmp_path / "gone.toml"])
    errors = sorted(str(error).removeprefix(f"{tmp_path}{os.sep}") for error in caught.value.errors)
    assert [error.split(":")[0] for error in errors] == [
        "bad.toml",
        "bare",
        "empty.toml",
        "gone.toml",
        "regex.toml",
    ]
    assert errors[1] == "bare: holds no session file"
    assert errors[2] == "empty.toml: holds no invocation; add a table [invocation.NAME.payload]"
    assert "invocation.a.expect.message_id: not a regular expression: missing )" in errors[4]
    assert errors[4].startswith("regex.toml:17:")


async def test_a_session_that_cannot_be_replayed_is_refused(write):
    with pytest.raises(SessionError, match="holds no invocation"):
        await replay_session(read(write("s.toml")))


async def test_an_edited_session_is_looked_at_too(serve, write):
    """What is replayed may differ from the file that was read: the workbench replays its edits."""
    endpoint = await serve({})
    file = read(write("s.toml", ("a", 'message_id = "uuid"'), target=endpoint.url))
    saved = file.session.invocation["a"].model_copy(update={"faults": ("nobody=429",)})
    edited = replace(file, session=file.session.model_copy(update={"invocation": {"a": saved}}))
    with pytest.raises(SessionError) as caught:
        await replay_session(edited)
    assert "invocation.a.faults[0]: there is no provider 'nobody' for the fault" in str(
        caught.value
    )
    assert endpoint.requests == []
