"""Signs of ASCII for a terminal that does not speak UTF-8, each as wide as what it stands for."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS: Final = {
    **dict.fromkeys("─╌┄┈╴╶━╍┅┉╸╺═▔▀🮀", "-"),
    **dict.fromkeys("│╎┆┊╵╷┃╏┇┋╹╻║▏▎▍▌▋▊▉▐▕", "|"),
    **dict.fromkeys("▁▂▃▄▖▗", "_"),
    **dict.fromkeys("▀▘▝", '"'),
    **dict.fromkeys("▅▆▇█▓▒░", "#"),
    **{"✓": "+", "✗": "x", "×": "x", "●": "*", "○": "o", "•": "*", "·": ".", "…": "."},
    **{"→": ">", "←": "<", "↑": "^", "↓": "v", "⏎": ">", "↵": ">"},
    **{"▸": ">", "▶": ">", "►": ">", "▾": "v", "▼": "v", "▲": "^", "▴": "^", "◀": "<", "◂": "<"},
    **{"‹": "<", "›": ">", "«": "<", "»": ">", "–": "-", "—": "-", "−": "-"},
    **dict.fromkeys("‘’‚", "'"),
    **dict.fromkeys("“”„", '"'),
}
_BOXES: Final = range(0x2500, 0x2580)


class PlainSigns(LineFilter):
    """Spells what `encoding` cannot say, in every line that is drawn."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(plain(segment.text, self._encoding), segment.style)
            for segment in segments
        ]


def plain(text: str, encoding: str) -> str:
    """`text` with what `encoding` cannot say written in ASCII, in as many cells of the screen."""
    spelled = "".join(_spelled(character, encoding) for character in text)
    return set_cell_size(spelled, cell_len(text))


@cache
def _spelled(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        width = cell_len(character)
        if sign := _SIGNS.get(character) or ("+" if ord(character) in _BOXES else ""):
            return sign
        base = unicodedata.normalize("NFKD", character)[0]
        return (base if base.isascii() and base.isprintable() else "?").ljust(width, "?")[:width]
    return character
