"""Which messages reach the phone beside a send; where there is none, the sentence that says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    OutboundCall,
    OutboundMessage,
    Outcome,
    Result,
    TargetInfo,
    delivered,
    failed,
)
from sessions.phone import PhoneMessage, arrivals, code_in, why_none

PAYLOAD: JsonValue = {"recipient": "1-808-555-5555", "text": "Hi", "context": {"code": "123456"}}
HOOK = TargetInfo("hook", "hook.js", None, "Node 24.0.0", "isolated")
MESSAGE = OutboundMessage("+18085555555", "+15005550006", "123456 is your code")
TAKEN = OutboundCall("POST", "https://api.twilio.com/x", status=201, provider="twilio")


def sent(*calls: OutboundCall, target: TargetInfo = HOOK) -> Outcome:
    return replace(delivered(target, None, wire=None, duration_ms=1.0), outbound=calls)


def carrying(message: OutboundMessage = MESSAGE, **more: Any) -> OutboundCall:
    return replace(TAKEN, message=message, **more)


class TestArrivals:
    def test_one_that_was_taken_arrives_with_its_code_and_what_it_takes(self) -> None:
        outcome = sent(carrying())
        (found,) = arrivals(outcome, PAYLOAD, "9:41")
        assert (found.text, found.sender, found.at) == (MESSAGE.text, MESSAGE.sender, "9:41")
        assert (found.code, found.channel) == ("123456", "sms")
        assert found.note == "1 SMS, GSM-7"

    def test_several_arrive_in_order_and_another_number_is_told(self) -> None:
        second = OutboundMessage("+4790000000", None, "x" * 161 + "ж")
        first, found = arrivals(sent(carrying(), carrying(second)), PAYLOAD, "")
        assert first.note == "1 SMS, GSM-7"
        assert found.sender == ""
        assert found.note == "3 SMS, UCS-2 · to +4790000000, another number"

    def test_a_call_has_no_segments(self) -> None:
        spoken = OutboundMessage("18085555555", "+15005550006", "1.2.3", "voice")
        (found,) = arrivals(sent(carrying(spoken)), PAYLOAD, "")
        assert (found.channel, found.text, found.note) == ("voice", "1.2.3", "")

    def test_a_text_that_only_the_provider_knows(self) -> None:
        (found,) = arrivals(sent(carrying(replace(MESSAGE, text=None))), PAYLOAD, "")
        assert found.text == "(The provider writes the text itself.)"

    @pytest.mark.parametrize(
        ("message", "text", "note"),
        [
            (
                OutboundMessage("18085555555", None, None, None, "123456"),
                *("123456", "the provider writes the text around the code"),
            ),
            (
                OutboundMessage("18085555555", None, None, None, "123456", inferred=True),
                *("123456", "shape unknown; number and code stand in it"),
            ),
            (
                OutboundMessage("18085555555", None, "123456!", None, inferred=True),
                *("123456!", "shape unknown; number and code stand in it"),
            ),
            (OutboundMessage("18085555555", None, "Hi", None), "Hi", "1 SMS, GSM-7"),
            (OutboundMessage("whatsapp:+18085555555", None, "Hi", "whatsapp"), "Hi", "WhatsApp"),
        ],
    )
    def test_of_what_is_known_in_part_that_part_arrives(
        self, message: OutboundMessage, text: str, note: str
    ) -> None:
        (found,) = arrivals(sent(carrying(message, provider=None)), PAYLOAD, "")
        assert (found.text, found.note, found.channel) == (text, note, "sms")

    @pytest.mark.parametrize(
        ("more", "arrive"),
        [
            ({"status": 401}, 0),
            ({"status": None}, 0),
            ({"status": 200, "fault": "401"}, 0),
            ({"status": 201, "fault": "slow"}, 1),
        ],
    )
    def test_one_that_was_refused_never_does(self, more: dict[str, Any], arrive: int) -> None:
        assert len(arrivals(sent(carrying(**more)), PAYLOAD, "")) == arrive

    def test_beside_a_provider_another_hosts_text_is_no_message(self) -> None:
        log = carrying(OutboundMessage("+1", None, "log line"), provider=None)
        assert [each.text for each in arrivals(sent(log, carrying()), PAYLOAD, "")] == [
            MESSAGE.text
        ]
        assert len(arrivals(sent(log), PAYLOAD, "")) == 1

    @pytest.mark.parametrize("payload", [None, 5, [], {"context": 5, "recipient": None}])
    def test_any_payload(self, payload: JsonValue) -> None:
        assert len(arrivals(sent(carrying()), payload, "")) == 1


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (sent(), "the hook called no provider"),
        (sent(target=replace(HOOK, kind="action")), "the Action called no provider"),
        (sent(TAKEN), "made calls, but none that sends one"),
        (sent(carrying(status=429)), "twilio refused it (HTTP 429)"),
        (sent(carrying(status=None)), "twilio did not answer"),
        (sent(target=replace(HOOK, network="live")), "Live: messages went to the real phone"),
        (sent(target=TargetInfo("remote", "https://x")), "A remote target sends its messages"),
        (sent(target=TargetInfo("starter", "starter")), "the starter code calls no provider"),
        (failed(replace(HOOK, network=None), Kind.RUNTIME_MISSING, "no Node"), "nothing was run"),
        (failed(HOOK, Kind.PAYLOAD_REJECTED, "no"), "the platform would refuse the payload"),
    ],
)
def test_why_there_is_none(outcome: Outcome, said: str) -> None:
    assert outcome.outcome in Result
    assert said in why_none(outcome)
    assert why_none(outcome).endswith(".")


class TestCodeIn:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Your code is 123456", "123456"),
            ("G-012345 is your code, good for 5 minutes", "012345"),
            ("Code 123-456. 5 minutes", "123456"),
            ("1.2.3.4.5.6", "123456"),
            ("1 2 3 4 5 6", "123456"),
            ("Your code is 4, 8, 2, 9, 1, 3. Bye", "482913"),
            ("Your code is 4. 8. 2. 9. 1. 3. Good for 5 minutes, until 28. 11.", "482913"),
            ("Your code is 4, 8, 2, 9, 1, 3. 5 minutes are left", "482913"),
            ("Your code is 4, 8, 2, 9. 5 minutes are left", "4829"),
            ("Rooms 12, 13, 14 and 15", None),
            ("رمز: ١٢٣٤٥٦", "123456"),
            ("您的验证码是123456。", "123456"),
            ("Your code is 12345", "12345"),
            ("Call +1 808 555 5555", None),
            ("Call +18085555555 or +4790000000", None),
            ("Yours for 5 minutes", None),
            ("", None),
        ],
    )
    def test_it_is_what_a_person_reads(self, text: str, code: str | None) -> None:
        assert code_in(PhoneMessage(text)) == code

    def test_the_one_that_the_phone_marks_comes_before_another(self) -> None:
        read_out = PhoneMessage("Order 654321: use 1, 2, 3, 4, 5, 6", code="123456")
        assert code_in(read_out) == "123456"
        message = PhoneMessage("Order 654321: use 123-456", code="1.2.3.4.5.6")
        assert code_in(message) == "123456"

    @given(st.text(max_size=60), st.text(max_size=8))
    def test_any_text_is_read(self, text: str, wanted: str) -> None:
        code = code_in(PhoneMessage(text, code=wanted))
        assert code is None or (code.isascii() and code.isdigit())
