"""What `import sessions` offers: every name once, seen by editors, and enough to write a test."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import sessions

HOOK = "exports = module.exports = (recipient, text, context, cb) => cb(null, {MessageID: text});"


def names_for_editors() -> set[str]:
    """What is imported where types are checked."""
    tree = ast.parse(Path(sessions.__file__).read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    imports = (node for node in block.body if isinstance(node, ast.ImportFrom))
    return {alias.asname or alias.name for node in imports for alias in node.names}


def test_every_public_name_is_there_and_seen_by_editors() -> None:
    public = set(sessions.__all__) - {"__version__"}
    assert names_for_editors() == public
    assert all(inspect.getdoc(getattr(sessions, name)) for name in public)
    assert public <= set(dir(sessions))
    assert sorted(sessions.__all__) == sessions.__all__


def test_what_is_not_there_is_no_name_of_it() -> None:
    with pytest.raises(AttributeError, match="module 'sessions' has no attribute 'sned'"):
        getattr(sessions, "sned")  # noqa: B009
    from sessions import files

    assert inspect.ismodule(files)


def test_every_function_has_an_example_of_names_that_exist() -> None:
    for name in sessions.__all__:
        member = getattr(sessions, name)
        if inspect.isfunction(member):
            assert f"sessions.{name}(" in (member.__doc__ or ""), name
        for used in re.findall(r"\bsessions\.([A-Za-z_]+)\(", getattr(member, "__doc__", "") or ""):
            assert used in sessions.__all__, (name, used)


async def test_a_session_is_written_read_chosen_from_sent_and_replayed(tmp_path: Path) -> None:
    (tmp_path / "hook.js").write_text(HOOK)
    first = sessions.SavedInvocation(
        payload=sessions.example().payload, expect=sessions.Expect(message_id="uuid")
    )
    session = sessions.Session(target="hook.js", invocation={"first": first})
    sessions.write_session(f"{tmp_path}/a.toml", session)

    opened = sessions.read_session(f"{tmp_path}/a.toml")
    choice = sessions.choose(opened.session, folder=tmp_path)
    async with sessions.open_target(choice) as target:
        (outcome,) = [await sessions.send(target, each) for each in opened.session.invocations()]
    (step,) = await sessions.replay_sessions(sessions.read_sessions(str(tmp_path)))

    assert outcome.outcome is sessions.Result.DELIVERED
    assert outcome.message_id == sessions.example().get(("text",))
    assert not step.verdict.met
    assert "expected a UUID" in step.verdict.reasons[0]


async def test_a_target_is_opened_by_its_text_or_path(tmp_path: Path) -> None:
    (tmp_path / "hook.js").write_text(HOOK)
    hidden = sessions.Settings(hidden={"CODE": "one time"})
    for given in ("hook.js", Path("hook.js"), tmp_path / "hook.js"):
        async with sessions.open_target(given, folder=tmp_path, settings=hidden) as target:
            outcome = await sessions.send(target, sessions.example())
        assert outcome.delivered, given
        assert outcome.message_id == "Here is your ‹CODE› password!"
    async with sessions.open_target("nope.js", folder=tmp_path) as target:
        assert (await sessions.send(target, sessions.example())).kind == "target_not_found"


async def test_the_nearest_time_out_counts(tmp_path: Path) -> None:
    (tmp_path / "hook.js").write_text("module.exports = () => setInterval(() => {}, 1000);")
    settings = sessions.Settings(timeout=0.2)
    async with sessions.open_target("hook.js", folder=tmp_path, settings=settings) as target:
        own = await sessions.send(target, sessions.example())
        given = await sessions.send(target, sessions.example(), timeout=0.1)
    assert own.kind == given.kind == sessions.Kind.TIMEOUT_WAITING
    assert "0.2 s" in own.error.message if own.error else False
    assert "0.1 s" in given.error.message if given.error else False
