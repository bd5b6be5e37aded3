"""`offhook help`: a command, or a matter that several commands share, explained."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from typing import Final

from sessions.text import nearest

from .shared.diagnostics import AS_EXPECTED, Diagnostics, UsageError
from .shared.manual import FILES, VARIABLES, Manual, filled, listed
from .shared.output import Output
from .shared.parsing import Parser
from .shared.recipes import DOCKER, DOCKER_RUN, GITHUB, GITLAB, INBOX, PRE_COMMIT
from .shared.registry import COMMANDS, TOPICS, loaded, top_parser

_MANUAL: Final = Manual(
    about="Without a topic it lists the commands and the topics, as offhook --help does.",
    examples=("offhook help replay", "offhook help outcomes"),
    exits={"0": "explained", "2": "there is no such command or topic"},
)
SESSION: Final = """\
format = 1
target = "local"                  # a name below, a path, module:function, URL
secrets = ["TWILIO_AUTH_TOKEN"]   # names only

[targets.local]
handler = "hooks/twilio.js"       # relative to this file

[targets.staging]
url = "${env:GATEWAY_URL}"

[invocation.first-code]
faults = ["twilio=429"]           # what the provider answers instead

[invocation.first-code.payload]   # exactly the JSON that is sent
recipient = "+18085555555"
text = "Here is your one time password!"
context.message_type = "sms"
context.code = "123456"
context.name_json = "null"        # a key ending in _json holds JSON text

