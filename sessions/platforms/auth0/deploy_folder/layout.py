"""The two layouts of a folder, as auth0-deploy-cli 8.44.0 has them: where what lies in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

Section: TypeAlias = Literal["hooks", "actions", "modules"]
SECTIONS: Final[tuple[Section, ...]] = ("hooks", "actions")
"""Those whose entries can be a target, as a target's text names them."""
FOLDERS: Final[Mapping[Section, str]] = {
    **{"hooks": "hooks", "actions": "actions"},
    **{"modules": "action-modules"},
}
"""Where the files of each lie, in both layouts."""
YAML_KEYS: Final[Mapping[Section, str]] = {
    **{"hooks": "hooks", "actions": "actions"},
    **{"modules": "actionModules"},
}
CODE: Final[Mapping[Section, str]] = {"hooks": "script", "actions": "code", "modules": "code"}
"""The key of an entry that has the path of its code."""
TRIGGERS: Final = "triggers"
"""Which Actions each trigger runs: the folder of the one JSON file, and the key in YAML."""
_YAML: Final = (".yaml", ".yml")


def is_folder(path: Path) -> bool:
    """Whether something looks like a folder of auth0-deploy-cli, or like its YAML file."""
    try:
        if path.suffix.lower() in _YAML and path.is_file():
            return True
        return any(json_files(path / FOLDERS[each], 1) for each in SECTIONS)
    except (OSError, ValueError):  # with a NUL, or longer than any name
        return False


def json_files(folder: Path, most: int) -> list[Path]:
    """The JSON files of a folder, by name; the ending counts as auth0-deploy-cli reads it."""
    try:
        with os.scandir(folder) as listing:
            names = sorted(one.name for one in listing if one.name.endswith(".json"))
    except OSError:
        return []  # it has none of these
    return [folder / name for name in names[:most]]
