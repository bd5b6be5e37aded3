"""What the workbench knows beside the document: latest outcomes, hooks that lie nearby."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, delivered, failed
from sessions.targets.discovery import MOST_FILES, Candidate, find_hooks
from tui.workbench.results import Answered, Cancelled, Latest, Running, Unsent, Waiting

INFO = TargetInfo("starter", "starter")
GOOD = Answered(delivered(INFO, None, wire=None, duration_ms=1.0), {"a": 1}, "starter")
BAD = Answered(failed(INFO, Kind.SYNC_THROW, "boom"), {"a": 1}, "starter")


class TestLatest:
    def test_each_invocation_has_its_own(self) -> None:
        latest = Latest()
        latest.put(None, "a", GOOD)
        assert latest.get(None, "a") is GOOD
        assert latest.get(None, "b") is None
        assert latest.get(Path("x"), "a") is None

    def test_an_edit_since_is_told_from_its_undoing(self) -> None:
        assert not GOOD.edited_since({"a": 1})
        assert GOOD.edited_since({"a": 2})
        assert GOOD.edited_since({"a": True})

    def test_giving_up_tells_what_ran_from_what_waited(self) -> None:
        latest = Latest()
        for name, state in {"a": GOOD, "b": Running(0.0), "c": Waiting()}.items():
            latest.put(None, name, state)
        latest.settle(None)
        assert [latest.get(None, name) for name in "abc"] == [GOOD, Cancelled(), None]

    def test_follows_names_and_files(self) -> None:
        latest = Latest()
        latest.put(None, "a", GOOD)
        latest.rename(None, "a", "b")
        latest.move(None, Path("x"))
        assert latest.get(Path("x"), "b") is GOOD
        assert latest.get(None, "b") is None

    def test_forgets(self) -> None:
        latest = Latest()
        latest.put(None, "a", GOOD)
        latest.put(None, "b", BAD)
        latest.forget(None, "b")
        assert latest.good(None) is True
        latest.forget(None)
        assert latest.good(None) is None

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
        latest = Latest()
        for number, state in enumerate(states):
            latest.put(None, str(number), state)
        assert latest.good(None) is good


class TestHooksNearby:
    def test_finds_hook_files_and_python_functions(self, tmp_path: Path) -> None:
        (tmp_path / "hooks").mkdir()
        (tmp_path / "hook.js").write_text("")
        (tmp_path / "hooks" / "twilio.cjs").write_text("")
        (tmp_path / "hooks" / "send.py").write_text(
            "def by_name(recipient, text, context): ...\n"
            "async def by_callback(a, b, c, cb): ...\n"
            "def unrelated(a, b): ...\n"
            "def _private(recipient, text, context): ...\n"
            "class Some:\n    def method(recipient, text, context): ...\n"
        )
        assert find_hooks(tmp_path) == [
            Candidate("hook.js", "hook file"),
            Candidate("hooks/send.py:by_name", "Python function"),
            Candidate("hooks/send.py:by_callback", "Python function"),
            Candidate("hooks/twilio.cjs", "hook file"),
        ]

    def test_passes_over_what_is_not_the_users_own(self, tmp_path: Path) -> None:
        for folder in ("node_modules/twilio", ".git", "__pycache__"):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "index.js").write_text("")
        assert find_hooks(tmp_path) == []

    @pytest.mark.parametrize("content", [b"def (", b"\x00\xff", b"(" * 10_000, b""])
    def test_python_files_that_cannot_be_read_are_passed_over(
        self, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / "odd.py").write_bytes(content)
        assert find_hooks(tmp_path) == []

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        assert find_hooks(tmp_path / "none") == []

    def test_a_link_to_a_folder_above_is_no_loop(self, tmp_path: Path) -> None:
        (tmp_path / "hook.js").write_text("")
        (tmp_path / "up").symlink_to(tmp_path)
        assert find_hooks(tmp_path) == [Candidate("hook.js", "hook file")]

    def test_the_search_ends(self, tmp_path: Path) -> None:
        for number in range(MOST_FILES + 10):
            (tmp_path / f"{number:05}.js").write_text("")
        assert len(find_hooks(tmp_path)) == MOST_FILES
