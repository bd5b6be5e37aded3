"""The user name and password of a URL."""

from __future__ import annotations

import re


def without_userinfo(url: str) -> str:
    """A URL without the user name and password that it may carry; works on any text."""
    return re.sub(r"^([^/?#]*://)[^/?#]*@", r"\1", url)
