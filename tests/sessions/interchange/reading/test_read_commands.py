"""Commands as people write them and browsers copy them: what each would send, and to where."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.contract import json_text
from sessions.interchange.posting import Posting, posting_of
from sessions.interchange.reading.document import read_document
from sessions.interchange.reading.found import Found, NothingFound
from sessions.interchange.reading.session import session_of
from sessions.interchange.reading.shell import posix_commands, windows_commands
from sessions.interchange.writing.curl import curl_command
from sessions.interchange.writing.har import har_archive
from sessions.store.model import SavedInvocation, Session
from tests.sessions.interchange.reading.samples import SENT, payloads

BODY = json.dumps(SENT)


def read(text: str) -> Found:
    return read_document(text.encode("utf-8", "surrogatepass"))


def session(text: str) -> Session:
    return session_of(read(text), "").session


def only(text: str) -> SavedInvocation:
    (saved,) = session(text).invocation.values()
    return saved


CHROME_BASH = r"""curl 'https://hooks.example.com/sms' \
  -H 'accept: */*' \
  -H 'accept-language: en-US,en;q=0.9' \
  -H 'authorization: Bearer eyJhbGciOi.J9.abc-def' \
  -H 'content-type: application/json' \
  -b 'session=s3cr3t; theme=dark' \
  -H 'sec-fetch-mode: cors' \
  -H 'user-agent: Mozilla/5.0' \
  --data-raw $'{"recipient":"+18085550100","text":"It\'s caf\u00e9\u0021 \ud83d\ude00\\n"}' \
  --compressed ;
