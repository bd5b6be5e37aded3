"""What an existing file is to say: the session's content, as far as can be in its own notation."""

from __future__ import annotations

from sessions.store.toml.values import Document, is_table, same_document

from .codec import from_document, to_document
from .json_codec import EVENT, encode_like, without_payloads
from .model import Session


def merged(document: Document, session: Session) -> Document:
    """The document of a file after a change.

    What the session says as it did before is left as the file puts it: a default written out, a
    whole number of seconds, a payload as JSON text.

    Args:
        document: what the file says; it must be a session.
        session: what it is to say.

    Raises:
        DocumentError: a payload of `session` is no JSON value.
    """
    result = _merged(document, to_document(from_document(document)), to_document(session))
    for name, saved in session.invocation.items():
        there = document.get("invocation", {}).get(name)
        if there is not None:
            event = {} if saved.event is None else encode_like(saved.event, there, EVENT)
            rest = without_payloads(result["invocation"][name])
            expect = {"expect": rest.pop("expect")} if "expect" in rest else {}
            payload = encode_like(saved.payload, there)
            result["invocation"][name] = rest | payload | event | expect
    return result


def _merged(there: Document, before: Document, after: Document) -> Document:
    result: Document = {}
    for key, value in after.items():
        if is_table(value) and is_table(there.get(key)):
            result[key] = _merged(there[key], before.get(key, {}), value)
        elif key in before and key in there and same_document(before[key], after[key]):
            result[key] = there[key]
        else:
            result[key] = value
    # What is in the file but in neither session is a default written out.
    defaults = there.keys() - before.keys() - after.keys()
    return result | {key: value for key, value in there.items() if key in defaults}
