"""Which invocations are replayed, and how fast one follows another."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sessions.replay.pace import Pace
from sessions.replay.select import in_shard, matching
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import SessionFile


def file(name: str, *tags: str, **invocations: tuple[str, ...]) -> SessionFile:
    saved = {key: SavedInvocation(payload={}, tags=own) for key, own in invocations.items()}
    return SessionFile(Path(name), Session(tags=tags, invocation=saved), "")


FILES = [
    file("a.toml", "smoke", sms_fr=("french",), sms_en=(), voice=("slow",)),
    file("b.toml", sms_de=("french", "slow"), call=()),
]


def names(files: list[SessionFile]) -> list[str]:
    return [f"{one.path.stem}/{name}" for one in files for name in one.session.invocation]


def test_names_are_patterns_and_tags_are_of_the_session_too():
    assert matching(FILES) == FILES
    assert names(matching(FILES, names=["sms_*"])) == ["a/sms_fr", "a/sms_en", "b/sms_de"]
    assert names(matching(FILES, names=["call", "voice"])) == ["a/voice", "b/call"]
    assert names(matching(FILES, tags=["slow"])) == ["a/voice", "b/sms_de"]
    assert names(matching(FILES, tags=["smoke"])) == ["a/sms_fr", "a/sms_en", "a/voice"]
    assert names(matching(FILES, names=["sms*"], tags=["slow", "french"])) == [
        "a/sms_fr",
        "b/sms_de",
    ]
    assert matching(FILES, names=["SMS*"]) == []


@given(st.integers(1, 7))
def test_the_parts_together_are_all_each_once(parts: int):
    each = [names(in_shard(FILES, number, parts)) for number in range(1, parts + 1)]
    assert sorted(name for part in each for name in part) == sorted(names(FILES))
    sizes = [len(part) for part in each]
    assert max(sizes) - min(sizes) <= 1


async def test_the_pace_is_kept_and_not_caught_up_with():
    now, slept = 100.0, list[float]()

    async def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(round(seconds, 6))
        now += seconds

    pace = Pace(4, lambda: now, sleep)
    for _ in range(3):
        await pace.wait()
    now += 10
    for _ in range(2):
        await pace.wait()
    assert slept == [0.25, 0.25, 0.25]