"""
CHROME_CMD = (
    'curl ^"https://hooks.example.com/sms?a=1^&b=%^25^" ^\r\n'
    '  -H ^"accept: */*^" ^\r\n'
    '  -H ^"content-type: application/json^" ^\r\n'
    '  --data-raw ^"^{^\\^"recipient^\\^":^\\^"+18085550100^\\^",^\\^"text^\\^":'
    '^\\^"100^% ^^ ^<b^> C:^\\^\\^\\^\\x^\\^",^\\^"context^\\^":^{^}^}^"\r\n'
)
FIREFOX_CMD = (
    'curl "https://hooks.example.com/sms" -X POST -H "Content-Type: application/json" ^\n'
    '  --data-raw "{""recipient"":""+18085550100"",""text"":""a b"",""context"":{}}"\n'
)
CHROME_POWERSHELL = """\
$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "Mozilla/5.0"
Invoke-WebRequest -UseBasicParsing -Uri "https://hooks.example.com/sms" `
-Method "POST" `
-WebSession $session `
-Headers @{
"authority"="hooks.example.com"
  "method"="POST"
  "path"="/sms?token=hunter2"
  "scheme"="https"
  "accept"="*/*"
  "x-api-key"="k3y"
} `
-ContentType "application/json" `
-Body "{`"recipient`":`"+18085550100`",`"text`":`"caf$([char]233) `$5`",`"context`":{}}"
"""
FIREFOX_POWERSHELL = """\
Invoke-WebRequest -UseBasicParsing -Uri 'https://hooks.example.com/sms' -Method POST `
 -Body ([System.Text.Encoding]::UTF8.GetBytes("{""recipient"":""+1"",""text"":""x""}"))
"""


@pytest.mark.parametrize(
    ("command", "url", "text"),
    [
        (CHROME_BASH, "https://hooks.example.com/sms", "It's café! 😀\n"),
        (CHROME_CMD, "https://hooks.example.com/sms?a=1&b=%25", "100% ^ <b> C:\\x"),
        (FIREFOX_CMD, "https://hooks.example.com/sms", "a b"),
        (CHROME_POWERSHELL, "https://hooks.example.com/sms", "café $5"),
        (FIREFOX_POWERSHELL, "https://hooks.example.com/sms", "x"),
    ],
)
def test_what_browsers_copy_is_read(command: str, url: str, text: str) -> None:
    imported = session(command)
    (saved,) = imported.invocation.values()
    assert saved.payload["text"] == text
    assert posting_of(imported, saved, Path()).url == url


def test_credentials_of_a_copied_command_become_names() -> None:
    imported = session_of(read(CHROME_BASH), "")
    (spec,) = imported.session.targets.values()
    assert spec.headers == {
        "authorization": "Bearer ${env:BEARER_TOKEN}",
        "cookie": "${env:COOKIE}",
    }
    said = " ".join(imported.remarks)
    assert "the header authorization has a credential: it is ${env:BEARER_TOKEN} now" in said
    assert "left out the headers that a browser adds: accept, accept-language" in said
    assert "s3cr3t" not in said
    spec = session(CHROME_POWERSHELL).targets["endpoint"]
    assert spec.headers == {"accept": "*/*", "x-api-key": "${env:X_API_KEY}"}


@pytest.mark.parametrize(
    ("command", "posting"),
    [
        (f"curl -d '{BODY}' a.test/x", Posting("http://a.test/x")),
        (f"$ curl --json '{BODY}' --url HTTP://a.test", Posting("http://a.test")),
        (f"curl -sSXPOST https://a.test -d'{BODY}' -m2.5", Posting("https://a.test", timeout=2.5)),
        (f"A=b time curl https://a.test -A me --data-binary '{BODY}'",
         Posting("https://a.test", {"user-agent": "me"})),
        (f"curl https://a.test/x@y -u me:p@ss -d '{BODY}'",
         Posting("https://${env:URL_USERINFO}@a.test/x@y")),
        (f"curl 'https://a.test?api_key=k3y&n=1' -d '{BODY}'",
         Posting("https://a.test?api_key=${env:API_KEY}&n=1")),
        (f"curl 'https://a.test?code=Fn-k3y==&KEY=k&sig=s1g#token=t0ken' -d '{BODY}'",
         Posting("https://a.test?code=${env:CODE}&KEY=${env:KEY}&sig=${env:SIG}#token=${env:TOKEN}")),
        (f"curl https://a.test -H \"Authorization: Bearer $TOKEN\" -d '{BODY}'",
         Posting("https://a.test", {"Authorization": "Bearer ${env:TOKEN}"})),
        (f"curl $BASE/x -H \"X-Key: ${{TOKEN}}\" -H 'Accept:' -H 'X;' -d '{BODY}'",
         Posting("${env:BASE}/x", {"X-Key": "${env:TOKEN}", "X": ""})),
        (f"curl https://a.test -H 'authorization: '\"$(token)\" -d '{BODY}'",
         Posting("https://a.test", {"authorization": "${env:AUTHORIZATION}"})),
        (f"curl https://a.test --cacert ca.pem --oauth2-bearer t0ken -d '{BODY}'",
         Posting("https://a.test", {"authorization": "Bearer ${env:BEARER_TOKEN}"}, "ca.pem")),
        (f"echo '{BODY}' | curl -d @- https://a.test", Posting("https://a.test")),
        (f"curl https://a.test -d @- <<'EOF'\n{BODY}\nEOF\n", Posting("https://a.test")),
        (f"curl https://a.test --wonder x -d '{BODY}' >/dev/null 2>&1", Posting("https://a.test")),
    ],
)  # fmt: skip
def test_where_a_command_goes_is_the_target(command: str, posting: Posting) -> None:
    imported = session(command)
    (saved,) = imported.invocation.values()
    assert saved.payload == SENT
    assert posting_of(imported, saved, Path()) == posting


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("-k", "-k is left out: offhook checks certificates"),
        ("-L", "-L is left out: offhook follows no redirect"),
        ("--wonder=hunter2", "--wonder is not known here, and is left out"),
        ("-K /etc/curlrc", "-K /etc/curlrc is left out: no file that a command names is opened"),
        ("-H @/etc/passwd", "-H @… is left out: no file that a command names is opened"),
        ("-b cookies.txt", "-b is left out: no file that a command names is opened"),
        ("--cacert ca.pem", "ca.pem: a relative path counts from the session's file now"),
    ],
)
def test_what_cannot_be_taken_over_is_said(options: str, said: str) -> None:
    body = BODY[1:] if "data" in options else BODY
    command = f"curl https://a.test {options.replace('{}', '{')} -d '{body}'".replace(" -d", " -d")
    if "data" in options:
        command = f'curl https://a.test -d \'{BODY[:-1]}, "note": "\'"$X"\'"}}\''
    assert any(said in remark for remark in session_of(read(command), "").remarks)


def test_a_credential_of_a_payload_stays_and_is_said() -> None:
    body = json.dumps(SENT | {"auth": [{"api_key": "hunter2"}], "password": "hunter2"})
    found = session_of(read(f"curl https://a.test -d '{body}'"), "")
    (said,) = found.remarks
    assert said == (
        "invocation-1: auth[0].api_key and 1 more: looks like a credential, and stays in the "
        "payload"
    )


def test_a_variable_in_a_body_stays() -> None:
    found = session_of(read('curl https://a.test -d "{\\"recipient\\": \\"$NUMBER\\"}"'), "")
    (saved,) = found.session.invocation.values()
    assert saved.payload == {"recipient": "$NUMBER"}
    assert "a shell variable in a body stays as it is written" in found.remarks


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("curl https://a.test", "is a cURL command, and no request in it sends an invocation: "
         "GET https://a.test has no body; wanted a JSON body"),
        ("curl https://a.test -d @/etc/passwd", "POST"),
        ("curl https://a.test -d @/dev/zero", "takes its body from /dev/zero, and no file that a "
         "command names is opened: import that file itself"),
        ("curl https://a.test -T x.json", "takes its body from x.json"),
        (f"curl https://a.test -d '{BODY}' -d @x.json", "takes its body from x.json"),
        ("curl https://a.test -d @-", "takes its body from standard input, which is not in the"),
        ("curl https://a.test -d a=b", "has a body that is no JSON"),
        ("curl https://a.test -d '[1]'", "has a body that is no JSON object"),
        ("curl https://a.test -d '{\"to\": 1}'", "has a body without recipient, text and context"),
        ("curl https://a.test -F a=b", "sends a form in parts"),
        (f"curl https://a.test -G -d '{BODY}'", "is a GET, which sends its data in the URL"),
        ("curl https://u:hunter2@a.test/?token=hunter2", "GET https://‹userinfo›@a.test/ has no"),
        ("curl https://a.test -d '{", "a command ends within the quote ' that begins here"),
        ("curl https://a.test \\\n -d '{\"a\": \"b\\\\c\"}'", "without recipient"),
    ],
)  # fmt: skip
def test_a_command_without_an_invocation_is_refused(command: str, message: str) -> None:
    with pytest.raises(NothingFound) as caught:
        read(command)
    assert message.replace("POST", "POST https://a.test") in str(caught.value).replace(
        "GET https://a.test takes", "POST https://a.test takes"
    )
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("curl a" + "#" * 30_000, id="comments"),
        pytest.param("curl " + "$(" * 10_000, id="commands"),
        pytest.param("curl " + "$'\\" * 20_000, id="ansi"),
        pytest.param('curl ^"' + "^\\" * 20_000, id="carets"),
        pytest.param('iwr "' + '`"' * 20_000, id="backticks"),
        pytest.param("\n" * 50_000 + "iwr", id="lines"),
        pytest.param("curl -d '" + "x" * 5_000_000 + "'", id="long"),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """Each would take minutes where the time grew with the square of the text."""
    with pytest.raises(NothingFound):
        read(text)


