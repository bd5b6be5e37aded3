"""What is told of a machine's isolation is what this machine does."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.runner.interpreters import Node
from sessions.runner.isolation import Measure, measures


def told(version: str | None = None) -> dict[str, Measure]:
    node = Node("/usr/bin/node", version, "PATH") if version else None
    return {measure.name: measure for measure in measures(node)}


@pytest.mark.skipif(sys.platform != "linux", reason="what Linux gives")
def test_linux_sweeps_and_limits() -> None:
    found = told()
    assert found["processes"].holds
    assert found["limits"].holds
    assert "1024 MiB of memory" in found["limits"].text
    assert found["environment"].holds


@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare is the one to compare with")
def test_a_network_namespace_is_tried_and_not_guessed() -> None:
    works = subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0
    network = told()["network"]
    assert network.text.startswith("a hook's calls are caught and answered here")
    assert network.text.endswith("--live lets all out")
    assert ("namespace of its own" in network.text) == works
    assert network.holds == works


def test_why_there_can_be_no_network_namespace(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    network = told()["network"]
    assert "nothing keeps native code in: there is no program unshare (util-linux)" in network.text
    assert not network.holds
    unshare = tmp_path / "unshare"
    unshare.write_text(
        "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2\nexit 1"
    )
    unshare.chmod(0o755)
    network = told()["network"]
    assert "keeps native code in: unshare failed: Operation not permitted;" in network.text
    assert not network.holds


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
def test_limits_that_are_refused_are_said_not_to_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("resource.prlimit", refuse)
    limits = told()["limits"]
    assert not limits.holds
    assert limits.text.endswith(f"prlimit fails here: {os.strerror(errno.EPERM)}")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_promise_less(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("sessions.runner.isolation._SWEPT", Path("/gone"))
    found = told()
    assert not found["processes"].holds
    assert not found["limits"].holds
    assert "only Linux has network namespaces" in found["network"].text
    assert not found["network"].holds


@pytest.mark.parametrize(
    ("version", "flag", "gap"),
    [
        ("20.20.2", "(--experimental-permission)", "leaves the network open"),
        ("22.13.0", "(--permission)", "leaves the network open"),
        ("23.4.0", "(--experimental-permission)", "leaves the network open"),
        ("24.19.0", "(--permission)", "leaves the network open"),
        ("25.0.0", "(--permission)", "denies what the platform allows"),
    ],
)
def test_nodes_permission_model_by_version(version: str, flag: str, gap: str) -> None:
    permissions = told(version)["permissions"]
    assert flag in permissions.text
    assert gap in permissions.text
    assert not permissions.holds


def test_without_node_there_is_no_permission_model() -> None:
    assert "permissions" not in told()
