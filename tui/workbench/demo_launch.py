"""From the workbench to the demo: the flow with the target, the secrets and the faults at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessions.demo.plan import Plan

    from .screen import WorkbenchScreen


def open_demo(screen: WorkbenchScreen) -> None:
    """Show the demo over the workbench, after asking for secrets that have no value yet."""
    screen.secrets.when_known(lambda: screen.permission.when_given(lambda: _open(screen)))


def _open(screen: WorkbenchScreen) -> None:
    from sessions.secrets.lookup import SecretsError
    from tui.demo.screen import DemoScreen

    try:
        plan = _plan(screen)
    except (SecretsError, ValueError) as error:
        screen.say(str(error), title="No demo", severity="error")
        return
    screen.app.push_screen(DemoScreen(plan))


def _plan(screen: WorkbenchScreen) -> Plan:
    """The demo of the invocation's target. Raises SecretsError, ValueError as a send does."""
    from sessions.choice import choose
    from sessions.demo.defaults import LANGUAGE, TENANT
    from sessions.demo.plan import Plan
    from sessions.platforms.auth0.mfa.payload import sample_setup
    from sessions.secrets.lookup import SecretsError, how_to_give

    document, values = screen.document, screen.secrets.values
    session, saved, folder = document.session, document.saved, document.folder
    known = values.known(folder)
    live = screen.live.on
    if missing := values.missing(session.secrets, folder):
        raise SecretsError(how_to_give(missing, folder))
    choice = choose(session, saved=saved, env=known, folder=folder, live=live)
    return Plan(
        setup=sample_setup(TENANT, LANGUAGE),
        choice=choice,
        table=session.targets.get(choice.name) if choice.name else None,
        secret_values={name: known[name] for name in session.secrets},
        faults=saved.faults if saved and not live else (),
        answers=(*(saved.answers if saved else ()), *session.answers),
    )
