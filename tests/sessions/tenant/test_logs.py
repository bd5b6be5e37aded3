"""What a tenant's log says of phone messages, and the people in it, who become others."""

from __future__ import annotations

import json
import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sessions.listening.stand_ins import StandIns
from sessions.tenant.logs import phone_logs
from sessions.tenant.people import without_people

from .conftest import Way

NUMBER, OTHER = "+4915112345678", "+44 7911 123456"
PERSON, MAIL = "auth0|5f7c8ec7c33c6c004bbafe82", "ada@lovelace.example.org"


def fill(way: Way) -> None:
    """A log with what matters, and what does not."""
    add = way.server.logs.add
    add("s", description="a login")
    add("gd_start_enroll", details={"session_id": "s1"})
    enrolled = {"enrollment": {"phone_number": NUMBER, "user_id": PERSON}, "session_id": "s1"}
    add("gd_send_sms", details=enrolled, user_id=PERSON, user_name=MAIL)
    said = f"The number {NUMBER} of {MAIL} is not a mobile number, {OTHER} is"
    add(
        "gd_send_sms_failure",
        details={"authenticator": {"phone_number": NUMBER}, "provider_error": {"message": said}},
        user_id=PERSON,
    )
    execution = way.server.executions.add("send-phone-message", "sms", error="Twilio said no")
    add("actions_execution_failed", details={"action_name": "sms", "execution_id": execution})
    add("actions_execution_failed", details={"action_name": "sms", "execution_id": "gone"})


def test_entries_about_messages_with_the_errors_of_actions(way: Way):
    fill(way)
    with way.opened() as tenant:
        found = phone_logs(tenant, 50)
        assert [one.type for one in phone_logs(tenant, 2)] == ["actions_execution_failed"] * 2
    gone, failed, refused, sent, begun = found
    assert (begun.said, sent.said) == ("enrollment begun", "SMS sent")
    assert (failed.said, failed.error) == ("Action failed: sms", "sms: Twilio said no")
    assert "what came of it cannot be read" in gone.error
    assert "‹number›" in refused.error and NUMBER not in refused.error
    add = way.server.logs.add
    add("fn", details={"error": "POST https://user:hunter22@api.example.com/ 401"})
    with way.opened() as tenant:
        assert "hunter22" not in phone_logs(tenant, 1)[0].error


def test_people_become_others_the_same_wherever_they_stand(way: Way):
    fill(way)
    with way.opened() as tenant:
        entries = without_people([one.entry for one in phone_logs(tenant, 50)], StandIns(Random(1)))
    text = json.dumps(entries)
    for person in (NUMBER, OTHER, PERSON, MAIL, "203.0.113.7"):
        assert person not in text
    numbers = re.findall(r"\+49\d+", text)
    assert len(numbers) == 3 and len(set(numbers)) == 1, "the same number of the same country"
    assert len(re.findall(r"\+44 ?\d+", text)) == 1
    ids = re.findall(r"auth0\|\w+", text)
    assert len(ids) == 3 and len(set(ids)) == 1
    assert "send-phone-message" not in text and "actions_execution_failed" in text


TEXT = st.text(max_size=8) | st.sampled_from([NUMBER, PERSON, MAIL, "192.0.2.1", "sms"])
ENTRIES = st.lists(
    st.dictionaries(
        st.sampled_from(["type", "user_id", "user_name", "ip", "details", "description"]),
        TEXT | st.dictionaries(st.sampled_from(["phone_number", "to", "name", "error"]), TEXT),
    ),
    max_size=5,
)


@given(ENTRIES)
def test_the_form_of_an_entry_stays(entries: list[dict[str, object]]):
    replaced = without_people(entries, StandIns(Random(1)))  # pyright: ignore[reportArgumentType]
    assert [one.keys() for one in replaced] == [one.keys() for one in entries]
