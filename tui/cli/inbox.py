"""`offhook inbox`: what any program on this machine sends by SMS or voice lands here."""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import socket
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .shared.diagnostics import AS_EXPECTED, Diagnostics, UsageError
from .shared.inputs import refuse_hook
from .shared.manual import Manual
from .shared.on_screen import run_on_screen
from .shared.outbound import add_fault_option
from .shared.output import Output, OutputError, ReaderGone, on_one_line
from .shared.parsing import Parser
from .shared.sockets import host_of_url, listening_socket, port

if TYPE_CHECKING:
    from sessions.contract.answers import GivenAnswer
    from sessions.inbox.authority import Authority
    from sessions.inbox.mailbox import Mailbox, Received
    from sessions.inbox.server import Server
    from tui.app import OffhookApp

VARIABLE: Final = "OFFHOOK_INBOX_TOKEN"
_HOST: Final = "127.0.0.1"
_PORT: Final = 8026
_MANUAL: Final = Manual(
    about=f"""\
Programs reach the providers here by a base URL, http://127.0.0.1:{_PORT}/PROVIDER, with the paths
that the provider has behind it, or without any change as their proxy. They are answered as the
provider would, and nothing is passed on: a host that is no provider's is refused. A test reads a
code by one request:

  GET http://127.0.0.1:{_PORT}/api/code?to=+18085555555&wait=10

GET / lists all that can be asked: messages by number, text and provider, waited for, cleared.
For the proxy of HTTPS (pip install 'offhook[inbox]') the inbox has a certificate authority of its
own, for the providers' domains only. --env prints what makes a program trust it and go through it:

  eval "$(offhook inbox --env)"

Credentials of requests are in nothing that is shown or kept; messages are kept in memory only, the
last 10,000. Web pages are refused. With --host, where other machines reach it, a token is needed:
{VARIABLE}. It is given as Authorization: Bearer TOKEN, or before the provider in a base URL,
http://HOST:{_PORT}/TOKEN/twilio, or as the password of the proxy.

The screen shows messages by number on a phone, request and answer beside it. With --headless a
line for each is on stdout, with --json a line of JSON, and it goes on until Ctrl+C.
""",
    examples=(
        "offhook inbox",
        "offhook inbox --headless  # a line for each message, until Ctrl+C",
        "offhook inbox --env  # what to set, for a program that goes by the proxy",
        "offhook inbox --fault twilio=21608 --port 9026",
        "offhook inbox --session answers.toml  # its [[answers]] come before what is emulated",
    ),
    exits={
        "0": "the screen was left",
        "130": "ended by Ctrl+C",
        "2": "wrong usage, or a port that is taken",
    },
    environment=(VARIABLE,),
    files=("session", "authority"),
)


