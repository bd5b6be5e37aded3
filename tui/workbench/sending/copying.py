"""What of an invocation and its outcome can be copied, each as the secrets' names have it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sessions.contract import json_text
from sessions.secrets.lookup import SecretsError
from sessions.text import printable_json
from tui.dialogs.pick import Pick
from tui.workbench.stage import Stage, Workspace

if TYPE_CHECKING:
    from tui.outcome.pane import OutcomePane
    from tui.workbench.editing.invocations import Invocations

_OUTCOME: Final = "outcome"
_CHOICES: Final = {
    _OUTCOME: "The outcome as JSON",
    "payload": "The payload as JSON",
    "curl": "The request as a curl command",
    "command": "The offhook send … that does the same",
    "text": "The text of this tab",
}


class Copying:
    """Asks what to copy, and copies it."""

    def __init__(
        self, stage: Stage, work: Workspace, invocations: Invocations, pane: OutcomePane
    ) -> None:
        self._stage = stage
        self._work = work
        self._invocations = invocations
        self._pane = pane

    async def ask(self) -> None:
        """Copy what is chosen; only what there is can be."""
        self._stage.flush()
        shown, text = self._pane.outcome, self._pane.text
        there = {
            key: said
            for key, said in _CHOICES.items()
            if (shown or key != _OUTCOME) and (text or key != "text")
        }
        match await self._stage.answer_to(Pick("Copy", there, "")):
            case "outcome" if shown:
                self._copy(_as_json(shown.to_json()), "the outcome as JSON")
            case "payload":
                self._copy(_as_json(self._work.document.payload), "the payload as JSON")
            case "curl":
                self._invocations.copy_curl()
            case "command":
                self._copy(self.command(), "the command")
            case "text":
                self._copy(text, "the text of the tab")
            case _:
                return

    def command(self) -> str:
        """`offhook send suite.toml --invocation first`; of a session without a file, with the
        payload on standard input."""
        document = self._work.document
        if document.path is not None:
            words = [str(document.path), "--invocation", document.current]
            return shlex.join(["offhook", "send", *words])
        words = ["--target", document.target] if document.target else []
        words += [word for name in document.session.secrets for word in ("--secret", name)]
        command = shlex.join(["offhook", "send", *words, "--payload", "-"])
        return f"{command} <<'PAYLOAD'\n{_as_json(document.payload)}\nPAYLOAD"

    def _copy(self, text: str, what: str) -> None:
        """Copy a text without the values of secrets; where these cannot be known, nothing."""
        try:
            redact = self._redactor()
        except SecretsError as error:
            self._stage.say(f"{error}.", title="Not copied", severity="error")
        else:
            self._stage.copy(redact(text), what)

    def _redactor(self) -> Callable[[str], str]:
        from sessions.secrets.redaction import redactor

        known, names = self._work.known, self._work.document.session.secrets
        return redactor({name: known[name] for name in names if name in known})


def _as_json(value: json_text.JsonValue) -> str:
    return printable_json(json_text.dumps(value, indent=2))
