"""Where two outcomes differ: what counts, what must vary, what is the platform's own doing."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.excerpts import MOST_KEPT
from sessions.contract.json_path import ABSENT
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import ONE_ANSWER, Kind
from sessions.contract.outcome import (
    ConsoleLine,
    HookError,
    OutboundCall,
    OutboundMessage,
    Outcome,
    Result,
    SourceLocation,
    TargetInfo,
    delivered,
    failed,
)
from sessions.differences.bodies import parsed
from sessions.differences.compare import compare
from sessions.differences.difference import RULES, Rule
from sessions.secrets.redaction import redacted

HOOK = TargetInfo("hook", "old/hook.js")
ACTION = TargetInfo("action", "new/action.js")
REMOTE = TargetInfo("remote", "https://gateway.example.com/sms")
URL = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
FORM = {"content-type": "application/x-www-form-urlencoded"}
ONE = "0b1d7f6a-3c55-4f2e-9d0a-6f1f2a3b4c5d"
OTHER = "f00dcafe-1111-4222-8333-444455556666"


def call(text: str = "Your code is 123456", *, url: str = URL, **more: object) -> OutboundCall:
    body = urlencode({"To": "+15005550009", "From": "+15005550006", "Body": text})
    message = OutboundMessage("+15005550009", "+15005550006", text)
    made = OutboundCall("POST", url, FORM, body, 201, "twilio", message)
    return replace(made, **more)  # pyright: ignore[reportArgumentType]


def took(target: TargetInfo = HOOK, *calls: OutboundCall, **more: object) -> Outcome:
    sent = delivered(target, {"ok": True}, wire={"status": "success"}, outbound=calls)
    return replace(sent, **more)  # pyright: ignore[reportArgumentType]


def logged(*lines: str) -> tuple[ConsoleLine, ...]:
    return tuple(ConsoleLine("log", line) for line in lines)


def found(a: Outcome, b: Outcome, **more: float) -> dict[str, tuple[object, object]]:
    return {one.path: (one.a, one.b) for one in compare(a, b, **more) if one.rule is None}


def rules(a: Outcome, b: Outcome) -> dict[str, Rule]:
    return {one.path: one.rule for one in compare(a, b) if one.rule is not None}


def test_the_same_is_equal_whatever_assigned_its_id_and_however_long_it_took():
    assert compare(took(HOOK, call()), took(HOOK, call(), duration_ms=900.0)) == ()


def test_a_message_is_said_once_and_not_again_as_the_body_that_carries_it():
    a, b = took(HOOK, call()), took(HOOK, call("Use 123456"))
    assert found(a, b) == {"outbound[0].message.text": ("Your code is 123456", "Use 123456")}


def test_a_number_in_a_path_or_without_its_plus_is_that_of_the_message():
    def to(number: str) -> OutboundCall:
        message = OutboundMessage(number, None, "hi")
        body = json.dumps({"to": number.removeprefix("+"), "text": "hi"})
        url = f"https://api.example.com/sms/{number}"
        return OutboundCall("POST", url, {}, body, 200, "sinch", message)

    differences = found(took(HOOK, to("+15005550009")), took(HOOK, to("+15005550010")))
    assert list(differences) == ["outbound[0].message.to"]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("application/json", '{"a": 1, "b": "é"}', '{ "b":"\\u00e9","a":1 }'),
        ("application/x-www-form-urlencoded", "a=1&b=x+y%C3%A9", "b=x%20y%c3%a9&a=1"),
        ("text/xml", "<a><b>x</b><c d='1'/></a>", '<a>\n <c d="1"></c><b>x</b>\n</a>'),
        (
            "multipart/form-data; boundary={}",
            '--{0}\r\nContent-Disposition: form-data; name="to"\r\n\r\n+1\r\n--{0}--\r\n',
            '--{0}\r\nContent-Disposition: form-data; name="to"\r\n\r\n+1\r\n--{0}--\r\n',
        ),
        (
            "application/json",
            '{"inner": "{\\"a\\":1,\\"b\\":2}"}',
            '{"inner": "{\\"b\\":2, \\"a\\":1}"}',
        ),
    ],
)
def test_bodies_are_compared_by_what_they_say(kind: str, one: str, other: str):
    a, b = (
        OutboundCall(
            "POST",
            URL,
            {"content-type": kind.format(mark)},
            body.format(mark) if "multipart" in kind else body,
        )
        for mark, body in (("xYz1", one), ("qRs2", other))
    )
    assert compare(took(HOOK, a), took(HOOK, b)) == ()


def test_a_part_of_a_body_is_named_by_its_path():
    def of(body: JsonValue) -> Outcome:
        return took(HOOK, OutboundCall("POST", URL, {}, json.dumps(body)))

    differences = found(of({"a": [{"b": 1}], "c": 1}), of({"a": [{"b": 2}], "d": "1"}))
    assert differences == {
        "outbound[0].body.a[0].b": (1, 2),
        "outbound[0].body.c": (1, ABSENT),
        "outbound[0].body.d": (ABSENT, "1"),
    }


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_that_is_kept_in_part_counts_as_one_text(kind: str):
    def of(text: str) -> Outcome:
        fields = {"pad": "x" * MOST_KEPT, "text": text}
        body = json.dumps(fields) if "json" in kind else urlencode(fields)
        return redacted(took(HOOK, OutboundCall("POST", URL, {"content-type": kind}, body)), {})

    assert compare(of("one"), of("one")) == ()
    assert list(found(of("one"), of("three"))) == ["outbound[0].body"]


def test_what_stands_behind_a_form_in_parts_counts_too():
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}'

    def of(last: str) -> Outcome:
        body = "\r\n".join([part.format("to", "+1"), part.format("text", last)])  # cut off there
        return took(
            HOOK, call(body=body, headers={"content-type": "multipart/form-data; boundary=b"})
        )

    assert found(of("1"), of("2")) == {"outbound[0].body.text": ("1", "2")}


def test_headers_that_a_client_writes_by_itself_do_not_count():
    one = {**FORM, "user-agent": "axios/1.2", "content-length": "9", "x-key": "a", "accept": "*/*"}
    other = {
        **{"content-type": "application/x-www-form-urlencoded; charset=UTF-8"},
        **{"x-amz-date": "20261127T120000Z", "x-key": "b", "x-more": "c"},
    }
    a, b = took(HOOK, call(headers=one)), took(HOOK, call(headers=other))
    assert found(a, b) == {
        "outbound[0].headers.x-key": ("a", "b"),
        "outbound[0].headers.x-more": (ABSENT, "c"),
    }


def test_a_credential_that_is_another_is_named_by_its_place():
    one = call(headers={**FORM, "authorization": "‹authorization›"})
    a, b, c = (replace(one, fingerprints={"headers.authorization": mark}) for mark in "xyx")
    assert compare(took(HOOK, a), took(HOOK, c)) == ()
    assert found(took(HOOK, a), took(HOOK, b)) == {
        "outbound[0].headers.authorization": ("‹authorization›", "another ‹authorization›")
    }


def test_a_call_that_is_left_out_does_not_shift_the_others():
    token = OutboundCall("POST", "https://auth.example.com/token", {}, "{}", 200)
    a, b = took(HOOK, token, call("1"), call("2")), took(HOOK, call("1"), call("2"), call("3"))
    assert found(a, b) == {
        "outbound[0]": ("POST https://auth.example.com/token", ABSENT),
        "outbound[2]": (ABSENT, f"POST {URL}"),
    }


def test_another_provider_is_one_difference_and_its_api_none():
    sns = OutboundCall(
        "POST", "https://sns.eu-west-1.amazonaws.com/", FORM, "Action=Publish", 200, "sns",
        OutboundMessage("+15005550009", None, "Your code is 123456"),
    )  # fmt: skip
    differences = found(took(HOOK, call()), took(HOOK, sns))
    assert differences == {
        "outbound[0].provider": ("twilio", "sns"),
        "outbound[0].message.from": ("+15005550006", ABSENT),
    }


def test_the_order_of_calls_counts_unless_they_were_made_at_once():
    def at(t: float, text: str) -> OutboundCall:
        return call(text, t_ms=t, duration_ms=10.0)

    first, after = took(HOOK, at(0, "1"), at(20, "2")), took(HOOK, at(0, "2"), at(20, "1"))
    assert list(found(first, after)) == ["outbound.order"]
    at_once = took(HOOK, at(0, "2"), at(5, "1"))
    assert found(first, at_once) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"id {ONE}", f"id {OTHER}"),
        ("at 2026-11-27T12:00:01.123Z", "at 2026-11-27T12:00:02Z"),
        ("at Fri, 27 Nov 2026 12:00:01 GMT", "at Fri, 27 Nov 2026 12:00:05 GMT"),
        ("Fri Nov 27 2026 12:00:01 GMT+0000 (UTC)", "Fri Nov 27 2026 12:00:02 GMT+0000 (UTC)"),
        ("t=1795780801123", "t=1795780802456"),
        ("t=1795780801", "t=1795780802"),
        ("12:59:59.9 PM", "13:00:00 PM"),
        ("http://127.0.0.1:41235/x", "http://127.0.0.1:50001/x"),
        ("(node:12) DEP", "(node:1345) DEP"),
        ("<Twilio at 0x7f00aa11bb22>", "<Twilio at 0x7f00cc33dd44>"),
        ("sent in 12 ms", "sent in 9.25 ms"),
        ("Error: x\n    at f (/old/hook.js:3:1)", "Error: x\n    at g (/new/action.js:12:5)"),
        (
            "x\n    at f (/old/hook.js:3:1) {\n  code: 1\n}",
            "x\n    at g (/new/a.js:9:5) {\n  code: 1\n}",
        ),
    ],
)
def test_what_must_vary_is_left_out(one: str, other: str):
    assert compare(took(console=logged(one)), took(console=logged(other))) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("code 123456", "code 123457"),
        ("to +15005550009", "to +15005550010"),
        ("to 15005550009", "to 15005550010"),
        ("expires 1795780801", "expires 1795781801"),
        ("http://127.0.0.1:3000/x", "http://127.0.0.1:4000/x"),
        (f"id {ONE}", "id none"),
        ("  at home", "  at work"),
        ("waited 5 minutes", "waited 6 minutes"),
    ],
)
def test_what_need_not_vary_counts(one: str, other: str):
    assert found(took(console=logged(one)), took(console=logged(other))) == {
        "console[0].text": (one, other)
    }


def test_a_uuid_that_both_were_given_is_no_chance_one():
    a, b = took(console=logged(f"user {ONE}")), took(console=logged(f"user {OTHER}"))
    sent: JsonValue = {"context": {"user": {"user_id": ONE}, "client": {"client_id": OTHER}}}
    assert [one.path for one in compare(a, b, given=sent)] == ["console[0].text"]


def test_ids_that_a_provider_assigned_are_known_by_its_answers():
    def of(sid: str) -> Outcome:
        calls = (
            call(answer_body=json.dumps({"sid": sid, "to": "+15005550009"})),
            call(url=f"{URL}/{sid}"),
        )
        return took(HOOK, *calls, response={"MessageID": sid}, console=logged(f"sent as {sid}"))

    assert compare(of("SM0123abcd"), of("SM9876fedc")) == ()
    assert compare(of("SM0123abcd"), of("SM98‹PIN›fedc")) == ()
    assert found(of("SM0123abcd"), replace(of("SM0123abcd"), response={"MessageID": "mine"}))


def test_an_answer_that_repeats_what_was_sent_assigns_nothing():
    def of(sender: str) -> Outcome:
        message = OutboundMessage("+15005550009", sender, "hi")
        body = json.dumps({"originator": sender})
        made = OutboundCall("POST", URL, {}, body, 200, "messagebird", message, {}, body)
        return took(HOOK, made, console=logged(f"from {sender}"))

    assert list(found(of("Sender-A"), of("Sender-B"))) == [
        "outbound[0].message.from",
        "console[0].text",
    ]


def test_a_signed_token_is_compared_by_its_claims():
    import base64

    def of(audience: str, issued: int) -> Outcome:
        parts = ({"alg": "HS256"}, {"aud": audience, "iat": issued, "jti": f"x{issued}"})
        token = ".".join(
            base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts
        )
        return took(HOOK, OutboundCall("POST", URL, {}, json.dumps({"jwt": f"{token}.s{issued}"})))

    assert compare(of("urn:a", 1795780801), of("urn:a", 1795780802)) == ()
    assert found(of("urn:a", 1795780801), of("urn:b", 1795780801))


def test_console_lines_that_are_missing_are_named():
    a, b = took(console=logged("1", "2", "3")), took(console=logged("1", "3"))
    assert found(a, b) == {"console[1]": ("log: 2", ABSENT)}
    times = logged("12:00:01 1", "12:00:01 2"), logged("12:00:02 1", "new", "12:00:03 2")
    one, other = (took(console=lines) for lines in times)
    assert found(one, other) == {"console[1]": (ABSENT, "log: new")}
    loud = took(console=(ConsoleLine("error", "1"), *logged("2", "3")))
    assert found(a, loud) == {"console[0].level": ("log", "error")}


def test_pieces_of_a_stream_count_as_one_text():
    def out(*parts: str) -> Outcome:
        return took(console=tuple(ConsoleLine("stdout", part) for part in parts))

    assert compare(out("a\nb", "c"), out("a", "b\nc")) == ()
    assert list(found(out("a"), out("b"))) == ["console.stdout"]


def test_two_that_came_out_otherwise_are_one_difference():
    boom = failed(HOOK, Kind.CALLBACK_ERROR, HookError("boom", stack="x"), wire={"status": "error"})
    assert found(took(), boom) == {"outcome": ("delivered", "failed (callback_error: boom)")}


def test_errors_differ_by_name_message_code_and_cause():
    one = HookError("a", "TypeError", "E1", cause=HookError("c"))
    other = HookError("b", "RangeError", None, cause=HookError("d"))
    a, b = (failed(HOOK, Kind.CALLBACK_ERROR, error) for error in (one, other))
    assert found(a, b) == {
        "error.name": ("TypeError", "RangeError"),
        "error.message": ("a", "b"),
        "error.code": ("E1", ABSENT),
        "error.cause.message": ("c", "d"),
    }


def test_the_wire_says_only_what_response_and_error_do_not():
    def of(message: str, status: int) -> Outcome:
        data: JsonValue = {"message": message, "stack": f"at {message}", "status": status}
        wire: JsonValue = {"status": "error", "data": data}
        return failed(HOOK, Kind.CALLBACK_ERROR, HookError(message), wire=wire)

    assert found(of("a", 400), of("b", 402)) == {
        "error.message": ("a", "b"),
        "wire.data.status": (400, 402),
    }


def test_files_of_their_own_are_no_difference():
    def of(file: str) -> Outcome:
        error = HookError(f"Cannot find module 'x'\nRequire stack:\n- {file}")
        return failed(HOOK, Kind.MISSING_MODULE, error, where=SourceLocation(file, 3))

    assert compare(of("/srv/old/hook.js"), of("/srv/new/action.js")) == ()


def test_durations_differ_only_where_it_is_asked_for():
    a, b = took(duration_ms=100.0), took(duration_ms=1900.0)
    assert found(a, b) == {}
    assert found(a, b, slower=1.0) == {"duration_ms": (100, 1900)}
    assert found(b, a, slower=2.0) == {}


def test_what_the_platform_itself_makes_has_its_rule():
    ignored = replace(took(ACTION), response=None, wire=None)
    assert rules(took(), ignored) == {"response": Rule.SUCCESS_VALUE}
    called_back = failed(HOOK, Kind.CALLBACK_ERROR, HookError("no"), wire={"status": "error"})
    thrown = failed(ACTION, Kind.REJECTED, HookError("no"))
    assert rules(called_back, thrown) == {"kind": Rule.THROWN, "wire": Rule.WIRE}
    assert rules(thrown, called_back).keys() == {"kind", "wire"}
    never, waits = failed(HOOK, Kind.NEVER_CALLED, "x"), failed(ACTION, Kind.TIMEOUT_WAITING, "y")
    assert rules(never, waits) == {"kind": Rule.NEVER_ANSWERS}
    for a, b in ((took(), ignored), (called_back, thrown), (never, waits)):
        assert found(a, b) == {}


@pytest.mark.parametrize("kind", [Kind.PROCESS_EXIT, Kind.KILLED_BY_SIGNAL])
def test_what_ended_differs_by_no_name_that_offhook_has_for_it(kind: Kind):
    ended = failed(HOOK, kind, "The hook ended with status 1.")
    assert found(ended, failed(ACTION, kind, "The Action ended with status 1.")) == {}
    assert list(found(ended, failed(ACTION, kind, "The Action ended with status 2."))) == [
        "error.message"
    ]


def test_the_platforms_own_classes_are_missing_in_actions():
    ours = failed(HOOK, Kind.CALLBACK_ERROR, HookError("no", "SendPhoneMessageError"))
    assert rules(ours, failed(ACTION, Kind.REJECTED, HookError("no")))["error.name"] == (
        Rule.ERROR_CLASSES
    )
    named = failed(HOOK, Kind.CALLBACK_ERROR, HookError("no", "TypeError"))
    assert found(named, failed(ACTION, Kind.REJECTED, HookError("no"))) == {
        "error.name": ("TypeError", "Error")
    }


def test_a_hook_that_answers_twice_breaks_its_host():
    twice = took(HOOK, warnings=(f"cb was called again at hook.js:7: {ONE_ANSWER}.",))
    ignored = replace(took(ACTION), response=None, wire=None)
    assert rules(twice, ignored)["warnings"] == Rule.ANSWERS_TWICE
    assert list(found(twice, took(HOOK))) == ["warnings"]
    assert compare(twice, twice) == ()


def test_a_phone_provider_may_drop_what_a_hook_failed_on():
    hook = failed(HOOK, Kind.CALLBACK_ERROR, HookError("blocked"))
    event: JsonValue = {"notification": {"recipient": "+1"}}
    dropped = Outcome(
        Result.DROPPED, Kind.DROPPED, ACTION, error=HookError("blocked", "Dropped"), event=event
    )
    assert rules(hook, dropped)["outcome"] == Rule.DROP_AND_RETRY
    assert found(hook, dropped) == {}
    assert list(found(replace(dropped, error=HookError("busy", "Dropped")), hook)) == [
        "error.message"
    ]
    assert found(took(), dropped)  # a hook that delivers is another matter


def test_what_an_endpoint_does_is_not_seen():
    a, b = took(HOOK, call(), console=logged("x")), took(REMOTE)
    assert rules(a, b) == {"outbound": Rule.REMOTE, "console": Rule.REMOTE}
    assert found(a, b) == {}


def test_the_wire_of_an_endpoint_repeats_its_response():
    def of(ok: bool) -> Outcome:
        data: JsonValue = {"ok": ok}
        return took(REMOTE, response=data, wire={"status": "success", "data": data})

    assert found(of(True), of(False)) == {"response.ok": (True, False)}


def test_the_message_ids_of_endpoints_are_assigned_behind_them():
    def of(target: TargetInfo, sid: JsonValue) -> Outcome:
        data: JsonValue = {"MessageID": sid, "n": 1}
        return took(target, response=data, wire={"status": "success", "data": data})

    assert compare(of(REMOTE, "SM1"), of(REMOTE, "SM2")) == ()
    assert found(of(REMOTE, "SM1"), of(REMOTE, "")) and found(of(REMOTE, "SM1"), of(REMOTE, 1))
    assert found(of(HOOK, "SM1"), of(HOOK, "SM2"))


def test_an_envelope_or_none_is_one_difference():
    bare = took(REMOTE, response={"id": 1}, wire={"id": 1})
    wrapped = replace(bare, wire={"status": "success", "data": {"id": 1}})
    assert list(found(bare, wrapped)) == ["wire"]


def test_every_rule_is_a_sentence():
    assert RULES.keys() == set(Rule)


@given(
    st.text(),
    st.sampled_from(["", "application/json", "text/xml", "multipart/form-data; boundary=a"]),
)
def test_any_body_can_be_read(text: str, kind: str):
    parsed(text, kind)


TEXT = st.text(max_size=40) | st.from_regex(r"[ -~]{0,8}\d{10,13}[ -~]{0,8}", fullmatch=True)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)
@given(VALUE, st.lists(TEXT, max_size=4), TEXT)
def test_an_outcome_is_equal_to_itself(value: JsonValue, texts: list[str], url: str):
    calls = [OutboundCall("POST", url, FORM, body, answer_body=body) for body in texts]
    one = took(HOOK, *calls, response=value, wire=value, console=logged(*texts))
    assert compare(one, one, given=value) == ()


@settings(max_examples=40)
@given(VALUE, VALUE)
def test_what_differs_differs_either_way_round(a: JsonValue, b: JsonValue):
    one, other = took(response=a), took(response=b)
    forth, back = compare(one, other), compare(other, one)
    assert {(d.path, repr(d.a), repr(d.b)) for d in forth} == {
        (d.path, repr(d.b), repr(d.a)) for d in back
    }