def configure(parser: Parser) -> None:
    """The options: where it listens, what it answers, and how messages are shown."""
    parser.manual = _MANUAL
    parser.add_argument(
        "--port", metavar="N", type=port, default=_PORT, help=f"0 for any (default: {_PORT})"
    )
    parser.add_argument(
        "--host", metavar="H", default=_HOST, help="an address or name of this machine"
    )
    parser.add_argument(
        "--headless", action="store_true", help="no screen: a line for each message"
    )
    parser.add_argument("--json", action="store_true", help="no screen: a line of JSON for each")
    parser.add_argument(
        "--env", action="store_true", help="print what makes programs use it as their proxy"
    )
    calls = add_fault_option(parser, "what requests are answered")
    calls.add_argument("--session", metavar="FILE", help="answer as its [[answers]] say")


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Serve until a signal ends it."""
    from sessions.inbox.mailbox import Mailbox

    from .shared.running import run_to_end

    answers = _answers(options.session)
    if options.env:
        return _print_env(options, answers, out, err)
    with listening_socket(options.host, options.port) as listening:
        mailbox = Mailbox()
        url = f"http://{host_of_url(options.host)}:{listening.getsockname()[1]}"
        if not (options.headless or options.json):
            return _on_screen(options, listening, mailbox, answers, url)
        server = _server(options, listening, mailbox, answers, err.warn)
        err.note(f"Listening on {url}/ until Ctrl+C.")
        run_to_end(_served(server, listening, mailbox, partial(_tell, options, out, err)))
    return AS_EXPECTED


def _on_screen(
    options: argparse.Namespace,
    listening: socket.socket,
    mailbox: Mailbox,
    answers: tuple[GivenAnswer, ...],
    url: str,
) -> int:
    """Serve as long as the screen is there, which shows what came in."""

    def make(encoding: str | None) -> OffhookApp:
        from tui.app import OffhookApp
        from tui.inbox.screen import InboxScreen

        def warn(text: str) -> None:
            screen.warn(text)

        server = _server(options, listening, mailbox, answers, warn)
        env = _env_command(options, listening.getsockname()[1])
        serve = partial(server.serve, listening)
        screen = InboxScreen(mailbox, serve, url, base=_base(url), env=env)
        return OffhookApp(home=screen, encoding=encoding)

    return run_on_screen(make, "the inbox", "offhook inbox --headless does")


def _env_command(options: argparse.Namespace, number: int) -> str:
    """The command that prints what makes programs use this inbox as their proxy."""
    words = ["offhook", "inbox", "--env"]
    words += ["--host", options.host] if options.host != _HOST else []
    words += ["--port", str(number)] if number != _PORT else []
    words += ["--session", options.session] if options.session else []
    return shlex.join(words)


def _base(url: str) -> str:
    """What stands before a provider's name in a base URL: a shell puts the token there, if any."""
    return f"{url}/${{{VARIABLE}}}" if _token(needed=False) else url


async def _served(
    server: Server,
    listening: socket.socket,
    mailbox: Mailbox,
    tell: Callable[[Received | None], None],
) -> None:
    """Serve until this is cancelled, or until what comes in cannot be told any more."""
    untold: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def told(received: Received | None) -> None:
        try:
            tell(received)
        except (ReaderGone, OutputError) as error:
            if not untold.done():
                untold.set_exception(error)

    end = mailbox.watch(told)
    serving = asyncio.ensure_future(server.serve(listening))
    try:
        await asyncio.wait({serving, untold}, return_when=asyncio.FIRST_COMPLETED)
        if untold.done():
            untold.result()
    finally:
        end()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _answers(session: str | None) -> tuple[GivenAnswer, ...]:
    """The answers of a session that is named."""
    if session is None:
        return ()
    from sessions.store.answers import given_answers
    from sessions.store.session_file import read

    refuse_hook(session)
    answers = given_answers(read(Path(session)).session.answers)
    if not answers:
        raise UsageError(f"--session: {session} has no [[answers]]")
    return answers


_NO_CERTIFICATES: Final = (
    "the proxy of HTTPS needs cryptography, which is not installed: "
    "pipx install '.[inbox]', or pip install 'offhook[inbox]'"
)


def _authority(answers: tuple[GivenAnswer, ...]) -> Authority | None:
    """The authority whose certificates the proxy shows; None where none can be made."""
    if find_spec("cryptography") is None:
        return None
    from sessions.files import state_folder
    from sessions.inbox.authority import Authority
    from sessions.inbox.places import domains

    return Authority.open(state_folder() / "inbox", domains(answers))


def _print_env(
    options: argparse.Namespace, answers: tuple[GivenAnswer, ...], out: Output, err: Diagnostics
) -> int:
    """The lines of a shell that make programs use the inbox as their proxy, and trust it."""
    if options.port == 0:
        raise UsageError("--env: name with --port where the inbox listens; 0 is any port")
    token = f"${{{VARIABLE}}}" if _token(needed=False) else ""
    authority = _authority(answers)
    if authority is None:
        raise UsageError(_NO_CERTIFICATES)
    place = f"{host_of_url(options.host)}:{options.port}"
    url = f"http://{place}"
    proxy = f"http://offhook:{token}@{place}" if token else url
    own, bundle = shlex.quote(str(authority.certificate)), shlex.quote(str(authority.bundle))
    for name, value in {
        "HTTPS_PROXY": f'"{proxy}"',
        "https_proxy": f'"{proxy}"',
        "HTTP_PROXY": f'"{proxy}"',
        "http_proxy": f'"{proxy}"',
        "NO_PROXY": '"localhost,127.0.0.1,::1${NO_PROXY:+,$NO_PROXY}"',
        "no_proxy": '"$NO_PROXY"',
        "NODE_USE_ENV_PROXY": "1",
        "NODE_EXTRA_CA_CERTS": own,
        "SSL_CERT_FILE": bundle,
        "REQUESTS_CA_BUNDLE": bundle,
        "AWS_CA_BUNDLE": bundle,
        "AWS_ENDPOINT_URL_SNS": f'"{_base(url)}/sns"',
    }.items():
        out.line(f"export {name}={value}")
    if out.is_terminal:
        err.note('To use them: eval "$(offhook inbox --env)"')
    return AS_EXPECTED


