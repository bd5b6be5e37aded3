"""curl commands: what a shell makes of them is exactly the request that was meant."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.contract import json_text
from sessions.interchange.posting import (
    PLACEHOLDER_URL,
    ExportError,
    Posting,
    posting_of,
    variables,
)
from sessions.interchange.writing.curl import curl_command
from sessions.store.model import SavedInvocation, Session, TargetSpec

# Words that tempt a shell: each stands in a payload, a header or a URL.
TRAPS = [
    "'",
    '"',
    "\\",
    "$HOME",
    "`id`",
    "$(id)",
    "!!",
    "\n",
    "%s",
    "-n",
    "*",
    "~",
    ";",
    "\nPAYLOAD\n",
]
text = st.text(st.characters()) | st.lists(st.sampled_from(TRAPS)).map("".join)
payload = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def fake_curl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_command(tmp_path_factory.mktemp("bin"), "curl")


def fake_command(folder: Path, name: str) -> Path:
    """A folder for PATH whose command prints its arguments, and its input where the body is none
    of them, each ended by NUL."""
    script = folder / name
    script.write_text(
        "#!/bin/sh\nprintf '%s\\0' \"$@\"\n"
        'case " $* " in *" --raw "*|*" --data-raw "*) ;; *) cat; printf "\\0";; esac\n'
    )
    script.chmod(0o755)
    return folder


def arguments(command: str, folder: Path, **variables: str) -> list[str]:
    """What `sh` hands to the command that is in a folder."""
    result = subprocess.run(
        ["sh"],
        input=command.encode(),
        capture_output=True,
        env={"PATH": f"{folder}:{os.environ['PATH']}", **variables},
        timeout=30,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    return result.stdout.decode().split("\0")[:-1]


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(payload, min_size=1, max_size=8))
def test_any_payload_passes_a_shell_unchanged(fake_curl: Path, payloads: list[Any]) -> None:
    script = "\n\n".join(curl_command(item, Posting()) for item in payloads)
    words = arguments(script, fake_curl)
    bodies = [words[at + 1] for at, word in enumerate(words) if word == "--data-raw"]
    assert len(bodies) == len(payloads)
    for body, item in zip(bodies, payloads, strict=True):
        assert json_text.same(json.loads(body), item)


def test_a_payload_too_long_for_an_argument_goes_through_stdin(fake_curl: Path) -> None:
    item: json_text.JsonValue = {"text": "it's $HOME\n" * 30_000, "PAYLOAD": "PAYLOAD"}
    words = arguments(curl_command(item, Posting()), fake_curl)
    assert option(words, "--data-binary") == "@-"
    assert json.loads(words[-1]) == item


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*TRAPS, "x", " "]).filter(str.isprintable), max_size=6))
def test_headers_and_urls_pass_a_shell_unchanged(fake_curl: Path, parts: list[str]) -> None:
    value = "".join(parts).strip() or "x"
    request = Posting(url=f"http://localhost/{value}", headers={"X-Trap": value})
    words = arguments(curl_command({}, request), fake_curl)
    assert f"X-Trap: {value}" in words
    assert option(words, "--url") == f"http://localhost/{value}"


def test_what_comes_from_the_environment_stays_a_variable(fake_curl: Path) -> None:
    headers = {"Authorization": "Bearer ${env:TOKEN}"}
    request = Posting(url="${env:BASE}/sms?a=1&b", headers=headers)
    command = curl_command({}, request)
    assert "'Authorization: Bearer '\"$TOKEN\"" in command
    words = arguments(command, fake_curl, BASE="https://x y", TOKEN="a 'b' $c")
    assert "Authorization: Bearer a 'b' $c" in words
    assert option(words, "--url") == "https://x y/sms?a=1&b"


def test_the_content_type_is_json_unless_the_session_says_otherwise(fake_curl: Path) -> None:
    assert "Content-Type: application/json" in arguments(curl_command({}, Posting()), fake_curl)
    own = Posting(headers={"content-type": "application/cloudevents+json"})
    words = arguments(curl_command({}, own), fake_curl)
    assert [word for word in words if "ype: " in word] == [
        "content-type: application/cloudevents+json"
    ]


def test_time_out_authority_and_brackets_have_their_options(fake_curl: Path) -> None:
    request = Posting(url="http://[::1]:3000/{id}", ca_file="my ca.pem", timeout=2.5)
    words = arguments(curl_command({}, request), fake_curl)
    assert option(words, "--max-time") == "2.5"
    assert option(words, "--cacert") == "my ca.pem"
    assert "--globoff" in words


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (Posting(headers={"X": "a\r\nY: b"}), "the header X has a character"),
        (Posting(headers={"@/etc/passwd": "a"}), "'@/etc/passwd' is no name of a header"),
        (Posting(url="http://${env:A-B}/"), "the URL: 'A-B' is no name of a shell variable"),
    ],
)
def test_what_no_command_can_say_is_refused(request_: Posting, message: str) -> None:
    with pytest.raises(ExportError) as caught:
        curl_command({}, request_)
    assert str(caught.value).startswith(message)


SECRETS = ("auth0-extension-secret", "OTHER")
SECRET_NAME = ["AUTH0_EXTENSION_SECRET"]


@pytest.mark.parametrize(
    ("spec", "sent"),
    [
        (TargetSpec(url="https://a.test/"), SECRET_NAME),
        (TargetSpec(url="${env:URL}"), ["URL", *SECRET_NAME]),
        (TargetSpec(url="https://a.test/", headers={"X-Key": "${env:K}"}), ["K", *SECRET_NAME]),
        (TargetSpec(url="https://a.test/", headers={"AUTHORIZATION": "x"}), []),
        (TargetSpec(url="https://user:word@a.test/"), []),
        (TargetSpec(url="https://${env:USER}@a.test/"), ["USER"]),
        (TargetSpec(url="https://[a.test/"), SECRET_NAME),
        (TargetSpec(handler="hook.js"), []),
    ],
)
def test_the_platforms_secret_goes_along_where_a_send_would_take_it(
    spec: TargetSpec, sent: list[str]
) -> None:
    session = Session(target="t", targets={"t": spec}, secrets=SECRETS)
    assert variables(posting_of(session, SavedInvocation(), Path())) == sent


def test_a_request_has_what_the_target_in_use_is_sent_with() -> None:
    spec = TargetSpec(url="HTTPS://a.test/sms", headers={"X": "y"}, ca_file="ca.pem", timeout=3)
    session = Session(target="hook.js", targets={"staging": spec})
    of_the_session = posting_of(session, SavedInvocation(), Path("/folder"))
    its_own = posting_of(session, SavedInvocation(target="staging"), Path("/folder"))
    by_url = posting_of(session, SavedInvocation(target="http://b.test"), Path("/folder"))
    assert of_the_session == Posting(PLACEHOLDER_URL)
    assert its_own == Posting("https://a.test/sms", {"X": "y"}, "/folder/ca.pem", 3)
    assert by_url == Posting("http://b.test")
