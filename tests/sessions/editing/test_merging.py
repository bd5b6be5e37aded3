"""What was changed here and what was changed in the file meanwhile are laid together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_text import JsonValue
from sessions.editing.merging import merged
from sessions.editing.undo import same_session
from sessions.store.model import SavedInvocation, Session, TargetSpec


def _session(**payloads: JsonValue) -> Session:
    table = {name: SavedInvocation(payload=payload) for name, payload in payloads.items()}
    return Session(invocation=table)


BASE = _session(a={"x": 1, "in": {"y": 1, "z": None}}, b={"x": 1})


@pytest.mark.parametrize(
    ("mine", "theirs", "result", "conflicts"),
    [
        (_session(a=1, b=2), BASE, _session(a=1, b=2), ()),
        (BASE, _session(b=2), _session(b=2), ()),
        (
            _session(a={"x": 2, "in": {"y": 1, "z": None}}, b={"x": 1}),
            _session(a={"x": 1, "in": {"y": 1}, "new": []}, b={"x": 1}),
            _session(a={"x": 2, "in": {"y": 1}, "new": []}, b={"x": 1}),
            (),
        ),
        (
            _session(a={"x": 1, "in": {"y": 2, "z": None}}, b={"x": 1}),
            _session(a={"x": 1, "in": {"y": 3, "z": 0}}, b={"x": 1}),
            _session(a={"x": 1, "in": {"y": 2, "z": 0}}, b={"x": 1}),
            ("in.y of a",),
        ),
        # what one has removed and the other changed is there, as it was changed
        (_session(a=BASE.invocation["a"].payload), _session(a=5, b=7), _session(a=5, b=7), ("b",)),
        (_session(a=5, b=7), _session(b={"x": 1}), _session(b=7, a=5), ("a",)),
        # 1, 1.0 and true are three
        (_session(a=1.0), _session(a=True), _session(a=1.0), ("payload of a",)),
    ],
)
def test_each_key_by_itself(
    mine: Session, theirs: Session, result: Session, conflicts: tuple[str, ...]
) -> None:
    found = merged(BASE, mine, theirs)
    assert found.conflicts == conflicts
    assert found.session.invocation.keys() == result.invocation.keys()
    assert all(
        same_session(_session(a=one.payload), _session(a=other.payload))
        for one, other in zip(
            found.session.invocation.values(),
            (result.invocation[name] for name in found.session.invocation),
            strict=True,
        )
    )


def test_invocations_that_are_only_here_stay_behind_the_one_before_them() -> None:
    mine = _session(**dict.fromkeys(("new", "a", "mine", "b", "last"), 0))
    theirs = _session(**dict.fromkeys(("b", "theirs", "a"), 0))
    base = _session(a=0, b=0)
    found = merged(base, mine, theirs)
    assert list(found.session.invocation) == ["new", "b", "last", "theirs", "a", "mine"]


def test_targets_faults_and_the_session_itself() -> None:
    base = Session(name="one", target="t", targets={"t": TargetSpec(url="http://a", timeout=1)})
    mine = base.model_copy(update={"targets": {"t": TargetSpec(url="http://b", timeout=1)}})
    theirs = base.model_copy(
        update={"targets": {"t": TargetSpec(url="http://a", timeout=2)}, "name": "two"}
    )
    found = merged(base, mine, theirs)
    assert found.session.targets["t"] == TargetSpec(url="http://b", timeout=2)
    assert (found.session.name, found.conflicts) == ("two", ())
    theirs = base.model_copy(update={"targets": {"t": TargetSpec(handler="x.js", timeout=1)}})
    found = merged(base, mine, theirs)
    assert found.session is mine
    assert found.conflicts == ("all of it: together it is no session",)


_json = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("pqr"), inner),
    max_leaves=4,
)
_sessions = st.dictionaries(st.sampled_from("abc"), _json).map(lambda table: _session(**table))


@given(_sessions, _sessions, _sessions)
def test_nothing_is_lost_that_nobody_has_changed_otherwise(
    base: Session, mine: Session, theirs: Session
) -> None:
    assert same_session(merged(base, mine, base).session, mine)
    assert same_session(merged(base, mine, mine).session, mine)
    assert same_session(merged(base, base, theirs).session, theirs)
    found = merged(base, mine, theirs)
    if not found.conflicts:
        other = merged(base, theirs, mine)
        assert not other.conflicts
        assert all(
            same_session(
                _session(a=saved.payload), _session(a=other.session.invocation[name].payload)
            )
            for name, saved in found.session.invocation.items()
        )