def _server(
    options: argparse.Namespace,
    listening: socket.socket,
    mailbox: Mailbox,
    answers: tuple[GivenAnswer, ...],
    warn: Callable[[str], None],
) -> Server:
    """The server of these options; `warn` receives what is odd while it runs."""
    from sessions.inbox.api import Api
    from sessions.inbox.door import Door
    from sessions.inbox.front import Rules
    from sessions.inbox.record import InboxRecord
    from sessions.inbox.server import Server
    from sessions.inbox.tls import secured_by
    from sessions.own_host import is_loopback
    from sessions.providers.faults import known_fault

    address, number = listening.getsockname()[:2]
    outside = not is_loopback(address)
    names = {options.host.lower(), *([socket.gethostname().lower()] if outside else [])}
    door = Door(_token(outside), frozenset(names))
    authority = _authority(answers)
    secured = secured_by(authority, warn) if authority else None
    rules = Rules(Api(mailbox), door, number, answers, secured, _NO_CERTIFICATES)
    faults = [known_fault(text) for text in options.faults]
    return Server(rules, InboxRecord(mailbox, faults, answers, lambda: warn(_NO_HTTP)))


def _token(needed: bool) -> str | None:
    """The token that programs have to give; None where none is set, and none is needed."""
    from sessions.inbox.door import LEAST_TOKEN

    given = os.environ.get(VARIABLE)
    if given is None and needed:
        raise UsageError(
            f"--host: other machines could read codes there; put a token into {VARIABLE}, "
            f"of {LEAST_TOKEN} characters or more, as openssl rand -hex 16 makes one"
        )
    if given is not None and (len(given) < LEAST_TOKEN or not _is_plain(given)):
        raise UsageError(
            f"{VARIABLE}: wanted {LEAST_TOKEN} characters or more, of letters, digits, - and _"
        )
    return given


def _is_plain(token: str) -> bool:
    """Whether a token can stand in a URL as it is."""
    return token.isascii() and token.replace("-", "").replace("_", "").isalnum()


_NO_HTTP: Final = (
    "something connected that does not speak HTTP/1.1; the base URLs begin with http://"
)


def _tell(
    options: argparse.Namespace, out: Output, err: Diagnostics, received: Received | None
) -> None:
    """A message on stdout; what was refused on stderr."""
    if received is None:
        return
    if options.json and received.message:
        import json

        from sessions.inbox.api import message_json

        out.line(json.dumps(message_json(received)))
        out.flush()
    elif received.delivered:
        out.line(line_of(received))
        out.flush()
    if not received.delivered and (why := why_not(received)):
        err.note(why)


def line_of(received: Received) -> str:
    """`12:01:05  +18085555555  sms twilio  123456  Your code is 123456`, on one line."""
    message, call = received.message, received.call
    at = received.at.astimezone().strftime("%H:%M:%S")
    to = (message and message.to) or "nobody"
    how = f"{(message and message.channel) or 'sms'} {call.provider or 'generic'}"
    text = message.text if message and message.text is not None else "(text by the provider)"
    return on_one_line(f"{at}  {to}  {how}  {received.code or '-'}  {text}")


def why_not(received: Received) -> str | None:
    """Why a request brought no message, as a line; None where it was to bring none."""
    call, message = received.call, received.message
    what = f"{call.method} {call.url}"
    if message:
        why = f"the fault {call.fault}" if call.fault else f"HTTP {call.status}"
        return f"not delivered to {message.to}: {why}"
    return f"{what}: {call.problem}" if call.problem else None
