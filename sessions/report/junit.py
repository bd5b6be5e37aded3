"""A replay as JUnit XML: the part of it that GitLab, Jenkins and the reporters of GitHub all read.

Jenkins' schema takes `file` on a suite only, so each session is a suite of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Final
from xml.sax.saxutils import quoteattr

from sessions.replay.run import Step

from .results import ALL_TOGETHER, by_session, console_of, name_of, of_all, result_of, why

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COMMAND: Final = re.compile("^([ \t]*):(?=:)", re.MULTILINE)
_MOST_SHOWN: Final = 64 << 10
"""Characters of what a hook printed."""
_EXPECTATION: Final = "expectation"


def document(
    steps: Sequence[Step],
    reasons: Sequence[str] = (),
    *,
    started: datetime | None = None,
    seconds: float = 0.0,
) -> str:
    """The whole document.

    A step that is not as expected is a `failure`, one that could not be run to its end an `error`,
    one that was not run is `skipped`. Names have nothing that changes from replay to replay.

    Args:
        reasons: what is not as expected of all steps together.
        started: when the replay began, which each suite has as its `timestamp`.
        seconds: how long it took.
    """
    suites = [
        _suite(name, steps, None if path is None else path.as_posix(), started)
        for path, name, steps in by_session(steps)
    ]
    if reasons:
        suites.append(_together(of_all(reasons), started))
    results = list(map(result_of, steps))
    failures = results.count("failed") + len(reasons)
    counts = {"tests": len(steps) + len(reasons), "failures": failures}
    attributes = {"name": "offhook", **counts, "errors": results.count("error")}
    body = "".join(suites)
    return f"{_HEAD}<testsuites{_attributes(**attributes, time=_time(seconds))}>\n{body}{_TAIL}"


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TAIL: Final = "</testsuites>\n"


def _suite(name: str, steps: Sequence[Step], file: str | None, started: datetime | None) -> str:
    results = list(map(result_of, steps))
    attributes = {
        "name": name,
        **({"file": file} if file else {}),
        "tests": len(steps),
        "failures": results.count("failed"),
        "errors": results.count("error"),
        "skipped": results.count("skipped"),
        "time": _time(sum(step.outcome.duration_ms for step in steps) / 1000),
    }
    cases = "".join(_case(step, _class_of(name)) for step in steps)
    return (
        f"  <testsuite{_attributes(**attributes, **_timestamp(started))}>\n{cases}  </testsuite>\n"
    )


def _together(reasons: Sequence[tuple[str, str]], started: datetime | None) -> str:
    counts = {"tests": len(reasons), "failures": len(reasons), "errors": 0, "skipped": 0}
    attributes = {"name": ALL_TOGETHER, **counts, "time": _time(0), **_timestamp(started)}
    cases = "".join(
        f"    <testcase{_attributes(name=name, classname=ALL_TOGETHER, time=_time(0))}>\n"
        f"      <failure{_attributes(message=sentence, type=_EXPECTATION)}/>\n    </testcase>\n"
        for name, sentence in reasons
    )
    return f"  <testsuite{_attributes(**attributes)}>\n{cases}  </testsuite>\n"


def _case(step: Step, classname: str) -> str:
    took = _time(step.outcome.duration_ms / 1000)
    head = f"    <testcase{_attributes(name=name_of(step), classname=classname, time=took)}"
    inside = "".join(f"      {line}\n" for line in _inside(step))
    return f"{head}>\n{inside}    </testcase>\n" if inside else f"{head}/>\n"


def _inside(step: Step) -> Iterator[str]:
    result = result_of(step)
    if result == "skipped":
        yield f"<skipped{_attributes(message='not run')}/>"
    if result in ("passed", "skipped"):
        return
    element, sort = "failure", _EXPECTATION
    if result == "error":
        element, sort = "error", step.outcome.kind.value
    lines = why(step)
    message = next(iter(step.verdict.reasons), "")
    text = _text("\n".join(lines))
    yield f"<{element}{_attributes(message=message, type=sort)}>{text}</{element}>"
    if printed := console_of(step):
        yield f"<system-out>{_text(chr(10).join(printed))}</system-out>"


def _class_of(name: str) -> str:
    """`sessions.enroll` of `./sessions/enroll.toml`, as readers part a class by dots."""
    path = PurePath(name)
    parts = [part for part in path.with_suffix("").parts if part not in ("/", ".", "..")]
    return ".".join(parts) or name


def _attributes(**attributes: str | int) -> str:
    return "".join(f" {name}={_quoted(str(value))}" for name, value in attributes.items())


def _quoted(text: str) -> str:
    return _without_commands(quoteattr(_clean(text)))


def _text(text: str) -> str:
    """Text as an element has it. GitLab and Jenkins attach the file that `[[ATTACHMENT|…]]` names,
    which a hook may not choose."""
    text = _clean(text)[:_MOST_SHOWN].replace("[[ATTACHMENT", "[ [ATTACHMENT")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _without_commands(escaped.replace("\r", "&#13;"))


def _without_commands(escaped: str) -> str:
    """The same XML, in which the runner of a job finds no command where it is printed in a log."""
    return _COMMAND.sub(r"\1&#58;", escaped.replace("##", "#&#35;"))


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot have, not even as references."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _timestamp(started: datetime | None) -> dict[str, str]:
    return {"timestamp": started.strftime("%Y-%m-%dT%H:%M:%S")} if started else {}


def _time(seconds: float) -> str:
    return f"{max(seconds, 0):.3f}"
