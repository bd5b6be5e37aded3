"""What commands there are, and the parser of each: for the command line, the help, completion."""

from __future__ import annotations

import importlib
from dataclasses import replace
from types import ModuleType
from typing import Final, NamedTuple, cast

from .manual import UNUSABLE_INPUT, Manual, listed, section
from .parsing import Parser

_MANUAL: Final = Manual(
    examples=(
        "offhook                                 # the sessions of this folder",
        "offhook send --target hooks/twilio.js  # the example, to your hook",
        "offhook send --set recipient=+18085555555 --save first.toml",
        "offhook replay sessions/ --format json  # all of a folder, for CI",
    ),
    exits={
        "0": "as expected",
        "1": "not delivered, not as expected, different",
        "2": UNUSABLE_INPUT,
        "130": "ended by Ctrl+C; 128 and its number for any other signal",
    },
)
_ABOUT: Final = """\
The workbench for phone-message hooks. It opens a session file, or the sessions of a
folder; with no argument, those of the current folder. A file with the name of a
command is opened by its path: ./send
"""


class Command(NamedTuple):
    """The module of `tui.cli` that runs it, and what it does."""

    module: str
    summary: str


GROUPS: Final = {
    "send and judge": {
        "send": Command("send", "Send one invocation and show what came of it"),
        "replay": Command("replay", "Send all invocations of sessions, compare with expectations"),
        "compare": Command("compare", "Send all invocations to two targets, show the differences"),
        "fuzz": Command("fuzz", "Make payloads up, save the smallest that a target fails on"),
        "load": Command("load", "Send invocations to an endpoint, as users of a load test"),
        "inbox": Command("inbox", "Catch what any program sends by SMS or voice, show the codes"),
        "listen": Command("listen", "Receive invocations over HTTP, and have a target answer them"),
        "history": Command("history", "Show what came of earlier sends and replays"),
        "demo": Command("demo", "Show MFA enrollment and second factor on a phone"),
    },
    "write and read files": {
        "new": Command("new", "Write the starter code of a hook or an Action"),
        "port": Command("port", "Write the Action that does what a hook did, and prove it"),
        "import": Command("import_", "Make a session from JSON, cURL, HAR, Postman or a log"),
        "export": Command("export", "Print a session as JSON, requests of other tools, or tests"),
        "check": Command("check", "Read sessions, say what is wrong with them; send nothing"),
        "fmt": Command("fmt", "Rewrite sessions in their canonical layout"),
        "tenant": Command("tenant", "Pull code from a tenant, push Actions into it, read its log"),
        "schema": Command("schema", "Print the JSON Schema of a session file or of the settings"),
    },
    "offhook itself": {
        "serve": Command("serve", "Open the workbench in a browser"),
        "config": Command("config", "Show the settings, check them, or write a file of them"),
        "doctor": Command("doctor", "Show versions, runtimes and folders, and what is missing"),
        "completion": Command("completion", "Print what completes offhook's command line"),
        "help": Command("help", "Explain a command or a topic"),
    },
}
"""Every command by its name, in the order and the groups of the help."""
TOPICS: Final = {
    "outcomes": "what each kind of outcome means, and what to do",
    "faults": "what providers can be made to answer",
    "secrets": "where values come from, and where they do not go",
    "session": "what a session file says",
    "credentials": "how a tenant is logged in to, and which scopes that needs",
    "ci": "recipes for GitHub Actions, GitLab, pre-commit and Docker",
    "environment": "every variable that is read",
    "files": "every file that is read or written unasked",
}
"""What `offhook help` explains beside commands."""
COMMANDS: Final = {name: command for group in GROUPS.values() for name, command in group.items()}


def loaded(name: str) -> tuple[ModuleType, Parser]:
    """The module of a command, imported only now, and the parser that it has configured."""
    command = COMMANDS[name]
    module = importlib.import_module(f"tui.cli.{command.module}")
    parser = Parser(name, f"{command.summary}.")
    module.configure(parser)
    return module, parser


def top_parser() -> Parser:
    """The parser of what stands on the line where no command does."""
    parser = Parser("", _ABOUT)
    groups = (
        section(title, listed({f"{name:<11}": command.summary for name, command in group.items()}))
        for title, group in GROUPS.items()
    )
    more = "offhook help COMMAND, or COMMAND --help, explains a command; offhook help TOPIC:"
    topics = "\n".join(listed(TOPICS))
    parser.manual = replace(_MANUAL, about="\n\n".join([*groups, f"{more}\n\n{topics}"]))
    parser.usage = "offhook [FILE|FOLDER]\n       offhook COMMAND [OPTIONS]"
    parser.add_argument("--version", action="store_true", help="show the version")
    parser.add_argument("path", nargs="*", metavar="FILE|FOLDER", help="what to open")
    return parser


def whole_parser() -> Parser:
    """A parser with every command as a part of it, for what describes the command line as a whole.

    The command line itself does not use it: it loads one command, and no other.
    """
    parser = Parser("", "")
    parser.add_argument("--version", action="store_true", help="show the version")

    def made(prog: str, **_: object) -> Parser:
        return loaded(prog.removeprefix("offhook "))[1]

    made_by = cast("type[Parser]", made)  # argparse only calls it
    commands = parser.add_subparsers(prog="offhook", parser_class=made_by)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.summary)
    return parser
