"""The form on the screen: every field as value, null or absent, and what cannot be applied."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, OptionList, TextArea

from sessions.contract.json_path import ABSENT, format_path, get, put
from sessions.contract.json_text import JsonValue, dumps
from sessions.interchange.posting import Posting
from sessions.interchange.writing.curl import curl_command
from sessions.platforms.current import PLATFORM
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.workbench.form.editors import ChoiceEditor
from tui.workbench.form.pane import JSON

from .conftest import Opener


async def test_every_field_of_the_contract_has_its_row(opened: Opener) -> None:
    async with opened() as it:
        for pane in PLATFORM.fields.PANES:
            await it.show(pane)
            for field in PLATFORM.fields.FIELDS:
                if field.pane == pane:
                    assert it.row(*map(str, field.path)).region.height > 0, format_path(field.path)


class TestPresence:
    async def test_is_switched_by_key_by_click_and_by_typing_of_a_whole_client_too(
        self, opened: Opener
    ) -> None:
        async with opened() as it:
            path = ("context", "code")
            it.line(*path).focus()
            await it.press("ctrl+t")
            assert get(it.document.payload, path) is None
            assert it.line(*path).value == ""
            await it.press("ctrl+t")
            assert get(it.document.payload, path) is ABSENT
            await it.sees("∅ absent")
            await it.press("ctrl+t")
            assert get(it.document.payload, path) == "123456"
            assert it.line(*path).value == "123456"
            assert not it.document.dirty
            row = it.row("recipient")
            await it.pilot.click(row, offset=(row.size.width - 2, 0))
            await it.pilot.pause()
            assert get(it.document.payload, ("recipient",)) is None
            assert it.row("recipient").remark == "✗ refused: found null, wanted a string"
            await it.show("Extra")
            await it.set(it.line("context", "factor_type"), "sms")
            assert get(it.document.payload, ("context", "factor_type")) == "sms"

            await it.show("Client")
            client = get(it.document.payload, ("context", "client"))
            row = it.row("context", "client")
            row.switch_to("null")
            await it.pilot.pause()
            assert get(it.document.payload, ("context", "client")) is None
            row.switch_to("value")
            await it.pilot.pause()
            assert get(it.document.payload, ("context", "client")) == client
            row.switch_to("absent")
            await it.pilot.pause()
            assert get(it.document.payload, ("context", "client")) is ABSENT
            assert it.line("context", "client", "name").value == ""
            await it.set(it.line("context", "client", "name"), "App")
            assert get(it.document.payload, ("context", "client")) == {"name": "App"}

    async def test_another_invocation_brings_no_text_along(
        self, opened: Opener, suite: Path
    ) -> None:
        async with opened(suite) as it:
            await it.set(it.line("context", "code"), "999999")
            await it.press("ctrl+down")
            row = it.row("context", "code")
            row.switch_to("null")
            row.switch_to("value")
            await it.pilot.pause()
            assert it.line("context", "code").value == "123456"


class TestTruth:
    """What is no text is shown as what it is, and stays it."""

    async def test_odd_values_and_what_cannot_be_edited(self, opened: Opener) -> None:
        odd: list[tuple[JsonValue, str, str]] = [
            (5, "5", "a number, written as JSON"),
            ([1], "[1]", "an array, written as JSON"),
            ("a\nb", '"a\\nb"', "text that cannot be typed, written as JSON"),
            ("\udcff", '"\\udcff"', "text that cannot be typed, written as JSON"),
        ]
        path = ("context", "factor_type")
        async with opened() as it:
            await it.show("Extra")
            for value, text, hint in odd:
                it.document.put(path, value)
                it.screen.refresh_all()
                await it.pilot.pause()
                assert it.line(*path).value == text
                assert it.row(*path).remark == hint
                await it.set(it.line(*path), f"[{text}]")
                assert get(it.document.payload, path) == [value]

            await it.show("Message")
            long = "x" * 300_000
            it.document.put(("text",), long)
            it.document.put(("context", "client"), [1])
            it.screen.refresh_all()
            await it.pilot.pause()
            assert it.row("text").query_one(TextArea).read_only
            assert "300,000 characters: shown in part" in it.row("text").remark
            await it.set(it.line("context", "code"), "1")
            assert get(it.document.payload, ("text",)) == long
            await it.show("Client")
            row = it.row("context", "client", "name")
            assert row.remark == "client is an array; edit it in {}"
            assert row.query_one(Input).disabled
            row.switch_to("value")
            await it.pilot.pause()
            assert get(it.document.payload, ("context", "client")) == [1]

    async def test_markup_is_only_text(self, opened: Opener) -> None:
        async with opened() as it:
            await it.set(it.line("recipient"), "[red]1[/] [/nothing] [@click=app.quit]x[/]")
            it.document.rename("[/b] [red]x")
            it.document.set_target("[/i].js")
            it.screen.refresh_all()
            await it.pilot.pause()
            await it.sees("[/b] [red]x")
            await it.sees("[/i].js")
            await it.send()
            await it.sees("[/i].js")


class TestChoices:
    async def test_from_the_list_by_key_or_click_or_any_other_text(self, opened: Opener) -> None:
        path = ("context", "message_type")
        async with opened() as it:
            editor = it.row("context", "action").query_one(ChoiceEditor)
            await it.pilot.click(editor, offset=(editor.size.width - 1, 0))
            await it.pilot.pause()
            menu = it.row("context", "action").query_one(OptionList)
            line = it.line("context", "action")
            assert menu.display
            assert menu.region.y == line.region.y + 1
            assert menu.region.width > line.region.width
            await it.press("escape")
            assert not menu.display
            it.line(*path).focus()
            await it.press("down", "down", "escape")
            assert not it.row(*path).query_one(OptionList).display
            assert not it.document.dirty
            await it.press("down")
            assert it.app.focused is it.row(*path).query_one(OptionList)
            await it.press("down", "enter")
            assert get(it.document.payload, path) == "voice"
            assert it.app.focused is it.line(*path)
            await it.set(it.line(*path), "push")
            assert get(it.document.payload, path) == "push"
            assert it.row(*path).remark == (
                '✗ refused: found a string ("push"), wanted "sms" or "voice"'
            )


async def test_advice_blocks_nothing_and_its_suggestion_can_be_taken(opened: Opener) -> None:
    async with opened() as it:
        assert it.row("recipient").remark == "not E.164; try +18085555555"
        await it.send()
        assert it.headline.startswith("✓")
        it.line("recipient").focus()
        await it.pilot.pause()
        await it.pilot.click("#about", offset=(5, 0))
        await it.pilot.pause()
        assert get(it.document.payload, ("recipient",)) == "+18085555555"
        assert "not E.164" not in it.seen


class TestJsonEditors:
    path = ("context", "client", "client_metadata")

    async def test_what_is_not_json_is_not_applied_sent_or_saved_and_extra_keys_are_at_every_level(
        self, opened: Opener
    ) -> None:
        async with opened() as it:
            await it.show("Client")
            area = it.row(*self.path).query_one(TextArea)
            area.text = '{\n  "plan": "pro",,\n}'
            await it.pilot.pause()
            assert "line 2, column 17" in it.row(*self.path).remark
            await it.sees("not applied")
            assert get(it.document.payload, self.path) == {}
            await it.show("Message")
            await it.press("f5")
            assert it.headline.startswith("Nothing sent")
            assert "Not sent" in it.notes
            await it.until(lambda: it.app.focused is area)
            await it.press("ctrl+s")
            assert it.dialog == ""
            assert "Not saved" in it.notes
            await it.press("escape")
            assert area.text == "{}"
            assert "not applied" not in it.seen
            await it.send()
            assert it.headline.startswith("✓")

            payload = it.document.payload
            for path in [("x",), ("context", "x"), ("context", "user", "x")]:
                payload = put(payload, path, {"kept": None})
            it.document.set_payload(payload)
            it.screen.refresh_all()
            await it.show("Extra")
            rows = [row for row in it.screen.form.rows if row.label.startswith("other in")]
            texts = {row.path: row.query_one(TextArea).text for row in rows}
            assert all('"kept": null' in texts[path] for path in [(), ("context",)])
            assert '"kept": null' in texts["context", "user"]
            area = next(row for row in rows if row.path == ("context", "user")).query_one(TextArea)
            area.text = '{"y": 1}'
            await it.pilot.pause()
            user = get(it.document.payload, ("context", "user"))
            assert isinstance(user, dict)
            assert user["y"] == 1 and "x" not in user and user["name"] == "Billie Magnusson"


class TestRawJson:
    async def test_says_where_it_is_not_json_and_is_in_step_with_the_form_both_ways(
        self, opened: Opener
    ) -> None:
        async with opened() as it:
            await it.show(JSON)
            area = it.screen.form.raw.query_one(TextArea)
            area.text = '{\n  "recipient": 1\n  "text"'
            await it.pilot.pause()
            assert "line 3, column 3" in it.screen.form.raw.remark
            assert not it.document.dirty
            await it.press("f5")
            assert "Not sent" in it.notes
            assert it.headline.startswith("Nothing sent")
            it.screen.form.show_pane("Message")
            await it.until(lambda: "The JSON is not applied" in it.notes)
            await it.until(lambda: it.screen.form.active == JSON)
            area.focus()
            await it.press("escape")
            await it.show("Message")
            assert it.screen.form.active == "Message"

            await it.set(it.line("recipient"), "+1")
            await it.show(JSON)
            assert '"recipient": "+1"' in area.text
            area.text = area.text.replace('"+1"', '"+2"')
            await it.pilot.pause()
            assert get(it.document.payload, ("recipient",)) == "+2"
            await it.show("Message")
            assert it.line("recipient").value == "+2"
            await it.show(JSON)
            area.text = "[1, null]"
            await it.pilot.pause()
            assert it.document.payload == [1, None]
            await it.show("Message")
            assert it.row("recipient").remark == "the payload is an array; edit it in {}"
            await it.send()
            assert "refuse" in it.headline

    async def test_a_huge_payload_is_shown_in_part_and_kept_whole(
        self, opened: Opener, folder: Path
    ) -> None:
        huge = {"recipient": "1", "list": ["x" * 300_000, *range(100)]}
        session = Session(invocation={"huge": SavedInvocation(payload=huge)})
        path = write(folder / "huge.toml", session).path
        async with opened(path) as it:
            await it.show(JSON)
            assert it.screen.form.raw.query_one(TextArea).read_only
            await it.sees("shown in part")
            await it.show("Message")
            await it.set(it.line("recipient"), "2")
            assert it.document.payload == {**huge, "recipient": "2"}


class TestTarget:
    async def test_the_picker_offers_what_lies_nearby(self, opened: Opener, suite: Path) -> None:
        (suite.parent / "send.py").write_text("def send(recipient, text, context, cb): cb()\n")
        async with opened(suite) as it:
            await it.show("Target")
            editor = it.screen.query_one("#target-session ChoiceEditor", ChoiceEditor)
            editor.line.focus()
            await it.until(lambda: it.screen.form.target.found)
            await it.press("down")
            offered = [str(each.prompt).split()[0] for each in editor.menu.options]
            assert offered == ["starter", "hook.js", "send.py:send"]
            await it.press("down")
            editor.set_choices([("new", ""), ("starter", ""), ("hook.js", "a hook")])
            assert editor.menu.highlighted == 2, "the one at the cursor, at its new place"
            editor.set_choices([("starter", ""), ("hook.js", "a hook")])
            await it.press("up")
            await it.press("down", "enter")
            assert it.document.session.target == "hook.js"
            await it.sees("→")
            assert "hook.js" in it.text_of("#title-target")

    async def test_headers_as_stored_and_time_out(self, opened: Opener, folder: Path) -> None:
        (folder / "remote.toml").write_text(
            'format = 1\ntarget = "staging"\nsecrets = ["OFFHOOK_NO_SUCH"]\n'
            '[targets.staging]\nurl = "http://127.0.0.1:9/"\n'
            'headers = { Authorization = "Bearer ${env:TOKEN}" }\n'
            "[invocation.a]\npayload = {}\n"
        )
        async with opened(folder / "remote.toml") as it:
            await it.show("Target")
            await it.sees("Authorization: Bearer ${env:TOKEN}")
            await it.sees("✗ OFFHOOK_NO_SUCH  missing")
            next(one for one in it.screen.commands() if one.name == "Copy as curl").run()
            assert "--header 'Authorization: Bearer '\"$TOKEN\" \\\n" in it.app.clipboard
            await it.until(lambda: "it sends the value of TOKEN" in it.notes)
            timeout = it.screen.query_one("#target-timeout Input", Input)
            await it.set(timeout, "2.5")
            assert it.document.session.targets["staging"].timeout == 2.5
            await it.set(timeout, "soon")
            assert it.screen.form.target.timeout_row.problem == "not a number of seconds"
            await it.press("f5")
            assert "Not sent" in it.notes

    async def test_a_file_that_is_not_there_and_names_of_secrets(self, opened: Opener) -> None:
        async with opened() as it:
            await it.show("Target")
            line = it.screen.query_one("#target-secrets Input", Input)
            await it.set(line, "TOKEN, other-name")
            assert it.document.session.secrets == ("TOKEN", "other-name")
            await it.set(line, "TOKEN=value")
            assert "only names" in it.screen.form.target.secrets_row.problem
            assert it.document.session.secrets == ("TOKEN", "other-name")
            await it.set(line, "")
            await it.set(it.screen.query_one("#target-session Input", Input), "none.js")
            await it.sees("✗ there is no file")
            await it.set(
                it.screen.query_one("#target-session Input", Input),
                "none.js:onExecuteSendPhoneMessage",
            )
            await it.sees("✗ there is no file")
            await it.send()
            assert "target" in it.headline.lower()
            it.screen.invocations.copy_payload()
            assert it.app.clipboard == dumps(it.document.payload, indent=2)
            it.screen.invocations.copy_curl()
            assert it.app.clipboard == curl_command(it.document.payload, Posting())
            where = "to http://localhost:3000/, where you would serve none.js"
            await it.until(lambda: where in it.notes)
