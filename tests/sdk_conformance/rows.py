"""The rows of the suite: hooks as people write them, with what is to come of them in their head.

A hook's first lines are comments of the form `// key: value` (`# key: value` in Python):

| key | says |
|---|---|
| npm, pypi | the packages that it needs: `name@version`, `name==version`, or any `name` |
| provider | which one is to be recognized; left out: none |
| to, text | of the message; left out: as the hook is given them; `{code}` in a text is the code |
| channel | by which it is given to the hook, and the provider sends it; left out: sms |
| secrets | their names, or `NAME=VALUE` where the SDK looks at the form |
| lacks | `time-out`: the SDK has none of its own |
| loses | faults of which the SDK throws away what the provider says |
| called | a URL that is to be recorded |
| warned | what one of the warnings is to say |
| refused | `always`, `redirected` or `never`: when the hook is to get EOFFHOOK_CAPTURED |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from sessions.contract.invocation import Invocation, example
from sessions.contract.outcome import OutboundMessage

HERE: Final = Path(__file__).parent
TIMEOUT_MS: Final = 1500
RECIPIENT: Final = "+15005550009"
CODE: Final = "123456"
TEXT: Final = f"Café & Co: your code is {CODE}."

Key = Literal[
    "npm", "pypi", "provider", "to", "text", "channel", "secrets", "lacks", "loses",
    "called", "warned", "refused",
]  # fmt: skip
_FACT: Final = re.compile(r"(?://|#) (?P<key>[a-z]+):\s*(?P<value>.*)")


@dataclass(frozen=True)
class Row:
    """One hook, and its facts by their keys."""

    path: Path
    facts: dict[str, str]

    @property
    def name(self) -> str:
        """Its file's name."""
        return self.path.name

    @property
    def is_python(self) -> bool:
        """Whether it runs under Python."""
        return self.path.suffix == ".py"

    @property
    def is_evasion(self) -> bool:
        """Whether it tries to go past the gateway, and sends no message."""
        return self.path.parent.name == "evasions"

    @property
    def packages(self) -> dict[str, str]:
        """The versions by the names of the packages that it needs; `*` is any."""
        words = self.facts.get("pypi" if self.is_python else "npm", "").split()
        parting = "==" if self.is_python else "@"
        parted = ((word[:1] + word[1:].partition(parting)[0], word) for word in words)
        return {name: word[len(name + parting) :] or "*" for name, word in parted}

    @property
    def location(self) -> str:
        """What to resolve, in the folder that the hook is in."""
        return f"{self.name}:handler" if self.is_python else self.name

    @property
    def invocation(self) -> Invocation:
        """What the hook is called with."""
        given = example().put(("recipient",), RECIPIENT).put(("text",), TEXT)
        given = given.put(("context", "code"), CODE)
        return given.put(("context", "message_type"), self.facts.get("channel", "sms"))

    @property
    def secrets(self) -> dict[str, str]:
        """What it finds in `context.webtask.secrets`."""
        named = (word.partition("=") for word in self.facts.get("secrets", "").split())
        values = {name: value or f"secret-of-{name}" for name, _, value in named}
        return {**values, "TIMEOUT_MS": str(TIMEOUT_MS)}

    @property
    def provider(self) -> str | None:
        """The one that is to be recognized."""
        return self.facts.get("provider")

    def is_message(self, message: OutboundMessage) -> bool:
        """Whether a message is the one that the hook was to send."""
        text = self.facts.get("text", TEXT).replace("{code}", CODE)
        channel = self.facts.get("channel", "sms") if self.provider else None
        wanted = (self.facts.get("to", RECIPIENT), text, channel)
        return (message.to, message.text, message.channel) == wanted

    def says(self, key: Key, word: str) -> bool:
        """Whether a word is among those of a fact."""
        return word in self.facts.get(key, "").split()


def rows() -> list[Row]:
    """Every row there is, those that send messages first. Raises ValueError as `read_facts`."""
    paths = [
        path
        for folder in ("hooks", "evasions")
        for path in sorted((HERE / folder).iterdir())
        if path.suffix in (".js", ".py")
    ]
    return [Row(path, read_facts(path)) for path in paths]


def read_facts(path: Path) -> dict[str, str]:
    """What stands in the head of a hook.

    Raises:
        ValueError: one of its keys is none.
    """
    facts: dict[str, str] = {}
    for line in path.read_text().splitlines():
        if not (fact := _FACT.fullmatch(line)):
            break
        facts[fact["key"]] = fact["value"].strip()
    if unknown := facts.keys() - {*get_args(Key)}:
        raise ValueError(f"{path}: there is no fact {', '.join(sorted(unknown))}")
    return facts
