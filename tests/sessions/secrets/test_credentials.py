"""Credentials by their names: in what is shown of a call, and of an error."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from sessions.secrets.credentials import (
    conceal,
    conceal_body,
    conceal_headers,
    conceal_text,
    conceal_url,
    fingerprints,
)

NAMES = (
    *("authorization", "proxy-authorization", "Authorization", "cookie", "Set-Cookie", "auth"),
    *("x-api-key", "api-key", "apikey", "api_key", "apiKey", "X-RapidAPI-Key", "smsApiKey"),
    *("x-auth-token", "x-amz-security-token", "x-access-token", "x-token", "token", "xsrf-token"),
    *("accessToken", "botToken", "userToken", "authToken", "id_token", "refresh_token"),
    *("access-key", "x-functions-key", "ocp-apim-subscription-key", "x-auth-key", "AccountKey"),
    *("signing_key", "service_key", "access_key_id", "AWSAccessKeyId", "private_key", "authkey"),
    *("x-api-secret", "x-client-secret", "client_secret", "consumerSecret", "signingSecret"),
    *("AWS_SECRET_ACCESS_KEY", "secretAccessKey", "tokenSecret", "secret", "server_key"),
    *("x-signature", "x-twilio-signature", "Signature", "sig", "hmac", "X-Amz-Credential"),
    *("jwt", "assertion", "client_assertion", "passphrase", "pass", "passwd", "password"),
    *("api_password", "userPassword", "smtp_pass", "smtp_password", "http_password"),
    *("user_password", "apiPass", "user-pwd"),
)
"""Of credentials, however a program spells them."""
OTHERS = (
    *("host", "content-type", "content-length", "accept", "user-agent", "x-amz-date"),
    *("x-amz-target", "x-amz-content-sha256", "amz-sdk-invocation-id", "idempotency-key"),
    *("x-request-id", "retry-after", "keep-alive", "author", "tokens-used", "tokens", "key"),
    *("keyboard", "monkey", "keyword", "code", "status", "passed", "messageId", "publicKeyOf"),
)
PLACES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("a header of a call", lambda name: conceal_headers([(name, "hunter2")])),
    ("a parameter of a call", lambda name: conceal_url(f"https://x/?a=1&{name}=hunter2")),
    ("a field of a call", lambda name: conceal_body(f"{name}=hunter2&a=1")),
    ("a member of a call", lambda name: conceal_body(f'{{"{name}": "hunter2"}}')),
    ("a part of a call", lambda name: conceal_body(f'--X\r\nname="{name}"\r\n\r\nhunter2\r\n')),
    ("a member of an error", lambda name: conceal({"a": [{name: "hunter2"}]})),
    ("an object of an error", lambda name: conceal({name: {"hunter2": "hunter2"}})),
    ("a URL in an error", lambda name: conceal({"request": f"GET https://x/?{name}=hunter2"})),
    ("a printed object", lambda name: conceal_text(f"{{ a: 1, {name}: 'hunter2' }}")),
    ("a dict in a text", lambda name: conceal_text(f"with {{'{name}': 'hunter2'}}")),
    ("JSON in a text", lambda name: conceal_text(f'"{{\\"{name}\\":\\"hunter2\\"}}"')),
)


@pytest.mark.parametrize(
    "shown", [shown for _, shown in PLACES], ids=[place for place, _ in PLACES]
)
def test_one_table_of_names_holds_for_calls_and_for_errors(shown: Callable[[str], object]) -> None:
    assert [name for name in NAMES if "hunter2" in str(shown(name))] == []
    assert [name for name in OTHERS if "hunter2" not in str(shown(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_value_is_shown(name: str) -> None:
    for nothing in (None, "", True, False, "undefined", "${TOKEN}"):
        assert conceal({name: nothing}) == {name: nothing}
    assert conceal_text(f"?{name}=undefined") == f"?{name}=undefined"


@pytest.mark.parametrize("name", NAMES)
def test_a_header_with_a_credential_is_a_mark(name: str) -> None:
    assert conceal_headers([(name, "hunter2")]) == {name: f"‹{name.lower()}›"}


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


def test_the_same_credential_has_the_same_fingerprint_and_shows_nothing() -> None:
    headers = [("Authorization", "Basic dXNlcjpwYXNz"), ("x-api-key", "k1"), ("accept", "*/*")]
    found = fingerprints(headers, "to=%2B1&api_key=hunter2", '{"apiSecret": "s", "text": "hi"}')
    assert set(found) == {
        *("headers.authorization", "headers.x-api-key", "url.query.api_key", "body.apiSecret"),
    }
    again = fingerprints(headers[:1], "", "to=1&apiSecret=other")
    assert again["headers.authorization"] == found["headers.authorization"]
    assert again["body.apiSecret"] != found["body.apiSecret"]
    assert not any(text in repr(found) for text in ("hunter2", "dXNlcjpwYXNz", "k1"))


@pytest.mark.parametrize(
    "header",
    [
        ("authorization", "AWS4-HMAC-SHA256 Credential=A/20261127/x, Signature=abc"),
        ("authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3OTU3ODA4MDF9.c2ln"),
        ("x-signature", "abc"),
        ("cookie", "sid=1"),
    ],
)
def test_what_is_made_anew_for_each_request_has_no_fingerprint(header: tuple[str, str]) -> None:
    assert fingerprints([header], "", "") == {}


@pytest.mark.parametrize(
    ("text", "concealed"),
    [
        ("GET https://bob:pw@h.test/a@b", "GET https://‹hidden›@h.test/a@b"),
        ("https://h.test/?a=1&api_key=xyz&b=2", "https://h.test/?a=1&api_key=‹hidden›&b=2"),
        ("?access_token=x#y", "?access_token=‹hidden›#y"),
        ("&X-Amz-Signature=abc&X-Amz-Security-Token=d", None),
        ("Authorization: Basic dXNlcjpwYXNz\r\nHost: h", "Authorization: ‹hidden›\r\nHost: h"),
        ("{ Authorization: 'Bearer abc' }", "{ Authorization: '‹hidden›' }"),
        ('{"authorization":"Bearer abc","a":1}', '{"authorization":"‹hidden›","a":1}'),
        ('"{\\"x-api-key\\":\\"abc\\"}"', '"{\\"x-api-key\\":\\"‹hidden›\\"}"'),
        ("Set-Cookie: sid=1; Path=/\n", "Set-Cookie: ‹hidden›\n"),
        ("sent with Bearer abcdefgh.ijkl", "sent with Bearer ‹hidden›"),
        ("Basic facts about a token: none", "Basic facts about a token: none"),
        ("the keyword=5 & monkey=6", "the keyword=5 & monkey=6"),
    ],
)
def test_credentials_in_texts_are_hidden(text: str, concealed: str | None) -> None:
    if concealed is None:
        concealed = "&X-Amz-Signature=‹hidden›&X-Amz-Security-Token=‹hidden›"
    assert conceal_text(text) == concealed
