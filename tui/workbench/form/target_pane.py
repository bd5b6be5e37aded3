"""Where invocations go and how: target, time-out, faults, outbound calls, headers, secrets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from typing_extensions import override

from sessions.choice import Choice, location_of, target_of, with_deployed
from sessions.contract.fault import FAULTS
from sessions.files import real_path
from sessions.platforms.current import PLATFORM
from sessions.secrets.lookup import SecretsError
from sessions.secrets.userinfo import without_userinfo
from sessions.secrets.values import SecretValues
from sessions.store.answers import given_answers
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.targets.discovery import FoundTarget, find_hooks
from sessions.targets.location import STARTER, Location
from sessions.text import one_line, printable
from tui.keys.labels import key_of
from tui.workbench.messages import FaultsEdited, SecretsEdited, TargetEdited, TimeoutEdited

from .editors import ChoiceEditor, Edited, LineEditor, Summary
from .row import Row
from .secret_list import SecretList

_SECRET_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_SECRETS_ABOUT: Final = "Names; values from the environment, .env, or typed"
_FAULTS_ABOUT: Final = "What providers answer: 429, or twilio=21608"
_COLORS: Final = {"✗": "$text-error", "▲": "$text-warning"}
_MOST_ANSWERS: Final = 8
_ANSWER_LIMIT: Final = 200
_CAUGHT: Final = "caught here and answered as the provider would; {key} lets them out"
_LIVE: Final = "LIVE: they really go out, to real phones; {key} catches them again"
TargetMessage: TypeAlias = TargetEdited | TimeoutEdited | FaultsEdited | SecretsEdited
_Check: TypeAlias = Callable[[str], str]


class TargetRow(Row):
    """A setting: label, editor, and a remark: what it comes to, or why it is not applied."""

    def __init__(
        self,
        label: str,
        editor: LineEditor | ChoiceEditor | Summary,
        *,
        check: _Check = lambda _: "",
        id: str,
    ) -> None:
        super().__init__(label, editor, id=id)
        self._check = check
        self._shown: str | None = None
        self._said = ""
        self._wrong = ""

    @property
    @override
    def problem(self) -> str:
        """Why what is typed is not applied; empty where it is."""
        return self._wrong

    @property
    def remark(self) -> str:
        """What there is to say about the setting now."""
        return f"✗ {self._wrong}; not applied" if self._wrong else self._said

    def show(self, text: str, remark: str, *, placeholder: str = "", fixed: bool = False) -> None:
        """Show a setting; what is being typed stays, where it is that setting or a wrong one."""
        if text != self._shown:
            self._shown = text
            self._wrong = ""
        if not self._wrong and self.editor.draft.strip() != text:
            self.editor.set_content(text, placeholder=placeholder, read_only=fixed)
        elif not self._wrong:
            self.editor.set_content(self.editor.draft, placeholder=placeholder, read_only=fixed)
        self._said = remark
        self.show_remark()

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these texts, each with a word about it."""
        if isinstance(self.editor, ChoiceEditor):
            self.editor.set_choices(choices)

    def typed(self) -> str | None:
        """What was typed, without the blanks around it; None where it cannot be applied."""
        text = self.editor.draft.strip()
        self._wrong = self._check(text)
        self.show_remark()
        if self._wrong:
            return None
        self._shown = text
        return text

    def rewrite(self, text: str) -> None:
        """Have this text stand there as if it was typed."""
        line = self.editor.line if isinstance(self.editor, ChoiceEditor) else self.editor
        if isinstance(line, LineEditor):
            line.value = " ".join(text.split())

    @property
    @override
    def note(self) -> tuple[str, str]:
        """What the setting comes to."""
        return "$text-muted", "" if self.remark.startswith(tuple(_COLORS)) else self.remark

    def show_remark(self) -> None:
        """Show below the setting what is wrong with it."""
        text = self.remark
        style = _COLORS.get(text[:1], "")
        self.say(printable(text) if style else "", style)


