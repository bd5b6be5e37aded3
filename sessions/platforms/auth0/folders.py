"""Folders of auth0-deploy-cli as targets; what reads them is loaded with the first one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .deploy_folder.layout import is_folder as is_folder

if TYPE_CHECKING:
    from sessions.platforms.deployed import Deployed, FoundHandler


def handlers(path: Path, env: Mapping[str, str]) -> list[FoundHandler]:
    """What a folder lists; see `Folders.handlers`."""
    from .deploy_folder.handlers import handlers

    return handlers(path, env)


def find(path: Path, name: str, env: Mapping[str, str]) -> Deployed:
    """The hook or the Action that a name means; see `Folders.find`."""
    from .deploy_folder.handlers import find

    return find(path, name, env)
