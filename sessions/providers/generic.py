"""Any host that no other provider takes: a JSON success, and the message where one can be seen."""

from __future__ import annotations

import re
import secrets
from typing import Final

from .provider import BY_STATUS, Answer, Provider, Request, http_codes, json_answer, refuse_by
from .recognition import find_message

_METADATA_HOSTS: Final = frozenset(
    {"169.254.169.254", "169.254.170.2", "fd00:ec2::254", "metadata.google.internal"}
)
"""Where machines of a cloud ask who they are; an SDK that asks is to find out soon that it
runs on none."""


def is_cloud_metadata(request: Request) -> bool:
    """Whether a cloud is asked who this machine is: no provider, and so without faults."""
    return request.host in _METADATA_HOSTS


def accept(request: Request) -> Answer:
    """A success with an id; nothing from a cloud's metadata."""
    if is_cloud_metadata(request):
        return Answer(404)
    return json_answer(200, {"ok": True, "id": secrets.token_hex(8)})


def _with_status(_request: Request, status: int, _code: str, message: str) -> Answer:
    return json_answer(status, {"ok": False, "error": {"code": status, "message": message}})


CODES: Final = http_codes(
    _with_status,
    http_400="invalid phone number",
    http_401="unauthorized",
    http_429="too many requests",
    http_500="internal server error",
)

PROVIDERS: Final = (
    Provider(
        name="generic",
        title="any other host",
        hosts=re.compile(r".*", re.DOTALL),
        paths=re.compile(r".*", re.DOTALL),
        read=find_message,
        accept=accept,
        refuse=refuse_by(CODES, BY_STATUS),
        codes=CODES,
    ),
)