class TargetPane(Vertical):
    """The Target pane of the form, and its picker: starter, named targets, hook files nearby."""

    def __init__(self) -> None:
        super().__init__()
        self.session_row = TargetRow("default target", ChoiceEditor(), id="target-session")
        self.own_row = TargetRow("this invocation", ChoiceEditor(), id="target-own")
        self.timeout_row = TargetRow(
            "timeout", LineEditor(), check=_wrong_timeout, id="target-timeout"
        )
        self.faults_row = TargetRow(
            "faults", ChoiceEditor(), check=_wrong_faults, id="target-faults"
        )
        self.calls_row = TargetRow("outbound calls", Summary(), id="target-calls")
        self.answers_row = TargetRow("answers", Summary(), id="target-answers")
        self.headers_row = TargetRow("headers", Summary(), id="target-headers")
        self.secrets_row = TargetRow(
            "secrets", LineEditor(), check=_wrong_secrets, id="target-secrets"
        )
        self.secret_list = SecretList(id="secret-list")
        self.found: list[FoundTarget] = []
        self._named: Mapping[str, TargetSpec] = {}
        self._read: Choice | None = None
        self._reads = False
        self._own: tuple[Choice | None, Mapping[str, bool]] = (None, {})
        self._searched: Path | None = None
        self._last: Callable[[], None] | None = None

    @property
    def rows(self) -> tuple[TargetRow, ...]:
        """Every setting."""
        return (
            *(self.session_row, self.own_row, self.timeout_row, self.faults_row),
            *(self.calls_row, self.answers_row, self.headers_row, self.secrets_row),
        )

    def compose(self) -> ComposeResult:
        yield from self.rows
        yield self.secret_list

    def on_mount(self) -> None:
        self.faults_row.set_choices(FAULTS.items())
        if self._searched:
            self._find_hooks(self._searched)
        if self._last:
            self._last()

    def show(
        self,
        session: Session,
        saved: SavedInvocation | None,
        folder: Path,
        secrets: SecretValues,
        *,
        live: bool,
    ) -> None:
        """Show a session's target, an invocation's own and its faults, where secrets come from.

        `live` is whether calls really go out.
        """
        self._last = partial(self.show, session, saved, folder, secrets, live=live)
        if not self.is_attached:
            return
        self._named = session.targets
        own = saved.target if saved else None
        target = target_of(session, saved)
        spec = session.targets.get(target)
        self.session_row.show(session.target or "", _leads_to(target_of(session), session, folder))
        self.own_row.show(
            own or "",
            _leads_to(own, session, folder) if own else "",
            placeholder="the default target",
        )
        self._show_timeout(spec)
        location = location_of(session, target)
        self._show_calls(saved, remote=location.is_remote, live=live)
        self._show_answers(session, saved)
        headers = spec.headers if spec else {}
        lines = [f"{one_line(name)}: {one_line(value)}" for name, value in headers.items()]
        self.headers_row.display = bool(lines)
        self.headers_row.show("\n".join(lines), "", placeholder="none")
        own_secrets = self._own_secrets(Choice(location, folder), secrets)
        states, problem = secrets.states(session.secrets, folder, own_secrets)
        self.secrets_row.show(
            " ".join(session.secrets),
            f"✗ {problem}" if problem else _SECRETS_ABOUT,
            placeholder="none",
        )
        self.secret_list.show(states)
        self._offer()

    def search(self, folder: Path) -> None:
        """Look for hooks near the session, and for the secrets of the target where it is one of a
        folder, without making anyone wait; once the pane is mounted, which a thread cannot be told
        before."""
        self._searched = folder
        if self.is_attached:
            self._find_hooks(folder)
        self._read, self._reads = None, True
        if self._last:
            self._last()

    @work(thread=True, exclusive=True, group="hook-files", exit_on_error=False)
    def _find_hooks(self, folder: Path) -> None:
        found = find_hooks(folder)
        self.app.call_from_thread(self._take_found, found)

    def _own_secrets(self, choice: Choice, secrets: SecretValues) -> Mapping[str, bool]:
        """Those that the target has in its folder, as far as they are read by now: the names, and
        whether the folder has a value."""
        if self._reads and choice != self._read:
            self._read = choice
            if choice.location.form == "folder":
                self._read_secrets(choice, secrets.known(choice.base))
        return self._own[1] if self._own[0] == choice else {}

    @work(thread=True, exclusive=True, group="folder-secrets", exit_on_error=False)
    def _read_secrets(self, choice: Choice, env: Mapping[str, str]) -> None:
        try:
            deployed = with_deployed(choice, env).settings.deployed
        except SecretsError:  # which the row of the session's secrets says
            return
        found = deployed.secrets if deployed else {}
        own = {name: value is not None for name, value in found.items()}
        self.app.call_from_thread(self._take_secrets, choice, own)

    def _take_secrets(self, choice: Choice, own: Mapping[str, bool]) -> None:
        self._own = (choice, own)
        if self._last:
            self._last()

    def _take_found(self, found: list[FoundTarget]) -> None:
        self.found = found
        self._offer()

    def _offer(self) -> None:
        named = [(name, spec.url or spec.handler or "") for name, spec in self._named.items()]
        found = [(each.location, each.about) for each in self.found]
        choices = [(STARTER, "built in"), *named, *found]
        for row in (self.session_row, self.own_row):
            row.set_choices(choices)

    def _show_timeout(self, spec: TargetSpec | None) -> None:
        if spec is None:
            remark = "The platform's. Palette: Name the target to set one"
        else:
            remark = "Seconds; empty for the platform's"
        own = f"{spec.timeout:g}" if spec and spec.timeout else ""
        self.timeout_row.show(
            own, remark, placeholder=f"{PLATFORM.limits.TIMEOUT:g} s", fixed=spec is None
        )

    def _show_calls(self, saved: SavedInvocation | None, *, remote: bool, live: bool) -> None:
        why_not = "the target is a remote endpoint" if remote else "calls go out" if live else ""
        faults = saved.faults if saved else ()
        about = f"▲ Without effect: {why_not}" if faults and why_not else _FAULTS_ABOUT
        self.faults_row.show(" ".join(faults), about, placeholder="none", fixed=saved is None)
        theirs = "the remote endpoint makes its own; they are not seen here"
        ours = (_LIVE if live else _CAUGHT).format(key=key_of("workbench.live"))
        self.calls_row.show(theirs if remote else ours, "")

    def _show_answers(self, session: Session, saved: SavedInvocation | None) -> None:
        given = given_answers((*(saved.answers if saved else ()), *session.answers))
        lines = [one_line(str(answer), _ANSWER_LIMIT) for answer in given[:_MOST_ANSWERS]]
        if more := len(given) - len(lines):
            lines.append(f"… and {more:,} more")
        self.answers_row.display = bool(lines)
        self.answers_row.show("\n".join(lines), "")

    @on(Edited)
    def _edited(self, event: Edited) -> None:
        event.stop()
        if message := self._message_of(event.editor):
            self.post_message(message)

    def flush(self, focused: Widget) -> TargetMessage | None:
        """What was typed in a setting this very moment, as the message that says so."""
        return self._message_of(focused) if self in focused.ancestors else None

    def _message_of(self, editor: Widget) -> TargetMessage | None:
        row = next(row for row in self.rows if row in editor.ancestors)
        text = row.typed()
        if text is None:
            return None
        if row is self.session_row:
            return TargetEdited("session", text or None)
        if row is self.own_row:
            return TargetEdited("invocation", text or None)
        if row is self.timeout_row:
            return TimeoutEdited(float(text) if text else None)
        if row is self.faults_row:
            return FaultsEdited(tuple(dict.fromkeys(_names(text))))
        if row is self.secrets_row:
            return SecretsEdited(tuple(dict.fromkeys(_names(text))))
        return None


