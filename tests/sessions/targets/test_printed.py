"""What a hook prints is handed on while it runs, as the console of its outcome has it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

import sessions
from sessions.contract.invocation import Instance
from sessions.contract.outcome import ConsoleLine
from sessions.sending import send
from sessions.targets.target import Settings

HANGING = """console.log('loading');
module.exports = (recipient, text, context, cb) => {
  console.log('key s3cr3t-va');
  setTimeout(() => console.log('lue-1234.'), 1);
  setTimeout(() => console.warn('\\x1b[31mwaiting'), 2);
  setInterval(() => {}, 1000);
};
"""
ACTION = """exports.onExecuteSendPhoneMessage = async (event) => {
  process.stdout.write('sending\\n');
  require('fs').writeSync(2, 'past the runner');
};
"""
PYTHON = """import os, sys
def hook(recipient, text, context):
    print('one\\ntwo')
    print('odd', file=sys.stderr)
    os.write(1, b'past\\n')
    return {}
"""
SECRETS = {"TOKEN": "s3cr3t-value-1234"}


class Heard:
    """What has come so far, and a wait for more."""

    def __init__(self) -> None:
        self.lines: list[ConsoleLine] = []
        self._come = asyncio.Event()

    def tell(self, lines: Sequence[ConsoleLine]) -> None:
        self.lines += lines
        self._come.set()

    async def until(self, text: str) -> None:
        async with asyncio.timeout(60):
            while all(text not in line.text for line in self.lines):
                self._come.clear()
                await self._come.wait()

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]


def texts_of(lines: Sequence[ConsoleLine]) -> list[tuple[str, str, int | None]]:
    return sorted((line.level, line.text, line.line or 0) for line in lines)


async def test_lines_come_while_a_hook_hangs_and_stay_when_it_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "hook.js").write_text(HANGING)
    heard = Heard()
    async with sessions.open_target(tmp_path / "hook.js") as target:
        sending = asyncio.create_task(
            send(target, sessions.example(), secrets=SECRETS, printed=heard.tell)
        )
        await heard.until("waiting")
        assert not sending.done()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    assert heard.texts[:3] == ["loading", "key ‹TOKEN›", "."]
    assert heard.lines[0].line == 1 and heard.lines[2].t_ms is not None


@pytest.mark.parametrize(
    ("name", "text", "instance"),
    [
        ("hook.js", HANGING, "fresh"),
        ("action.js", ACTION, "fresh"),
        ("action.js", ACTION, "warm"),
        ("hook.py", PYTHON, "fresh"),
    ],
)
async def test_all_that_is_in_the_outcome_has_come(
    tmp_path: Path, name: str, text: str, instance: Instance
) -> None:
    (tmp_path / name).write_text(text)
    settings = Settings(instance=instance)
    target_text = f"{tmp_path / name}:hook" if name.endswith(".py") else tmp_path / name
    async with sessions.open_target(target_text, settings=settings) as target:
        for _ in range(2):  # a second send finds a warm instance, or a child that has loaded it
            heard = Heard()
            outcome = await send(
                target, sessions.example(), secrets=SECRETS, timeout=0.5, printed=heard.tell
            )
            assert outcome.console
            assert texts_of(heard.lines) == texts_of(outcome.console)
