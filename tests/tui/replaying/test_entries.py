"""How invocations are listed: failures first, each session under its heading, round to the next."""

from __future__ import annotations

from pathlib import Path

from tui.replaying.entries import Entries, Entry, Heading, State

A, B, C = Path("a.toml"), Path("b.toml"), Path("c.toml")


def entries(*keys: tuple[Path, str]) -> Entries[bool]:
    """Entries whose result is whether they are bad."""
    return Entries([Entry(path, name) for path, name in keys], lambda is_bad: is_bad)


def ran(listed: Entries[bool], *bad: str) -> None:
    listed.begin(listed.all)
    for _ in listed.all:
        entry = listed.start()
        listed.end(entry, entry.name in bad)


def names(listed: Entries[bool]) -> list[str]:
    return [item.path.name if isinstance(item, Heading) else item.name for item in listed.listed()]


def test_the_failures_of_a_session_come_first_and_the_rest_stays_in_order() -> None:
    one = entries((A, "1"), (A, "2"), (A, "3"), (A, "4"))
    ran(one, "2", "4")
    assert names(one) == ["2", "4", "1", "3"]
    one.bad_first = False
    assert names(one) == ["1", "2", "3", "4"]


def test_sessions_have_headings_and_those_with_failures_come_first() -> None:
    several = entries((A, "1"), (B, "2"), (B, "3"), (C, "4"))
    ran(several, "3")
    assert names(several) == ["b.toml", "3", "2", "a.toml", "1", "c.toml", "4"]


def test_the_next_failure_is_found_round_the_ends_and_none_but_this_one_is_none() -> None:
    several = entries((A, "1"), (A, "2"), (B, "3"))
    several.bad_first = False
    ran(several, "1", "3")
    listed = several.listed()
    assert [getattr(item, "name", "") for item in listed] == ["", "1", "2", "", "3"]
    assert several.next_bad(listed, 1, 1) == 4
    assert several.next_bad(listed, 4, 1) == 1
    assert several.next_bad(listed, 1, -1) == 4
    ran(several, "1")
    assert several.next_bad(several.listed(), 1, 1) is None


def test_what_is_stopped_is_not_run_and_what_ran_stays() -> None:
    three = entries((A, "1"), (A, "2"), (A, "3"))
    three.begin(three.all)
    three.end(three.start(), False)
    three.start()
    assert three.stop() == 2
    assert [entry.state for entry in three.all] == [State.ENDED, State.NOT_RUN, State.NOT_RUN]
    assert three.count(three.is_good) == 1 and not three.bad


def test_a_session_that_cannot_be_sent_fails_with_why_and_the_others_are_sent() -> None:
    two = entries((A, "1"), (B, "2"))
    two.begin(two.all)
    two.lose([two.all[0]], "no value for KEY")
    assert two.start() is two.all[1]
    assert two.is_bad(two.all[0]) and two.all[0].problem == "no value for KEY"
    assert not two.is_bad(two.all[1]), "it is under way"
