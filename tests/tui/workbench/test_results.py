"""The latest outcomes of invocations, beside the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, delivered, failed
from tui.workbench.results import Answered, Cancelled, Live, Results, Running, Unsent, Waiting

INFO = TargetInfo("starter", "starter")
GOOD = Answered(delivered(INFO, None, wire=None, duration_ms=1.0), {"a": 1}, "starter")
BAD = Answered(failed(INFO, Kind.SYNC_THROW, "boom"), {"a": 1}, "starter")


class TestResults:
    def test_each_invocation_has_its_own(self) -> None:
        results = Results()
        results.put(None, "a", GOOD)
        assert results.get(None, "a") is GOOD
        assert results.get(None, "b") is None
        assert results.get(Path("x"), "a") is None

    def test_an_edit_since_is_told_from_its_undoing(self) -> None:
        assert not GOOD.edited_since({"a": 1})
        assert GOOD.edited_since({"a": 2})
        assert GOOD.edited_since({"a": True})

    def test_giving_up_tells_what_ran_from_what_waited(self) -> None:
        results = Results()
        live = Live()
        for name, state in {"a": GOOD, "b": Running(0.0, live=live), "c": Waiting()}.items():
            results.put(None, name, state)
        results.settle(None)
        assert [results.get(None, name) for name in "abc"] == [GOOD, Cancelled(live), None]

    def test_follows_names_and_files(self) -> None:
        results = Results()
        results.put(None, "a", GOOD)
        results.rename(None, "a", "b")
        results.move(None, Path("x"))
        assert results.get(Path("x"), "b") is GOOD
        assert results.get(None, "b") is None

    def test_forgets(self) -> None:
        results = Results()
        results.put(None, "a", GOOD)
        results.put(None, "b", BAD)
        results.forget(None, "b")
        assert results.good(None) is True
        results.forget(None)
        assert results.good(None) is None

    @pytest.mark.parametrize(
        ("states", "good"),
        [
            ([], None),
            ([Cancelled()], None),
            ([GOOD], True),
            ([GOOD, BAD], False),
            ([GOOD, Unsent("no")], False),
            ([Answered(BAD.outcome, {}, "x", met=True)], True),
            ([Answered(GOOD.outcome, {}, "x", met=False)], False),
        ],
    )
    def test_a_session_is_good_where_all_came_out_well(
        self, states: list[Answered], good: bool | None
    ) -> None:
        results = Results()
        for number, state in enumerate(states):
            results.put(None, str(number), state)
        assert results.good(None) is good
