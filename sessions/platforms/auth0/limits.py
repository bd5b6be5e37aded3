"""What Auth0 allows a hook and an Action.

Those of `api.cache` and `api.notification` are kept in the child, by `runner/node/action.cjs`.
"""

from __future__ import annotations

from typing import Final

TIMEOUT: Final = 20.0
"""Seconds that the platform waits for a hook (PLATFORM.md "What goes over the wire")."""

CODE_BYTES: Final = 100_000
"""Bytes of an Action's code that the platform takes (PLATFORM.md "Actions")."""

PACKAGES: Final = 10
"""npm packages that an Action may have."""

SECRET_NAME: Final = 128
"""Characters of the name of an Action's secret."""

SECRET_VALUE: Final = 4096
"""Characters of its value."""
