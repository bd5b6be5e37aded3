"""One field of the form: its label, its editor, whether it is a value, null or absent, a remark."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on
from textual.binding import Binding, BindingType
from typing_extensions import override

from sessions.contract import json_path
from sessions.contract.invocation import Presence
from sessions.contract.json_path import Absent, JsonPath, describe, format_path
from sessions.contract.json_text import JsonError, JsonValue
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Advice, Field, Refusal
from tui.keys.labels import key_of
from tui.widgets.focus import focus_first
from tui.workbench.messages import FieldEdited

from .editors import ChoiceEditor, Edited, Editor, LineEditor, LinesEditor
from .field_state import Codec, FieldState, TextCodec
from .row import Row

_NEXT: Final[dict[Presence, Presence]] = {"value": "null", "null": "absent", "absent": "value"}
_EMPTY: Final[dict[Presence, str]] = {"value": "", "null": "∅ null", "absent": "∅ absent"}
_CALM: Final = "$text-muted"


class FieldRow(Row):
    """One field of the payload, at `path`. Says `FieldEdited` when it has another value.

    It keeps up with the payload also before it is mounted, which is when it is first looked at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+t",
            "switch",
            "Switch between a value, null and absent",
            id="field.switch",
            show=False,
        ),
        Binding("escape", "revert", "Put the value back", id="field.revert", show=False),
    ]

    def __init__(
        self,
        path: JsonPath,
        editor: Editor,
        codec: Codec,
        *,
        label: str,
        about: str = "",
    ) -> None:
        super().__init__(label, editor)
        self.path = path
        self.state = FieldState(codec)
        self.about = about
        self._refusal: Refusal | None = None
        self._advice: Advice | None = None
        self._obstacle = ""
        self._switched = 0
        self._ready = False

    @classmethod
    def of(cls, field: Field) -> FieldRow:
        """The row of a field that the platform knows."""
        of_object = field.pane in PLATFORM.fields.OBJECTS
        label = "" if of_object else format_path(field.path[1:])
        label = label or field.label
        return cls(field.path, _editor_of(field), _codec_of(field), label=label, about=field.about)

    def on_mount(self) -> None:
        self._ready = True
        self._show()

    # What it holds

    def apply_to(self, payload: JsonValue) -> JsonValue:
        """The payload with the field as it is here."""
        value = self.state.value
        if isinstance(value, Absent):
            return json_path.remove(payload, self.path)
        return json_path.put(payload, self.path, value)

    @property
    def part(self) -> tuple[object, ...]:
        """What the present edit is a part of, to be undone at once: typing one word."""
        return self.path, self.label, self._switched, max(1, len(self.state.text.split()))

    @property
    def problem(self) -> str:
        """Why what is typed is not applied; empty where it is."""
        return f"{_placed(self.state.problem)}; not applied" if self.state.problem else ""

    def load(self, payload: JsonValue) -> None:
        """Take over what the payload holds now."""
        obstacle = _obstacle(payload, self.path)
        if self.state.load(json_path.get(payload, self.path)) or obstacle != self._obstacle:
            self._obstacle = obstacle
            self._show()

    def forget(self) -> None:
        """What is loaded next belongs to another invocation."""
        self.state.forget()

    def mark(self, refusal: Refusal | None, advice: Advice | None) -> None:
        """Say what the platform, or a careful reader, has against the field."""
        if (refusal, advice) != (self._refusal, self._advice):
            self._refusal, self._advice = refusal, advice
            if self._ready:
                self.refresh()
                self.show_remark()

    def flush(self) -> bool:
        """Take over what was typed this very moment; True where that is another value."""
        return self.state.type(self.editor.draft)

    def switch_to(self, presence: Presence) -> None:
        """Make the field a value, null or absent. The whole payload cannot be absent."""
        if presence == "absent" and not self.path:
            presence = "value"
        if not self._obstacle and self.state.switch(presence):
            self._switched += 1
            self._show()
            self.post_message(FieldEdited(self.path, self.label))

    @property
    def suggestion(self) -> str | None:
        """The better value that the advice names."""
        return self._advice.suggestion if self._advice else None

    def take_suggestion(self) -> None:
        """Use the suggestion, where there is one."""
        if self.suggestion is not None and self.state.type(self.suggestion):
            self._switched += 1
            self._show()
            self.post_message(FieldEdited(self.path, self.label))

    def rewrite(self, text: str, *, as_json: bool) -> bool:
        """Take over what was written outside (`FieldState.rewrite`); True for another value."""
        if not isinstance(self.editor, LinesEditor):
            text = " ".join(text.split("\n")) if as_json else text
        is_other = self.state.rewrite(text, as_json=as_json)
        self._switched += 1
        self._show()
        return is_other

    def action_switch(self) -> None:
        self.switch_to(_NEXT[self.state.presence])

    def action_revert(self) -> None:
        self.state.revert()
        self._show()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the field's only while it has something to put back."""
        return bool(self.problem) if action == "revert" else True

    @property
    def remark(self) -> str:
        """What there is to say about the field now."""
        return self._remark_now()[1]

    @property
    @override
    def word(self) -> tuple[str, str]:
        """On the current row value, null or absent, to be clicked; on the others a sign that there
        is something to say."""
        if self.is_current:
            presence = self.state.presence
            return presence, _CALM if presence == "value" else "bold $text"
        style, text = self._remark_now()
        return (text and "▲", style)

    # What happens to it

    @on(Edited)
    def _typed(self, event: Edited) -> None:
        event.stop()
        if self.flush():
            self.post_message(FieldEdited(self.path, self.label))
        self.refresh()
        self.show_remark()

    def on_descendant_blur(self) -> None:
        """A field that became plain text meanwhile is shown as such again."""
        if self.state.settle():
            self._show_editor()

    def on_click(self, event: events.Click) -> None:
        """A click on the word at the right end switches the presence, one on the label goes to the
        editor."""
        if event.widget is self:
            margin = self.editor.styles.margin
            if event.x < margin.left:
                focus_first(self)
            elif event.y == 0 and event.x >= self.size.width - margin.right:
                self.action_switch()

    def _show(self) -> None:
        if self._ready:
            self._show_editor()
            self.refresh()
            self.show_remark()

    def _show_editor(self) -> None:
        state = self.state
        self.editor.set_content(
            state.text,
            placeholder=_EMPTY[state.presence],
            read_only=state.too_long or bool(self._obstacle),
        )

    @property
    @override
    def note(self) -> tuple[str, str]:
        """The advice on it, else what it is for."""
        style, text = self._remark_now()
        if not text or self._is_wrong:
            return _CALM, self.about
        return style, text if text.startswith("▲") else f"▲ {text}"

    @property
    def _is_wrong(self) -> bool:
        return bool(self.problem or self._obstacle or self._refusal)

    def show_remark(self) -> None:
        """Show below the field what is wrong with it."""
        style, text = self._remark_now()
        self.say(text if self._is_wrong else "", style)

    def _remark_now(self) -> tuple[str, str]:
        """What is to be said about the field, the most pressing first, and in which color."""
        state = self.state
        if self.problem:
            return (
                "$text-error",
                f"✗ {self.problem}. {key_of('field.revert')} puts back what is applied",
            )
        if self._obstacle:
            return "$text-warning", self._obstacle
        if self._refusal:
            return (
                "$text-error",
                f"✗ refused: found {self._refusal.found}, wanted {self._refusal.wanted}",
            )
        if state.too_long:
            return (
                "$text-warning",
                f"{len(state.text):,} characters: shown in part, not to be edited here",
            )
        if state.hint:
            return "$text-warning", state.hint
        if self._advice:
            return "$text-warning", self._advice.message
        return _CALM, ""


def _placed(problem: JsonError) -> str:
    if problem.line is None:
        return problem.message
    return f"line {problem.line}, column {problem.column}: {problem.message}"


def _editor_of(field: Field) -> Editor:
    if field.editor == "choice":
        return ChoiceEditor(field.choices)
    return LineEditor() if field.editor == "line" else LinesEditor()


def _codec_of(field: Field) -> Codec:
    if field.editor == "json":
        return Codec()
    fallback = field.choices[0] if field.choices else ""
    return TextCodec(lines=field.editor == "text", fallback=fallback)


def _obstacle(payload: JsonValue, path: JsonPath) -> str:
    """What on the way to a field cannot hold it; empty where it can be put."""
    for depth in range(len(path)):
        holder = json_path.get(payload, path[:depth])
        if not isinstance(holder, dict | Absent | None):
            name = path[depth - 1] if depth else "the payload"
            return f"{name} is {describe(holder)}; edit it in {{}}"
    return ""
