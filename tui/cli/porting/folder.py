"""A port within a folder of auth0-deploy-cli: where the hook is read, and the Action put."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.choice import Choice, choose
from sessions.targets.location import Location
from tui.cli.shared.diagnostics import Diagnostics, InputError, UsageError

if TYPE_CHECKING:
    from sessions.platforms.auth0.deploy_folder.entries import Contents, Entry
    from sessions.platforms.auth0.deploy_folder.writing import Change, NewAction
    from sessions.platforms.auth0.porting.port import Ported
    from sessions.platforms.deployed import Deployed


@dataclass(frozen=True, slots=True)
class FolderHook:
    """A hook of a folder, read to be ported."""

    choice: Choice
    contents: Contents
    entry: Entry
    deployed: Deployed

    @property
    def file(self) -> Path:
        """That of its code."""
        return self.deployed.code.file

    @property
    def versions(self) -> dict[str, str]:
        """Of the packages that the folder names for it."""
        return {one.name: one.version for one in self.deployed.packages if one.version}


def read_hook(place: str) -> FolderHook | None:
    """The hook that `folder#NAME` names; None for another text.

    Raises:
        FolderProblem: it cannot be read.
        UsageError: it is an Action.
    """
    at = Location.parse(place)
    if at.form != "folder" or at.called is None:
        return None
    from sessions.platforms.auth0.deploy_folder.entries import read_folder
    from sessions.platforms.auth0.deploy_folder.handlers import deployed, entry_of
    from sessions.secrets.lookup import environment

    env = environment(os.environ, folder=Path())
    contents = read_folder(at.file(Path()) or Path(), env)
    entry = entry_of(contents, at.called)
    read = deployed(contents, entry)
    if read.kind == "action":
        raise UsageError(f"{place}: is an Action already; port takes a hook")
    return FolderHook(choose(None, target=place, env=env), contents, entry, read)


def new_action(hook: FolderHook, ported: Ported, to: str, name: str | None) -> NewAction:
    """The Action that the folder is to have."""
    from sessions.platforms.auth0.deploy_folder.writing import NewAction, secret_keywords
    from sessions.platforms.auth0.events import TRIGGERS, VERSIONS

    secrets = dict.fromkeys((*hook.deployed.code.secrets, *ported.secrets))
    trigger = next(trigger for trigger, dialect in TRIGGERS.items() if dialect == to)
    return NewAction(
        name or f"{hook.entry.name}-action",
        ported.source,
        trigger,
        VERSIONS[trigger],
        ported.dependencies,
        secret_keywords(hook.contents, hook.entry, secrets),
    )


def as_action(hook: FolderHook, action: NewAction) -> Choice:
    """The Action as a target, though it is nowhere yet: it finds the packages that the hook finds,
    and its keywords are replaced as those of the folder."""
    from sessions.platforms.auth0.deploy_folder.handlers import deployed

    entry = replace(hook.entry, section="actions", name=action.name, fields=action.fields())
    file = hook.file.with_name(f"ported-{hook.file.name}")
    read = deployed(hook.contents, entry, (file, action.code))
    settings = replace(hook.choice.settings, deployed=replace(read, packages=()))
    return replace(hook.choice, settings=settings)


def changes_of(hook: FolderHook, action: NewAction) -> list[Change]:
    """What changes in the folder. Raises FolderProblem where the Action cannot be put into it."""
    from sessions.platforms.auth0.deploy_folder.writing import changes_for

    return changes_for(hook.contents, action)


def other_provider(hook: FolderHook, action: NewAction) -> str | None:
    """An Action that the folder has for a trigger of which a tenant takes only one Action."""
    from sessions.platforms.auth0.deploy_folder.handlers import trigger_of
    from sessions.platforms.auth0.events import ONE_ACTION

    listed = hook.contents.section("actions") if action.trigger == ONE_ACTION else []
    same = (one.name for one in listed if trigger_of(one) == action.trigger)
    return next((name for name in same if name != action.name), None)


def write_changes(hook: FolderHook, changes: list[Change], err: Diagnostics) -> None:
    """Write them, each file at once: the code, then what names it. What a kill has left undone the
    next run does.

    Raises:
        OffhookError: a file was changed meanwhile, or cannot be written.
    """
    from sessions.store.disk import replace_text

    for change in changes:
        try:
            change.path.parent.mkdir(parents=True, exist_ok=True)
            replace_text(change.path, change.new, expected=change.old)
        except OSError as error:
            raise InputError(str(change.path), f"cannot be written: {error.strerror}") from None
        err.note(f"{change.path} {'written' if change.old is None else 'changed'}")
    if not changes:
        err.note(f"{hook.contents.source} has it already: nothing is changed")
    err.note(
        f"{hook.entry.place}: the hook stays as it is; where a tenant still runs it, both would "
        "send: set its enabled to false"
    )
