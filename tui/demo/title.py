"""What stands above a demo: its tenant, its target, and what becomes of the calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sessions.platforms.auth0.message_templates import LANGUAGES
from sessions.secrets.redaction import redactor
from tui.wording import NETWORK

if TYPE_CHECKING:
    from sessions.demo.plan import DemoPlan
    from sessions.demo.run import Demo


def title_of(demo: Demo) -> str:
    """`Acme · English · fault 429`."""
    setup = demo.state.setup
    faults = f"fault {' '.join(demo.faults)}" if demo.faults else ""
    language = LANGUAGES.get(setup.language, setup.language)
    return " · ".join(filter(None, (setup.tenant, language, faults)))


def target_of(plan: DemoPlan) -> str:
    """The hook's file, or where it is, without the values of secrets."""
    location = redactor({**plan.choice.hidden, **plan.secret_values})(str(plan.choice.location))
    return Path(location).name if Path(location).is_absolute() else location


def network_of(demo: Demo) -> str:
    """What became of the calls of the last step."""
    if demo.plan.choice.settings.live:
        return NETWORK["live"]
    return NETWORK.get((demo.last and demo.last.outcome.target.network) or "", "")


def host_of(tenant: str) -> str:
    """`acme.example`: where the tenant's login could be."""
    name = "".join(char if char.isalnum() else "-" for char in tenant.lower()).strip("-")
    return f"{name or 'tenant'}.example"
