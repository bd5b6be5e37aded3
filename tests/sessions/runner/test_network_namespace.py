"""A network namespace: how it is made here, for whom, and what still reaches into it."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.runner.containment.namespace_socket import connect_inside
from sessions.runner.containment.network_namespace import find_namespace
from tests.narrowing import present
from tests.sessions.conftest import LOOP

pytestmark = pytest.mark.skipif(
    not find_namespace().command, reason="no network namespace can be made here"
)
LISTENS = """
import socket, sys
with socket.create_server(("127.0.0.1", 0)) as listening:
    print(listening.getsockname()[1], flush=True)
    connected, _ = listening.accept()
    connected.sendall(b"from inside")
    connected.close()
sys.stdin.read()
"""


async def listen(*prefix: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(*prefix, sys.executable, "-c", LISTENS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize("way", [find_namespace().command, ("unshare", "-rn", "--")])
async def test_a_connection_is_made_from_inside(way):
    process = await listen(*way)
    port = int(await present(process.stdout).readline())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    connected = await connect_inside(process.pid, port)
    reader, writer = await asyncio.open_connection(sock=connected)
    assert await reader.read() == b"from inside"
    writer.close()
    await process.communicate(b"")


async def test_what_cannot_be_entered_says_why():
    process = await listen(*find_namespace().command)
    await present(process.stdout).readline()
    with pytest.raises(OSError, match="Connection refused"):
        await connect_inside(process.pid, 1)
    process.kill()
    await process.wait()
    present(process.stdin).close()
    with pytest.raises(OSError, match="No such file"):
        await connect_inside(process.pid, 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_users_other_than_root_are_isolated_as_themselves(tmp_path):
    """Nothing of the way depends on being root; `nobody` stays `nobody` inside."""
    root = Path(__file__).parents[3]
    seen = subprocess.run(
        [
            *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
            *(sys.executable, "-c"),
            "import subprocess\n"
            "from sessions.runner.containment.network_namespace import find_namespace as f\n"
            "command = f().command; print(*command)\n"
            "print(subprocess.check_output([*command, 'id', '-u'], text=True).strip())\n"
            "print(subprocess.check_output([*command, 'ls', '/sys/class/net'], text=True))",
        ],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    if "Permission denied" in seen.stderr:
        pytest.skip("the project cannot be read by others here")
    assert seen.returncode == 0, seen.stderr
    command, user = seen.stdout.splitlines()[:2]
    assert "--user --map-current-user --net" in command
    assert user == "65534"


async def test_a_hooks_files_belong_to_whoever_runs_it(run, write, tmp_path):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => { require('fs').writeFileSync('left.txt', 'x');\n"
        "  cb(null, { user: process.getuid(), group: process.getgid() }); };",
    )
    outcome = await run("hook.js")
    assert outcome.target.network == "isolated"
    left = (tmp_path / "left.txt").stat()
    assert (left.st_uid, left.st_gid) == (os.geteuid(), os.getegid())
    assert outcome.response == {"user": os.geteuid(), "group": os.getegid()}


async def test_the_place_of_a_loop_is_found_inside(run, write, node):
    write("hook.js", f"module.exports = () => {{\n  {LOOP}\n}};")
    outcome = await run("hook.js", node=node, timeout=0.4)
    assert outcome.target.network == "isolated"
    assert outcome.kind == Kind.TIMEOUT_BUSY
    assert outcome.where.line == 2


@pytest.mark.skipif(not shutil.which("ip"), reason="there is no ip")
async def test_a_child_has_no_interface_that_is_up(run, write):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => cb(null, { up: require('child_process')\n"
        "  .execFileSync('ip', ['-o', 'link', 'show', 'up']).toString() });",
    )
    outcome = await run("hook.js")
    assert outcome.response == {"up": ""}
