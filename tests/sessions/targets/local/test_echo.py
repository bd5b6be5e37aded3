"""Whatever JSON a hook is given and gives back comes back equal: fuzzed, by the hundred."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import same
from sessions.contract.outcome import Outcome
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits

KEYS = st.one_of(
    st.sampled_from(["__proto__", "constructor", "toJSON", "then", "length", "", "a.b", "0"]),
    st.text(st.characters(exclude_categories=()), max_size=6),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(["\ud800", "\udfff x", "\x00", "\u2028\u2029", "\r\n", "🎉", "</script>"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
BATCHES = st.lists(VALUES, min_size=25, max_size=30)

# Pyright does not see that iterating gives the members: `HealthCheck` has its own way, untyped.
ALL_CHECKS = cast("list[HealthCheck]", list(HealthCheck))
FUZZ = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes a child for each step
    suppress_health_check=ALL_CHECKS,
)

ECHO_JS = """
module.exports = (recipient, text, context, cb) => {
  delete context.webtask;
  cb(null, { recipient, text, context });
};
"""
ECHO_PY = """
def handler(recipient, text, context):
    del context["webtask"]
    return {"recipient": recipient, "text": text, "context": context}
"""


def send(folder: Path, hook: str, payload: Any) -> Any:
    async def _send() -> Outcome:
        target = resolve(hook, base=folder)
        try:
            return await target.invoke(Invocation(payload), {}, Limits())
        finally:
            await target.aclose()

    outcome = asyncio.run(_send())
    assert outcome.error is None
    return outcome.response


def as_text_carries(value: Any) -> Any:
    """The value after one way through JSON: two lone halves of a surrogate pair have met."""
    return json.loads(json.dumps(value))


def as_javascript_sees(value: Any) -> Any:
    """The value with each number as the double that it is there, and no sign on a zero."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0
    if isinstance(value, list):
        return [as_javascript_sees(item) for item in value]
    if isinstance(value, dict):
        return {key: as_javascript_sees(item) for key, item in value.items()}
    return value


@FUZZ
@given(batch=BATCHES)
def test_javascript_gives_back_what_it_is_given(batch, tmp_path):
    (tmp_path / "echo.js").write_text(ECHO_JS)
    payload = {"recipient": batch[0], "text": batch[1], "context": {"rest": batch[2:]}}
    response = send(tmp_path, "echo.js", payload)
    expected = as_text_carries(payload)
    assert same(as_javascript_sees(response), as_javascript_sees(expected))


@FUZZ
@given(batch=BATCHES, large=st.integers(2**53, 2**80))
def test_python_gives_back_what_it_is_given(batch, large, tmp_path):
    (tmp_path / "echo.py").write_text(ECHO_PY)
    payload = {"recipient": large, "text": batch[1], "context": {"rest": batch[2:]}}
    assert same(send(tmp_path, "echo.py", payload), as_text_carries(payload))


@pytest.mark.parametrize("hook", ["echo.js", "echo.py"])
def test_a_deep_payload_passes(hook, tmp_path):
    (tmp_path / "echo.js").write_text(ECHO_JS)
    (tmp_path / "echo.py").write_text(ECHO_PY)
    nested: Any = "bottom"
    for level in range(198):
        nested = {"down": nested} if level % 2 else [nested]
    response = send(tmp_path, hook, {"recipient": "1", "text": "t", "context": {"nested": nested}})
    assert same(response["context"]["nested"], nested)
