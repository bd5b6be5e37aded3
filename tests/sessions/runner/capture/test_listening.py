"""Where no namespace keeps others out, a hook's own servers listen to this machine only."""

from __future__ import annotations

import json

import pytest

NODE = """
const net = require('net');
module.exports = (r, t, c, cb) => {
  const found = [];
  const servers = [[0], [0, '0.0.0.0'], [{ port: 0, host: '::ffff:0.0.0.0' }], [0, '127.0.0.1']];
  const next = () => {
    if (!servers.length) return datagram();
    const server = net.createServer().listen(...servers.shift(), () => {
      found.push(server.address().address);
      server.close(next);
    });
  };
  const datagram = () => {
    const socket = require('dgram').createSocket('udp4').bind(0, () => {
      found.push(socket.address().address);
      socket.close();
      require('inspector').open(0, '0.0.0.0');
      found.push(new URL(require('inspector').url()).hostname);
      cb(null, { MessageID: 'SM1', found });
    });
  };
  next();
};
"""
PYTHON = """
import socket
def send(r, t, c):
    found = []
    for host in ("", "0.0.0.0", "127.0.0.1"):
        with socket.socket() as server:
            server.bind((host, 0))
            server.listen()
            found.append(server.getsockname()[0])
    with socket.create_server(("", 0)) as server:
        found.append(server.getsockname()[0])
    return {"MessageID": "SM1", "found": found}
"""


@pytest.mark.parametrize(
    ("name", "text"), [("hook.js", NODE), ("hook.py", PYTHON)], ids=["node", "python"]
)
async def test_servers_stay_on_loopback(name, text, run, write):
    write(name, text)
    outcome = await run(name if name.endswith("js") else f"{name}:send", isolate=False)
    assert outcome.delivered, outcome
    found = json.loads(json.dumps(outcome.response))["found"]
    assert len(found) >= 4
    assert {address for address in found if address not in ("127.0.0.1", "::1")} == set()
