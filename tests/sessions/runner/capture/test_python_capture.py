"""Outbound calls of Python functions, with the clients of the standard library, by the gateway."""

from __future__ import annotations

import pytest

SEND = """
    request = urllib.request.Request(URL, json.dumps({"to": recipient}).encode())
    with urllib.request.urlopen(request) as response:
        return [response.status, json.load(response)["ok"]]
"""
BY_URLLIB = f"import json, urllib.request\ndef handler(recipient, text, context):{SEND}"
BY_HTTP_CLIENT = """
import http.client, json
def handler(recipient, text, context):
    url = urlsplit(URL)
    connect = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = connect(url.netloc, timeout=9)
    connection.request("POST", url.path, json.dumps({"to": recipient}))
    response = connection.getresponse()
    return [response.status, json.load(response)["ok"]]
"""
BY_STREAMS = """
import asyncio, json
async def handler(recipient, text, context):
    url = urlsplit(URL)
    secure = url.scheme == "https"
    port = url.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(url.hostname, port, ssl=secure or None)
    body = json.dumps({"to": recipient}).encode()
    head = f"POST {url.path} HTTP/1.1\\r\\nHost: {url.netloc}\\r\\nConnection: close\\r\\n"
    writer.write(f"{head}Content-Length: {len(body)}\\r\\n\\r\\n".encode())
    writer.write(body)
    await writer.drain()
    head, _, answer = (await reader.read()).partition(b"\\r\\n\\r\\n")
    writer.close()
    await writer.wait_closed()
    return [int(head.split()[1]), json.loads(answer)["ok"]]
"""
BY_SOCKETS = """
import json, socket, ssl
def handler(recipient, text, context):
    url = urlsplit(URL)
    port = url.port or (443 if url.scheme == "https" else 80)
    sock = socket.create_connection((url.hostname, port), timeout=9)
    if url.scheme == "https":
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=url.hostname)
    body = json.dumps({"to": recipient}).encode()
    sock.sendall(b"POST %s HTTP/1.1\\r\\nHost: %s\\r\\nContent-Length: %d\\r\\n\\r\\n"
                 % (url.path.encode(), url.netloc.encode(), len(body)) + body)
    with sock, sock.makefile("rb") as lines:
        status = int(lines.readline().split()[1])
        while (line := lines.readline()) != b"\\r\\n":
            if line.lower().startswith(b"content-length"):
                size = int(line.split()[1])
        return [status, json.loads(lines.read(size))["ok"]]
"""
URLS = (
    "https://api.example.com/send",
    "http://api.example.com/send",
    "http://api.example.com:443/plain-at-443",
    "https://api.example.com:8443/tls-elsewhere",
    "https://192.0.2.7/by-address",
    "http://localhost:9/this-machine",
)


TO_EACH = f"""
import inspect
from urllib.parse import urlsplit
async def to_each(recipient, text, context):
    global URL
    answers = []
    for URL in {URLS!r}:
        answer = handler(recipient, text, context)
        answers.append(await answer if inspect.isawaitable(answer) else answer)
    return answers
"""


@pytest.mark.parametrize("client", [BY_URLLIB, BY_HTTP_CLIENT, BY_STREAMS, BY_SOCKETS])
async def test_a_call_is_caught_and_answered(client, run, write):
    write("hook.py", TO_EACH + client)
    outcome = await run("hook.py:to_each", isolate=False)
    assert outcome.error is None
    assert outcome.response == [[200, True]] * len(URLS)
    assert [(call.method, call.url) for call in outcome.outbound] == [("POST", url) for url in URLS]
    assert {call.body for call in outcome.outbound} == {'{"to": "1-808-555-5555"}'}
    assert not any(call.insecure for call in outcome.outbound)
    assert outcome.target.network == "redirected"


async def test_tls_may_be_imported_before_sockets(run, write):
    client = BY_SOCKETS.replace("socket, ssl", "ssl, socket")
    write("hook.py", f"from urllib.parse import urlsplit\nURL = {URLS[0]!r}\n{client}")
    outcome = await run("hook.py", isolate=False)
    assert outcome.response == [200, True], outcome.error
    assert [call.url for call in outcome.outbound] == [URLS[0]]


async def test_a_connection_is_kept_for_several_calls(run, write):
    write(
        "hook.py",
        "import http.client\n"
        "def handler(recipient, text, context):\n"
        "    connection = http.client.HTTPSConnection('api.example.com')\n"
        "    seen = set()\n"
        "    for path in '/1', '/2':\n"
        "        connection.request('GET', path)\n"
        "        connection.getresponse().read()\n"
        "        seen.add(connection.sock)\n"
        "    return len(seen)\n",
    )
    outcome = await run("hook.py", isolate=False)
    assert outcome.response == 1
    assert [call.url for call in outcome.outbound] == [
        "https://api.example.com/1",
        "https://api.example.com/2",
    ]


async def test_calls_of_many_threads_are_all_caught(run, write):
    write(
        "hook.py",
        "import urllib.request\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def call(number):\n"
        "    return urllib.request.urlopen(f'https://host{number}.example.com/').status\n"
        "def handler(recipient, text, context):\n"
        "    with ThreadPoolExecutor(8) as pool:\n"
        "        return list(pool.map(call, range(16)))\n",
    )
    outcome = await run("hook.py", isolate=False)
    assert outcome.response == [200] * 16
    assert {call.url for call in outcome.outbound} == {
        f"https://host{number}.example.com/" for number in range(16)
    }