def test_several_commands_are_several_invocations() -> None:
    text = f"""\
# first
curl https://a.test -d '{BODY}'; curl https://a.test -d '{{"to": "of a chat"}}'

# second
curl https://b.test -d '{BODY}' --next https://a.test -d '{BODY}'
"""
    found = session_of(read(text), "")
    assert list(found.session.invocation) == ["first", "second", "second-2"]
    assert found.session.target == "https://a.test"
    assert found.session.invocation["second"].target == "https://b.test"
    assert "left out of 4 cURL commands: POST https://a.test has a body without" in (
        " ".join(found.remarks)
    )


words = st.lists(
    st.lists(
        st.sampled_from(
            ["a", " ", "'", '"', "\\", "$", "`", "!", "\n", "^", "%", "é", "😀", "{", "#"]
        ),
        max_size=6,
    ).map("".join),
    min_size=1,
    max_size=4,
)


@settings(max_examples=100, deadline=None)
@given(words)
def test_quoted_words_are_read_as_a_shell_reads_them(given_words: list[str]) -> None:
    (command,) = posix_commands(f"x {shlex.join(given_words)}")
    assert [word.text for word in command.words] == ["x", *given_words]


def as_browsers_write(word: str) -> str:
    """A word for `cmd`: in its two shells' escapes, the inner one first."""
    word = word.replace("\\", "\\\\").replace('"', '\\"')
    word = re.sub(r"[^a-zA-Z0-9\s_:=+~'/.',?;()*`-]", r"^\g<0>", word)
    return f'^"{re.sub("%(?=[a-zA-Z0-9_])", "%^", word)}^"'.replace("\n", "^\n\n")


@settings(max_examples=100, deadline=None)
@given(words)
def test_words_for_windows_are_read_as_browsers_mean_them(given_words: list[str]) -> None:
    (command,) = windows_commands(" ^\n ".join(["curl", *map(as_browsers_write, given_words)]))
    assert [word.text for word in command.words] == ["curl", *given_words]


names = st.text("abcXYZ", min_size=1, max_size=6).map(lambda text: f"X-{text}")
values = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
postings = st.builds(
    Posting,
    url=st.sampled_from(
        ["http://localhost:3000/", "https://a.test/x?y=z#f", "https://${env:HOST}/", "${env:BASE}"]
    ),
    headers=st.dictionaries(names, values.filter(lambda value: "${" not in value), max_size=3),
    timeout=st.none() | st.sampled_from([1.0, 2.5]),
    ca_file=st.none() | st.just("my ca.pem"),
)


def sent_to(posting: Posting, payload: Any, imported: Session) -> None:
    (saved,) = imported.invocation.values()
    assert json_text.same(saved.payload, payload)
    back = posting_of(imported, saved, Path())
    assert (back.url, back.ca_file, back.timeout) == (posting.url, posting.ca_file, posting.timeout)
    assert back.headers.keys() == posting.headers.keys()
    for name, value in posting.headers.items():
        assert back.headers[name] == value or "${env:" in back.headers[name]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(payloads, postings)
def test_an_exported_command_comes_back_as_it_went_out(payload: Any, posting: Posting) -> None:
    sent_to(posting, payload, session(curl_command(payload, posting)))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(payloads, postings)
def test_an_exported_archive_comes_back_as_it_went_out(payload: Any, posting: Posting) -> None:
    from dataclasses import replace
    from datetime import UTC, datetime

    posting = replace(posting, timeout=None, ca_file=None)  # of which an archive has no word
    archive = har_archive([("a name", payload, posting)], datetime(2026, 5, 1, tzinfo=UTC))
    imported = session(json_text.dumps(archive))
    assert list(imported.invocation) == ["a name"]
    sent_to(posting, payload, imported)
