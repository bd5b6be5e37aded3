"""What is edited is taken back, and made again, in any order of edits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.invocation import example
from sessions.contract.json_text import JsonValue, loads
from sessions.contract.outcome import Result
from sessions.editing.document import Document
from sessions.store.expect import Expect
from sessions.store.model import SavedInvocation, Session

TEXTS = st.sampled_from(["", "a", "b", "12"])
Operation = Callable[[Document, str], object]


def _rename(document: Document, text: str) -> None:
    if document.names and document.name_problem(text) is None:
        document.rename(text)


def _name_target(document: Document, text: str) -> None:
    if document.target_name_problem(text) is None:
        document.name_target(text)


def _of_one(edit: Operation) -> Operation:
    return lambda document, text: edit(document, text) if document.names else None


OPERATIONS: Final[tuple[Operation, ...]] = (
    _of_one(lambda document, text: document.put(("text",), text)),
    _of_one(lambda document, _: document.put(("text",), None)),
    _of_one(lambda document, _: document.remove(("context", "code"))),
    _of_one(lambda document, text: document.set_payload({"text": text})),
    _of_one(lambda document, text: document.set_own_target(text or None)),
    _of_one(lambda document, text: document.set_faults((text,) if text else ())),
    _of_one(lambda document, _: document.set_expect(Expect(outcome=Result.FAILED))),
    lambda document, text: document.set_target(text or None),
    lambda document, text: document.set_secrets((text,) if text else ()),
    lambda document, _: document.add(),
    lambda document, _: document.duplicate(),
    lambda document, _: document.delete() if document.names else None,
    lambda document, _: document.step(-1),
    lambda document, _: document.step(1),
    _rename,
    _name_target,
)


@given(st.lists(st.tuples(st.sampled_from(OPERATIONS), TEXTS), max_size=25))
def test_every_edit_is_taken_back_and_made_again(edits: list[tuple[Operation, str]]) -> None:
    document = Document.new()
    been = [document.session]
    for edit, text in edits:
        edit(document, text)
        if document.session is not been[-1] and document.session != been[-1]:
            been.append(document.session)
    for session in reversed(been[:-1]):
        assert document.undo()
        assert document.session == session
        assert document.current in document.names or not document.names
    assert document.undo() is None
    assert not document.dirty
    for session in been[1:]:
        assert document.redo()
        assert document.session == session
    assert document.redo() is None


def test_an_edit_after_undoing_is_the_end_of_what_was_undone() -> None:
    document = Document.new()
    document.put(("text",), "one")
    document.undo()
    document.put(("text",), "two")
    assert document.redo() is None
    assert document.payload == {**_payload(), "text": "two"}


def test_what_is_part_of_the_same_is_one_edit_until_something_comes_between() -> None:
    document = Document.new()
    for text in ("1", "12", "123"):
        _typed(document, text, "typing")
    _typed(document, "x", "typing elsewhere")
    assert document.undo()
    assert document.payload == "123"
    _typed(document, "1234", "typing")
    assert document.undo()
    assert document.payload == "123"
    assert document.undo()
    assert document.payload == _payload()
    assert document.undo() is None


def test_edits_of_two_invocations_are_never_one() -> None:
    one = SavedInvocation(payload=1)
    document = Document(Session(invocation={"a": one, "b": one}))
    _typed(document, 2, "typing")
    document.select("b")
    _typed(document, 3, "typing")
    document.undo()
    assert [each.payload for each in document.session.invocation.values()] == [2, 1]


def test_what_was_typed_and_deleted_again_is_no_edit() -> None:
    document = Document.new()
    document.set_target("hook.js")
    document.put(("text",), "other")
    document.undo()
    payload = _payload()
    _typed(document, {**payload, "text": "x"}, "typing")
    _typed(document, payload, "typing")
    document.undo()
    assert document.session.target == "starter"
    assert document.undo() is None


def test_goes_to_the_invocation_that_was_edited() -> None:
    one = SavedInvocation(payload=1)
    document = Document(Session(invocation={"a": one, "b": one}))
    document.select("b")
    document.set_payload(2)
    document.select("a")
    edit = document.undo()
    assert edit and edit.after.current == document.current == "b"
    document.select("a")
    assert document.redo()
    assert document.current == "b"


def test_says_what_was_renamed() -> None:
    document = Document.new()
    name = document.current
    document.rename("other")
    edit = document.undo()
    assert edit and edit.renamed == ("other", name)
    edit = document.redo()
    assert edit and edit.renamed == (name, "other")
    document.add()
    edit = document.undo()
    assert edit and edit.renamed is None


def test_a_deleted_invocation_comes_back_to_its_place() -> None:
    one = SavedInvocation(payload=1)
    document = Document(Session(invocation={"a": one, "b": one, "c": one}))
    document.select("b")
    document.delete()
    document.undo()
    assert (document.names, document.current) == (["a", "b", "c"], "b")


def test_reading_the_file_again_can_be_undone(tmp_path: Path) -> None:
    document = Document.new()
    path = document.save(tmp_path / "suite.toml")
    document.put(("text",), "not saved")
    document.reload()
    assert not document.dirty
    assert document.undo()
    assert document.payload == {**_payload(), "text": "not saved"}
    assert (document.dirty, document.path) == (True, path)


def test_saving_is_no_edit(tmp_path: Path) -> None:
    document = Document.new()
    document.put(("text",), "other")
    document.save(tmp_path / "suite.toml")
    assert document.undo()
    assert document.dirty
    assert document.redo()
    assert not document.dirty


@pytest.mark.parametrize("value", ["1.0", "true"])
def test_values_that_python_takes_for_equal_are_edits(value: str) -> None:
    document = Document.new()
    document.set_payload(loads("1"))
    document.set_payload(loads(value))
    document.undo()
    assert repr(document.payload) == "1"


def _typed(document: Document, payload: JsonValue, what: str) -> None:
    with document.part_of(what):
        document.set_payload(payload)


def _payload() -> dict[str, JsonValue]:
    payload = example().payload
    assert isinstance(payload, dict)
    return dict(payload)
