"""What a child cuts before offhook looks for secrets: half of one is not shown at its end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.choice import Choice
from sessions.contract.invocation import example
from sessions.contract.outcome import Outcome
from sessions.sending import open_target, send
from sessions.targets.location import Location
from tests.narrowing import error_of

SECRET = "sk-0123-4567-89ab-cdef-ghij-klmn-opqr"
FILLED = {
    "js": "const { KEY } = context.webtask.secrets, to = (most) => 'x'.repeat(most - 20) + KEY;",
    "py": "KEY = context['webtask']['secrets']['KEY']; to = lambda most: 'x' * (most - 20) + KEY",
}
ERROR = {
    "js": """
  console.log(to(1 << 20));
  throw Object.assign(new Error('no'), {
    stack: to(16384), note: to(4096) + 'x'.repeat(5000),
    list: { one: [to(4096 - 300)], key: KEY.repeat(400) },
    status: 400, response: { status: 400, data: to(8192), headers: { 'request-id': to(2048) } },
  });""",
    "py": """
    class Refused(Exception):
        pass
    class Answer:
        status_code, headers, text = 400, {"request-id": to(2048)}, to(8192)
        reason = to(2048)
    print(to(1 << 20))
    error = Refused(to(16384 - 600))
    error.note, error.list, error.response = to(4096), [to(4096)], Answer()
    raise error""",
}
HEAD = {
    "js": "module.exports = function (recipient, text, context, cb) {",
    "py": "def handler(recipient, text, context, cb):",
}
REASON = """exports.onExecuteCustomPhoneProvider = async ({ secrets }, api) =>
  api.notification.drop('x'.repeat(1004) + secrets.KEY + '.');
"""


async def _sent(file: Path) -> Outcome:
    async with open_target(Choice(Location.parse(file.name), file.parent)) as target:
        return await send(target, example(), secrets={"KEY": SECRET})


def _assert_hidden(outcome: Outcome) -> None:
    shown = [text for text in outcome.texts() if SECRET[:8] in text or SECRET[10:18] in text]
    assert not shown, [text[text.find(SECRET[:8]) - 40 :][:200] for text in shown]


@pytest.mark.parametrize("suffix", ["js", "py"])
async def test_nothing_that_is_cut_of_an_error_shows_half_a_secret(
    suffix: str, tmp_path: Path
) -> None:
    file = tmp_path / f"hook.{suffix}"
    end = "\n};" if suffix == "js" else ""
    file.write_text(f"{HEAD[suffix]}\n    {FILLED[suffix]}{ERROR[suffix]}{end}\n")
    outcome = await _sent(file)
    error = error_of(outcome)
    assert error.properties, error
    assert "‹KEY›…" in str(error.properties)
    _assert_hidden(outcome)


async def test_nor_does_the_reason_of_an_action(tmp_path: Path) -> None:
    file = tmp_path / "action.js"
    file.write_text(REASON)
    outcome = await _sent(file)
    assert error_of(outcome).message.endswith("x‹KEY›…")
    _assert_hidden(outcome)


LONG: list[Callable[[str], str]] = [
    lambda key: f"{'x' * 180}{key}",
    lambda key: f"{'x' * 40} {key}/{'x' * 200}",
]


@pytest.mark.parametrize("name", LONG)
async def test_nor_does_the_name_of_what_is_refused(
    name: Callable[[str], str], tmp_path: Path
) -> None:
    file = tmp_path / "hook.py"
    file.write_text(
        f"import subprocess\n{HEAD['py']}\n    {FILLED['py']}\n"
        f"    subprocess.run([{name('§')!r}.replace('§', KEY)])\n"
    )
    _assert_hidden(await _sent(file))
