"""A network namespace with a way out that leads nowhere, and a count of what is sent that way."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

NAME: Final = "uplink"
_NAME_SERVER: Final = "192.0.2.53"
_COMMANDS: Final = (
    f"ip link add {NAME} type veth peer name {NAME}-end",
    f"sysctl -qw net.ipv6.conf.{NAME}.disable_ipv6=1 net.ipv6.conf.{NAME}-end.disable_ipv6=1",
    f"ip address add 198.51.100.2/24 dev {NAME}",
    f"ip link set {NAME} arp off up",
    f"ip link set {NAME}-end arp off up",
    f"ip route add default via 198.51.100.1 dev {NAME}",
    "mount --make-rprivate /",
)


def namespace() -> tuple[str, ...]:
    """The command that starts a program in a namespace in which an uplink can be laid."""
    as_root = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    return ("unshare", *as_root, "--net", "--mount")


def why_none() -> str | None:
    """What is against such a namespace here; None: it works."""
    for program in ("unshare", "ip", "sysctl", "mount"):
        if shutil.which(program) is None:
            return f"there is no program {program}"
    lay = " && ".join((*_COMMANDS, "true"))
    done = subprocess.run(
        [*namespace(), "sh", "-c", lay], capture_output=True, check=False, text=True
    )
    return done.stderr.strip() or None if done.returncode else None


def lay() -> None:
    """Lay it, for this process and its children: a default route, and a name server beyond it."""
    for command in _COMMANDS:
        subprocess.run(command.split(), check=True)
    with tempfile.NamedTemporaryFile("w", suffix="-resolv.conf") as file:
        file.write(f"nameserver {_NAME_SERVER}\n")
        file.flush()
        os.chmod(file.name, 0o644)  # noqa: PTH101
        subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)


def packets() -> int:
    """How many packets have been sent by the uplink so far."""
    for line in Path("/proc/self/net/dev").read_text().splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == NAME:
            return int(counts.split()[9])  # after eight of what was received: bytes, packets
    raise LookupError(f"there is no {NAME} in this namespace")
