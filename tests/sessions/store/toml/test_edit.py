"""Edits of existing files: comments and layout stay, one changed field is one changed line."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract import json_path, json_text
from sessions.contract.json_text import JsonValue
from sessions.store.codec import to_document
from sessions.store.errors import SessionError
from sessions.store.model import Session
from sessions.store.session_file import SessionFile, parse, write
from tests.sessions.store.messy_toml import MessyWriter

texts = st.one_of(
    st.sampled_from(
        ["", "sms", "+1 808", "it's", 'say "hi"', "a\\b", "é\U0001f600", "x # y", "}],"]
    ),
    st.text(max_size=12),
)
scalars: st.SearchStrategy[JsonValue] = st.one_of(
    texts, st.integers(-100, 10**6), st.booleans(), st.floats(0, 9)
)
names = st.one_of(
    st.sampled_from(
        ["a", "b", "client", "user", "odd key", "a.b", "", "é", "1", "x_json", "'", '"']
    ),
    st.text(max_size=3),
)
json_values = st.recursive(
    st.one_of(scalars, st.none(), st.just("two\nlines\n")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
payloads = st.dictionaries(names, json_values, max_size=5)
unknown = st.dictionaries(st.sampled_from(["x", "y.z", "ünknown"]), scalars, max_size=2)
invocations = st.fixed_dictionaries(
    {"payload": payloads, "tags": st.lists(texts, max_size=3)},
    optional={"note": texts, "expect": st.just({"outcome": "failed", "message_id": "absent"})},
)
targets = st.sampled_from([{"handler": "a.js"}, {"url": "http://x", "headers": {"A b": "c"}}])
sessions = st.builds(
    lambda invocation, target, tags, more: Session.model_validate(
        {"format": 1, "invocation": invocation, "targets": target, "tags": tags, **more}
    ),
    st.dictionaries(st.sampled_from(["a", "b-2", "c c", "d.d"]), invocations, min_size=1),
    st.dictionaries(st.sampled_from(["local", "far away"]), targets),
    st.lists(texts, max_size=4),
    unknown,
)


@st.composite
def messy_files(draw: st.DrawFn, **options: Any) -> SessionFile:
    dice = random.Random(draw(st.integers(0, 2**32)))
    text = MessyWriter(dice, **options).write(to_document(draw(sessions)))
    return SessionFile(Path("messy.toml"), parse(text), text)


def edited(file: SessionFile, session: Session, folder: Path) -> str:
    """The text of the file after a save, which must hold the session."""
    path = folder / "messy.toml"
    path.write_bytes(file.text.encode())
    opened = SessionFile(path, file.session, file.text)
    written = write(path, session, opened=opened)
    assert path.read_bytes() == written.text.encode()
    assert_same(parse(written.text), session)
    return written.text


def assert_same(found: Session, wanted: Session) -> None:
    assert found == wanted
    assert list(found.invocation) == list(wanted.invocation)
    for name, saved in wanted.invocation.items():
        assert json_text.same(found.invocation[name].payload, saved.payload)


def with_payload(session: Session, name: str, payload: JsonValue) -> Session:
    saved = session.invocation[name].model_copy(update={"payload": payload})
    return session.model_copy(update={"invocation": {**session.invocation, name: saved}})


def places(value: JsonValue, path: json_path.JsonPath = ()) -> list[json_path.JsonPath]:
    """All paths into a payload, but the root."""
    found: list[json_path.JsonPath] = []
    items = (
        value if isinstance(value, dict) else dict(enumerate(value)) if type(value) is list else {}
    )
    for step, item in items.items():
        found += [(*path, step), *places(item, (*path, step))]
    return found


def lost_lines(before: str, after: str) -> Counter[str]:
    lines = Counter(before.split("\n")) - Counter(after.split("\n"))
    return Counter({line: count for line, count in lines.items() if line.strip()})


def comments(text: str) -> list[str]:
    return re.findall(r"# c\d+ =", text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edits")


@settings(max_examples=50, deadline=None)
@given(file=messy_files(long_strings=False), data=st.data())
def test_one_changed_field_is_one_changed_line(
    file: SessionFile, data: st.DataObject, folder: Path
):
    changes = [
        (name, path)
        for name, saved in file.session.invocation.items()
        for path in places(saved.payload)
        if isinstance(json_path.get(saved.payload, path), str | int | float)
    ]
    if not changes:
        return
    name, path = data.draw(st.sampled_from(changes))
    payload = file.session.invocation[name].payload
    value = data.draw(
        scalars.filter(
            lambda v: not json_text.same(v, json_path.get(payload, path)) and "\n" not in str(v)
        )
    )
    text = edited(
        file, with_payload(file.session, name, json_path.put(payload, path, value)), folder
    )
    before, after = file.text.split("\n"), text.split("\n")
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    assert comments(text) == comments(file.text)


@settings(max_examples=40, deadline=None)
@given(file=messy_files(long_strings=False), data=st.data())
def test_one_added_field_leaves_all_lines_but_one(
    file: SessionFile, data: st.DataObject, folder: Path
) -> None:
    name = data.draw(st.sampled_from(sorted(file.session.invocation)))
    payload = file.session.invocation[name].payload
    tables = [p for p in [(), *places(payload)] if isinstance(json_path.get(payload, p), dict)]
    path = (*data.draw(st.sampled_from(tables)), data.draw(names))
    if json_path.get(payload, path) is not json_path.ABSENT:
        return
    value = data.draw(scalars | st.none() | st.dictionaries(names, scalars, max_size=2))
    text = edited(
        file, with_payload(file.session, name, json_path.put(payload, path, value)), folder
    )
    assert sum(lost_lines(file.text, text).values()) <= 1
    assert comments(text) == comments(file.text)


@settings(max_examples=40, deadline=None)
@given(file=messy_files(long_strings=False), data=st.data())
def test_one_removed_field_takes_one_line_with_it(
    file: SessionFile, data: st.DataObject, folder: Path
) -> None:
    changes = [
        (name, path)
        for name, saved in file.session.invocation.items()
        for path in places(saved.payload)
        if isinstance(path[-1], str)
        and isinstance(json_path.get(saved.payload, path), str | int | float)
    ]
    if not changes:
        return
    name, path = data.draw(st.sampled_from(changes))
    payload = file.session.invocation[name].payload
    text = edited(file, with_payload(file.session, name, json_path.remove(payload, path)), folder)
    # Two where it ends an inline table that goes over several lines.
    assert 1 <= sum(lost_lines(file.text, text).values()) <= 2
    assert sum(lost_lines(text, file.text).values()) <= 2  # an inline table, or `key = {}`
    assert len(comments(file.text)) - len(comments(text)) <= 1


@settings(max_examples=40, deadline=None)
@given(file=messy_files(), data=st.data())
def test_any_other_payload_can_be_saved(file: SessionFile, data: st.DataObject, folder: Path):
    name = data.draw(st.sampled_from(sorted(file.session.invocation)))
    payload = file.session.invocation[name].payload
    for _ in range(data.draw(st.integers(1, 3))):
        there = data.draw(st.sampled_from([(), *places(payload)]))
        inside = json_path.get(payload, there)
        if isinstance(inside, dict) and data.draw(st.booleans()):
            payload = json_path.put(payload, (*there, data.draw(names)), data.draw(json_values))
        elif isinstance(inside, list) and data.draw(st.booleans()):
            payload = json_path.put(payload, (*there, len(inside)), data.draw(json_values))
        elif data.draw(st.booleans()):
            payload = json_path.remove(payload, there)
        else:
            payload = json_path.put(payload, there, data.draw(json_values))
    edited(file, with_payload(file.session, name, payload), folder)


@settings(max_examples=40, deadline=None)
@given(file=messy_files(), other=sessions)
def test_any_other_session_can_be_saved(file: SessionFile, other: Session, folder: Path):
    try:
        edited(file, other, folder)
    except SessionError as error:
        assert "losing comments" in error.message
        assert list(other.invocation) != list(file.session.invocation)
        assert (folder / "messy.toml").read_bytes() == file.text.encode()


def test_a_line_is_not_taken_in_by_a_section_that_is_added_in_the_same_place(folder: Path):
    text = "format = 1\n[invocation.a.payload]\n# a comment\n"
    file = SessionFile(Path("messy.toml"), parse(text), text)
    other = parse('format = 1\nx = ""\n[invocation.a]\nnote = ""\n[invocation.a.payload]\n')
    assert '\nx = ""\n[invocation.a]\nnote = ""\n' in edited(file, other, folder)
