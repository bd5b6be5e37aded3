"""Redirected sockets of Python functions go on looking like TCP, and names are made up at home."""

from __future__ import annotations

import json

import pytest

from sessions.contract.invocation import Invocation, example
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings
from tests.sessions.conftest import PATIENT


@pytest.fixture
def told(run, write):
    """What the lines of a handler's body, which see `socket` and such, return."""

    async def _told(*lines: str):
        body = "".join(f"    {line}\n" for line in lines)
        imports = "import asyncio, errno, os, select, socket, struct, threading\n"
        write("hook.py", f"{imports}def handler(recipient, text, context):\n{body}")
        outcome = await run("hook.py", isolate=False)
        assert outcome.error is None, outcome.error
        return outcome.response

    return _told


CONNECTED = "s = socket.create_connection(('api.example.com', 443), timeout=5)"


async def test_a_redirected_socket_looks_like_tcp(told):
    assert await told(
        CONNECTED,
        "return [s.family == socket.AF_INET, s.type == socket.SOCK_STREAM, s.gettimeout(),",
        "        s.getpeername(), s.getsockname()[0], s.getsockname()[1] > 1024,",
        "        os.get_inheritable(s.fileno())]",
    ) == [True, True, 5, ["198.18.0.1", 443], "127.0.0.1", True, False]


async def test_a_redirected_socket_of_ip_version_6_does_too(told):
    assert await told(
        "s = socket.socket(socket.AF_INET6)",
        "found = socket.getaddrinfo('api.example.com', 443, s.family, s.type)",
        "s.connect(found[0][4])",
        "return [s.getpeername(), s.getsockname()[0]]",
    ) == [["2001:2::1", 443, 0, 0], "::1"]


async def test_options_of_tcp_are_taken_and_given_back(told):
    assert await told(
        CONNECTED,
        "before = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)",
        "s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)",
        "s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)",
        "s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)",
        "return [before, s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY),",
        "        s.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),",
        "        s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR),",
        "        len(s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 92))]",
    ) == [0, 1, 1, 0, 92]


async def test_a_socket_stays_redirected_as_another_object(told):
    assert (
        await told(
            CONNECTED,
            "copy = s.dup()",
            "again = socket.socket(fileno=s.detach())",
            "return [copy.getpeername(), again.getpeername()]",
        )
        == [["198.18.0.1", 443]] * 2
    )


async def test_a_socket_that_does_not_block_connects_at_once(told):
    assert await told(
        "s = socket.socket()",
        "s.setblocking(False)",
        "done = s.connect_ex(('192.0.2.7', 80))",
        "try:",
        "    s.recv(1)",
        "except BlockingIOError:",
        "    waits = True",
        "return [done, waits, s.getpeername(), s.connect_ex(('192.0.2.7', 80)) == errno.EISCONN]",
    ) == [0, True, ["192.0.2.7", 80], True]


async def test_bytes_in_several_buffers_are_sent_in_order(told):
    assert (
        await told(
            CONNECTED,
            "s.sendmsg([b'GET / HTTP', b'/1.1\\r\\nHost: a\\r\\n\\r\\n'])",
            "return s.recv(12).decode()",
        )
        == "HTTP/1.1 200"
    )


async def test_what_is_no_address_fails_as_it_would(told):
    wanted = {
        "('api.example.com',)": "TypeError",
        "('api.example.com', '443')": "TypeError",
        "('api.example.com', 70000)": "OverflowError",
        "'api.example.com:443'": "TypeError",
        "('a..b', 443)": "UnicodeError",
    }
    said = await told(
        "said = []",
        f"for address in [{', '.join(wanted)}]:",
        "    try:",
        "        socket.socket().connect(address)",
        "    except (TypeError, OverflowError, UnicodeError) as error:",
        "        said.append(type(error).__name__.replace('EncodeError', 'Error'))",
        "return said",
    )
    assert said == list(wanted.values())


async def test_sockets_that_stay_on_the_machine_are_left_alone(told, tmp_path):
    assert await told(
        "server = socket.socket(socket.AF_UNIX)",
        f"server.bind({str(tmp_path / 'own')!r})",
        "server.listen()",
        "client = socket.socket(socket.AF_UNIX)",
        "client.connect(server.getsockname())",
        "accepted, _ = server.accept()",
        "accepted.sendall(b'one')",
        "left, right = socket.socketpair()",
        "left.sendall(b'two')",
        "return [client.recv(9).decode(), right.recv(9).decode()]",
    ) == ["one", "two"]


