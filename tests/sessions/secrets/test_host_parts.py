"""Regions and domains among the secrets: readable in hosts, and nothing else beside them is."""

from __future__ import annotations

import pytest

from sessions.secrets.host_parts import is_host_part
from sessions.secrets.redaction import redactor

SNS = "https://sns.us-east-1.amazonaws.com/"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("AWS_REGION", "us-east-1", SNS),
        ("awsRegion", "us-east-1", f"The call to {SNS[8:-1]} has …"),
        ("TWILIO_EDGE", "dublin", "https://api.dublin.ie1.twilio.com/2010-04-01/Accounts.json"),
        ("INFOBIP_BASE_URL", "https://q1x9.api.infobip.com", "https://q1x9.api.infobip.com/sms/2"),
        ("GATEWAY_DOMAIN", "gateway.example.com", "https://user:pw@gateway.example.com:8443/send"),
    ],
)
def test_a_part_of_a_host_is_readable_there(name: str, value: str, text: str) -> None:
    assert redactor({name: value})(text) == text
    assert redactor({name: value})(f"{value} alone").endswith(" alone")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("AWS_REGION", "us-east-1", "region=us-east-1"),
        ("AWS_REGION", "us-east-1", "https://sns.bus-east-1.amazonaws.com/us-east-1"),
        ("AWS_REGION_KEY", "us-east-1", SNS),
        ("TOKEN", "us-east-1", SNS),
        ("API_DOMAIN_TOKEN", "abcdef.example.com", "https://abcdef.example.com"),
        ("HOST", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef.a.com"),
        ("HOOK_URL", "https://a.example.com/T0/B1/x9", "https://a.example.com/T0/B1/x9"),
        ("GATEWAY_URL", "https://a.example.com", "https://a.example.com/send"),
        ("BASE_URL", "https://me:pw@a.example.com", "https://me:pw@a.example.com"),
    ],
)
def test_elsewhere_and_under_other_names_it_is_hidden(name: str, value: str, text: str) -> None:
    assert f"‹{name}›" in redactor({name: value})(text)


@pytest.mark.parametrize("token", ["us-east-1", "east", "us-east-1.amazonaws", "sns.us"])
def test_a_credential_in_a_host_is_hidden_whatever_stands_around_it(token: str) -> None:
    for values in (
        {"AWS_REGION": "us-east-1", "TOKEN": token},
        {"TOKEN": token, "AWS_REGION": "us-east-1"},
    ):
        assert token not in redactor(values)(SNS)


@pytest.mark.parametrize(
    ("name", "value", "is_part"),
    [
        ("AWS_REGION", "eu-central-1", True),
        ("REGION", "‹›", False),
        ("REGION", "two words", False),
        ("", "us-east-1", False),
        ("SMS_FROM", "Acme", False),
    ],
)
def test_a_part_is_known_by_name_and_value(name: str, value: str, is_part: bool) -> None:
    assert is_host_part(name, value) is is_part
