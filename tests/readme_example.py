"""The test that the README shows, printed: `python -m tests.readme_example > test_hook.py`."""

from __future__ import annotations

import re
from pathlib import Path


def example_of(readme: str) -> str:
    """The one block of Python in the README that uses the engine."""
    (code,) = re.findall(r"^```python\n(import .+?)^```", readme, re.MULTILINE | re.DOTALL)
    return code


if __name__ == "__main__":
    print(example_of(Path("README.md").read_text("utf-8")), end="")
