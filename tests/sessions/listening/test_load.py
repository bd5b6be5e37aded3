"""Good and bad requests at the same time: of the good none is lost, of the bad none comes in."""

from __future__ import annotations

from collections import Counter

from sessions.listening.bounds import Bounds
from tests.listening_load import SECRET, storm
from tests.sessions.conftest import Serve

from .conftest import Listen


async def test_none_of_the_good_is_lost_and_none_of_the_bad_comes_in(
    listen: Listen, serve: Serve
) -> None:
    endpoint = await serve({"MessageID": "SM1"})
    here = await listen(endpoint.url, SECRET, Bounds(body_seconds=1, waiting_seconds=60))
    counts = await storm(here.url, good=200, at_once=20, body_bytes=20_000_000, slow=3)
    assert {sort: set(statuses) for sort, statuses in counts.by_sort.items()} == {
        "good": {200},
        "replayed": {409},
        "wrong secret": {401},
        "bad JSON": {400},
        "page": {403},
        "changed": {401},
        "slow": {408},
        "too large": counts.by_sort["too large"].keys() & {0, 413},
    }
    assert counts.by_sort["good"][200] == len(here.received) == len(endpoint.requests) == 200
    assert Counter(each.status for each in here.refused)[409] == 40
