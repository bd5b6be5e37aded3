"""Secrets: where values come from, env files, and `${env:NAME}`."""

import os
from pathlib import Path

import pytest

from sessions.secrets.lookup import (
    SecretsError,
    environment,
    expand,
    how_to_give,
    read_env_file,
    resolve_secrets,
)


def env_file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "hook.env"
    path.write_bytes(content)
    return path


def test_values_come_from_the_environment_and_the_missing_are_named():
    secrets = resolve_secrets(["B", "A", "C", "B"], {"A": "1", "B": "", "OTHER": "x"})
    assert secrets.values == {"B": "", "A": "1"}
    assert secrets.missing == ("C",)


def test_the_environment_wins_over_the_env_file(tmp_path):
    path = env_file(tmp_path, b"A=file\nB=file\n")
    assert resolve_secrets(["A", "B"], {"A": "env"}, path).values == {"A": "env", "B": "file"}
    assert environment({"A": "env"}, path) == {"A": "env", "B": "file"}


def test_an_env_file_as_people_write_it(tmp_path):
    content = (
        "\ufeff# comment\r\n\r\nexport A=plain # not this\r\nB='single $A ${A}'\r\n"
        'C="two\\nlines"\r\nauth0-extension-secret=x=y\r\nEMPTY=\r\n'
    )
    assert read_env_file(env_file(tmp_path, content.encode())) == {
        "A": "plain",
        "B": "single $A ${A}",
        "C": "two\nlines",
        "auth0-extension-secret": "x=y",
        "EMPTY": "",
    }


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"A=1\n\n\nthis is no assignment\nB=2\n", ":4: not a line of an env file"),
        (b"A=1\r\n\r\nNAME\r\n", ":3: not a line of an env file; write NAME=value"),
        (b"A='never closed\n", ":1: not a line of an env file"),
        (b"A=\xff\n", ": the env file is not UTF-8 (byte 2)"),
        (b"\x00\x01\x02", ":1: not a line of an env file"),
    ],
)
def test_an_env_file_that_does_not_parse_is_refused_with_its_line(tmp_path, content, place):
    path = env_file(tmp_path, content)
    with pytest.raises(SecretsError) as caught:
        read_env_file(path)
    assert str(caught.value).startswith(f"{path}{place}")
    assert "never closed" not in str(caught.value)


def test_an_env_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(SecretsError, match=r"no\.env: the env file cannot be read: No such file"):
        read_env_file(tmp_path / "no.env")
    with pytest.raises(SecretsError, match="the env file is a folder; wanted a file"):
        read_env_file(tmp_path)
    if os.geteuid() != 0:
        path = env_file(tmp_path, b"A=1")
        path.chmod(0)
        with pytest.raises(SecretsError, match="cannot be read: Permission denied"):
            read_env_file(path)


def test_variables_are_filled_in_and_told():
    text, used = expand("${env:A}/x/${env:B}?${A}", {"A": "http://h", "B": "", "C": "no"})
    assert text == "http://h/x/?${A}"
    assert used == {"A": "http://h", "B": ""}


def test_what_is_filled_in_is_not_filled_in_again():
    assert expand("${env:A}", {"A": "${env:A}"})[0] == "${env:A}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x${env:NO_SUCH}", "${env:NO_SUCH} has no value; set the environment variable NO_SUCH"),
        ("${env:}", "names no variable; write ${env:NAME}"),
    ],
)
def test_a_variable_that_is_not_set_is_named(text, message):
    with pytest.raises(SecretsError) as caught:
        expand(text, {})
    assert message in str(caught.value)


def test_the_env_file_of_the_folder_comes_after_the_one_that_is_named(tmp_path):
    (tmp_path / ".env").write_text("A=folder\nB=folder\nC=folder\n")
    named = env_file(tmp_path, b"A=named\nB=named\n")
    known = environment({"A": "env"}, named, folder=tmp_path)
    assert dict(known) == {"A": "env", "B": "named", "C": "folder"}
    assert len(known) == 3
    found = resolve_secrets("ABCD", {"A": "env"}, named, folder=tmp_path)
    assert found.values == dict(known)
    assert found.missing == ("D",)


def test_what_was_typed_in_wins_over_everything(tmp_path):
    (tmp_path / ".env").write_text("C=folder\n")
    named = env_file(tmp_path, b"B=named\n")
    given = dict.fromkeys("ABCD", "typed")
    found = resolve_secrets("ABCDE", {"A": "env"}, named, folder=tmp_path, given=given)
    assert found.values == given
    assert found.missing == ("E",)


def test_a_folder_without_an_env_file_gives_nothing(tmp_path):
    (tmp_path / ".env").mkdir()
    assert resolve_secrets(["A"], {}, folder=tmp_path).missing == ("A",)


def test_the_env_file_of_a_folder_is_not_read_without_need(tmp_path):
    (tmp_path / ".env").write_text("no assignment\n")
    assert resolve_secrets(["A"], {"A": "1"}, folder=tmp_path).values == {"A": "1"}
    with pytest.raises(SecretsError, match=r"\.env:1: not a line of an env file"):
        resolve_secrets(["A", "B"], {"A": "1"}, folder=tmp_path)


def test_what_is_missing_is_told_with_every_way_to_give_it(tmp_path):
    told = how_to_give(["A", "B"], tmp_path)
    assert told.startswith("no value for A, B; set the environment variables of these names, or")
    assert f"in {tmp_path / '.env'} or" in told
    assert "--env-file" in told
