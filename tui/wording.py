"""An outcome's signs and small words, the same on the screen and on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import HookError, Outcome

SIGNS: Final = {"delivered": "✓", "failed": "✗", "dropped": "⊘", "retry": "↻"}
"""By `Outcome.outcome`."""

NETWORK_ABOUT: Final = {
    "isolated": "Isolated: the calls were caught, and the kernel let nothing else out.",
    "redirected": "Redirected: the calls were caught; no network namespace was to be had.",
    "live": "▲ Live: calls really went out. They were not recorded.",
}
"""What a hook could reach, by `TargetInfo.network`."""

NETWORK: Final = {"live": "LIVE", "redirected": "captured", "isolated": "captured, isolated"}
"""What becomes of a hook's calls, by `TargetInfo.network`."""


def title(outcome: Outcome) -> str:
    """`✓ Delivered`: the sign of the outcome and its kind in words."""
    return f"{SIGNS[outcome.outcome]} {outcome.words.title}"


def duration(milliseconds: float) -> str:
    """`12 ms`, and `1.2 s` from a second on."""
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.1f} s"


def whose(outcome: Outcome) -> str:
    """Whose the MessageID is (PLATFORM.md "MessageID")."""
    if outcome.message_id_source == "hook":
        return "returned by the hook"
    if outcome.target.kind == "action":
        return "assigned by the runner: an Action returns none"
    return "assigned by the runner: the hook returned none"


def error_rows(properties: Mapping[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    """An error's properties by name; what its provider answered has a row for each member."""
    for name, value in properties.items():
        if name in ("provider", "provider_answer") and isinstance(value, dict):
            for key, member in value.items():
                yield f"provider {key.replace('_', ' ')}", member
        else:
            yield name, value


def frames(error: HookError) -> str:
    """An error's stack without the line that says its name and message again.

    Node begins with that line, Python ends with it, each behind a code where there is one.
    """
    stack = (error.stack or "").strip("\n")
    said = f": {error.message}" if error.message else ""
    for heading in (f"{error.name}{said}", f"{error.name} [{error.code}]{said}"):
        if stack == heading:
            return ""
        if stack.startswith(f"{heading}\n"):
            return stack[len(heading) :].strip("\n")
        if stack.endswith(f"\n{heading}"):
            return stack[: -len(heading)].strip("\n")
    return stack


def seen_from_here(file: str) -> str:
    """An absolute path in the working folder made relative to it, one at home begun with `~`."""
    path = PurePath(file)
    if path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    if path.is_relative_to(Path.home()):
        return str("~" / path.relative_to(Path.home()))
    return file
