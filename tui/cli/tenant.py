"""`offhook tenant`: what is in a tenant, code out of it, Actions into it, its log."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from sessions.platforms.current import PLATFORM

from .shared.diagnostics import Diagnostics, UsageError
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser, add_secret_options, count

_Verb: TypeAlias = Callable[[argparse.Namespace, Output, Diagnostics], int]

_VERBS: Final[Mapping[str, str]] = {
    "login": "login",
    "logout": "login",
    "list": "list_",
    "pull": "pull",
    "diff": "diff",
    "push": "push",
    "logs": "logs",
}
"""Each verb, and the module of `tenant_verbs` that has the function which does it."""

_MANUAL: Final = Manual(
    about="""\
Without a verb a terminal shows it all: what is in the tenant, what of it is in this folder, and
where they differ; elsewhere that is list.

  login   gets a token, and keeps in the keyring what it was got by
  logout  removes that
  list    Actions, hooks, phone provider and templates, with their state
  pull    writes the code of Actions and hooks, with NAME.json for packages and
          names of secrets, and a session NAME.toml; without a name that of all.
          --templates writes the texts of messages, for offhook demo
  diff    shows where the Action in a FILE, of a session, or FOLDER#NAME of a
          folder of auth0-deploy-cli, is not the tenant's
  push    shows that and asks; then it creates or changes the Action, has it
          built, deploys it, binds it, and makes the phone provider custom
  logs    entries about phone messages, newest last, with the errors of Actions

A push that was cut off, however, is found by the next one, which goes on where it ended. Secrets
are sent only where the values of all are known, since the tenant gives none back. What the token
has no scope for is named; offhook help credentials has them all.
""",
    examples=(
        "offhook tenant login --domain acme.eu.auth0.com --client-id 9hZ…",
        "offhook tenant pull -o actions",
        "offhook tenant diff actions/sms.js",
        "offhook tenant push actions/sms.js --dry-run",
        "offhook tenant push actions/sms.js --yes  # in CI, by its environment",
        "offhook tenant logs --import happened.toml",
    ),
    exits={
        "0": "done, nothing to do, no difference",
        "1": "different, not all could be read, or a push was not agreed to or did not end",
        "2": "wrong usage, no credentials, or the tenant is not reached, or not to be read",
    },
    environment=(
        "AUTH0_DOMAIN",
        "AUTH0_CLIENT_ID",
        "AUTH0_CLIENT_SECRET",
        "AUTH0_CLIENT_SIGNING_KEY_PATH",
        "AUTH0_CLIENT_SIGNING_ALGORITHM",
        "AUTH0_ACCESS_TOKEN",
        "AUTH0_AUDIENCE",
        "OFFHOOK_TENANT_CA",
        "NAME",
        "HTTPS_PROXY",
        "XDG_STATE_HOME",
    ),
    files=("manifest", "session", ".env", "pushes"),
)


def configure(parser: Parser) -> None:
    """The verb, what it is about, and its options, in groups by verb."""
    parser.manual = _MANUAL
    parser.add_argument(
        "verb", nargs="?", metavar="VERB", choices=tuple(_VERBS), help="one of those above"
    )
    parser.add_argument(
        "what", nargs="*", metavar="NAME|FILE", help="pull: names; diff and push: files or sessions"
    )
    parser.add_argument("--domain", metavar="D", help="the tenant (default: AUTH0_DOMAIN, login)")
    login = parser.add_argument_group("login")
    login.add_argument(
        "--by",
        choices=("secret", "key", "device", "token"),
        help="by the client's secret or a token, which are typed in or on stdin, by a private key, "
        "or in a browser (default: secret)",
    )
    login.add_argument("--client-id", metavar="ID", help="of the application")
    login.add_argument("--key", metavar="FILE", help="the private key, in PEM")
    login.add_argument("--algorithm", metavar="A", help="RS256 (the default), RS384 or PS256")
    pull = parser.add_argument_group("pull")
    pull.add_argument(
        "-o", "--output", metavar="FOLDER", help="where to, made if missing (default: here)"
    )
    pull.add_argument("--templates", action="store_true", help="the texts of messages instead")
    pull.add_argument("--force", action="store_true", help="replace files that are others")
    _configure_push(parser)
    logs = parser.add_argument_group("logs")
    logs.add_argument("--limit", metavar="N", type=count, help="entries (default: 50, most: 1000)")
    logs.add_argument(
        "--import", dest="import_", metavar="F", help="write the session that they make, a new file"
    )


def _configure_push(parser: Parser) -> None:
    action = parser.add_argument_group("diff and push")
    action.add_argument("--name", metavar="TEXT", help="the Action's name (default: the file's)")
    action.add_argument("--trigger", choices=tuple(PLATFORM.events.TRIGGERS))
    action.add_argument("--dependencies", metavar="F", help="its packages, as port writes them")
    push = parser.add_argument_group("push")
    push.add_argument("--yes", action="store_true", help="do not ask")
    push.add_argument("--dry-run", action="store_true", help="show it, and write nothing")
    push.add_argument(
        "--secrets",
        dest="send_secrets",
        action="store_true",
        help="send the values of secrets although their names have not changed",
    )
    push.add_argument("--no-bind", action="store_true", help="leave it unbound")
    push.add_argument(
        "--delivery",
        choices=("text", "voice"),
        action="append",
        default=[],
        help="what a phone provider that is made is for (default: text)",
    )
    push.add_argument(
        "--try",
        dest="try_",
        metavar="NUMBER",
        help="then have the phone provider send a message there, and show the Action's error",
    )
    push.add_argument("--undo", action="store_true", help="take back a push that was cut off")
    add_secret_options(parser)


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Do what the verb says."""
    verb = options.verb or "list"
    _refuse_others(verb, options)
    if options.verb is None and _is_seen(out):
        return _on_screen(options)
    options.by = options.by or "secret"
    options.limit = options.limit or 50
    place = _VERBS[verb]
    do: _Verb = getattr(importlib.import_module(f"tui.cli.tenant_verbs.{place}"), _named(verb))
    return do(options, out, err)


