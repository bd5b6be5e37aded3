"""Texts with keywords, replaced by offhook and by the code of auth0-deploy-cli."""

from __future__ import annotations

import json
import random
import subprocess
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.deploy_folder.keywords import Keywords, replaced

from .deploy_cli import Command, Steps

SEED: Final = 7
TEXTS: Final = 5_000
MOST_SHOWN: Final = 3
KEYS: Final = (
    *("A", "B", "KEY", "A_B", "Ab", "1", "10", "2"),
    *("x-y", "K K", "HOME", "ÄÖ", "q'q", "a#b", "&", "A@B"),
)
PIECES: Final = (
    *("$&", "$1", '"', "'", "\\", "\n", "\u2028", "\x7f", "\ud800", "é", "😀", "##A##", "@@B@@"),
    *("##KEY", "@@", "##", "#", "`", "\t", "\r\n", "const a = ", '"secrets": '),
)
NUMBERS: Final = (
    *(0, -0.0, 1.0, 1.5, 0.1, 1e21, 1e-7, 1.2e-5, 1e300, 5e-324),
    *(123456789012345678, 12345678901234567890),
)


def run(command: Command) -> Steps:
    """Compare them; with a mapping alone, and where the environment is laid over one."""
    chosen = random.Random(SEED)
    alone = [(_text(chosen), _mapping(chosen)) for _ in range(TEXTS)]
    found = [replaced(text, mapping) for text, mapping in alone]
    yield f"{TEXTS:,} texts", _differences(command, alone, found)
    both = [(_text(chosen), _mapping(chosen), _environment(chosen)) for _ in range(TEXTS)]
    found = [Keywords(mapping, env).replaced(text) for text, mapping, env in both]
    merged = [(text, {**mapping, **env}) for text, mapping, env in both]
    yield f"{TEXTS:,} with an environment", _differences(command, merged, found)


def _differences(
    command: Command, cases: list[tuple[str, dict[str, JsonValue]]], found: list[str]
) -> list[str]:
    done = subprocess.run([*command], input=json.dumps(cases), stdout=-1, text=True, check=True)
    wanted: list[str] = json.loads(done.stdout)
    pairs = zip(cases, wanted, found, strict=True)
    wrong = [f"{case!r}: {ours!r}, not {its!r}" for case, its, ours in pairs if its != ours]
    return [f"{len(wrong):,} differ", *wrong[:MOST_SHOWN]] if wrong else []


def _text(chosen: random.Random) -> str:
    parts: list[str] = []
    for _ in range(chosen.randrange(1, 14)):
        key = chosen.choice((*KEYS, "NONE"))
        marked = (f"@@{key}@@", f'"@@{key}@@"', f"'@@{key}@@'", f"\"@@{key}@@'", f"##{key}##")
        parts.append(
            chosen.choice((*marked, *marked, f"##{key}", f"{key}@@", chosen.choice(PIECES)))
        )
    return "".join(parts)


def _mapping(chosen: random.Random) -> dict[str, JsonValue]:
    return {key: _value(chosen, 0) for key in chosen.sample(KEYS, chosen.randrange(8))}


def _environment(chosen: random.Random) -> dict[str, str]:
    markers = ("##A##", "@@B@@", "##KEY##", "v", "##HOME##")
    return {key: "".join(chosen.choices(markers, k=3)) for key in chosen.sample(KEYS, 4)}


def _value(chosen: random.Random, depth: int) -> JsonValue:
    kind = chosen.randrange(12 if depth < 2 else 8)
    if kind == 0:
        return chosen.choice((None, True, False))
    if kind == 1:
        return chosen.choice(NUMBERS)
    if kind < 8:
        return "".join(chosen.choices(PIECES, k=chosen.randrange(6)))
    if kind < 10:
        return [_value(chosen, depth + 1) for _ in range(chosen.randrange(4))]
    return {chosen.choice(KEYS): _value(chosen, depth + 1) for _ in range(chosen.randrange(4))}
