"""What is done with the invocations as a list, and with the current one but its fields: copies,
its name, its target's name, what it is expected to come to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sessions.choice import location_of
from sessions.contract import json_text
from sessions.permission import values_of
from sessions.secrets.userinfo import without_userinfo
from tui.dialogs.ask import AskText, Choose
from tui.keys.labels import key_of
from tui.workbench.results import Answered
from tui.workbench.stage import Stage, Workspace

if TYPE_CHECKING:
    from sessions.store.expect import Expect


class Invocations:
    """What the workbench does with the list of invocations. What asks runs in a worker."""

    def __init__(self, stage: Stage, work: Workspace) -> None:
        self._stage = stage
        self._work = work
        self._written: tuple[Expect | None, str] = (None, "")

    def step(self, by: int) -> None:
        """Go to another invocation, unless something typed would be lost by it."""
        if not self._stage.refuse_unapplied("left") and self._work.document.step(by):
            self._stage.refresh_all(fresh=True)

    def step_to_failure(self, by: int) -> None:
        """Go to the next one that came out badly, or to the one before, round the end."""
        work, names, at = self._work, self._work.document.names, self._work.document.position - 1
        order = [names[(at + by * step) % len(names)] for step in range(1, len(names) + 1)]
        failed = next((name for name in order if work.results.has_failed(work.key, name)), "")
        if failed:
            self.choose(failed)
        else:
            self._stage.say("None of them has failed.")

    def choose(self, name: str) -> None:
        """Go to an invocation by name."""
        document = self._work.document
        if name not in document.names:
            return
        if self._stage.refuse_unapplied("left"):
            self._stage.refresh_all()  # puts the list back to where the form is
        else:
            document.select(name)
            self._stage.refresh_all(fresh=True)

    @property
    def expected(self) -> str:
        """What the current one is expected to come to, in one line."""
        saved = self._work.document.saved
        expect = saved.expect if saved else None
        if expect is None:
            return f"nothing yet · Enter writes, {key_of('workbench.expect')} takes what came"
        if expect is not self._written[0]:
            from sessions.store.expect_text import write_expect

            self._written = (expect, _on_one_line(write_expect(expect)))
        return self._written[1]

    def add(self) -> None:
        """Add the example."""
        if not self._stage.refuse_unapplied("left"):
            self._added(self._work.document.add())

    def duplicate(self) -> None:
        """Add a copy of the current one."""
        if not self._stage.refuse_unapplied("copied"):
            self._added(self._work.document.duplicate())

    async def rename(self) -> None:
        """Ask for another name."""
        work, old = self._work, self._work.document.current
        ask = AskText("Rename the invocation", old, work.document.name_problem)
        name = await self._stage.answer_to(ask)
        if name is None:
            return
        work.document.rename(name)
        work.results.rename(work.key, old, work.document.current)
        self._stage.refresh_all()

    async def delete(self) -> None:
        """Delete the current one, after asking."""
        work, name = self._work, self._work.document.current
        answer = await self._stage.answer_to(
            Choose(
                "Delete the invocation",
                f"{name} is removed from the session, and from its file when you save.",
                [("delete", "Delete", "error"), ("cancel", "Cancel", "primary")],
            )
        )
        if answer == "delete":
            work.document.delete()
            work.results.forget(work.key, name)
            self._stage.refresh_all(fresh=True)

    async def name_target(self) -> None:
        """Give the target in use a name, so that it can have a time-out of its own."""
        document = self._work.document
        ask = AskText("Name the target", "local", document.target_name_problem)
        name = await self._stage.answer_to(ask)
        if name is not None:
            document.name_target(name)
            self._stage.refresh_all()

    async def expect(self) -> bool:
        """Take over what the current one came to as what it is expected to come to, but for what
        was expected and met; False where it came to nothing yet."""
        from sessions.replay.expectation import judge
        from sessions.replay.rewrite import accepted

        work, state = self._work, self._work.state
        if not isinstance(state, Answered) or work.is_edited_since:
            why = f"There is no outcome of it as it is now. {key_of('workbench.send')} sends it."
            self._stage.say(why, title="Nothing to expect", severity="warning")
            return False
        saved, name = work.document.saved, work.document.current
        expect = saved and saved.expect
        before = await asyncio.to_thread(judge, expect, state.outcome)
        if work.document.saved is not saved or work.document.current != name:
            return False
        varying = work.document.session.varying
        await self._set_expect(accepted(expect, state.outcome, before, varying))
        self._stage.say(f"{name} is expected to come out so. {key_of('workbench.save')} saves it.")
        return True

    async def edit_expectations(self) -> None:
        """Ask for what the current one is to come to, row by row."""
        from tui.workbench.expecting.current import CurrentExpectations
        from tui.workbench.expecting.dialog import ExpectationsDialog

        if self._work.document.saved is not None:
            current = CurrentExpectations(self._work, self._set_expect, self.expect)
            await self._stage.answer_to(ExpectationsDialog(current))

    async def _set_expect(self, expect: Expect | None) -> None:
        """Expect this of the current one, and judge by it the outcome that it already has."""
        self._work.document.set_expect(expect)
        self._stage.refresh_all()
        await self.judge()

    async def judge(self) -> None:
        """Judge the outcome of the current one by what is expected of it now."""
        from sessions.replay.expectation import judge

        work, state, edited = self._work, self._work.state, self._work.is_edited_since
        key, name, saved = work.key, work.document.current, work.document.saved
        expect = saved and saved.expect
        if edited or not isinstance(state, Answered):
            return
        document = work.document
        hidden = work.secrets.unsavable(document.session.secrets, document.folder)
        after = (await asyncio.to_thread(judge, expect, state.outcome)).without(hidden)
        if work.results.get(key, name) is state:
            work.results.put(key, name, replace(state, met=after.met, failures=after.failures))
            self._stage.refresh_all()

    def copy_payload(self) -> None:
        """Copy the payload as JSON."""
        self._stage.flush()
        payload = self._work.document.payload
        self._stage.copy(json_text.dumps(payload, indent=2), "the payload as JSON")

    def copy_curl(self) -> None:
        """Copy the request as a curl command, in which secrets are names of shell variables."""
        from sessions.interchange.posting import ExportError, posting_of, variables
        from sessions.interchange.writing.curl import curl_command

        self._stage.flush()
        document = self._work.document
        if document.saved is None:
            return
        posting = posting_of(document.session, document.saved, document.folder)
        try:
            command = curl_command(document.payload, posting)
        except ExportError as error:
            self._stage.say(f"{error}.", title="Not copied", severity="warning")
            return
        said = f"the request as a curl command, to {without_userinfo(posting.url)}"
        location = location_of(document.session, document.target)
        if not location.is_remote:
            said += f", where you would serve {location}: it has no URL"
        elif names := variables(posting):
            said += f"; run by a shell, it sends {values_of(names)}"
        self._stage.copy(command, said)

    def _added(self, name: str) -> None:
        self._stage.refresh_all(fresh=True)
        self._stage.say(f"Added {name}. The palette ({key_of('workbench.palette')}) renames it.")


def _on_one_line(table: str) -> str:
    """`outcome = "delivered" · response.MessageID = "SM1"`, of a table as a file has it."""
    said, holder = [], ""
    for line in filter(None, table.splitlines()):
        if line.startswith("["):
            holder = f"{line.strip('[]')}."
        else:
            said.append(f"{holder}{line}")
    return " · ".join(said)