async def test_a_pair_of_sockets_may_be_made_of_tcp(told):
    """As on Windows, which has no other kind."""
    assert await told(
        "import sys",
        "left, right = sys.modules['offhook_sockets'].pair()",
        "right.sendall(b'one')",
        "left.sendall(b'two')",
        "return [left.recv(9).decode(), right.recv(9).decode()]",
    ) == ["one", "two"]


async def test_names_are_looked_up_at_home(told):
    assert await told(
        "one = socket.getaddrinfo('api.example.com', 'https', type=socket.SOCK_STREAM)",
        "return [[[*found[4]] for found in one], socket.gethostbyname('API.example.com'),",
        "        socket.gethostbyname_ex('other.example.com'), socket.gethostbyname('localhost'),",
        "        socket.gethostbyname('192.0.2.7'), socket.gethostbyaddr('198.18.0.1'),",
        "        socket.getnameinfo(('198.18.0.2', 80), 0)[0],",
        "        socket.getnameinfo(('198.18.0.2', 80), socket.NI_NUMERICHOST)[0],",
        "        socket.getaddrinfo(b'api.example.com', None, flags=socket.AI_CANONNAME)[0][3]]",
    ) == [
        [["198.18.0.1", 443]],
        "198.18.0.1",
        ["other.example.com", [], ["198.18.0.2"]],
        "127.0.0.1",
        "192.0.2.7",
        ["api.example.com", [], ["198.18.0.1"]],
        "other.example.com",
        "198.18.0.2",
        "api.example.com",
    ]


async def test_an_address_that_nobody_asked_for_has_no_name(told):
    assert await told(
        "try:",
        "    socket.gethostbyaddr('192.0.2.7')",
        "except socket.herror as error:",
        "    return [error.args, socket.getnameinfo(('192.0.2.7', 80), 0)[0]]",
    ) == [[1, "Unknown host"], "192.0.2.7"]


async def test_names_are_reserved_as_they_are_outside(told):
    assert await told(
        "try:",
        "    socket.gethostbyname('sms.provider.invalid')",
        "except socket.gaierror as error:",
        "    return [error.errno == socket.EAI_NONAME, socket.gethostbyname('here.localhost')]",
    ) == [True, "127.0.0.1"]


async def test_a_name_in_another_script_is_asked_for_as_the_wire_has_it(told):
    assert (
        await told(
            "address = socket.gethostbyname('bücher.example')",
            "return socket.gethostbyaddr(address)[0]",
        )
        == "xn--bcher-kva.example"
    )


@pytest.mark.parametrize(
    ("fault", "seconds", "said"),
    [
        ("reset", 20, "ConnectionResetError"),
        ("no-answer", 0.3, "TimeoutError"),
        ("slow", 0.3, "TimeoutError"),
    ],
)
@pytest.mark.parametrize("url", ["http://api.example.com/", "https://api.example.com/"])
async def test_faults_of_a_connection_are_those_of_tcp(fault, seconds, said, url, write, tmp_path):
    write(
        "hook.py",
        "import urllib.request\n"
        "def handler(recipient, text, context):\n"
        "    try:\n"
        f"        urllib.request.urlopen({url!r}, timeout={seconds})\n"
        "    except Exception as error:\n"
        "        return type(error).__name__\n",
    )
    target = resolve("hook.py", base=tmp_path, settings=Settings(isolate=False))
    faulty = Invocation(example().payload, faults=(fault,))
    outcome = await target.invoke(faulty, {}, Limits(PATIENT))
    await target.aclose()
    assert outcome.response == said
    assert [call.fault for call in outcome.outbound] == [fault]


async def test_bytes_of_any_kind_are_sent(told):
    assert json.loads(
        await told(
            CONNECTED,
            "import array",
            "s.sendall(array.array('H', b'GET / HTTP/1.1\\r\\n'))",
            "s.send(memoryview(b'Host: a\\r\\nConnection: close\\r\\n\\r\\n'))",
            "answer = b''",
            "while more := s.recv(4096):",
            "    answer += more",
            "return answer.partition(b'\\r\\n\\r\\n')[2].decode()",
        )
    )["ok"]
