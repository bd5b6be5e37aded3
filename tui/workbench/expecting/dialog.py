"""The dialog in which what an invocation is expected to come to is edited, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import set_cell_size
from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sessions.contract.json_path import Absent, JsonPath
from sessions.contract.kinds import WORDS, Kind
from sessions.contract.outcome import Result
from sessions.editing.edited_session import EditError
from sessions.store.errors import SessionError
from sessions.text import one_line, printable
from tui.dialogs.ask import AskLines, AskText, Dialog
from tui.dialogs.pick import Pick
from tui.replaying.side_by_side import NOTHING, shown
from tui.widgets.key_bar import KeyBar, screen_key
from tui.widgets.text_view import MUTED

from .expectations import Expectations

if TYPE_CHECKING:
    from sessions.replay.expect_offers import JudgedRow, Offer
    from sessions.store.expect import Expect

_key: Final = partial(screen_key, "expectations")
KEYS: Final = (
    _key("enter", "edit", "edit", "Edit", "Edit the value of the row", show=True),
    _key("a", "add", "add", "Add", "Expect something more", show=True),
    _key("delete", "remove", "remove", "Remove", "Expect nothing of the row any more", show=True),
    _key("x", "take_over", "take_over", "Expect all", "Expect all that came out", show=True),
    _key("t", "text", "text", "As text", "Edit all of it as text, as in the file", show=True),
    _key("escape", "leave", "leave", "Close", "Back to the workbench", show=True),
)
_SAMPLE: Final = """\
outcome = "delivered"
response.MessageID = "/^SM/"
error.code = { absent = true }
warnings = "none"

