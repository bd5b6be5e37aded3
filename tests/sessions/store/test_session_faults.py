"""The faults of a saved invocation: where they stand, that they survive, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.fault import FAULTS
from sessions.store.errors import SessionError
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import dumps, parse, read, write

faults = st.builds(
    lambda provider, name: f"{provider}={name}" if provider else name,
    st.sampled_from(["", "twilio", "twilio-verify", "8x8"]),
    st.sampled_from(list(FAULTS)),
) | st.sampled_from(["twilio=60204", "sns=OptedOut", "8x8-voice=-1001", "sinch=unknown_group"])


def with_faults(*names: str) -> Session:
    saved = SavedInvocation(target="hook.js", faults=names, payload={"text": "x"})
    return Session(invocation={"one": saved})


@given(st.lists(faults, max_size=5))
def test_faults_come_back_in_their_order_and_reach_the_invocation(names: list[str]) -> None:
    session = parse(dumps(with_faults(*names)))
    assert session.invocation["one"].faults == tuple(names)
    (invocation,) = session.invocations()
    assert invocation.faults == tuple(names)


def test_faults_stand_between_target_and_payload() -> None:
    assert dumps(with_faults("429", "twilio=401")) == (
        'format = 1\n\n[invocation.one]\ntarget = "hook.js"\nfaults = ["429", "twilio=401"]\n\n'
        '[invocation.one.payload]\ntext = "x"\n'
    )
    assert "faults" not in dumps(with_faults())


def test_a_changed_fault_is_one_changed_line(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        'format = 1\n\n[invocation.one]\nfaults = ["429"]  # busy\n\n'
        '[invocation.one.payload]\ntext = "x"\n'
    )
    before = path.read_text()
    opened = read(path)
    saved = opened.session.invocation["one"].model_copy(update={"faults": ("500", "sns=slow")})
    write(path, opened.session.model_copy(update={"invocation": {"one": saved}}), opened=opened)
    assert path.read_text() == before.replace('["429"]', '["500", "sns=slow"]')
    opened = read(path)
    gone = saved.model_copy(update={"faults": ()})
    write(path, opened.session.model_copy(update={"invocation": {"one": gone}}), opened=opened)
    assert "faults" not in path.read_text()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('faults = ["4x"]', "line 3: invocation.one.faults[0]: there is no fault '4x'; write NAME"),
        ('faults = ["429",\n"x=429x"]', "line 4: invocation.one.faults[1]: there is no fault"),
        ("faults = [429]", "line 3: invocation.one.faults[0]: found a number (429), wanted a str"),
        (
            'faults = "429"',
            'line 3: invocation.one.faults: found a string ("429"), wanted an array',
        ),
    ],
)
def test_what_is_no_fault_is_refused_by_line_and_key(line: str, message: str) -> None:
    with pytest.raises(SessionError) as caught:
        parse(f"format = 1\n[invocation.one]\n{line}\npayload = {{}}\n")
    assert str(caught.value).startswith(message)