def _named(verb: str) -> str:
    """The function of a verb: `list` is Python's own."""
    return "list_" if verb == "list" else verb


def _is_seen(out: Output) -> bool:
    """Whether a person looks, and types, at a terminal."""
    import os
    import sys

    from .shared.output import is_terminal

    return out.is_terminal and is_terminal(sys.stdin) and os.environ.get("TERM") != "dumb"


def _on_screen(options: argparse.Namespace) -> int:
    from .tenant_verbs.screen import show

    return show(options)


def _refuse_others(verb: str, options: argparse.Namespace) -> None:
    """Raise UsageError for an option of another verb, or an argument that a verb has none of."""
    for names, verbs in _OPTIONS.items():
        for name in names:
            is_given = getattr(options, _DESTINATIONS.get(name, name[2:].replace("-", "_")))
            if is_given and verb not in verbs:
                raise UsageError(f"{name}: goes with {' and '.join(verbs)}")
    if options.what and verb not in ("pull", "diff", "push"):
        raise UsageError(f"{verb}: takes no {options.what[0]!r} (see offhook tenant --help)")
    if verb == "diff" and not options.what:
        raise UsageError("diff: give the file of an Action, or a session of it")
    if options.templates and options.what:
        raise UsageError("--templates: are of the whole tenant; leave the names out")


_OPTIONS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("--by", "--client-id", "--key", "--algorithm"): ("login",),
    ("--output", "--templates", "--force"): ("pull",),
    ("--name", "--trigger", "--dependencies", "--secret"): ("diff", "push"),
    (
        "--yes",
        "--dry-run",
        "--secrets",
        "--no-bind",
        "--delivery",
        "--undo",
        "--env-file",
        "--try",
    ): ("push",),
    ("--limit", "--import"): ("logs",),
}
_DESTINATIONS: Final = {
    "--secret": "secrets",
    "--secrets": "send_secrets",
    "--import": "import_",
    "--try": "try_",
}
