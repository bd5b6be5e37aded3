"""What can be set in `config.toml`: each setting, what it means and what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Value = str | bool | int

DEFAULT_THEME: Final = "offhook-dark"
PRESETS: Final = ("default", "vim", "emacs")
OFF: Final = ("off", "0", "no", "false")
"""What a variable of the environment says no with."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the file.

    Attributes:
        about: what it means, in a sentence without a full stop at its end.
        choices: the texts that it may be; any text where there are none.
        least, most: the numbers that it may be, of a number.
        wanted: what it has to be, for who wrote something else.
        variable: one of the environment that says no to it, whatever the file says.
        at_start: whether a change takes effect when offhook is started again.
    """

    key: str
    default: Value
    about: str
    choices: tuple[str, ...] = ()
    wanted: str = ""
    variable: str = ""
    at_start: bool = False
    least: int = 0
    most: int = 0

    def problem(self, value: object) -> str | None:
        """What is wrong with a value from the file, or None."""
        right = type(value) is type(self.default)
        if right and type(value) is int and not self.least <= value <= self.most:
            right = False
        if right and (not self.choices or value in self.choices):
            return None
        return f"wanted {self.wanted or self._kind}"

    @property
    def _kind(self) -> str:
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, int):
            return f"a whole number from {self.least} to {self.most}"
        return " or ".join(f'"{choice}"' for choice in self.choices) or "a text in quotes"


SETTINGS: Final = {
    each.key: each
    for each in (
        Setting(
            "theme",
            DEFAULT_THEME,
            "The colors: a theme of offhook's, or one of the folder themes/ beside this file; left"
            " out, a terminal of 16 colors keeps its own",
            wanted="the name of a theme in quotes",
        ),
        Setting(
            "history",
            True,
            "Whether the outcomes of sends and replays are kept, without secrets",
            variable="OFFHOOK_HISTORY",
        ),
        Setting("animations", True, "Whether what scrolls and opens moves there, or is there"),
        Setting(
            "mouse",
            True,
            "Whether the mouse works in offhook; without, the terminal selects text by itself",
            at_start=True,
        ),
        Setting(
            "signs",
            "auto",
            "The signs on the screen: all where the terminal speaks UTF-8, or those of ASCII alone",
            choices=("auto", "ascii"),
            at_start=True,
        ),
        Setting(
            "editor",
            "",
            "The command of the editor for fields, the payload and the hook; left out, $VISUAL or"
            " $EDITOR, else a usual one",
            wanted='a command in quotes, such as "vim" or "code --wait"',
        ),
        Setting(
            "split",
            50,
            "How much of the room that form and outcome share the outcome has, in percent; the"
            " divider, where it is moved, writes it here",
            least=20,
            most=80,
        ),
        Setting(
            "keys.preset",
            "default",
            "The keys to begin with: offhook's own, or what a user of vim or of emacs expects",
            choices=PRESETS,
        ),
    )
}
"""In the order of the file and of the screen. Beside the preset, `[keys]` may have keys by id."""


def schema() -> dict[str, Any]:
    """The JSON Schema of `config.toml`, for editors and other programs."""
    tops = {key: _schema_of(each) for key, each in SETTINGS.items() if "." not in key}
    keys = {
        "type": "object",
        "description": "The keys: a preset, and keys of one's own by the id of what they do",
        "properties": {"preset": _schema_of(SETTINGS["keys.preset"])},
        "additionalProperties": {
            "type": ["string", "object"],
            "description": 'Keys, with commas between, such as "f5, ctrl+enter"',
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The settings of offhook, config.toml",
        "type": "object",
        "properties": {**tops, "keys": keys},
        "additionalProperties": False,
    }


def _schema_of(setting: Setting) -> dict[str, Any]:
    kind = {bool: "boolean", int: "integer", str: "string"}[type(setting.default)]
    limits: dict[str, Any] = {"enum": list(setting.choices)} if setting.choices else {}
    if kind == "integer":
        limits = {"minimum": setting.least, "maximum": setting.most}
    return {"type": kind, "description": setting.about, "default": setting.default, **limits}


def template() -> str:
    """A `config.toml` that changes nothing: every setting as a comment, with what it means."""
    import textwrap

    lines = ["# The settings of offhook. Take away a # to change one."]
    for setting in SETTINGS.values():
        table, _, name = setting.key.rpartition(".")
        lines.append("")
        if table:
            lines += [f"[{table}]"]
        lines += textwrap.wrap(f"{setting.about}.", 96, initial_indent="# ", subsequent_indent="# ")
        lines.append(f"# {name} = {literal(setting.default)}")
    lines += ["# Keys of your own, by the id that the help says of each:"]
    lines += ['# "workbench.send" = "f5, ctrl+enter"']
    return "\n".join(lines) + "\n"


def literal(value: Value) -> str:
    """A value as the file has it, on one line."""
    from sessions.store.toml.values import string_text

    return string_text(value, '"') if isinstance(value, str) else str(value).lower()


def flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """The entries of a table by their dotted keys: `workbench.send` is quoted in TOML or not.

    >>> flat({"preset": "vim", "workbench": {"send": "f5"}})
    {'preset': 'vim', 'workbench.send': 'f5'}
    """
    found: dict[str, object] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        found |= flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found


def in_force(
    setting: Setting, value: Value, given: frozenset[str], env: Mapping[str, str]
) -> tuple[Value, str]:
    """The value that holds, and where it comes from in a few words.

    Args:
        value, given: the value of the file or the default, and the settings that the file has.
    """
    if env.get(setting.variable, "").lower() in OFF:
        return False, f"{setting.variable}={env[setting.variable]} in the environment"
    return value, "the file" if setting.key in given else "the default"
