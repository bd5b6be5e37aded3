"""Any host that no other provider takes: a JSON success, and the message where one can be seen."""

from __future__ import annotations

import re
import secrets
from typing import Final

from .provider import Answer, Provider, Refusal, Request, http_codes, json_answer
from .recognition import find_message

_METADATA_HOSTS: Final = frozenset(
    {"169.254.169.254", "169.254.170.2", "fd00:ec2::254", "metadata.google.internal"}
)
"""Where clouds tell their machines who they are; an SDK that asks is to find out soon that it
runs on none."""

_REFUSED: Final[dict[Refusal, tuple[int, str]]] = {
    "400": (400, "invalid phone number"),
    "401": (401, "unauthorized"),
    "429": (429, "too many requests"),
    "500": (500, "internal server error"),
}


def is_cloud_metadata(request: Request) -> bool:
    """Whether a cloud is asked who this machine is: no provider, and so without faults."""
    return request.host in _METADATA_HOSTS


def accept(request: Request) -> Answer:
    """A success with an id; nothing from a cloud's metadata."""
    if is_cloud_metadata(request):
        return Answer(404)
    return json_answer(200, {"ok": True, "id": secrets.token_hex(8)})


def refuse(request: Request, refusal: Refusal) -> Answer:
    """An error in JSON, as many APIs word it."""
    status, message = _REFUSED[refusal]
    return _with_status(request, status, refusal, message)


def _with_status(_request: Request, status: int, _code: str, message: str) -> Answer:
    return json_answer(status, {"ok": False, "error": {"code": status, "message": message}})


PROVIDERS: Final = (
    Provider(
        name="generic",
        title="any other host",
        hosts=re.compile(r".*", re.DOTALL),
        paths=re.compile(r".*", re.DOTALL),
        read=find_message,
        accept=accept,
        refuse=refuse,
        codes=http_codes(_with_status),
    ),
)
