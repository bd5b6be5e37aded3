"""The API of the inbox over real sockets: read, wait, clear, and who is refused."""

from __future__ import annotations

import asyncio

import pytest

from sessions.inbox import mailbox

from .conftest import BASIC, FORM, NUMBER, TWILIO, Inboxes, sms, until

TOKEN = "0123456789abcdef"


async def test_a_code_is_waited_for_in_one_line(inbox: Inboxes) -> None:
    running = await inbox()
    asked = asyncio.ensure_future(running.ask("GET", "/api/code?to=+18085555555&wait=60"))
    await until(lambda: running.mailbox._waiting)
    await running.send("Your code is 111111", "+18085550000")
    await running.send("Your code is 482913")
    code = await asked
    assert (code.status, code.text) == (200, "482913")
    assert code.headers["content-type"].startswith("text/plain")
    assert code.headers["cache-control"] == "no-store"
    assert (await running.ask("GET", "/api/code?to=%2B18085550000")).text == "111111"
    after = code.headers["offhook-message-id"]
    none = await running.ask("GET", f"/api/code?to={NUMBER}&after={after}&wait=0.01")
    assert none.status == 404 and "no message with a code" in none.json["error"]


async def test_messages_are_listed_found_and_cleared(inbox: Inboxes) -> None:
    running = await inbox("twilio=21608")
    await running.send("refused 111111")
    assert (await running.ask("GET", "/api/messages")).json == {
        "messages": [],
        "last_id": 1,
        "next": None,
    }
    refused = (await running.ask("GET", "/api/messages?delivered=false")).json["messages"][0]
    assert refused["fault"] == "21608" and refused["answer"]["status"] == 400
    assert "21608" in refused["answer"]["body"]

    running = await inbox()
    for text in ("first 111111", "second 222222"):
        assert (await running.send(text)).status == 201
    found = (await running.ask("GET", "/api/messages?to=18085555555&limit=1")).json
    message = found["messages"][0]
    assert (found["last_id"], message["id"], message["code"]) == (2, 2, "222222")
    assert message["to"] == NUMBER and message["provider"] == "twilio" and message["segments"] == 1
    assert message["request"]["url"].startswith("https://api.twilio.com/2010-04-01/")
    one = await running.ask("GET", "/api/messages/2")
    assert one.json == message
    assert (await running.ask("HEAD", "/api/messages/2")).status == 200
    assert (await running.ask("DELETE", "/api/messages/2")).json == {"deleted": 1}
    assert (await running.ask("GET", "/api/messages/2")).status == 404
    assert (await running.ask("DELETE", "/api/messages?to=+1555")).json == {"deleted": 0}
    assert (await running.ask("DELETE", "/api/messages")).json == {"deleted": 1}
    assert "/api/code" in (await running.ask("GET", "/")).text


