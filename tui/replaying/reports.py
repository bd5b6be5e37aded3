"""Writing a report from a screen: form and path are asked, and nothing is overwritten unasked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.store.errors import SessionError
from tui.dialogs.ask import AskPath, Choose, Variant
from tui.dialogs.pick import Pick

if TYPE_CHECKING:
    from sessions.comparison.run import Compared
    from sessions.replay.run import Step
    from tui.dialogs.host import DialogHost

_TITLE: Final = "Write a report"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a report."""

    about: str
    suffix: str
    text: Callable[[], str]
    """The whole report."""


async def write_report(host: DialogHost, place: Path, forms: Mapping[str, Form]) -> None:
    """Ask for a form and a path, and write it there; over another file only after asking.

    `place` is the path that is suggested, without its suffix.
    """
    choices = {key: f"{key}  {form.about}" for key, form in forms.items()}
    picked = await host.answer_to(Pick(_TITLE, choices, next(iter(choices))))
    if picked is None:
        return
    form = forms[picked]
    suggested = place.with_name(place.name + form.suffix)
    path = await host.answer_to(AskPath(_TITLE, suggested, must_exist=False))
    if path is None:
        return
    if path.exists() and not await _may_replace(host, path):
        host.say("Nothing was written.")
        return
    try:
        await asyncio.to_thread(_write, path, form)
    except SessionError as error:
        host.say(str(error), title="Not written", severity="error")
    else:
        host.say(f"Wrote {path}")


async def _may_replace(host: DialogHost, path: Path) -> bool:
    buttons: list[tuple[str, str, Variant]] = [
        ("keep", "Keep it", "primary"),
        ("replace", "Replace it", "warning"),
    ]
    return await host.answer_to(Choose("The file is there", str(path), buttons)) == "replace"


def _write(path: Path, form: Form) -> None:
    from sessions.store.disk import replace_text

    replace_text(path, form.text())


def replay_forms(
    steps: Sequence[Step], *, began: datetime, seconds: float, interrupted: str
) -> dict[str, Form]:
    """The forms of a replay, as `offhook replay --format` has them, and Markdown.

    `interrupted` says why there are no more steps than these; empty where these are all.
    """
    from sessions.report import github, json, junit, tap, text

    def as_junit() -> str:
        return junit.document(steps, started=began, seconds=seconds)

    def as_text() -> str:
        return "\n".join(text.lines(steps, verbose=True)) + "\n"

    return {
        "JUnit": Form("XML, which a CI reads", ".xml", as_junit),
        "TAP": Form(
            "version 14", ".tap", lambda: tap.document(steps, interrupted=interrupted or None)
        ),
        "JSON": Form("all that is known", ".json", lambda: json.text(json.document(steps))),
        "Markdown": Form("the failures, for a summary", ".md", lambda: github.summary(steps)),
        "Text": Form("as offhook replay prints it", ".txt", as_text),
    }


def comparison_forms(compared: Sequence[Compared]) -> dict[str, Form]:
    """The forms of a comparison, as `offhook compare --format` has them."""
    from sessions.report import comparison, json

    def as_text() -> str:
        return "\n".join(comparison.lines(compared)) + "\n"

    return {
        "Text": Form("as offhook compare prints it", ".txt", as_text),
        "JSON": Form(
            "all that is known", ".json", lambda: json.text(comparison.document(compared))
        ),
    }
