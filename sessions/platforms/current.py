"""The platform that offhook emulates. Whoever asks a platform asks this one, by no other name."""

from __future__ import annotations

from typing import Final

from .auth0.platform import AUTH0
from .platform import Platform

PLATFORM: Final[Platform] = AUTH0
