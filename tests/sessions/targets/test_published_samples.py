"""The shapes of hooks and Actions that vendors publish: each with the warnings that it deserves.

The shapes are those of Auth0's migration guides and of vendors' published hooks and Actions, with
`https` and `fetch` in place of SDKs.
"""

from __future__ import annotations

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind

HOOK = "module.exports = function (recipient, text, context, cb) {"
PROVIDER = "exports.onExecuteCustomPhoneProvider = async (event, api) => {"
SEND = "exports.onExecuteSendPhoneMessage = async (event) => {"
JSON = "method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify"
GATEWAY = "fetch('https://gateway.acme.example/v1/send', {"
NUMBER, TEXT = "+18085555555", "Here is your one time password!"

TO_GATEWAY = f"{GATEWAY} {JSON}({{ to: recipient, text }}) }})"
VENDOR = f"{HOOK} {TO_GATEWAY}.then(() => cb(null, {{}})).catch(cb); }}"
APPENDS = VENDOR.replace("text })", "text: text + context.client_id })")
SPLITS = (
    f"{HOOK} const to = '91' + recipient.split(' ')[1];"
    " fetch('https://gateway.acme.example/send?' + new URLSearchParams({ to, text }))"
    ".then(() => cb(null, {})).catch(cb); }"
)
GUIDE = (
    f"{PROVIDER} const kind = event.notification.message_type === 'second-factor-authenticator';"
    f" await {GATEWAY} method: 'POST', body: JSON.stringify("
    "{ to: event.notification.recipient, text: event.notification.as_text, kind }) }); };"
)
GUIDES_SECRET = f"{PROVIDER} await {GATEWAY} headers: {{ key: event.secret.KEY }} }}); }};"
OTP_GATEWAY = (
    f"{PROVIDER} const n = event.notification;"
    " if (n.delivery_method === 'voice') return api.notification.drop('no voice');"
    f" const res = await {GATEWAY} {JSON}({{ phone: n.recipient, otp: n.code }}) }});"
    " if (res.status === 429) return api.notification.retry('busy');"
    " if (!res.ok) api.notification.drop('refused'); };"
)
TO_SLACK = (
    f"{PROVIDER} const n = event.notification; await fetch('https://hooks.slack.com/services/T/B/X',"
    f" {{ {JSON}({{ text: `${{n.recipient}}: ${{n.code}}` }}) }}); }};"
)
TO_TELEGRAM = (
    f"{PROVIDER} await fetch('https://api.telegram.org/bot1:abc/sendMessage',"
    f" {{ {JSON}({{ chat_id: 7, text: event.notification.as_text }}) }}); }};"
)
NO_TYPE = "is JSON, but its Content-Type is text/plain;charset=UTF-8"


@pytest.mark.parametrize(
    ("source", "kind", "warnings"),
    [
        pytest.param(VENDOR, Kind.SUCCESS, [], id="a-vendor's-guide"),
        pytest.param(
            APPENDS,
            Kind.SUCCESS,
            ["“undefined” in its body"],
            id="reads-a-field-that-is-gone",
        ),
        pytest.param(
            SPLITS,
            Kind.SUCCESS,
            ["the text stands in it, the number does not", "“undefined” in its URL"],
            id="splits-the-number-at-a-blank",
        ),
        pytest.param(GUIDE, Kind.SUCCESS, [NO_TYPE], id="the-official-guide"),
        pytest.param(GUIDES_SECRET, Kind.REJECTED, [], id="the-official-guide's-secret"),
        pytest.param(OTP_GATEWAY, Kind.SUCCESS, [], id="an-otp-gateway"),
        pytest.param(TO_SLACK, Kind.SUCCESS, [], id="forwards-to-slack"),
        pytest.param(
            TO_TELEGRAM,
            Kind.SUCCESS,
            ["the text stands in it, the number does not"],
            id="forwards-to-telegram",
        ),
        pytest.param(f"{SEND} }};", Kind.SUCCESS, [], id="a-bare-starter"),
    ],
)
async def test_a_published_sample_gets_its_warnings_and_no_others(
    source, kind, warnings, run, write
):
    sent = example().put(("recipient",), NUMBER).put(("text",), TEXT)
    outcome = await run(write("sample.js", source), sent.payload)
    assert outcome.kind == kind, outcome.error
    assert len(outcome.warnings) == len(warnings), outcome.warnings
    for wanted, warning in zip(warnings, outcome.warnings, strict=True):
        assert wanted in warning


@pytest.mark.parametrize(
    ("source", "fault", "kind", "warnings"),
    [
        (GUIDE, "500", Kind.SUCCESS, ["reports success although gateway.acme.example", NO_TYPE]),
        (OTP_GATEWAY, "429", Kind.RETRY_REQUESTED, []),
    ],
    ids=("the-official-guide", "an-otp-gateway"),
)
async def test_a_published_sample_whose_provider_refuses(source, fault, kind, warnings, run, write):
    sent = example().put(("recipient",), NUMBER).payload
    outcome = await run(write("sample.js", source), sent, faults=(fault,))
    assert outcome.kind == kind, outcome.error
    assert len(outcome.warnings) == len(warnings), outcome.warnings
    for wanted, warning in zip(warnings, outcome.warnings, strict=True):
        assert wanted in warning
