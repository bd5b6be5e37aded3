"""A replay, or a comparison, as JUnit XML: the part of it that GitLab, Jenkins and the reporters of
GitHub all read.

Jenkins' schema takes `file` on a suite only, so each session is a suite of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Final
from xml.sax.saxutils import quoteattr

from sessions.replay.run import Step

from .results import ALL_TOGETHER, Result, by_session, console_of, name_of, of_all, result_of, why

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COMMAND: Final = re.compile("^([ \t]*):(?=:)", re.MULTILINE)
_MOST_SHOWN: Final = 64 << 10
"""Characters of what a hook printed."""
_EXPECTATION: Final = "expectation"


@dataclass(frozen=True, slots=True)
class Case:
    """An invocation, whatever was done with it.

    Attributes:
        sort: of what kind it is that it did not pass.
        message: why, in a line.
        why: all of it, line by line.
        printed: what the hook printed.
    """

    name: str
    seconds: float
    result: Result
    sort: str = _EXPECTATION
    message: str = ""
    why: Sequence[str] = ()
    printed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """The invocations of a session; `file` is its path."""

    name: str
    file: str | None
    cases: Sequence[Case]


def document(
    steps: Sequence[Step],
    reasons: Sequence[str] = (),
    *,
    started: datetime | None = None,
    seconds: float = 0.0,
) -> str:
    """The whole document of a replay, as `of_suites` has it."""
    suites = [
        Suite(name, None if path is None else path.as_posix(), list(map(_case_of, steps)))
        for path, name, steps in by_session(steps)
    ]
    return of_suites(suites, reasons, started=started, seconds=seconds)


def _case_of(step: Step) -> Case:
    result = result_of(step)
    sort = step.outcome.kind.value if result == "error" else _EXPECTATION
    took = step.outcome.duration_ms / 1000
    message = next(iter(step.verdict.reasons), "")
    return Case(name_of(step), took, result, sort, message, why(step), console_of(step))


def of_suites(
    suites: Sequence[Suite],
    reasons: Sequence[str] = (),
    *,
    started: datetime | None = None,
    seconds: float = 0.0,
) -> str:
    """The whole document.

    What is not as expected is a `failure`, what could not be run to its end an `error`, what was
    not run is `skipped`. Names have nothing that changes from one time to the next.

    Args:
        reasons: what is not as expected of all together.
        started: when it began, which each suite has as its `timestamp`.
        seconds: how long it took.
    """
    written = [_suite(suite, started) for suite in suites]
    if reasons:
        written.append(_together(of_all(reasons), started))
    results = [case.result for suite in suites for case in suite.cases]
    failures = results.count("failed") + len(reasons)
    counts = {"tests": len(results) + len(reasons), "failures": failures}
    attributes = {"name": "offhook", **counts, "errors": results.count("error")}
    body = "".join(written)
    return f"{_HEAD}<testsuites{_attributes(**attributes, time=_time(seconds))}>\n{body}{_TAIL}"


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TAIL: Final = "</testsuites>\n"


def _suite(suite: Suite, started: datetime | None) -> str:
    results = [case.result for case in suite.cases]
    attributes = {
        "name": suite.name,
        **({"file": suite.file} if suite.file else {}),
        "tests": len(results),
        "failures": results.count("failed"),
        "errors": results.count("error"),
        "skipped": results.count("skipped"),
        "time": _time(sum(case.seconds for case in suite.cases)),
    }
    cases = "".join(_case(case, _class_of(suite.name)) for case in suite.cases)
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


def _case(case: Case, classname: str) -> str:
    took = _time(case.seconds)
    head = f"    <testcase{_attributes(name=case.name, classname=classname, time=took)}"
    inside = "".join(f"      {line}\n" for line in _inside(case))
    return f"{head}>\n{inside}    </testcase>\n" if inside else f"{head}/>\n"


def _inside(case: Case) -> Iterator[str]:
    if case.result == "skipped":
        yield f"<skipped{_attributes(message='not run')}/>"
    if case.result in ("passed", "skipped"):
        return
    element = "error" if case.result == "error" else "failure"
    attributes = _attributes(message=case.message, type=case.sort)
    yield f"<{element}{attributes}>{_text(chr(10).join(case.why))}</{element}>"
    if case.printed:
        yield f"<system-out>{_text(chr(10).join(case.printed))}</system-out>"


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
