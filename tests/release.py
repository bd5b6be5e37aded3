"""A release of what is committed: checked, tagged and built, not uploaded: `make release`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent


class NotReleasable(Exception):
    """Why nothing is released, in one line."""


def version_to_release(root: Path) -> str:
    """The version that stands in the code, where it can be released.

    Raises:
        NotReleasable: something is not committed, the version has its tag, or it has no section
            with its date in the changelog.
    """
    found = re.search(r'^__version__ = "(.+)"', _text(root / "sessions/version.py"), re.MULTILINE)
    if found is None:
        raise NotReleasable("sessions/version.py has no __version__")
    version = found[1]
    if changed := _git(root, "status", "--porcelain"):
        raise NotReleasable(f"not committed: {', '.join(changed.split()[1::2])}; commit it first")
    if _git(root, "tag", "--list", f"v{version}"):
        raise NotReleasable(f"the tag v{version} exists; raise __version__ in sessions/version.py")
    headings = re.findall(r"^## \[(.+?)\](.*)$", _text(root / "CHANGELOG.md"), re.MULTILINE)
    rest = dict(headings).get(version)
    if rest is None:
        hint = "name [Unreleased] so, with the date behind it"
        raise NotReleasable(f"CHANGELOG.md has no section [{version}]; {hint}")
    if not re.fullmatch(r" - \d{4}-\d\d-\d\d", rest):
        wanted = f"## [{version}] - YYYY-MM-DD"
        raise NotReleasable(f"CHANGELOG.md does not say when {version} is released: {wanted}")
    return version


def main() -> None:
    """Check, tag, build; the first that fails ends it."""
    try:
        version = version_to_release(_ROOT)
    except NotReleasable as problem:
        sys.exit(f"make release: {problem}")
    for command in (
        ("make", "lint", "test"),
        ("git", "tag", "--annotate", f"v{version}", "--message", f"offhook {version}"),
        (sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist"),
    ):
        if subprocess.run(command, cwd=_ROOT).returncode:
            sys.exit(f"make release: {' '.join(command[:3])} failed; nothing after it was done")
    print(f"dist/ holds offhook {version}, tagged v{version}. Nothing has been uploaded or pushed.")


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise NotReleasable(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    main()