[invocation.first-code.expect]
outcome = "failed"
error.code = 20429
"""
"""A session that shows what one may have, and can be read."""


def configure(parser: Parser) -> None:
    """The option: what is to be explained."""
    parser.manual = _MANUAL
    parser.add_argument("topic", nargs="?", metavar="COMMAND|TOPIC", help="what to explain")


def run(options: argparse.Namespace, out: Output, _err: Diagnostics) -> int:
    """Print the explanation on stdout."""
    out.write(f"{explained(options.topic).rstrip()}\n")
    return AS_EXPECTED


def explained(topic: str | None) -> str:
    """What is to be known of a command or a topic. Raises UsageError where there is none."""
    if topic is None:
        return top_parser().format_help()
    if topic in COMMANDS:
        return loaded(topic)[1].format_help()
    if topic in _TOPICS:
        return _TOPICS[topic]()
    meant = nearest(topic, [*COMMANDS, *TOPICS])
    hint = f"did you mean offhook help {meant}?" if meant else "offhook help lists what there is"
    raise UsageError(f"there is no command and no topic {topic!r}; {hint}")


def _outcomes() -> str:
    from sessions.contract.kinds import WORDS

    kinds = "\n".join(
        line
        for kind, words in WORDS.items()
        for line in (
            f"{kind.value}",
            *listed({"means": words.title} | ({"to do": words.to_do} if words.to_do else {})),
        )
    )
    return _joined(
        "An invocation is delivered, failed, dropped or to retry. The kind says why; it stands in "
        "reports, in send --json and in the history. A session expects one by kind =, or only "
        "the outcome by outcome =.",
        kinds,
    )


def _faults() -> str:
    from sessions.contract.fault import CODE_HINT, FAULTS
    from sessions.providers.registry import names

    return _joined(
        "A fault is what an emulated provider shows instead of taking the message, so that the "
        "error branches of a hook can be tried. It is given by --fault, repeatable, as faults = "
        "[...] in a session, or chosen in the workbench. One that no call was given is warned of, "
        "and in replay is not as expected.",
        "\n".join(listed(FAULTS)),
        f"PROVIDER= before it limits it to one, as in twilio=500; {CODE_HINT}. Providers:",
        "\n".join(f"  {line}" for line in filled(", ".join(names())).splitlines()),
    )


def _secrets() -> str:
    return _joined(
        "A session and a command line have the names of secrets, never their values. A value comes "
        "from the environment, else from --env-file, else from .env beside the session (without a "
        "session: in the current folder). One in .env reaches a hook only if its name is in the "
        "session's secrets or given by --secret NAME. In the workbench a missing one can be typed "
        "in; it is kept in memory only.",
        "Everything that is shown, logged, saved or reported has ‹NAME› instead of the value, also "
        "where it is encoded. Values of less than four characters are left alone.",
        "Before a session sends a value to a host that it names, by ${env:NAME} in url or headers, "
        "it has to be allowed: the workbench asks, send and replay want --allow-env NAME, or that "
        "it is given by --env-file.",
    )


def _session() -> str:
    return _joined(
        "A session is a TOML file, made for git diff. Any JSON payload comes back equal, comments "
        "and layout stay, nothing is overwritten unasked.",
        _shown(SESSION),
        "expect may also have response, wire, event, console, warnings, outbound, max_duration and "
        "more, each with tests such as { contains = ... } or /regex/. offhook schema prints all of "
        "it as JSON Schema, offhook check says what is wrong in a file, and at which line.",
    )


def _credentials() -> str:
    from sessions.platforms.auth0.management.scopes import SCOPES

    return _joined(
        "offhook tenant uses the Management API of a tenant. It takes credentials from the "
        "environment, in the variables of auth0-deploy-cli, where they are for the tenant that is "
        "meant; else those that offhook tenant login has put into the keyring of the system. They "
        "are in no file of offhook's, in no message and in no report.",
        "The usual way is an application of the type Machine to Machine that is authorized for the "
        "Auth0 Management API: its client ID with its secret, or with a private key whose public "
        "key Auth0 has. login --by token keeps a token as it is. login --by device asks you to "
        "confirm in a browser, and needs an application that allows the grant Device Code; Auth0 "
        "gives a person fewer scopes than an application, and offhook says which.",
        "The scopes. Where one is missing, what needs it says so, and the rest works:",
        "\n".join(f"  {line}" for line in filled(", ".join(SCOPES)).splitlines()),
    )


def _ci() -> str:
    return _joined(
        "Sessions are replayed in CI as anywhere: the calls of a hook that runs there are caught, "
        "so that a secret needs a value, and any will do; an endpoint really sends. The status is "
        "0 where all is as expected. --jobs, --shard 1/4, --tag and --failed choose what is sent; "
        "TAP and JSON are formats too, and in pytest sessions are tests (README, In pytest).",
        "GitHub, with annotations at the lines and a summary of the step:",
        _shown(GITHUB),
        "GitLab, with a report of its own:",
        _shown(GITLAB),
        "pre-commit, which reads sessions before a commit and sends nothing (offhook-replay sends "
        "what is committed, offhook-fmt lays it out):",
        _shown(PRE_COMMIT),
        "Docker, as an image and as it is run in a project:",
        _shown(DOCKER),
        _shown(DOCKER_RUN),
        "The inbox as a service of Docker Compose, of the same image; --host is the name by which "
        "others ask it:",
        _shown(INBOX),
    )


def _environment() -> str:
    return _joined("What offhook reads of the environment:", "\n".join(listed(VARIABLES)))


def _files() -> str:
    return _joined(
        "What offhook reads or writes beside the files that it is given; offhook doctor shows "
        "where the folders are:",
        "\n".join(listed(FILES)),
    )


def _shown(file: str) -> str:
    """A file as it is, set off."""
    return textwrap.indent(file.rstrip(), "  ")


def _joined(*parts: str) -> str:
    """Texts filled, and lists as they are, with a line between."""
    return "\n\n".join(part if part.startswith(" ") else filled(part) for part in parts)


_TOPICS: Final[dict[str, Callable[[], str]]] = {
    "outcomes": _outcomes,
    "faults": _faults,
    "secrets": _secrets,
    "session": _session,
    "credentials": _credentials,
    "ci": _ci,
    "environment": _environment,
    "files": _files,
}