async def test_what_a_forked_copy_calls_is_caught(run, write):
    write(
        "hook.py",
        "import os, urllib.request\n"
        "def handler(recipient, text, context):\n"
        "    pid = os.fork()\n"
        "    if not pid:\n"
        "        os._exit(urllib.request.urlopen('https://api.example.com/').status - 200)\n"
        "    return os.waitpid(pid, 0)[1]\n",
    )
    outcome = await run("hook.py", isolate=False)
    assert outcome.response == 0
    assert [call.url for call in outcome.outbound] == ["https://api.example.com/"]


async def test_large_bodies_come_through_both_ways(run, write):
    write(
        "hook.py",
        "import asyncio, urllib.request\n"
        "async def handler(recipient, text, context):\n"
        "    reader, writer = await asyncio.open_connection('api.example.com', 443, ssl=True)\n"
        "    size = 3 << 20\n"
        "    writer.write(b'POST / HTTP/1.1\\r\\nHost: a\\r\\n')\n"
        "    writer.write(b'Content-Length: %d\\r\\n\\r\\n' % size)\n"
        "    for _ in range(3):\n"
        "        writer.write(b'x' * (1 << 20))\n"
        "        await writer.drain()\n"
        "    line = await reader.readline()\n"
        "    writer.close()\n"
        "    return line.decode()\n",
    )
    outcome = await run("hook.py", isolate=False)
    assert outcome.response == "HTTP/1.1 200 OK\r\n"
    assert outcome.outbound[0].body.startswith("xxxx")


@pytest.mark.parametrize(
    ("call", "url"),
    [
        ("smtplib.SMTP('mail.example.com', timeout=5)", "tcp://mail.example.com:25"),
        ("smtplib.SMTP('mail.example.com', 2626, timeout=5)", "tcp://mail.example.com:2626"),
        ("smtplib.SMTP_SSL('mail.example.com', timeout=5)", "tcp://mail.example.com:465"),
    ],
)
async def test_a_client_that_waits_for_the_server_is_told_of_at_once(call, url, run, write):
    write("hook.py", f"import smtplib\ndef handler(recipient, text, context):\n    {call}\n")
    outcome = await run("hook.py", isolate=False)
    assert outcome.error is not None
    assert outcome.error.name == "SMTPServerDisconnected"
    assert outcome.duration_ms < 3000
    (call,) = outcome.outbound
    assert (call.method, call.url, call.status) == ("", url, None)
    assert "does not speak first" in (call.problem or "")


async def test_an_asynchronous_client_that_waits_for_the_server_is_told_of(run, write):
    write(
        "hook.py",
        "import asyncio\n"
        "async def handler(recipient, text, context):\n"
        "    reader, writer = await asyncio.open_connection('mail.example.com', 25)\n"
        "    writer.close()\n"
        "    return (await reader.readline()).decode()\n",
    )
    outcome = await run("hook.py", isolate=False)
    assert outcome.response == ""
    assert [call.url for call in outcome.outbound] == ["tcp://mail.example.com:25"]


async def test_a_hook_that_calls_nobody_imports_no_sockets(run, write):
    write(
        "hook.py",
        "import sys\n"
        "def handler(recipient, text, context):\n"
        "    return sorted({'socket', '_socket', 'ssl', 'asyncio'} & {*sys.modules})\n",
    )
    assert (await run("hook.py")).response == []


async def test_what_is_live_is_left_as_it_is(run, write):
    write(
        "hook.py",
        "import socket, threading\n"
        "def handler(recipient, text, context):\n"
        "    with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "        client = socket.create_connection(server.getsockname())\n"
        "        accepted, _ = server.accept()\n"
        "        with client, accepted:\n"
        "            accepted.sendall(b'hello')\n"
        "            return client.recv(9).decode()\n",
    )
    outcome = await run("hook.py", live=True)
    assert outcome.response == "hello"
    assert outcome.target.network == "live"


async def test_capture_does_not_show(run, write):
    write(
        "hook.py",
        "import os, socket, ssl, sys\n"
        "def handler(recipient, text, context):\n"
        "    socket.create_connection(('api.example.com', 443)).close()\n"
        "    seen = [*os.environ, *globals(), *vars(socket.socket), *sys.path, *sys.argv]\n"
        "    return [[name for name in seen if 'offhook_' in name.lower()],\n"
        "            '__init_subclass__' in vars(socket.socket)]\n",
    )
    outcome = await run("hook.py", isolate=False)
    assert outcome.response == [["OFFHOOK_CHILD"], False]


async def test_frames_of_capture_are_left_out_of_a_stack(run, write):
    write(
        "hook.py",
        "import socket\n"
        "def handler(recipient, text, context):\n"
        "    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))\n",
    )
    outcome = await run("hook.py")
    assert outcome.error is not None
    assert outcome.error.stack is not None
    assert "runtime" not in outcome.error.stack
    assert outcome.where is not None
    assert outcome.where.line == 3