[[outbound]]
provider = "twilio"
text = { contains = "123456" }"""
"""Shown where nothing is expected yet."""
_OTHER: Final = "other"
_HINTS: Final = {
    "warnings": 'none, or one for each: ["a text", "/a regex/"]',
    "faults": 'The faults that calls are shown: ["twilio=429"]',
    "varying": 'Paths that differ each time: ["response.id"]',
    "max_duration": "Seconds that it may take at most",
    "outbound_count": "How many calls the hook makes",
    "message_id": "present, absent, uuid, a text, /regex/",
}
_HINT: Final = "A text, /regex/, number, present, absent, type string, contains TEXT"
_PATHS: Final = "response.id, error.code, wire.statusCode, outbound[0].to, console, max_duration"
_LEAST, _MOST = 12, 40
"""Cells of the names of places."""
_GAP: Final = 2
_CUT: Final = 1_000
_HERE: Final = Path(__file__).parent


class ExpectationsDialog(Dialog[None]):
    """Lists the expectations, each with what the outcome has beside it, and edits them."""

    CSS_PATH: ClassVar = [_HERE.parents[1] / "dialogs/ask.tcss", _HERE / "dialog.tcss"]
    BINDINGS: ClassVar = [*KEYS]

    def __init__(self, current: Expectations) -> None:
        super().__init__(f"What {one_line(current.name, 30)} is expected to come to")
        self.add_class("-broad")
        self._current = current
        self._rows: list[JudgedRow] = []

    def parts(self) -> Iterable[Widget]:
        yield Static(id="heads", markup=False)
        yield OptionList(id="expectations", compact=True, markup=False)
        yield Static(id="detail", markup=False)
        yield Static(id="problem", markup=False)
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self.ask(self._show())

    def on_resize(self) -> None:
        """What a row has room for changes."""
        self.call_after_refresh(self._draw)

    # What is shown

    async def _show(self, place: JsonPath | None = None) -> None:
        """Show what is expected now, with the cursor on a place, or where it was."""
        self._rows = await self._current.rows()
        self._draw(place)

    def _draw(self, place: JsonPath | None = None) -> None:
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        width = options.scrollable_content_region.width or self.size.width
        options.set_options(self._lines(width))
        places = [one.row.place for one in self._rows]
        at = places.index(place) if place in places else min(at, len(places) - 1)
        options.highlighted = at if self._rows else None

    def _lines(self, width: int) -> Iterable[Option]:
        texts = [(one, one.row.path, one.row.text, shown(one.found)) for one in self._rows]
        label = max((len(path) for _, path, _, _ in texts), default=0)
        label = min(max(label, _LEAST), _MOST, width // 3)
        rest = width - label - 2 * _GAP - 2
        heads = _cells("expected", label + _GAP + 2, rest // 2, "the last outcome")
        self.query_one("#heads", Static).update(Content.styled(heads, MUTED))
        for one, path, text, found in texts:
            sign = {True: "✓", False: "✗", None: " "}[one.met]
            color = "$text-success" if one.met else "$text-error"
            wanted_style = MUTED if one.goes_without_saying else ""
            found_style = "$text-error" if one.met is False else MUTED
            yield Option(
                Content.assemble(
                    (f"{sign} ", color),
                    (f"{_cell(path, label)}{' ' * _GAP}", "$text-primary"),
                    (f"{_cell(text, rest // 2)}{' ' * _GAP}", wanted_style),
                    (_cell("" if found == NOTHING else found, rest - rest // 2), found_style),
                )
            )

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.query_one("#problem", Static).update("")
        self.query_one("#detail", Static).update(Content(self._detail()))

    def _detail(self) -> str:
        """All of the row at the cursor, of which its line may have a part."""
        if (one := self._row) is None:
            return ""
        if one.goes_without_saying:
            return "It goes without saying, unless something else is expected."
        said = f"{one.row.path}: expected {one.row.text}"
        if one.met is None and isinstance(one.found, Absent):
            return one_line(said, _CUT)
        found = shown(one.found)
        return one_line(f"{said}, found {'nothing' if found == NOTHING else found}", _CUT)

    @property
    def _row(self) -> JudgedRow | None:
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    # What is done

    async def _put(self, expect: Expect | None, place: JsonPath | None = None) -> None:
        await self._current.put(expect)
        await self._show(place)

    @on(OptionList.OptionSelected)
    def action_edit(self) -> None:
        """Edit the value of the row at the cursor."""
        if one := self._row:
            self.ask(self._edit(one.row.place, one.row.text))

    def action_add(self) -> None:
        """Expect something more: of what the outcome offers, or at any path."""
        self.ask(self._add())

    def action_remove(self) -> None:
        """Expect nothing at the place of the row any more."""
        from sessions.editing.expect_rows import without

        one, expect = self._row, self._current.expect
        if one is None or expect is None or one.goes_without_saying:
            said = "It is not in the file: add what is to be expected instead."
            self.query_one("#problem", Static).update(said)
        else:
            self.ask(self._put(without(expect, one.row.place)))

    def action_take_over(self) -> None:
        """Expect all that came out, but for what varies; what is met stays as it is."""
        self.ask(self._take_over())

    def action_text(self) -> None:
        """Edit all of it as the table that the file has."""
        self.ask(self._as_text())

    def action_leave(self) -> None:
        """Back to the workbench."""
        self.dismiss(None)

    async def _edit(self, place: JsonPath, text: str) -> None:
        from sessions.editing.expect_rows import path_of, value_of, with_value

        path = path_of(place)
        if choices := self._choices(place):
            picked = await self.answer_to(Pick(path, choices, text))
            if picked is None:
                return
            if picked != _OTHER:
                await self._put(with_value(self._current.expect, place, picked), place)
                return

        def problem(text: str) -> str | None:
            try:
                with_value(self._current.expect, place, value_of(text, place))
            except EditError as error:
                return f"{error}."
            return None

        hint = _HINTS.get(str(place[0]), _HINT)
        said = await self.answer_to(AskText(path, text, problem, hint))
        if said is not None:
            await self._put(with_value(self._current.expect, place, value_of(said, place)), place)

    def _choices(self, place: JsonPath) -> Mapping[str, str]:
        """What a value is chosen from, where there is a closed set."""
        match place:
            case ("outcome",):
                return {each.value: each.value for each in Result}
            case ("kind",):
                return {each.value: f"{each.value:<24} {WORDS[each].title}" for each in Kind}
            case ("warnings",):
                return {"none": "none", _OTHER: "Others, which are typed in"}
            case _:
                return {}

    async def _add(self) -> None:
        from sessions.editing.expect_rows import place_of, with_value

        offered = await self._current.offers()
        width = min(max((len(one.path) for one in offered), default=0), _MOST)
        choices = {str(at): _offered(one, width) for at, one in enumerate(offered)}
        picked: str | None = _OTHER
        if offered:
            pick = Pick("Expect of the last outcome", {**choices, _OTHER: "Another path …"}, "")
            pick.add_class("-broad")
            picked = await self.answer_to(pick)
        if picked is None:
            return
        if picked != _OTHER:
            row = offered[int(picked)].row
            try:
                expect = with_value(self._current.expect, row.place, row.value)
            except EditError as error:
                self.query_one("#problem", Static).update(Content(printable(f"{error}.")))
            else:
                await self._put(expect, row.place)
            return

        def problem(text: str) -> str | None:
            try:
                place_of(text)
            except EditError as error:
                return f"{error}."
            return None

        said = await self.answer_to(AskText("Of which path?", "", problem, _PATHS))
        if said is not None:
            place = place_of(said)
            present = next((one.row for one in self._rows if one.row.place == place), None)
            await self._edit(place, present.text if present else "")

    async def _take_over(self) -> None:
        if await self._current.take_over():
            await self._show()

    async def _as_text(self) -> None:
        from sessions.store.expect_text import parse_expect, write_expect

        def problem(text: str) -> str | None:
            try:
                parse_expect(text)
            except SessionError as error:
                return str(error)
            return None

        ask = AskLines(self._title, write_expect(self._current.expect), problem, _SAMPLE)
        text = await self.answer_to(ask)
        if text is not None:
            await self._put(parse_expect(text))


def _offered(offer: Offer, width: int) -> str:
    """`message_id  /^SM[0-9a-f]{32}$/  found SM1234…`."""
    text, found = offer.row.text, shown(offer.found)
    line = f"{_cell(offer.path, width)}{' ' * _GAP}{one_line(text, _CUT)}"
    return line if found in (text, NOTHING) else f"{line}  found {one_line(found, _CUT)}"


def _cell(text: str, width: int) -> str:
    """A text in so many cells."""
    line = one_line(text, _CUT)
    if len(cut := set_cell_size(line, width).rstrip()) < len(line):
        cut = f"{set_cell_size(line, max(width - 1, 0)).rstrip()}…"
    return set_cell_size(cut, width)


def _cells(first: str, before: int, width: int, second: str) -> str:
    return f"{' ' * before}{_cell(first, width)}{' ' * _GAP}{second}"
