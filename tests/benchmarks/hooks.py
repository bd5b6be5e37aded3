"""The hooks that are measured, written to a folder with the packages that they need."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

INSTALL_TIMEOUT: Final = 300.0

_TRIVIAL: Final = """
module.exports = (recipient, text, context, cb) => cb(null, { MessageID: 'm-1' });
"""
_AXIOS: Final = """
const axios = require('axios');
const client = axios.create({ baseURL: 'http://127.0.0.1/' });
module.exports = (recipient, text, context, cb) =>
  cb(null, { url: client.getUri({ url: '/messages', params: { recipient, text } }) });
"""
_AWS: Final = """
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
const AWS = require('aws-sdk');
const sns = new AWS.SNS({ region: 'eu-west-1', accessKeyId: 'a', secretAccessKey: 'b' });
module.exports = (recipient, text, context, cb) => {
  const request = sns.publish({ PhoneNumber: recipient, Message: text });
  request.emit('build', [request]);
  cb(null, { size: request.httpRequest.body.length });
};
"""


@dataclass(frozen=True)
class Hook:
    """A hook to measure, and the package that it needs."""

    name: str
    path: Path
    package: str | None = None


def write_hooks(folder: Path) -> list[Hook]:
    """The hooks in `folder`; what cannot be had is said to be left out."""
    hooks = [_write(folder, "trivial", _TRIVIAL)]
    for package, text in (("axios", _AXIOS), ("aws-sdk", _AWS)):
        problem = _install(folder, package)
        if problem:
            print(f"Left out: the {package} hook; {problem}")
        else:
            hooks.append(_write(folder, package, text, package))
    return hooks


def _write(folder: Path, name: str, text: str, package: str | None = None) -> Hook:
    path = folder / f"{name}.js"
    path.write_text(text)
    return Hook(name, path, package)


def _install(folder: Path, package: str) -> str:
    """Install a package; why it cannot be, or nothing."""
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm to install its package with."
    manifest = folder / "package.json"
    if not manifest.exists():
        manifest.write_text('{"private": true}\n')
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", package]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            check=False,
            text=True,
            timeout=INSTALL_TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return f"npm did not install it within {INSTALL_TIMEOUT:g} s."
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), "")
        return f"npm could not install it. {said}".strip()
    return ""
