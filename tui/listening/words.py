"""What was received, in words: a line for each, and how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from textual.content import Content

from sessions.contract.json_path import get
from sessions.listening.listener import Received
from sessions.listening.reading import Form
from sessions.text import one_line
from tui.theme import MUTED
from tui.wording import SIGNS, duration

_SHORT: Final[dict[Form, str]] = {
    "hook": "hook",
    "action": "Action",
    "phone-provider": "provider",
    "passwordless": "login",
}
_LEAST: Final = 8
"""Cells that are left for what came of it."""


def received_line(received: Received, width: int) -> Content:
    """`✓ 9:41:07 Action    +18085550100  delivered   25 ms`: what came, and what came of it; how
    long it took where there is room for both."""
    outcome = received.outcome
    color = "$text-success" if outcome.delivered else "$text-error"
    recipient = get(received.invocation.payload, ("recipient",))
    to = one_line(recipient, 16) if isinstance(recipient, str) else ""
    kind = "delivered" if outcome.delivered else outcome.kind.value
    took = duration(outcome.duration_ms)
    head = Content.assemble(
        (SIGNS[outcome.outcome], color),
        (f" {received.at:%H:%M:%S} ", MUTED),
        f"{_SHORT[received.form]:<9}{to:<17}",
    )
    room = width - head.cell_length
    if room < _LEAST:
        return head.truncate(width, ellipsis=True)
    said = Content.styled(kind, MUTED if outcome.delivered else color)
    beside = f" {took}" if len(kind) + len(took) < room else ""
    said = said.truncate(room - len(beside), ellipsis=True, pad=True)
    return Content.assemble(head, said, (beside, MUTED))


def head_of(url: str, target: str, received: int, refused: Counter[str], state: str) -> Content:
    """`Listening on http://127.0.0.1:8766/ · 12 received · 3 refused, 2 of them: … · hook.js`."""
    parts = [f"{state} on {url}", f"{received:,} received"]
    if refused:
        why, most = refused.most_common(1)[0]
        of_them = f", {most:,} of them" if len(refused) > 1 else ""
        parts.append(f"{refused.total():,} refused{of_them}: {one_line(why, 60)}")
    return Content(" · ".join([*parts, one_line(target, 40)]))


def failures(received: Iterable[Received]) -> list[Received]:
    """Those that were not delivered."""
    return [each for each in received if not each.outcome.delivered]
