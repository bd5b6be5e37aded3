"""The classes that the platform put into a hook's scope, for an Action that uses them."""

from __future__ import annotations

from typing import Final

from .hook import Hook

_CLASSES: Final = ("ExtensibilityUserError", "SendPhoneMessageError")


def error_classes(hook: Hook) -> list[str]:
    """The lines that declare the classes which the platform put into a hook's scope."""
    used = [name for name in _CLASSES if name in hook.scopes.free]
    if not used:
        return []
    indent, end = hook.style.indent, hook.style.end
    lines: list[str] = []
    if "ExtensibilityUserError" in used:
        lines += [
            "class ExtensibilityUserError extends Error {",
            f"{indent}constructor(message) {{",
            f"{indent * 2}super(message){end}",
            f"{indent * 2}this.name = this.constructor.name{end}",
            f"{indent}}}",
            "}",
        ]
    if "SendPhoneMessageError" in used:
        base = "ExtensibilityUserError" if lines else "Error"
        lines += [
            *([""] if lines else []),
            f"class SendPhoneMessageError extends {base} {{",
            f"{indent}constructor(message, friendlyMessage) {{",
            f"{indent * 2}super(message){end}",
            f"{indent * 2}this.name = this.constructor.name{end}",
            f"{indent * 2}this.friendlyMessage = friendlyMessage || message{end}",
            f"{indent}}}",
            "}",
        ]
    return lines
