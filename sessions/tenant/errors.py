"""What goes wrong with a tenant beside what the tenant itself says."""

from __future__ import annotations

from sessions.errors import OffhookError


class TenantError(OffhookError):
    """It cannot be done, or was not: one line that says why, and what to do."""


class NotLoggedIn(TenantError):
    """There are no credentials for a tenant, or no tenant is named."""


class KeyringProblem(TenantError):
    """The system's keyring cannot be used; nothing is kept anywhere else."""
