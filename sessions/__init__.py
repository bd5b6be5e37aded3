"""The engine of offhook: run, save and replay phone-message hook invocations. No terminal.

Its names are imported as they are first used: `import sessions` itself costs nothing.

    async with sessions.open_target("hook.js") as target:
        outcome = await sessions.send(target, sessions.example())
    assert outcome.delivered, outcome.error

- Targets: `open_target`; out of a session `choose`, a `Choice`. How they run: `Settings`.
- Sending: `send` an `Invocation` (`example` is one) to a `Target`; it gives an `Outcome`.
- Session files: `read_session`, `write_session`; a `Session` and its tables in a `SessionFile`.
- Replaying: `read_sessions`, `replay_sessions`; a `Step` with a `Verdict` for each invocation.
  It has a `Failure` for each expectation not met. `expected_of` an outcome makes an `Expect`.
- Comparing: `compare_sessions`, `compare_invocations`; a `Comparison` of two targets, with each
  `Difference`. `compare_instances` finds what leaks from one invocation into the next.
- What goes wrong with input is an `OffhookError`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .version import __version__

if TYPE_CHECKING:
    from .choice import Choice, choose
    from .comparison.instances import compare_instances
    from .comparison.run import (
        Compared,
        Comparison,
        compare_invocations,
        compare_sessions,
    )
    from .contract.answers import GivenAnswer
    from .contract.invocation import Invocation, example
    from .contract.kinds import Kind
    from .contract.outcome import (
        ConsoleLine,
        HookError,
        OutboundCall,
        OutboundMessage,
        Outcome,
        Result,
        SourceLocation,
        TargetInfo,
    )
    from .differences.difference import Difference
    from .errors import OffhookError
    from .permission import NotAllowed, Permissions
    from .replay.acceptance import expected_of
    from .replay.expectation import Verdict
    from .replay.failure import Failure
    from .replay.load import BrokenSessions, read_sessions
    from .replay.run import Step, replay_sessions
    from .secrets.lookup import SecretsError, resolve_secrets
    from .sending import open_target, send
    from .store.errors import ChangedOnDisk, SessionError
    from .store.expect import Expect, ExpectedCall
    from .store.model import SavedInvocation, Session, TargetSpec
    from .store.session_file import SessionFile
    from .store.session_file import read as read_session
    from .store.session_file import write as write_session
    from .targets.location import Location
    from .targets.target import Settings, Target, TargetProblem

__all__ = [
    "BrokenSessions",
    "ChangedOnDisk",
    "Choice",
    "Compared",
    "Comparison",
    "ConsoleLine",
    "Difference",
    "Expect",
    "ExpectedCall",
    "Failure",
    "GivenAnswer",
    "HookError",
    "Invocation",
    "Kind",
    "Location",
    "NotAllowed",
    "OffhookError",
    "OutboundCall",
    "OutboundMessage",
    "Outcome",
    "Permissions",
    "Result",
    "SavedInvocation",
    "SecretsError",
    "Session",
    "SessionError",
    "SessionFile",
    "Settings",
    "SourceLocation",
    "Step",
    "Target",
    "TargetInfo",
    "TargetProblem",
    "TargetSpec",
    "Verdict",
    "__version__",
    "choose",
    "compare_instances",
    "compare_invocations",
    "compare_sessions",
    "example",
    "expected_of",
    "open_target",
    "read_session",
    "read_sessions",
    "replay_sessions",
    "resolve_secrets",
    "send",
    "write_session",
]

_HOMES = {
    "choice": "Choice choose",
    "comparison.instances": "compare_instances",
    "comparison.run": "Compared Comparison compare_invocations compare_sessions",
    "contract.answers": "GivenAnswer",
    "contract.invocation": "Invocation example",
    "contract.kinds": "Kind",
    "contract.outcome": "ConsoleLine HookError OutboundCall OutboundMessage Outcome Result "
    "SourceLocation TargetInfo",
    "differences.difference": "Difference",
    "errors": "OffhookError",
    "permission": "NotAllowed Permissions",
    "replay.acceptance": "expected_of",
    "replay.expectation": "Verdict",
    "replay.failure": "Failure",
    "replay.load": "BrokenSessions read_sessions",
    "replay.run": "Step replay_sessions",
    "secrets.lookup": "SecretsError resolve_secrets",
    "sending": "open_target send",
    "store.errors": "ChangedOnDisk SessionError",
    "store.expect": "Expect ExpectedCall",
    "store.model": "SavedInvocation Session TargetSpec",
    "store.session_file": "SessionFile read_session=read write_session=write",
    "targets.location": "Location",
    "targets.target": "Settings Target TargetProblem",
}
"""Each module and the public names that are its own, `NAME=ITS` where they differ."""


def __getattr__(name: str) -> object:
    """Import a public name as it is first used, and keep it."""
    for module, names in _HOMES.items():
        for each in names.split():
            public, _, its = each.partition("=")
            if public == name:
                found = getattr(importlib.import_module(f"{__name__}.{module}"), its or name)
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
