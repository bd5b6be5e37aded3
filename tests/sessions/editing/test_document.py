"""The document: what is edited, whether it is saved, and where; all without a screen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.contract.json_path import ABSENT, PathError
from sessions.editing.document import Document
from sessions.store.errors import ChangedOnDisk, SessionError
from sessions.store.model import SavedInvocation, Session


@pytest.fixture
def suite() -> Document:
    names = ("first", "second", "third")
    table = {name: SavedInvocation(payload=example().payload) for name in names}
    return Document(Session(name="Suite", invocation=table))


class TestNew:
    def test_is_the_example_of_the_product_document(self) -> None:
        document = Document.new()
        assert document.payload == example().payload
        assert (document.names, document.current) == (["enrollment-sms"], "enrollment-sms")
        assert document.target == "starter"

    def test_has_nothing_unsaved_until_it_is_edited(self) -> None:
        document = Document.new()
        assert not document.dirty
        document.put(("recipient",), "+18085555555")
        assert document.dirty


class TestDirty:
    def test_undoing_an_edit_by_hand_leaves_nothing_unsaved(self) -> None:
        document = Document.new()
        document.put(("text",), "x")
        document.put(("text",), "Here is your one time password!")
        assert not document.dirty

    def test_null_is_not_absent(self) -> None:
        document = Document.new()
        document.put(("context", "factor_type"), None)
        assert document.dirty

    @pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (0, False), (0.0, -0.0)])
    def test_values_that_python_takes_for_equal_differ(self, one: object, other: object) -> None:
        document = Document(Session(invocation={"a": SavedInvocation(payload=one)}))
        document.set_payload(other)  # type: ignore[arg-type]
        assert document.dirty

    def test_the_order_of_invocations_counts(self, suite: Document) -> None:
        table = suite.session.invocation
        suite.session = suite.session.model_copy(
            update={"invocation": {name: table[name] for name in ("second", "first", "third")}}
        )
        assert suite.dirty

    def test_targets_count(self) -> None:
        document = Document.new()
        document.set_target("hook.js")
        assert document.dirty
        document.set_target("starter")
        assert not document.dirty


class TestPayload:
    def test_a_field_in_an_absent_object_creates_it(self) -> None:
        document = Document.new()
        document.remove(("context", "client"))
        document.put(("context", "client", "name"), "App")
        assert document.invocation.get(("context", "client")) == {"name": "App"}

    def test_a_removed_field_is_absent(self) -> None:
        document = Document.new()
        document.remove(("context", "user", "email"))
        assert document.invocation.get(("context", "user", "email")) is ABSENT

    def test_a_field_of_an_array_is_refused(self) -> None:
        document = Document.new()
        document.put(("context",), [])
        with pytest.raises(PathError, match="context is not an object"):
            document.put(("context", "ip"), "::1")

    def test_the_whole_payload(self) -> None:
        document = Document.new()
        document.set_payload({"recipient": None})
        assert document.payload == {"recipient": None}

    def test_editing_one_invocation_leaves_the_others(self, suite: Document) -> None:
        suite.select("second")
        suite.put(("text",), "other")
        assert suite.session.invocation["first"].payload == example().payload


class TestInvocations:
    def test_stepping_ends_at_the_ends(self, suite: Document) -> None:
        assert not suite.step(-1)
        assert suite.step(1)
        assert suite.step(1)
        assert not suite.step(1)
        assert (suite.current, suite.position) == ("third", 3)

    def test_selecting_what_is_not_there(self, suite: Document) -> None:
        with pytest.raises(KeyError):
            suite.select("fourth")

    def test_a_copy_stands_after_the_original(self, suite: Document) -> None:
        suite.put(("text",), "mine")
        assert suite.duplicate() == "first-2"
        assert suite.names == ["first", "first-2", "second", "third"]
        assert suite.current == "first-2"
        assert suite.invocation.get(("text",)) == "mine"

    def test_copies_of_copies_count_on(self, suite: Document) -> None:
        suite.duplicate()
        assert suite.duplicate() == "first-3"

    def test_adding_brings_the_example(self, suite: Document) -> None:
        suite.put(("text",), "mine")
        assert suite.add() == "enrollment-sms"
        assert suite.payload == example().payload

    def test_renaming_keeps_the_place(self, suite: Document) -> None:
        suite.select("second")
        suite.rename(" zwei ")
        assert suite.names == ["first", "zwei", "third"]
        assert suite.current == "zwei"

    @pytest.mark.parametrize(("name", "problem"), [("  ", "needs a name"), ("third", "already")])
    def test_names_that_cannot_be(self, suite: Document, name: str, problem: str) -> None:
        with pytest.raises(ValueError, match=problem):
            suite.rename(name)
        assert suite.names == ["first", "second", "third"]

    def test_its_own_name_can_be_kept(self, suite: Document) -> None:
        suite.rename("first")
        assert not suite.dirty

    @pytest.mark.parametrize(("name", "then"), [("first", "second"), ("third", "second")])
    def test_after_deleting_a_neighbor_is_at_hand(
        self, suite: Document, name: str, then: str
    ) -> None:
        suite.select(name)
        suite.delete()
        assert name not in suite.names
        assert suite.current == then

    def test_a_session_without_invocations(self) -> None:
        document = Document.new()
        document.delete()
        assert (document.names, document.current, document.position) == ([], "", 0)
        assert document.payload is None
        assert not document.step(1)
        assert document.duplicate() == "enrollment-sms"
        assert document.payload == example().payload


class TestTarget:
    def test_the_invocations_own_wins(self, suite: Document) -> None:
        suite.set_target("hook.js")
        suite.set_own_target("other.js")
        assert suite.target == "other.js"
        suite.step(1)
        assert suite.target == "hook.js"

    def test_none_is_the_starter(self, suite: Document) -> None:
        assert suite.target == "starter"

    @pytest.mark.parametrize(
        ("location", "key"), [("hook.js", "handler"), ("http://127.0.0.1:1/", "url")]
    )
    def test_naming_gives_it_a_table(self, suite: Document, location: str, key: str) -> None:
        suite.set_target(location)
        with pytest.raises(ValueError, match="time-out of its own"):
            suite.set_timeout(3.0)
        suite.name_target("local")
        suite.set_timeout(3.0)
        assert suite.target == "local"
        spec = suite.named_target
        assert spec is not None
        assert (getattr(spec, key), spec.timeout) == (location, 3.0)

    def test_naming_an_invocations_own(self, suite: Document) -> None:
        suite.set_own_target("hook.js")
        suite.name_target("mine")
        assert suite.session.target is None
        assert suite.target == "mine"

    def test_a_name_stands_once(self, suite: Document) -> None:
        suite.set_target("hook.js")
        suite.name_target("local")
        with pytest.raises(ValueError, match="already"):
            suite.name_target("local")


class TestFiles:
    def test_saving_opening_and_saving_again(self, tmp_path: Path) -> None:
        document = Document.new()
        with pytest.raises(ValueError, match="needs a path"):
            document.save()
        document.save(tmp_path / "a.toml")
        assert not document.dirty
        document.put(("recipient",), "+1 555")
        assert document.dirty
        document.save()
        assert not document.dirty
        assert Document.open(tmp_path / "a.toml").payload == document.payload

    def test_unknown_keys_of_the_file_stay(self, tmp_path: Path) -> None:
        path = tmp_path / "a.toml"
        path.write_text('format = 1\nmine = "kept"\n[invocation.a.payload]\nrecipient = "1"\n')
        document = Document.open(path)
        document.put(("text",), "new")
        document.save()
        table = tomllib.loads(path.read_text())
        assert table["mine"] == "kept"
        assert table["invocation"]["a"]["payload"] == {"recipient": "1", "text": "new"}

    def test_a_file_changed_meanwhile_is_not_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "a.toml"
        Document.new().save(path)
        document = Document.open(path)
        other = path.read_text() + "# by hand\n"
        path.write_text(other)
        document.put(("text",), "mine")
        with pytest.raises(ChangedOnDisk):
            document.save()
        assert path.read_text() == other
        assert document.dirty
        document.save(overwrite=True)
        assert Document.open(path).invocation.get(("text",)) == "mine"

    def test_another_file_that_is_there_is_not_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "a.toml"
        path.write_text("precious")
        with pytest.raises(ChangedOnDisk):
            Document.new().save(path)
        assert path.read_text() == "precious"

    def test_saving_as_goes_on_there(self, tmp_path: Path) -> None:
        document = Document.new()
        document.save(tmp_path / "a.toml")
        document.save(tmp_path / "b.toml")
        assert document.path == tmp_path / "b.toml"
        document.put(("text",), "b only")
        document.save()
        assert "b only" not in (tmp_path / "a.toml").read_text()

    def test_a_secrets_value_is_not_saved(self, tmp_path: Path) -> None:
        document = Document.new()
        document.put(("text",), "token: hunter2-hunter2")
        with pytest.raises(SessionError, match="TOKEN"):
            document.save(tmp_path / "a.toml", forbidden={"TOKEN": "hunter2-hunter2"})
        assert not (tmp_path / "a.toml").exists()
        assert document.dirty

    def test_reading_again_drops_changes_and_keeps_the_place(self, tmp_path: Path) -> None:
        document = Document.new()
        document.add()
        document.save(tmp_path / "a.toml")
        document.put(("text",), "dropped")
        document.reload()
        assert not document.dirty
        assert (document.current, document.payload) == ("enrollment-sms-2", example().payload)

    def test_a_broken_file_changes_nothing(self, tmp_path: Path) -> None:
        document = Document.new()
        document.save(tmp_path / "a.toml")
        (tmp_path / "a.toml").write_text("format = 1\n[[[")
        with pytest.raises(SessionError) as caught:
            document.reload()
        assert caught.value.line == 2
        assert document.payload == example().payload

    def test_its_own_file_spelled_otherwise(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        document = Document.new()
        document.save(tmp_path / "a.toml")
        document.put(("text",), "x")
        document.save(Path("a.toml"))
        assert not document.dirty


def test_faults_belong_to_the_invocation_at_hand() -> None:
    document = Document.new()
    document.duplicate()
    document.set_faults(("429", "twilio=slow"))
    assert document.invocation.faults == ("429", "twilio=slow")
    assert document.dirty
    document.step(-1)
    assert document.invocation.faults == ()


class TestOnDisk:
    def test_what_others_write_is_noticed(self, tmp_path: Path) -> None:
        path = Document.new().save(tmp_path / "suite.toml")
        document = Document.open(path)
        assert not document.changed_on_disk()
        path.write_text(path.read_text() + "\n# of somebody else\n")
        assert document.changed_on_disk()
        assert document.changed_on_disk()
        document.reload()
        assert not document.changed_on_disk()
        path.unlink()
        assert document.changed_on_disk()

    def test_the_same_text_written_again_is_no_change(self, tmp_path: Path) -> None:
        document = Document.open(Document.new().save(tmp_path / "suite.toml"))
        text = (tmp_path / "suite.toml").read_text()
        (tmp_path / "suite.toml").unlink()
        (tmp_path / "suite.toml").write_text(text)
        assert not document.changed_on_disk()

    def test_its_own_save_is_none(self, tmp_path: Path) -> None:
        document = Document.new()
        assert not document.changed_on_disk()
        document.save(tmp_path / "suite.toml")
        document.put(("text",), "other")
        document.save()
        assert not document.changed_on_disk()

    def test_what_is_known_is_not_told_again_and_still_not_overwritten(
        self, tmp_path: Path
    ) -> None:
        document = Document.new()
        path = document.save(tmp_path / "suite.toml")
        path.write_text("format = 1\n")
        assert document.changed_on_disk()
        document.accept_disk()
        assert not document.changed_on_disk()
        with pytest.raises(ChangedOnDisk):
            document.save()
        path.write_text("format = 1\nname = 'again'\n")
        assert document.changed_on_disk()
