"""What a failed connection means: the network's exceptions as a kind and what to do about it."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, cast

from sessions.contract.kinds import Kind


class Stage(Enum):
    """How far an exchange has come."""

    CONNECTING = auto()
    SECURING = auto()
    """The TLS handshake."""
    SENDING = auto()
    WAITING = auto()
    """The request is out, the answer's head is not in."""
    ANSWERING = auto()


@dataclass
class Progress:
    """How far the exchange has come that a connection is used for, said by whoever carries it on.

    httpcore says so too, to a coroutine at each step, which takes a tenth of a request's time.
    """

    stage: Stage = Stage.SENDING


def explain(error: Exception, stage: Stage, server: str) -> tuple[Kind, str]:
    """The kind and the message of an exchange that ended at `stage` without an answer's head.

    Args:
        error: what httpcore raised; what lies behind it is looked into.
        server: `host:port`, as the message names it.
    """
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLWantReadError | ssl.SSLWantWriteError):
            continue  # not a failure: how TLS without blocking waits for the network
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Kind.TLS_ERROR, _certificate(cause, server)
        if isinstance(cause, ssl.SSLError):
            return Kind.TLS_ERROR, _handshake(cause, server)
    if stage is Stage.SECURING:
        return Kind.TLS_ERROR, (
            f"{server} closed the connection during the TLS handshake; check that the port speaks"
            " TLS, and that it accepts this host name"
        )
    if stage is Stage.CONNECTING:
        return Kind.CONNECT_ERROR, _unconnected(error, server)
    return _unanswered(error, server)


def _certificate(error: ssl.SSLCertVerificationError, server: str) -> str:
    template = _CERTIFICATE.get(error.verify_code, _ANY_CERTIFICATE)
    return template.format(server=server, reason=error.verify_message.rstrip("."))


_TRUST = "set ca_file in the session's target to a PEM file of"
_CERTIFICATE: Final = {
    9: "the certificate of {server} is not valid yet; check the clocks of both machines",
    10: "the certificate of {server} has expired; renew it on the server",
    18: "the certificate of {server} is self-signed, so nobody vouches for it; if it is yours,"
    f" {_TRUST} it",
    19: "the certificate of {server} was issued by an authority that is not trusted here;"
    f" if you trust that authority, {_TRUST} its certificate",
    20: "the certificate of {server} was issued by an authority that is not known here;"
    f" {_TRUST} that authority, or let the server send its intermediate certificates",
    62: "the certificate of {server} is for another host ({reason}); use the host name that it"
    " is for, or issue one for this name",
    64: "the certificate of {server} is for another address ({reason}); use the host name that it"
    " is for, or issue one for this address",
}
"""By OpenSSL's X509_V_ERR number (x509_vfy.h)."""
_CERTIFICATE[21] = _CERTIFICATE[20]
_ANY_CERTIFICATE = (
    "the certificate of {server} is not accepted: {reason}; correct it on the server,"
    f" or {_TRUST} the authority to trust"
)

_NOT_TLS: Final = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
_OTHER_VERSION: Final = {
    "UNSUPPORTED_PROTOCOL",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "NO_PROTOCOLS_AVAILABLE",
}
_CLIENT_CERTIFICATE: Final = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "TLSV1_ALERT_CERTIFICATE_REQUIRED",
}


def _handshake(error: ssl.SSLError, server: str) -> str:
    reason = error.reason or str(error)
    if reason in _NOT_TLS:
        return f"{server} does not speak TLS; if it speaks plain HTTP, begin the URL with http://"
    if reason in _OTHER_VERSION:
        return f"{server} speaks no version of TLS that is safe; it must offer TLS 1.2 or 1.3"
    if reason in _CLIENT_CERTIFICATE:
        return f"{server} asks for a client certificate, which offhook has none of; do without it"
    words = reason.replace("_", " ").lower()
    return f"the TLS handshake with {server} failed: {words}; the server's own log says more"


def _unconnected(error: Exception, server: str) -> str:
    host = server.rpartition(":")[0].removeprefix("the proxy ")
    causes = [cause for cause in _causes(error) if isinstance(cause, OSError)]
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return (
                f"the host {host} is not known ({cause.strerror}); check its spelling in the URL,"
                " and the network"
            )
    for cause in causes:
        if template := _REFUSALS.get(cause.errno or 0):
            return template.format(server=server)
    reason = str(error) or type(error).__name__
    return f"no connection to {server}: {reason}; check host and port of the URL, and the network"


_REFUSALS: Final = {
    errno.ECONNREFUSED: "nothing listens at {server}: the connection was refused; start the"
    " endpoint, or correct host and port of the URL",
    errno.ECONNRESET: "{server} reset the connection at once; see whether the endpoint is up,"
    " and what stands in front of it",
    errno.ETIMEDOUT: "{server} does not react to a connection; check host and port of the URL,"
    " and whether a firewall is in the way",
    **dict.fromkeys(
        (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL),
        "there is no way to {server} from here: unreachable; check the network or the VPN",
    ),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM),
        "this machine does not permit a connection to {server}; check its firewall",
    ),
}


def _unanswered(error: Exception, server: str) -> tuple[Kind, str]:
    """The connection stood, so the request may have been taken: never a connect_error.

    Whoever reads `connect_error` sends again without a thought, and then a phone rings twice.
    """
    import httpcore

    reason = str(error)
    if isinstance(error, httpcore.ProxyError):
        return Kind.CONNECT_ERROR, (
            f"the proxy of the environment does not lead to {server}: {reason};"
            " correct HTTPS_PROXY, or list the host in NO_PROXY"
        )
    if isinstance(error, httpcore.LocalProtocolError):
        return Kind.CONNECT_ERROR, (
            f"the request cannot be written: {reason}; correct the target's headers"
        )
    if "illegal status line" in reason and r"\x15\x03" in reason:  # a TLS alert record
        return Kind.TLS_ERROR, f"{server} speaks TLS; begin the URL with https://"
    if isinstance(error, OSError) or "without sending a response" in reason:
        return Kind.BAD_RESPONSE, (
            f"{server} took the connection and closed it without a whole answer; see the endpoint's"
            " own log, and whether it wants https:// or a client certificate"
        )
    return Kind.BAD_RESPONSE, (
        f"{server} does not answer in HTTP/1.1: {reason}; check that the port is an HTTP server's"
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that stands behind it, groups included."""
    todo: list[BaseException] = [error]
    seen: set[int] = set()
    while todo:
        cause = todo.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):  # one error for each address of the host
            todo.extend(cast("BaseExceptionGroup[BaseException]", cause).exceptions)
        todo.extend(behind for behind in (cause.__cause__, cause.__context__) if behind)
