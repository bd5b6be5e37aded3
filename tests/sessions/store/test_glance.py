"""What is seen of a session at a glance is what reading it says; all else is left to that."""

from __future__ import annotations

from pathlib import Path

import pytest

import sessions
from sessions.contract.json_text import same
from sessions.store.glance import glance
from sessions.store.session_file import read

FOLDER = Path(sessions.__file__).parent / "examples"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_it_is_what_reading_says(path: Path) -> None:
    seen, session = glance(path), read(path).session
    assert seen
    assert list(seen.names) == list(session.invocation)
    assert same(seen.payload, session.invocation[seen.names[0]].payload)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "invocation.a.payload = {}\n",
        "format = 2\ninvocation.a.payload = {}\n",
        'format = "1"\ninvocation.a.payload = {}\n',
        "format = true\ninvocation.a.payload = {}\n",
        "format = 1\n",
        "format = 1\n[invocation]\n",
        "format = 1\ninvocation = 5\n",
        "format = 1\ninvocation.a = 5\n",
        "format = 1\ninvocation.a.note = 'no payload'\n",
        "format = 1\ninvocation.a.payload = 5\n",
        "format = 1\ninvocation.a.payload_json = '{'\n",
        "format = 1\ninvocation.a.payload.at = 2026-11-28\n",
        "format = 1\ninvocation.a.payload = {}\nhalf a line",
        f"format = 1\ninvocation.a.payload.n = {'9' * 5_000}\n",
        f"format = 1\ninvocation.a.payload.n = {'[' * 5_000}\n",
        f"format = 1\ninvocation.a.payload.n = '{'x' * 200_000}'\n",
    ],
    ids=lambda text: text[-24:],
)
def test_what_is_not_plainly_a_session_is_left_to_the_models(text: str, tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text(text)
    assert glance(path) is None


def test_so_is_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"format = 1\n# \xff\n")
    for name in ("latin.toml", "none.toml", "."):
        assert glance(tmp_path / name) is None
