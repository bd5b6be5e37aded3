"""A replay for GitHub Actions: annotations, the summary of a step, and a log without commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sessions.replay.run import Step

from .results import ALL_TOGETHER, by_session, name_of, of_all, result_of, why
from .statistics import spread
from .text import summary as sum_of

MOST_ANNOTATIONS: Final = 10
"""Errors of one step that GitHub shows; more are dropped in silence."""
MOST_BYTES: Final = 1 << 20
"""Of the summary of a step; a longer one is not shown at all."""
_MOST_SHOWN: Final = 2_000
"""Characters of a message."""
_NOT_PLAIN: Final = re.compile(r"[^\w ,;/='\"?%]|_")
_CUT: Final = "\n\nThere are more; the log has all of them.\n"


def quiet(token: str) -> tuple[str, str]:
    """The lines before and after what a hook may have written: between them there is no command.

    `token` is one that nobody can guess (`secrets.token_hex`).
    """
    return f"::stop-commands::{token}", f"::{token}::"


def annotation_lines(
    steps: Sequence[Step],
    reasons: Sequence[str] = (),
    *,
    root: Path | None = None,
    line_of: Callable[[Step], int | None] = lambda _: None,
) -> list[str]:
    """A line for each step that is not as expected: of more than ten the first nine, and how many
    there are beside.

    Args:
        root: the repository's folder, which GitHub counts paths from; a file outside of it, and
            all where it is None, gets no place.
        line_of: the line of a step's invocation in its session file.
    """
    bad = [step for step in steps if result_of(step) in ("failed", "error")]
    number = len(bad) + len(reasons)
    most = MOST_ANNOTATIONS if number <= MOST_ANNOTATIONS else MOST_ANNOTATIONS - 1
    shown = [_annotation(step, root, line_of(step)) for step in bad[:most]]
    shown += [
        _command("error", sentence, {"title": ALL_TOGETHER})
        for _, sentence in of_all(reasons)[: most - len(shown)]
    ]
    if number > len(shown):
        more = f"{number - len(shown)} more are not as expected; the summary has all of them."
        shown.append(_command("error", more, {"title": "offhook replay"}))
    return shown


def summary(steps: Sequence[Step], reasons: Sequence[str] = (), *, there: int = 0) -> str:
    """Markdown to append to the file that `GITHUB_STEP_SUMMARY` names, which has so many bytes
    `there`: at most `MOST_BYTES` with them."""
    parts = [f"### offhook replay\n\n{_plain(sum_of(steps, reasons))}\n"]
    if times := spread(steps):
        parts.append(f"\n{_plain(times)}\n")
    parts += [f"\n- {_plain(sentence)}\n" for _, sentence in of_all(reasons)]
    parts += _tables(steps)
    text, left = "", MOST_BYTES - there - len(_CUT)
    for part in parts:
        left -= len(part.encode())
        if left < 0:
            return text + (_CUT if left + len(part.encode()) >= 0 else "")
        text += part
    return text


def _tables(steps: Sequence[Step]) -> Iterator[str]:
    for _, name, group in by_session(steps):
        bad = [step for step in group if result_of(step) in ("failed", "error")]
        if bad:
            yield f"\n#### {_plain(name)}\n\n| invocation | came to | why |\n|---|---|---|\n"
        for step in bad:
            reasons = "<br>".join(_plain(line[:_MOST_SHOWN]) for line in why(step))
            kind = _plain(step.outcome.kind.value)
            yield f"| {_plain(name_of(step))} | {kind} | {reasons} |\n"


def _annotation(step: Step, root: Path | None, line: int | None) -> str:
    properties: dict[str, str] = {}
    if root and step.path and (file := _below(step.path, root)):
        properties["file"] = file
        if line is not None:
            properties["line"] = str(line)
    properties["title"] = f"{step.session_name}: {name_of(step)}"
    return _command("error", "\n".join(why(step))[:_MOST_SHOWN], properties)


def _below(path: Path, root: Path) -> str | None:
    path, root = path.resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


def _command(name: str, message: str, properties: dict[str, str]) -> str:
    said = ",".join(f"{key}={_in_property(value)}" for key, value in properties.items())
    return f"::{name} {said}::{_in_data(message)}"


def _in_data(text: str) -> str:
    """Escaped as actions/toolkit does it, in which nothing else ends a line either."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return "".join(char if char.isprintable() else " " for char in text)


def _in_property(text: str) -> str:
    return _in_data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(text: str) -> str:
    """Text without any meaning in Markdown or HTML: a reference to a character is none."""
    return _NOT_PLAIN.sub(lambda found: f"&#{ord(found[0])};", text)
