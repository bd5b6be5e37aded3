"""Sending to two targets: real children, of hooks and of the Actions that they became."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.comparison.run import Comparison, compare_invocations
from sessions.contract.invocation import Invocation, example
from sessions.differences.difference import Rule
from sessions.sending import open_target

CORPUS = Path(__file__).parents[1] / "targets" / "corpus"
SEND = "exports.onExecuteSendPhoneMessage = async (event, api) =>"
POST = """
const post = (body, key) => new Promise((resolve, reject) => {
  const headers = { 'Content-Type': 'application/json', 'X-Api-Key': key };
  const url = 'https://api.example.com/sms?n=' + Math.random();
  const call = require('https').request(url, { method: 'POST', headers }, (answer) => {
    let said = '';
    answer.on('data', (part) => { said += part; }).on('end', () => resolve(JSON.parse(said)));
  });
  call.on('error', reject).end(JSON.stringify(body));
});
"""
HOOK = f"""{POST}
module.exports = function (recipient, text, context, cb) {{
  console.log('sending', new Date().toISOString());
  post({{ to: recipient, from: 'A', text, ref: Math.random() }}, 'k')
    .then((answer) => cb(null, {{ MessageID: answer.id }}), cb);
}};
"""
ACTION = f"""{POST}
{SEND} {{
  const {{ recipient, text }} = event.message_options;
  console.log('sending', new Date().toISOString());
  await post({{ text, ref: Math.random(), from: 'A', to: recipient }}, 'k');
}};
"""
PLANTED = {
    "from: 'A'": "from: 'B'",
    "to: recipient }, 'k'": "to: recipient }, 'l'",
    "'sending'": "'sent'",
}


async def between(folder: Path, a: str, b: str, *sent: Invocation) -> list[Comparison]:
    """The comparisons of two sources, each in a file of its own; the example's where none is."""
    for name, text in (("a.js", a), ("b.js", b)):
        (folder / name).write_text(text)
    async with (
        open_target("a.js", folder=folder) as one,
        open_target("b.js", folder=folder) as other,
    ):
        return await compare_invocations(sent or [example()], one, other, timeout=20)


async def test_three_differences_are_found_and_nothing_else(tmp_path: Path):
    planted = ACTION
    for text, other in PLANTED.items():
        planted = planted.replace(text, other)
    equal, different = await between(tmp_path, HOOK, ACTION), await between(tmp_path, HOOK, planted)
    assert equal[0].equal, equal[0].differences
    assert [one.path for one in different[0].differences] == [
        "outbound[0].message.from",
        "outbound[0].headers.x-api-key",
        "console[0].text",
    ]
    for each in (equal[0], different[0]):
        assert [one.rule for one in each.platform] == [Rule.SUCCESS_VALUE]
        assert [one.path for one in each.varying] == [
            "outbound[0].url.query.n",
            "outbound[0].body.ref",
        ]


@pytest.mark.parametrize(
    "name",
    [
        *("calls-back-object.js", "aggregate-error.js", "throws-later.js"),
        "missing-package.js",
        "py_raises.py",
    ],
)
async def test_a_target_is_equal_to_itself_wherever_it_lies(name: str, tmp_path: Path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(CORPUS / name, tmp_path / folder)
    async with (
        open_target(tmp_path / "a" / name) as one,
        open_target(tmp_path / "b" / name) as other,
    ):
        (found,) = await compare_invocations([example()], one, other, timeout=20)
    assert (found.differences, found.platform, found.varying) == ((), (), ())


PAIRS = Path(__file__).parent / "pairs"
SECRETS = {
    **{"ESENDEX_USER": "tenant-user", "ESENDEX_PASSWORD": "password-90d1e5b3"},
    **{
        "TWILIO_SID": "AC1",
        "TWILIO_TOKEN": "token-5e0b7a1c99",
        "AWS_ACCESS_KEY_ID": "access-0d2f8",
    },
    **{"TELESIGN_CUSTOMER": "customer-61fa0c22", "TELESIGN_KEY": "key-7b1e3a5540"},
}


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A folder with the pairs, and with what stands in for the packages that they require."""
    for source in PAIRS.glob("*.js"):
        shutil.copy(source, tmp_path)
    for module in (PAIRS / "modules").glob("*.js"):
        name = "ipaddr.js" if module.stem == "ipaddr" else module.stem
        (tmp_path / "node_modules" / name).mkdir(parents=True)
        shutil.copy(module, tmp_path / "node_modules" / name / "index.js")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *(("then-cb", None), ("twilio-promise", "429"), ("verify", None), ("sns-callback", None)),
        *(("telesign", "429"), ("work-after-cb", None), ("versioned-require", None)),
        ("error-classes", None),
    ],
)
async def test_a_hook_and_the_action_in_its_place_are_equal(
    name: str, fault: str | None, pairs: Path
):
    sent = [example().put(("recipient",), "+18085555555")]
    if fault:
        sent.append(replace(sent[0].put(("context", "message_type"), "voice"), faults=(fault,)))
    async with (
        open_target(f"{name}.hook.js", folder=pairs) as hook,
        open_target(f"{name}.action.js", folder=pairs) as action,
    ):
        found = await compare_invocations(sent, hook, action, secrets=SECRETS, timeout=20)
    for one in found:
        assert one.equal, one.differences
        assert one.varying == ()
    assert found[0].a.outbound or name == "error-classes"
    for one in found[1:]:
        assert (one.a.kind, one.b.kind) == ("callback_error", "rejected")
        assert {each.path: each.rule for each in one.platform} == {
            "kind": Rule.THROWN,
            "wire": Rule.WIRE,
        }
