"""Hooks that lie near a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.targets.discovery import MOST_FILES, FoundTarget, find_hooks
from tests.sessions.platforms.auth0.deploy_folder.made_folders import made


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
            FoundTarget("hook.js", "hook file"),
            FoundTarget("hooks/send.py:by_name", "Python function"),
            FoundTarget("hooks/send.py:by_callback", "Python function"),
            FoundTarget("hooks/twilio.cjs", "hook file"),
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

    def test_a_deploy_folder_is_found_by_what_it_lists(self, tmp_path: Path) -> None:
        made(tmp_path / "tenant", "directory")
        made(tmp_path / "one", "yaml")
        made(tmp_path / "C#", "directory")  # which no text of a target names
        (tmp_path / "hooks").mkdir()
        (tmp_path / "hooks" / "package.json").write_text('{"name": "x"}')
        (tmp_path / "hooks" / "plain.js").write_text("")
        (tmp_path / "compose.yaml").write_text("a: [")
        found = find_hooks(tmp_path)
        assert FoundTarget("hooks/plain.js", "hook file") in found
        assert [one for one in found if "#" in one.location] == [
            FoundTarget("one/tenant.yaml#sms-hook", "hook"),
            FoundTarget("one/tenant.yaml#Phone Action", "Action"),
            FoundTarget("tenant#sms-hook", "hook"),
            FoundTarget("tenant#Phone Action", "Action"),
        ]
        assert "tenant/hooks/sms.js" not in {one.location for one in found}

    def test_a_link_to_a_folder_above_is_no_loop(self, tmp_path: Path) -> None:
        (tmp_path / "hook.js").write_text("")
        (tmp_path / "up").symlink_to(tmp_path)
        assert find_hooks(tmp_path) == [FoundTarget("hook.js", "hook file")]

    def test_the_search_ends(self, tmp_path: Path) -> None:
        for number in range(MOST_FILES + 10):
            (tmp_path / f"{number:05}.js").write_text("")
        assert len(find_hooks(tmp_path)) == MOST_FILES
