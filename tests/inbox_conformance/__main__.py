"""Has programs with the providers' real SDKs deliver into `offhook inbox`: unmodified but for a
base URL, or for what `offhook inbox --env` prints.

`python -m tests.inbox_conformance`: every row, under the Nodes of this machine and a Python of its
own. Installs packages (npm, PyPI), each once.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import httpx

from tests import npm_packages, pypi_packages
from tests.sdk_conformance.__main__ import CACHE, nodes

HERE: Final = Path(__file__).parent / "programs"
NPM: Final = {"twilio": "6", "@aws-sdk/client-sns": "3", "@vonage/server-sdk": "3"}
PYPI: Final = ("boto3", "twilio", "vonage")
TO: Final = "+15005550009"
TEXT: Final = "Café & Co: your code is 482913."
SECRET: Final = "s3cret-token"
SECONDS: Final = 60


@dataclass(frozen=True)
class Row:
    """A program, and the way by which it goes."""

    program: str
    provider: str
    way: Literal["base URL", "proxy"]
    least_node: int = 20
    """The first Node that goes this way."""

    @property
    def is_python(self) -> bool:
        """Whether it runs under Python."""
        return self.program.endswith(".py")


ROWS: Final = (
    Row("twilio.js", "twilio", "base URL"),
    Row("twilio.js", "twilio", "proxy"),
    Row("sns.js", "sns", "base URL"),
    Row("vonage.js", "vonage", "base URL"),
    Row("fetch.js", "twilio", "proxy", least_node=24),
    Row("twilio_sdk.py", "twilio", "base URL"),
    Row("twilio_sdk.py", "twilio", "proxy"),
    Row("sns_sdk.py", "sns", "base URL"),
    Row("sns_sdk.py", "sns", "proxy"),
    Row("vonage_sdk.py", "vonage", "proxy"),
)


@contextmanager
def running(state: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """An inbox with its address, and what it says has to be set to go by its proxy."""
    environment = {**os.environ, "XDG_STATE_HOME": str(state)}
    offhook = [sys.executable, "-m", "tui", "inbox"]
    command = [*offhook, "--headless", "--port", "0"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stderr
        try:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stderr.readline())
            assert found, process.stderr.read()
            asked = [*offhook, "--env", "--port", found[1]]
            printed = subprocess.run(asked, check=True, capture_output=True, env=environment)
            lines = printed.stdout.decode().splitlines()
            parted = (shlex.split(line)[1].partition("=") for line in lines)
            yield found[0], {name: value for name, _, value in parted}
        finally:
            process.kill()


def tried(row: Row, runtime: str, folder: Path, url: str, env: dict[str, str]) -> str:
    """What is wrong with what a program delivers; empty where nothing is."""
    api = f"{url}/api/messages"
    httpx.delete(api, trust_env=False)
    given = {"PATH": os.environ["PATH"], "HOME": str(folder), "TO": TO, "TEXT": TEXT}
    if row.way == "proxy":
        given |= {name: env[name] for name in env if name != "AWS_ENDPOINT_URL_SNS"}
    else:
        given |= {"INBOX": url, "AWS_ENDPOINT_URL_SNS": env["AWS_ENDPOINT_URL_SNS"]}
    done = subprocess.run(
        [runtime, row.program], cwd=folder, env=given, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip
    if done.returncode or not done.stdout.strip():
        return f"exit status {done.returncode}: {done.stderr[-800:]}"
    code = httpx.get(f"{url}/api/code?to={TO}&wait=10", trust_env=False).text
    found: Any = httpx.get(api, trust_env=False).json()["messages"]
    if len(found) != 1:
        return f"{len(found)} messages"
    message = found[0]
    if (message["text"], message["provider"], code) != (TEXT, row.provider, "482913"):
        return f"it is {message['text']!r} by {message['provider']} with the code {code}"
    if not message["answer"]["body"] or done.stdout.strip() not in message["answer"]["body"]:
        return f"the program has {done.stdout.strip()}, which is not what it was answered"
    return f"{SECRET} is in it" if SECRET in json.dumps(message) else ""


def main() -> int:
    """Run it; 0 where nothing is wrong."""
    modules = npm_packages.install(CACHE / "inbox" / "npm", NPM)
    python = pypi_packages.install(CACHE / "inbox" / "python", PYPI)
    wrong = 0
    with tempfile.TemporaryDirectory() as name, running(Path(name) / "state") as (url, env):
        folder = Path(name).resolve()
        (folder / "node_modules").symlink_to(modules)
        for program in HERE.iterdir():
            (folder / program.name).write_bytes(program.read_bytes())
        for row in ROWS:
            runtimes = {str(python): "Python"} if row.is_python else nodes()
            for runtime, title in runtimes.items():
                major = re.search(r"Node (\d+)", title)
                if major and int(major[1]) < row.least_node:
                    continue
                problem = tried(row, runtime, folder, url, env)
                wrong += bool(problem)
                sys.stdout.write(f"{row.program:15} {row.way:9} {title:13} {problem or 'ok'}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{wrong} problems\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
