"""`offhook send`: where secrets have their values from, and credentials that are not shown."""

from __future__ import annotations

from typing import Any

import pytest

SESSION = """\
format = 1
secrets = ["TOKEN"]

[invocation.one.payload]
recipient = "+18085555555"
text = "Here is your one time password!"

[invocation.one.payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "123456"
ip = "127.0.0.1"
user_agent = "Mozilla/5.0"
user = {}
"""


def test_what_a_provider_answered_is_shown_without_credentials(offhook: Any) -> None:
    hook = offhook.file(
        "shape.js",
        "module.exports = (recipient, text, context, cb) => {\n"
        "  const error = new Error('Request failed with status code 401');\n"
        "  const config = { method: 'post', url: 'https://api.test/send?token=t0p', error };\n"
        "  const response = { status: 401, data: { code: 20003, message: 'Authenticate' } };\n"
        "  cb(Object.assign(error, { config, response }));\n"
        "};\n",
    )
    result = offhook("send", "--target", hook)
    shown = result.out[: result.out.index("shape.js:2")]  # where its own source begins
    assert "\n    provider status: 401\n    provider code: 20003\n" in result.out
    assert "\n    provider request: POST https://api.test/send?token=‹hidden›\n" in result.out
    assert "warning: The platform would lose this error" in result.out
    assert "t0p" not in shown


def test_a_secret_has_its_value_from_the_environment_or_the_env_file(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = offhook.file(
        "len.js",
        "module.exports = (recipient, text, context, cb) => cb(null, {\n"
        "  lengths: Object.values(context.webtask.secrets).map((value) => value.length) });\n",
    )
    monkeypatch.setenv("FROM_ENV", "hunter2")
    env_file = offhook.file("hook.env", "FROM_FILE='correct horse'\n")
    asked = ["--secret", "FROM_ENV", "--secret", "FROM_FILE"]
    result = offhook("send", "--target", hook, *asked, "--env-file", env_file, "--json")
    assert result.document["response"] == {"lengths": [7, 13]}
    missing = offhook("send", "--target", hook, *asked)
    assert (missing.status, missing.out) == (2, "")
    assert missing.err.startswith("offhook: --secret: no value for FROM_FILE; set the environment")
    offhook.file(".env", "FROM_FILE=here\n")
    here = offhook("send", "--target", hook, *asked, "--json")
    assert here.document["response"] == {"lengths": [7, 4]}


def test_the_env_file_beside_the_session_is_read(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    session = offhook.file("suite/two.toml", SESSION)
    offhook.file(".env", "TOKEN=of the current folder\n")
    assert offhook("send", session).err.startswith("offhook: suite/two.toml: no value for TOKEN; ")
    offhook.file("suite/.env", "TOKEN=beside the session\n")
    assert offhook("send", session).status == 0
    broken = offhook.file("suite/.env", "no assignment\n")
    result = offhook("send", session)
    assert (result.status, result.out) == (2, "")
    assert result.err == f"offhook: {broken}:1: not a line of an env file; write NAME=value\n"
