"""Other programs that offhook itself starts: where they are found, and what they see of us."""

from __future__ import annotations

import os
import shutil
from typing import Final

_ALLOWED: Final = frozenset(
    {
        *("PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER", "LOGNAME"),
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP"),
        *("USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"),
    }
)


def on_path(name: str) -> str | None:
    """The program of this name on PATH; None where there is none.

    A folder of PATH that counts from the current folder, such as `.`, is passed over: what is
    found there is chosen by whoever filled that folder, a repository say.
    """
    for folder in os.get_exec_path():
        found = shutil.which(name, path=folder) if os.path.isabs(folder) else None  # noqa: PTH117
        if found and os.path.isabs(found):  # noqa: PTH117 (Windows looks in the current one first)
            return found
    return None


def allowed_environment() -> dict[str, str]:
    """What another program sees of our environment: an allow-list, so that no secret and no setting
    such as NODE_OPTIONS or NODE_EXTRA_CA_CERTS reaches it by accident."""
    return {name: os.environ[name] for name in os.environ if _is_allowed(name.upper())}


def _is_allowed(name: str) -> bool:
    return name in _ALLOWED or name.startswith("LC_")
