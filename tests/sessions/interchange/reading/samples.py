"""What is sent in the documents of other tools here."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SENT: dict[str, Any] = {
    "recipient": "+18085550100",
    "text": "Your code is 123456",
    "context": {"code": "123456"},
}

_text = st.text(st.characters(), max_size=8)
_value = st.recursive(
    st.none() | st.booleans() | st.integers() | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=6,
)
payloads = st.dictionaries(_text, _value, max_size=3).map(lambda more: more | {"text": "x"})
"""Any payload."""
