"""What a Python function takes is read from its code, and is what `inspect` says."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations_with_replacement, product

from sessions.targets.local.target import RUNNER

KINDS = ("a, b=1, /", "a, /", "c, d", "c=2, d=3", "*rest", "cb", "cb=None")
BY_NAME = ("", "cb", "e, cb=4", "e=5, f", "**more")
COMPARES = """
import json, sys
sys.path.insert(0, sys.argv[2])
import offhook_runner
differ, read = [], 0
for text in json.load(sys.stdin):
    found = {}
    try:
        exec(f"def function({text}): pass", found)
    except SyntaxError:
        continue
    plain = offhook_runner.Parameters(found["function"])
    found["function"].is_plain = False
    asked = offhook_runner.Parameters(found["function"])
    read += 1
    if vars(plain) != vars(asked):
        differ.append([text, repr(vars(plain)), repr(vars(asked))])
print(json.dumps([read, differ]))
"""


def _signatures() -> list[str]:
    """Of each length, in each order; those that are none Python itself refuses."""
    positional = ["", *(", ".join(two) for two in combinations_with_replacement(KINDS, 2)), *KINDS]
    return [
        ", ".join(filter(None, (before, star, after)))
        for before, star, after in product(positional, ("", "*", "*others"), BY_NAME)
    ]


def test_what_a_function_takes_is_what_inspect_says() -> None:
    command = [sys.executable, "-c", COMPARES, "1", str(RUNNER / "python")]
    asked = json.dumps(_signatures())
    done = subprocess.run(command, input=asked, capture_output=True, check=True, text=True)
    read, differ = json.loads(done.stdout)
    assert read > 100
    assert differ == []
