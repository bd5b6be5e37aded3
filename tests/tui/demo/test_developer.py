"""The developer's view is safe to show, whatever a hook said."""

from __future__ import annotations

from sessions.contract.kinds import Kind
from sessions.contract.outcome import ConsoleLine, HookError, OutboundCall, TargetInfo, failed
from sessions.text import printable
from tui.demo.developer import _outcome_rows
from tui.widgets.text_view import laid_out

HOSTILE = "\x1b[31m[red]\x07\u202egnorw\ud800"


def test_whatever_a_hook_said_is_printable() -> None:
    outcome = failed(
        TargetInfo("hook", HOSTILE, None, HOSTILE, "isolated"),
        Kind.CALLBACK_ERROR,
        HookError(HOSTILE, code=HOSTILE),
        console=(ConsoleLine(HOSTILE, HOSTILE),),
        outbound=(OutboundCall(HOSTILE, f"https://{HOSTILE}/", provider=HOSTILE, fault=HOSTILE),),
        warnings=(HOSTILE,),
    )
    plain = laid_out(_outcome_rows(HOSTILE, outcome)).plain
    assert plain == printable(plain)
    assert plain.count("[red]") >= 8
