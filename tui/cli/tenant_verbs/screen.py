"""`offhook tenant` on a terminal: the screen of the tenant and the current folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.shared.on_screen import run_on_screen

if TYPE_CHECKING:
    from tui.app import OffhookApp


def show(options: argparse.Namespace) -> int:
    """Show it until it is left."""
    from sessions.tenant.domain import read_domain

    domain = read_domain(options.domain, "--domain") if options.domain else None

    def make(encoding: str | None) -> OffhookApp:
        from tui.app import OffhookApp
        from tui.tenant.screen import TenantScreen
        from tui.tenant.work import TenantWork

        screen = TenantScreen(TenantWork(Path(), domain), is_home=True)
        return OffhookApp(home=screen, encoding=encoding)

    return run_on_screen(make, "the tenant", "offhook tenant list does")
