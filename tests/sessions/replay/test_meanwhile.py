"""What is done while something else is waited for."""

import asyncio

import pytest

from sessions.replay.meanwhile import whenever_waiting


async def test_it_is_done_when_the_wait_begins_and_at_the_end():
    done, answer = [], asyncio.get_running_loop().create_future()

    async def ask():
        done.append("written")
        await asyncio.sleep(0)  # others' turn: nothing is waited for yet
        done.append("sent")
        return await answer

    def meanwhile():
        done.append("meanwhile")
        if not answer.done():
            answer.set_result("an answer")

    assert await whenever_waiting(ask(), meanwhile) == "an answer"
    assert done == ["written", "sent", "meanwhile", "meanwhile"]


async def test_it_is_done_once_where_nothing_is_waited_for():
    done = []

    async def answer():
        return "an answer"

    assert await whenever_waiting(answer(), lambda: done.append("meanwhile")) == "an answer"
    assert done == ["meanwhile"]


async def test_what_it_raises_ends_the_wait_and_is_not_taken_for_an_error_of_what_waits():
    ended = []

    async def ask():
        try:
            await asyncio.Event().wait()
        except OSError:
            ended.append("the connection broke")
        finally:
            await asyncio.sleep(0)
            ended.append("closed")

    def meanwhile():
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        await asyncio.create_task(_awaited(ask(), meanwhile))
    assert ended == ["closed"]


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError])
async def test_errors_of_what_waits_are_its_own_and_it_is_done_all_the_same(error):
    done = []

    async def ask():
        await asyncio.sleep(0)
        raise error

    with pytest.raises(error):
        await whenever_waiting(ask(), lambda: done.append("meanwhile"))
    assert done == ["meanwhile"]


async def test_cancelling_reaches_what_waits():
    waits, ended = asyncio.Event(), []

    async def ask():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("closed")

    task = asyncio.create_task(_awaited(ask(), waits.set))
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["closed"]


async def _awaited(running, do):
    return await whenever_waiting(running, do)
