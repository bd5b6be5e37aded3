"""What capture cannot catch in Python functions is refused with a reason, or finds no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.runner.containment.network_namespace import find_namespace

CODE = "EOFFHOOK_CAPTURED"
INTERPRETERS = [
    path
    for version in ("3.9", "3.12", "3.13")
    for path in Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python")
]
"""Other Pythons, where pyenv has them."""

needs_namespace = pytest.mark.skipif(
    not find_namespace().command, reason=find_namespace().problem or "namespaces work"
)


def hook(*lines: str) -> str:
    """A module whose handler has these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"import os, socket, subprocess\ndef handler(recipient, text, context):\n{body}"


@pytest.fixture
def refused(run_each, write):
    """Runs each of these lists of lines, which end in what is refused: in what line, and what
    came of it."""

    async def _refused(cases: Sequence[Sequence[str]], **more) -> list[tuple[int, Outcome]]:
        text = "import ctypes, multiprocessing, os, socket, subprocess\n"
        text += "def handler(recipient, text, context):\n    globals()['case_' + recipient]()\n"
        ends: list[int] = []
        for number, lines in enumerate(cases):
            text += f"def case_{number}():\n" + "".join(f"    {line}\n" for line in lines)
            ends.append(text.count("\n"))
        write("hook.py", text)
        outcomes = await run_each("hook.py", len(cases), **more)
        for outcome in outcomes:
            assert (outcome.kind, outcome.error.code) == (Kind.SYNC_THROW, CODE)
        return list(zip(ends, outcomes, strict=True))

    return _refused


PAST = {
    ("s.sendto(b'x', ('stats.example.com', 8125))",): "stats.example.com:8125",
    ("s.connect(('192.0.2.1', 53))",): "192.0.2.1:53",
    ("s.connect_ex(('192.0.2.1', 53))",): "192.0.2.1:53",
    ("s.sendmsg([b'x'], [], 0, ('192.0.2.1', 53))",): "192.0.2.1:53",
    ("socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",): "by a raw socket",
    ("socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",): "of family AF_PACKET",
    ("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",): "of family AF_NETLINK",
    (
        "import _socket",
        "_socket.socket(socket.AF_VSOCK, 1)",
    ): "of family AF_VSOCK",
    (
        "import _socket",
        "_socket.socket().connect(('192.0.2.1', 80))",
    ): "192.0.2.1",
    (
        "import _socket",
        "_socket.getaddrinfo('api.example.com', 80)",
    ): "api.example.com",
    (
        "import _socket",
        "_socket.gethostbyname('api.example.com')",
    ): "api.example.com",
}
"""What is refused, by what its lines are."""


async def test_what_goes_past_the_gateway_is_refused(refused):
    cases = [("s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", *lines) for lines in PAST]
    for (line, outcome), named in zip(await refused(cases), PAST.values(), strict=True):
        assert outcome.error.name == "CapturedError"
        assert named in outcome.error.message
        assert "--live" in outcome.error.message
        assert outcome.outbound == ()
        assert outcome.where.line == line
        assert [named for warning in outcome.warnings if f"hook.py:{line}" in warning]


STARTS = {
    "subprocess.run(['curl', '-s', 'http://192.0.2.1/'])": "curl",
    "subprocess.run('curl -s http://192.0.2.1/', shell=True)": "curl",
    "os.system('curl -s http://192.0.2.1/')": "curl",
    "os.popen('curl -s http://192.0.2.1/')": "curl",
    "os.posix_spawn('/bin/true', ['true'], {})": "true",
    "os.execv('/bin/true', ['true'])": "true",
    "multiprocessing.get_context('spawn').Process(target=print).start()": "multiprocessing",
    "multiprocessing.get_context('forkserver').Process(target=print).start()": "multiprocessing",
}


async def test_a_program_is_not_started_where_it_finds_a_network(refused):
    came = await refused([(start,) for start in STARTS], isolate=False)
    for (_, outcome), named in zip(came, STARTS.values(), strict=True):
        assert named in outcome.error.message
        assert any(named in warning for warning in outcome.warnings)


async def test_the_library_may_ask_where_it_runs(run, write):
    lines = ("import ctypes.util", "return [ctypes.util.find_library('no-such-library')]")
    write("hook.py", hook(*lines))
    outcome = await run("hook.py", isolate=False)
    assert (outcome.response, outcome.warnings) == ([None], ())


