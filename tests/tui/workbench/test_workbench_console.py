"""The console of a hook is there while it runs, and stays when the send is given up."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TabbedContent

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.store.session_file import write

from .conftest import HALVES, Opener

HOOK = """
module.exports = (recipient, text, context, cb) => {
  for (let n = 0; n < 40; n++) console.log('step', n);
  console.warn('no answer yet');
  if (context.code) cb(null, { MessageID: 'SM1' }); else setInterval(() => {}, 1000);
};
"""


async def test_it_comes_while_a_hook_hangs_and_stays_after_escape(
    folder: Path, opened: Opener
) -> None:
    (folder / "hook.js").write_text(HOOK)
    payload = example().payload
    assert isinstance(payload, dict) and isinstance(payload["context"], dict)
    hanging = {**payload, "context": {**payload["context"], "code": ""}}
    session = Session(
        target="slow",
        targets={"slow": TargetSpec(handler="hook.js", timeout=600)},  # for a busy machine
        invocation={
            "hanging": SavedInvocation(payload=hanging),
            "good": SavedInvocation(payload=payload),
        },
    )
    path = write(folder / "a.toml", session).path
    async with opened(path, HALVES) as it:
        pane = it.screen.outcome_pane
        it.screen.actions.do("send", check=False)
        await it.until(lambda: pane.has_class("-sending"))
        await it.sees("no answer yet")
        assert it.screen.sender.busy and "● Live" in it.seen and "step 39" in it.seen
        await it.press("f4")
        await it.until(lambda: pane.tabs.has_focus_within)
        await it.press("home")
        await it.sees("step 0 ")
        assert "End follows again" in it.seen
        await it.press("l")
        assert "step 3" not in it.seen and "40 of 41 lines" in it.seen
        await it.press("escape")
        await it.until(lambda: pane.has_class("-cancelled"))
        await it.sees("■ Printed before the send")
        assert "no answer yet" in it.seen and pane.tabs.has_focus_within
        await it.press("l", "l", "alt+down")
        assert "no answer yet" not in it.seen
        await it.press("alt+up")
        await it.sees("step 0 ")
        assert "■ Cancelled" in it.seen

        await it.press("alt+down")
        pane.tabs.bring("response")
        it.screen.form.focus_first()
        await it.send()
        assert pane.query_one(TabbedContent).active == "response" and "SM1" in it.seen
        await it.press("f4", "2", "end")
        await it.sees("no answer yet")
        assert "● Live" not in it.seen
