"""Redaction of texts made to be slow, against going through the same text once."""

from __future__ import annotations

import random
import re
import string
import time
from collections.abc import Callable

from sessions.secrets.redaction import redactor

from .invocations import Times
from .table import Table

LENGTH = 300_000
FILLINGS = (
    *("\\", "%25", "%41", "&amp;", "&#65;", "A", "s3c", "'\\", "!", "61 ", "0x61,", "\\u0041"),
    *("=41", "=\n", "QUJD\n", "a\n", "\\n", "%c3%a9", " ", "an ordinary text, "),
    *(
        "%u0073",
        "\\73 ",
        "s\u200b",
        "115, ",
        "s.",
        "jbswy3dp\n",
        "UVVKRFFVSkQ",
        "5155 ",
        "51554a44",
    ),
)


def measure_redaction() -> None:
    """30 secrets of 4,096 characters in 300 kB."""
    chance = random.Random(2)
    alphabet = string.ascii_letters + string.digits + "/+%"
    values = {f"S{n}": "".join(chance.choices(alphabet, k=4096)) for n in range(28)}
    redact = redactor(values | {"A": "'\\s3cret\\'!", "B": "A" * 4096})
    redact("to build what is looked for")
    table = Table("redaction of 300 kB", "ms", "x one regular expression")
    once = re.compile("[^\\W_]{5}")
    for filling in FILLINGS:
        text = filling * (LENGTH // len(filling))
        taken = _times(redact, text)
        floor = _times(once.findall, text)
        table.add(repr(filling), f"{taken.median:.0f}", f"{taken.median / floor.median:.0f}")
        table.floor(f"{filling!r}, gone through once", floor)
    print(table)


def _times(work: Callable[[str], object], text: str) -> Times:
    times: list[float] = []
    for _ in range(3):
        began = time.perf_counter()
        work(text)
        times.append((time.perf_counter() - began) * 1000)
    return Times(times)
