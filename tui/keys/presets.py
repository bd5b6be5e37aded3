"""What a preset of keys changes: keys that do something else, and keys that stand for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Preset:
    """Keys to begin with.

    Attributes:
        keys: by the id of what they do, as in the configuration.
        stands_for: by what is pressed, the key that it is then: `g g` is `home`.
        in_texts: whether they stand for others where a text is edited too; a letter never does.
    """

    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    stands_for: Mapping[str, str] = field(default_factory=dict[str, str])
    in_texts: bool = False


_VIM: Final = Preset(
    keys={
        "workbench.redo": "ctrl+r,ctrl+y,ctrl+shift+z",
        "workbench.watch": "alt+w",
        "workbench.duplicate": "alt+d",
        "outcome.level": "L",
    },
    stands_for={
        **{"j": "down", "k": "up", "h": "left", "l": "right"},
        **{"g g": "home", "G": "end"},
        **{"ctrl+d": "pagedown", "ctrl+u": "pageup"},
        **{"colon": "ctrl+p", "slash": "ctrl+f", "u": "ctrl+z"},
        **{"g t": "alt+right", "g T": "alt+left"},
    },
)

_EMACS: Final = Preset(
    keys={
        "app.quit": "ctrl+x ctrl+c",
        "workbench.palette": "alt+x",
        "demo.palette": "alt+x",
        "replay.palette": "alt+x",
        "workbench.save": "ctrl+x ctrl+s",
        "demo.save": "ctrl+x ctrl+s",
        "workbench.open": "ctrl+x ctrl+f",
        "workbench.new": "ctrl+x ctrl+n",
        "demo.new": "ctrl+x ctrl+n",
        "workbench.undo": "ctrl+x u,ctrl+underscore,ctrl+z",
        "workbench.redo": "alt+underscore,ctrl+shift+z",
        "workbench.duplicate": "ctrl+x d",
        "workbench.editor": "ctrl+x ctrl+e",
        "workbench.jump": "alt+g",
        "workbench.find": "ctrl+s",
        "dialog.editor": "ctrl+x ctrl+e",
        "dialog.accept": "ctrl+x ctrl+s",
    },
    stands_for={
        **{"ctrl+n": "down", "ctrl+p": "up", "ctrl+f": "right", "ctrl+b": "left"},
        **{"ctrl+a": "home", "ctrl+e": "end", "alt+f": "ctrl+right", "alt+b": "ctrl+left"},
        **{"ctrl+v": "pagedown", "alt+v": "pageup"},
        **{"alt+less_than_sign": "ctrl+home", "alt+greater_than_sign": "ctrl+end"},
        **{"ctrl+d": "delete", "ctrl+g": "escape"},
        **{"ctrl+w": "ctrl+x", "alt+w": "ctrl+c", "ctrl+y": "ctrl+v"},
    },
    in_texts=True,
)

PRESETS: Final[Mapping[str, Preset]] = {"default": Preset(), "vim": _VIM, "emacs": _EMACS}
