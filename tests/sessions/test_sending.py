"""Choosing a target, and sending: what is refused, what the hook gets, what is redacted."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.choice import Choice, choose
from sessions.contract.invocation import Invocation, example
from sessions.contract.kinds import Kind
from sessions.secrets.lookup import SecretsError
from sessions.sending import open_target, send
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.targets.location import Location
from tests.narrowing import error_of

FOLDER = Path("/sessions/here")
SESSION = Session(
    target="local",
    targets={
        "local": TargetSpec(handler="hooks/a.js", timeout=3, node="/opt/node"),
        "staging": TargetSpec(
            url="${env:GATEWAY}/sms",
            headers={"Authorization": "Bearer ${env:TOKEN}", "X-Plain": "1"},
            ca_file="tls/ca.pem",
        ),
    },
)
ENV = {"GATEWAY": "http://127.0.0.1:1", "TOKEN": "t0ken", "UNUSED": "x"}


async def sent(choice, invocation=None, **options):
    async with open_target(choice) as target:
        return await send(target, invocation or example(), **{"timeout": 5, **options})


# Choosing


def test_nothing_said_is_the_starter():
    assert choose(None) == Choice(Location.parse("starter"), Path.cwd())
    assert str(choose(Session(), folder=FOLDER).location) == "starter"


def test_a_name_is_looked_up_in_the_session():
    choice = choose(SESSION, env={}, folder=FOLDER)
    assert (str(choice.location), choice.base, choice.name) == ("hooks/a.js", FOLDER, "local")
    assert (choice.settings.timeout, choice.settings.node) == (3, "/opt/node")


def test_the_invocations_target_comes_before_the_sessions():
    saved = SavedInvocation(target="other.js")
    choice = choose(SESSION, saved=saved, env={}, folder=FOLDER)
    assert choice == Choice(Location.parse("other.js"), FOLDER, by_session=True)


def test_a_target_by_hand_comes_first_and_counts_from_the_current_folder():
    saved = SavedInvocation(target="other.js")
    choice = choose(SESSION, saved=saved, target="mine.js", env={}, folder=FOLDER)
    assert choice == Choice(Location.parse("mine.js"), Path.cwd())


@pytest.mark.parametrize("target", [None, "staging", "mine.js"])
def test_live_is_a_setting_of_whatever_is_chosen_and_off_unless_asked_for(target):
    chosen = [
        choose(SESSION, target=target, env=ENV, folder=FOLDER, live=on) for on in (False, True)
    ]
    assert [choice.settings.live for choice in chosen] == [False, True]
    assert replace(chosen[1].settings, live=False) == chosen[0].settings
    assert [choice.location.is_remote for choice in chosen] == [target == "staging"] * 2


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("node", "node"),
        ("tools/node", "/sessions/here/tools/node"),
        ("./node", "/sessions/here/node"),
        ("/opt/node", "/opt/node"),
        ("~/node", "/home/me/node"),
    ],
)
def test_an_interpreters_path_counts_from_the_sessions_folder(written, used, monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    spec = TargetSpec(handler="a.js", node=written, python=written)
    settings = choose(Session(targets={"t": spec}), target="t", folder=FOLDER).settings
    assert (settings.node, settings.python) == (used, used)


def test_a_name_by_hand_counts_from_the_sessions_folder():
    saved = SavedInvocation(target="other.js")
    choice = choose(SESSION, saved=saved, target="local", env={}, folder=FOLDER)
    assert (str(choice.location), choice.base) == ("hooks/a.js", FOLDER)


def test_variables_are_filled_into_url_and_headers_and_hidden():
    choice = choose(SESSION, target="staging", env=ENV, folder=FOLDER)
    assert str(choice.location) == "http://127.0.0.1:1/sms"
    assert choice.settings.headers == {"Authorization": "Bearer t0ken", "X-Plain": "1"}
    assert choice.settings.ca_file == FOLDER / "tls/ca.pem"
    assert choice.hidden == {"GATEWAY": "http://127.0.0.1:1", "TOKEN": "t0ken"}


def test_variables_stand_for_themselves_elsewhere():
    assert str(choose(Session(target="${env:A}"), env={"A": "x"}).location) == "${env:A}"
    session = Session(target="a", targets={"a": TargetSpec(handler="${env:A}.js")})
    assert str(choose(session, env={"A": "x"}).location) == "${env:A}.js"


@pytest.mark.parametrize(
    ("env", "place"),
    [({}, "targets.staging.url"), ({"GATEWAY": "x"}, "targets.staging.headers.Authorization")],
)
def test_a_variable_that_is_not_set_is_named_with_its_place(env, place):
    with pytest.raises(SecretsError) as caught:
        choose(SESSION, target="staging", env=env)
    assert str(caught.value).startswith(f"{place}: ${{env:")


def test_headers_by_hand_come_before_the_targets_own():
    headers = {"authorization": "Key 1", "X-More": "2"}
    choice = choose(SESSION, target="staging", env=ENV, headers=headers)
    assert choice.settings.headers == {
        "X-Plain": "1",
        "authorization": "Key 1",
        "X-More": "2",
    }


# Sending


async def test_what_the_platform_refuses_is_not_sent(serve):
    endpoint = await serve({})
    invocation = example().put(("context", "ip"), 5)
    outcome = await sent(Choice(Location.parse(endpoint.url), Path()), invocation)
    assert (outcome.outcome, outcome.kind) == ("failed", Kind.PAYLOAD_REJECTED)
    assert error_of(outcome).message == "context.ip: found a number (5), wanted a string"
    message = "Body.context.ip received by extensibility point is not a string"
    stack = f"Error: {message}"
    assert outcome.wire == {"status": "error", "data": {"stack": stack, "message": message}}
    assert outcome.target.location == endpoint.url
    assert endpoint.requests == []


@pytest.mark.parametrize("payload", [5, None, [], {"recipient": 1}])
async def test_unchecked_it_is_sent_all_the_same(serve, payload):
    endpoint = await serve({})
    choice = Choice(Location.parse(endpoint.url), Path())
    outcome = await sent(choice, Invocation(payload), check=False)
    assert outcome.delivered
    assert endpoint.requests[0].json == payload


async def test_secrets_and_hidden_values_are_redacted_everywhere(serve):
    async def echo(request, writer):
        body = b'{"status": "error", "data": {"message": "bad t0ken", "s3cret": ["a s3cret"]}}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()

    endpoint = await serve(handler=echo)
    session = Session(
        target="echo",
        targets={"echo": TargetSpec(url="${env:URL}", headers={"X-Token": "${env:TOKEN}"})},
    )
    choice = choose(session, env={"URL": endpoint.url, "TOKEN": "t0ken"})
    outcome = await sent(choice, secrets={"auth0-extension-secret": "s3cret"})
    assert endpoint.requests[0].headers["x-token"] == "t0ken"
    assert endpoint.requests[0].headers["authorization"] == "Bearer s3cret"
    assert error_of(outcome).message == "bad ‹TOKEN›"
    properties = {"‹auth0-extension-secret›": ["a ‹auth0-extension-secret›"]}
    assert error_of(outcome).properties == properties
    assert outcome.target.location == "‹URL›"
    assert outcome.kind == "remote_error"
    assert not any(value in str(outcome) for value in ("t0ken", "s3cret", endpoint.url))


async def test_credentials_in_a_hidden_url_are_sent_and_redacted(serve):
    endpoint = await serve({}, status="500 No")
    url = endpoint.url.replace("://", "://bob:pa55@")
    session = Session(target="a", targets={"a": TargetSpec(url="${env:URL}")})
    outcome = await sent(choose(session, env={"URL": url}))
    token = base64.b64encode(b"bob:pa55").decode()
    assert endpoint.requests[0].headers["authorization"] == f"Basic {token}"
    assert outcome.target.location == "‹URL›"


async def test_the_starter_delivers():
    outcome = await sent(choose(None))
    assert outcome.delivered, outcome.error
    assert outcome.message_id_source == "runner"
    assert outcome.target.kind == "starter"


async def test_a_hook_beside_the_session_gets_its_secrets(tmp_path):
    hook = "def handler(recipient, text, context, cb): cb(None, context['webtask']['secrets'])\n"
    (tmp_path / "echo.py").write_text(hook)
    session = Session(target="echo.py:handler")
    outcome = await sent(choose(session, folder=tmp_path), secrets={"TOKEN": "s3cret"})
    assert outcome.delivered, outcome.error
    assert outcome.response == {"TOKEN": "‹TOKEN›"}
