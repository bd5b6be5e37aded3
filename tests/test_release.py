"""What can be released, and what cannot."""

import subprocess
from pathlib import Path

import pytest

from tests.release import NotReleasable, version_to_release


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(("git", *who, *words), cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "version.py").write_text('__version__ = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [1.2.0] - 2026-11-27\n\n- New.\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "All")
    return tmp_path


def test_what_is_committed_and_described_can_be_released(root: Path) -> None:
    assert version_to_release(root) == "1.2.0"


def test_what_is_not_committed_is_not_released(root: Path) -> None:
    (root / "new.py").touch()
    with pytest.raises(NotReleasable, match=r"not committed: new\.py"):
        version_to_release(root)


def test_a_version_that_has_its_tag_is_not_released_again(root: Path) -> None:
    git(root, "tag", "v1.2.0")
    with pytest.raises(NotReleasable, match=r"the tag v1\.2\.0 exists"):
        version_to_release(root)


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        ("## [1.1.0] - 2026-01-01", r"has no section \[1\.2\.0\]"),
        ("## [Unreleased]", r"has no section \[1\.2\.0\]; name \[Unreleased\] so"),
        ("## [1.2.0]", "does not say when 1.2.0 is released"),
    ],
)
def test_a_version_is_in_the_changelog_with_its_date(
    root: Path, heading: str, problem: str
) -> None:
    (root / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n")
    git(root, "commit", "--quiet", "--all", "--message", "Changelog")
    with pytest.raises(NotReleasable, match=problem):
        version_to_release(root)