def target_label(session: Session, target: str) -> str:
    """A target in short: its name and where it leads, as the session says it; no password."""
    spec = session.targets.get(target)
    if spec is None:
        return without_userinfo(target)
    return f"{target}: {without_userinfo(spec.url or spec.handler or '')}"


def _leads_to(target: str, session: Session, folder: Path) -> str:
    location = location_of(session, target)
    match location.form:
        case "starter":
            return "→ the starter code of the product document, built in"
        case "url" if location.is_remote:
            return f"→ {location}"
        case "module":
            return f"→ {location}, a Python module's function"
        case _:
            return _leads_to_file(location, folder)


def _leads_to_file(location: Location, folder: Path) -> str:
    file = location.file(folder)
    if file is None:
        return "✗ leads nowhere"
    if location.form == "folder":
        if not PLATFORM.folders.is_folder(file):
            return f"✗ {file} is no folder of hooks and Actions"
    elif not file.is_file():
        return f"✗ there is no file {file}"
    if not (real := real_path(file)).is_relative_to(real_path(folder)):
        return f"→ {real}, outside the session's folder"
    return f"→ {location.called} in {file}" if location.form == "folder" else f"→ {file}"


def _names(text: str) -> list[str]:
    return [name for name in re.split(r"[\s,]+", text) if name]


def _wrong_secrets(text: str) -> str:
    if any("=" in name for name in _names(text)):
        return "only names; the values come from the environment"
    wrong = [name for name in _names(text) if not _SECRET_NAME.fullmatch(name)]
    return f"{one_line(wrong[0], 40)} is not the name of a variable" if wrong else ""


def _wrong_faults(text: str) -> str:
    from sessions.providers.faults import (
        fault_problem,  # what it needs is not there before the first paint
    )

    problems = filter(None, map(fault_problem, _names(text)))
    return one_line(next(problems, ""), 300)


def _wrong_timeout(text: str) -> str:
    try:
        seconds = float(text) if text else PLATFORM.limits.TIMEOUT
    except ValueError:
        return "not a number of seconds"
    return "" if 0 < seconds < 86_400 else "seconds, more than 0 and less than a day"