OF_C = {
    "ctypes.CDLL(None).connect": "by connect of ctypes",
    "ctypes.pythonapi['sendto']": "by sendto of ctypes",
    "ctypes.c_void_p.in_dll(ctypes.PyDLL(None), 'getaddrinfo')": "by getaddrinfo of ctypes",
    "ctypes.CDLL(None).system(b'curl http://192.0.2.1/')": "by system of ctypes",
    "ctypes.CDLL(None).execve": "by execve of ctypes",
}


async def test_what_c_reaches_out_by_is_refused_where_nothing_keeps_it_in(refused):
    came = await refused([(use,) for use in OF_C], isolate=False)
    for (line, outcome), named in zip(came, OF_C.values(), strict=True):
        assert named in outcome.error.message
        assert [text for text in outcome.warnings if named in text and f"hook.py:{line}" in text]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("ctypes.CDLL(os.path.abspath('libown.so'))", "libown.so"),
        ("ctypes.cdll.LoadLibrary(os.path.abspath('libother.so'))", "libother.so"),
        ("ctypes.CDLL(None).syscall", "syscall of ctypes"),
        ("ctypes.CDLL(None).getpid()", None),
    ],
)
async def test_native_code_that_python_loads_is_named(line, named, run, write):
    body = ("import contextlib, ctypes", "with contextlib.suppress(OSError):", f"    {line}")
    write("hook.py", hook(*body))
    outcome = await run("hook.py", isolate=False)
    said = [text for text in outcome.warnings if "native code" in text]
    assert outcome.error is None
    assert len(said) == (1 if named else 0)
    assert all(f"{named} at hook.py:5: " in text for text in said)


@needs_namespace
async def test_native_code_is_no_matter_where_a_namespace_keeps_it_in(run, write):
    write("hook.py", hook("import ctypes", "return bool(ctypes.CDLL(None).connect)"))
    outcome = await run("hook.py")
    assert (outcome.response, outcome.warnings) == (True, ())


@needs_namespace
async def test_a_program_that_finds_no_network_is_run(run, write):
    write("hook.py", hook("return subprocess.run(['cat', '/proc/net/dev']).returncode"))
    outcome = await run("hook.py")
    assert (outcome.response, outcome.target.network) == (0, "isolated")
    assert any("cat" in warning for warning in outcome.warnings)


@needs_namespace
async def test_a_call_is_caught_within_a_namespace(run, write):
    lines = (
        "import urllib.request",
        "return [urllib.request.urlopen('https://api.example.com/').status,",
        "        open('/proc/net/dev').read().count(':')]",
    )
    write("hook.py", hook(*lines))
    outcome = await run("hook.py")
    assert outcome.response[0] == 200
    assert outcome.response[1] <= 1, "there is a network beside the loopback"
    assert [call.url for call in outcome.outbound] == ["https://api.example.com/"]


@pytest.mark.parametrize("name", ["uvloop", "pycares", "pycurl"])
async def test_a_library_with_a_network_of_its_own_is_refused(name, run, write):
    write(f"{name}.py", "")
    write("hook.py", hook(f"import {name}"))
    outcome = await run("hook.py")
    assert (outcome.error.name, outcome.error.code) == ("CapturedImportError", CODE)
    assert name in outcome.error.message


async def test_who_can_do_without_such_a_library_does(run, write):
    write("uvloop.py", "")
    write(
        "hook.py",
        "try:\n"
        "    import uvloop\n"
        "except ImportError:\n"
        "    uvloop = None\n"
        "def handler(recipient, text, context):\n"
        "    return uvloop is None\n",
    )
    outcome = await run("hook.py")
    assert outcome.response is True


@pytest.mark.parametrize("python", INTERPRETERS, ids=lambda path: path.parts[-3])
async def test_every_python_is_captured(python, run, write):
    write(
        "hook.py",
        "import asyncio, socket, urllib.request\n"
        "async def handler(recipient, text, context):\n"
        "    found = [urllib.request.urlopen('https://api.example.com/').status]\n"
        "    reader, writer = await asyncio.open_connection('api.example.com', 443, ssl=True)\n"
        "    writer.write(b'GET /a HTTP/1.1\\r\\nHost: api.example.com\\r\\n\\r\\n')\n"
        "    found.append((await reader.readline()).decode())\n"
        "    writer.close()\n"
        "    try:\n"
        "        socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('api.example.com', 53))\n"
        "    except OSError as error:\n"
        "        found.append(error.code)\n"
        "    return found\n",
    )
    outcome = await run("hook.py", python=str(python), isolate=False)
    assert outcome.error is None
    assert outcome.response == [200, "HTTP/1.1 200 OK\r\n", CODE]
