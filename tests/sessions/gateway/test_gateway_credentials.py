"""Credentials in what is shown of a call."""

from __future__ import annotations

import base64

import pytest

from sessions.gateway.credentials import conceal_body, conceal_headers, conceal_url

SHOWN = (
    *("host", "content-type", "content-length", "accept", "user-agent", "x-amz-date"),
    *("x-amz-target", "x-amz-content-sha256", "amz-sdk-invocation-id", "idempotency-key"),
    *("x-request-id", "retry-after", "keep-alive", "author", "tokens-used"),
)
HIDDEN = (
    *("authorization", "proxy-authorization", "Authorization", "cookie", "set-cookie"),
    *("x-api-key", "api-key", "apikey", "x-auth-token", "x-amz-security-token", "x-access-token"),
    *("access-key", "x-functions-key", "ocp-apim-subscription-key", "x-token", "x-auth-key"),
    *("x-api-secret", "x-signature", "x-client-secret", "x-twilio-signature"),
    *("pass", "passwd", "api_password", "userPassword", "smtp_pass", "apiPass", "user-pwd"),
    *("botToken", "userToken", "consumerSecret", "signingSecret", "smsApiKey", "jwt"),
)


@pytest.mark.parametrize("name", HIDDEN)
def test_a_header_with_a_credential_is_a_mark(name: str) -> None:
    assert conceal_headers([(name, "hunter2")]) == {name: f"‹{name.lower()}›"}


@pytest.mark.parametrize("name", SHOWN)
def test_other_headers_are_shown(name: str) -> None:
    assert conceal_headers([(name, "text")]) == {name: "text"}


@pytest.mark.parametrize(
    "text",
    [
        *("undefined", "Bearer undefined", "App None", "Bearer null"),
        *("Bearer ${TOKEN}", "Basic {{secrets.token}}", "Bearer YOUR_API_KEY"),
    ],
)
def test_a_credential_that_is_missing_is_shown(text: str) -> None:
    assert conceal_headers([("authorization", text)]) == {"authorization": text}


@pytest.mark.parametrize(
    ("pair", "shown"),
    [
        ("undefined:undefined", "Basic undefined:undefined"),
        ("AC1:undefined", "Basic ‹authorization›:undefined"),
        ("AC1:secret", "‹authorization›"),
        ("no pair", "‹authorization›"),
    ],
)
def test_basic_authentication_with_a_part_missing(pair: str, shown: str) -> None:
    text = f"Basic {base64.b64encode(pair.encode()).decode()}"
    assert conceal_headers([("authorization", text)]) == {"authorization": shown}


@pytest.mark.parametrize(
    "text", ["hunter2 undefined", "sid=hunter2; theme= undefined", "Bearer hunter2${X}"]
)
def test_what_stands_before_a_missing_value_is_no_less_a_secret(text: str) -> None:
    assert "hunter2" not in conceal_headers([("authorization", text)])["authorization"]


def test_a_field_that_is_missing_is_shown() -> None:
    assert (
        conceal_url("https://x/?api_key=undefined&token=t")
        == "https://x/?api_key=undefined&token=‹token›"
    )
    assert conceal_body('{"api_key": "undefined", "token": null}') == (
        '{"api_key": "undefined", "token": null}'
    )


def test_a_header_that_comes_twice_is_joined() -> None:
    told = [("accept", "a"), ("cookie", "x"), ("accept", "b"), ("cookie", "y")]
    assert conceal_headers(told) == {"accept": "a, b", "cookie": "‹cookie›"}


def test_a_url_in_a_header() -> None:
    told = conceal_headers([("referer", "https://me:hunter2@example.com/x?token=hunter2")])
    assert told == {"referer": "https://‹userinfo›@example.com/x?token=‹token›"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x/a?b=c", "https://x/a?b=c"),
        ("https://me:hunter2@x/a", "https://‹userinfo›@x/a"),
        ("https://x/a?api_key=hunter2&to=1", "https://x/a?api_key=‹api_key›&to=1"),
        (
            "https://x/?to=1&X-Amz-Signature=ab#f",
            "https://x/?to=1&X-Amz-Signature=‹x-amz-signature›#f",
        ),
        ("https://x/?X-Amz-Credential=AK%2F1", "https://x/?X-Amz-Credential=‹x-amz-credential›"),
        ("https://x/?AWSAccessKeyId=AK", "https://x/?AWSAccessKeyId=‹awsaccesskeyid›"),
        ("https://x/?api_secret=&b", "https://x/?api_secret=&b"),
        ("https://x/?monkey=1&tokens=2&code=3", "https://x/?monkey=1&tokens=2&code=3"),
    ],
)
def test_urls(url: str, shown: str) -> None:
    assert conceal_url(url) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("to=%2B49&api_secret=hunter2&text=Hi", "to=%2B49&api_secret=‹api_secret›&text=Hi"),
        ("password=hun\"ter'2<", "password=‹password›"),
        ("auth=hunter2&author=me", "auth=‹auth›&author=me"),
        ('{"apiKey": "hunter2", "to": "1"}', '{"apiKey": "‹apikey›", "to": "1"}'),
        (' [{"password":"a\\"b","x":[1]}]', ' [{"password":"‹password›","x":[1]}]'),
        ('{"token": 123456, "text": "1"}', '{"token": "‹token›", "text": "1"}'),
        ('{"secret": "cut off', '{"secret": "‹secret›"'),
        ('{"secret": "", "token": null}', '{"secret": "", "token": null}'),
        ('{"callback": "https://a:b@x/"}', '{"callback": "https://‹userinfo›@x/"}'),
        ('{"text": "Your token: 1", "code": "2"}', '{"text": "Your token: 1", "code": "2"}'),
        ('{"text": "Visit https://x?token=1"}', '{"text": "Visit https://x?token=‹token›"}'),
        ("<Say>token=1</Say>", "<Say>token=1</Say>"),
        ("", ""),
    ],
)
def test_bodies(body: str, shown: str) -> None:
    assert conceal_body(body) == shown


def test_a_form_in_parts() -> None:
    part = '--X\r\nContent-Disposition: form-data; name="{}"\r\nX-Y: z\r\n\r\n{}\r\n'
    body = part.format("to", "+1") + part.format("api_key", "hunter2") + part.format("text", "Hi")
    hidden = (
        part.format("to", "+1") + part.format("api_key", "‹api_key›") + part.format("text", "Hi")
    )
    assert conceal_body(f"{body}--X--\r\n") == f"{hidden}--X--\r\n"