async def test_a_long_answer_has_pages(inbox: Inboxes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_ON_PAGE", 10_000)
    running = await inbox()
    for number in range(1, 6):
        await running.send(f"12345{number} {'x' * 900}")
        assert (await running.ask("GET", f"/{number}-is-nothing")).status == 404
    for what, limit, ids in (
        ("messages", 1000, [9, 7, 5, 3, 1]),
        ("requests", 2, [10, 8, 6, 4, 2]),
    ):
        path = f"/api/{what}?limit={limit}"
        seen: list[int] = []
        pages, after = 0, ""
        while pages == 0 or after:
            answer = (await running.ask("GET", path + after)).json
            seen += [one["id"] for one in answer[what]]
            after = f"&before={answer['next']}" if answer["next"] else ""
            pages += 1
        assert seen == ids and pages > 1
    two = (await running.ask("GET", "/api/messages?limit=2")).json
    assert [one["id"] for one in two["messages"]] == [9, 7]
    rest = (await running.ask("GET", f"/api/messages?before={two['next']}&after=3&limit=2")).json
    assert [one["id"] for one in rest["messages"]] == [5] and rest["next"] is None
    assert (await running.ask("GET", "/api/messages?before=0")).json["messages"] == []


async def test_credentials_are_in_nothing_that_is_kept(inbox: Inboxes) -> None:
    running = await inbox()
    form = b"api_key=k3y&api_secret=s3cret&to=18085555555&from=x&text=code+1234"
    kind = "application/x-www-form-urlencoded"
    await running.ask("POST", "/vonage/sms/json?api_secret=s3cret", form, content_type=kind)
    await running.send("Your code is 482913", cookie="session=s3cret")
    await running.ask("GET", "/nobody/?token=s3cret", authorization="Bearer s3cret")
    everything = (await running.ask("GET", "/api/messages?delivered=any")).text
    everything += (await running.ask("GET", "/api/requests")).text
    assert everything.count("‹authorization›") == 2 and "1234" in everything
    for secret in ("s3cret", "k3y", BASIC):
        assert secret not in everything


@pytest.mark.parametrize(
    ("target", "status", "said"),
    [
        ("/api/messages?t0=+1", 400, "no parameter 't0'"),
        ("/api/messages?wait=61", 400, "wait: found '61'"),
        ("/api/messages?wait=nan", 400, "wait: found 'nan'"),
        ("/api/messages?limit=-1", 400, "limit: found '-1'"),
        ("/api/messages?limit=0", 400, "limit: found '0', wanted a whole number from 1 to 1000"),
        ("/api/requests?limit=0", 400, "limit: found '0'"),
        ("/api/messages?after=x", 400, "after: found 'x'"),
        ("/api/messages?delivered=maybe", 400, "true, false or any"),
        ("/api/messages?text=" + "x" * 9000, 400, "more than 8,192"),
        ("/api/messages/999999", 404, "no message 999999"),
        ("/api/../api/code", 404, "nothing at"),
        ("/api", 404, "nothing at"),
    ],
)
async def test_what_cannot_be_answered_is_said(inbox: Inboxes, target, status, said) -> None:
    response = await (await inbox()).ask("GET", target)
    assert response.status == status and said in response.json["error"]


async def test_a_method_that_is_not_for_it(inbox: Inboxes) -> None:
    running = await inbox()
    assert (await running.ask("POST", "/api/messages")).status == 405
    response = await running.ask("DELETE", "/api/messages?wait=1")
    assert response.status == 400 and "not for DELETE" in response.json["error"]


@pytest.mark.parametrize("target", ["/api/code", TWILIO])
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example:8026"},
        {"host": "192.0.2.7"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
async def test_web_pages_and_names_that_are_made_to_point_here_are_refused(
    inbox: Inboxes, target, headers
) -> None:
    running = await inbox()
    response = await running.ask("POST", target, sms("code 123456"), **{**FORM, **headers})
    assert response.status == 403
    assert running.mailbox.count == 0
    assert (await running.ask("GET", "/api/code", host="localhost:1")).status == 404
    assert (await running.ask("GET", "/api/code", sec_fetch_site="none")).status == 404


async def test_a_token_is_needed_where_there_is_one(inbox: Inboxes) -> None:
    running = await inbox(token=TOKEN)
    for authorization in (None, "Bearer nearly-the-token-", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
        assert (await running.ask("GET", "/api/code", authorization=authorization)).status == 401
    assert (await running.send("code 123456")).status == 401
    assert (await running.ask("GET", "/not-the-token/api/code")).status == 401
    sent = await running.ask("POST", f"/{TOKEN}{TWILIO}", sms("code 123456"), **FORM)
    assert sent.status == 201
    code = await running.ask("GET", "/api/code", authorization=f"Bearer {TOKEN}", host="192.0.2.7")
    assert code.text == "123456"
    assert (await running.ask("GET", f"/{TOKEN}/api/code")).text == "123456"
    kept = (await running.ask("GET", f"/{TOKEN}/api/messages?delivered=any")).text
    kept += (await running.ask("GET", f"/{TOKEN}/api/requests")).text
    for path in (TOKEN, "not-the-token"):  # which is said, but not where it was asked
        refused = await running.ask("GET", f"/{path}/api/code", host="evil.example")
        assert refused.status == 403
    kept += (await running.ask("GET", f"/{TOKEN}/api/requests")).text
    assert "no name of this server" in kept
    assert TOKEN not in kept and "not-the-token" not in kept


async def test_who_waits_and_leaves_waits_no_more(inbox: Inboxes) -> None:
    running = await inbox()
    client = await running.connect()
    client.writer.write(b"GET /api/code?wait=60 HTTP/1.1\r\nhost: localhost\r\n\r\n")
    await until(lambda: running.mailbox._waiting)
    await client.close()
    await until(lambda: not running.mailbox._waiting)
