"""The README's picture is one of the real screen, and says nothing of the machine it is made on."""

from __future__ import annotations

import getpass
import re
from pathlib import Path

import pytest

from tui.preview import main


def test_the_picture_shows_a_delivered_message_and_no_path(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    main(["picture.svg"])
    picture = (tmp_path / "picture.svg").read_text()
    shown = re.sub(r"<[^>]+>", "", picture).replace("&#160;", " ")
    assert "✓ Delivered" in shown
    assert re.search(r"SM[0-9a-f]{32}", shown)
    assert "twilio-sms.toml" in shown
    assert shown.count("is your verification code") == 2, "in the form, and on the phone"
    for own in (str(Path(__file__).parents[2]), str(tmp_path), f"/{getpass.getuser()}"):
        assert own not in picture
    assert "@font-face" not in picture


def test_a_folder_that_is_not_there_is_one_line_and_no_file(tmp_path, capsys):
    with pytest.raises(SystemExit) as exit_:
        main([str(tmp_path / "none" / "picture.svg")])
    assert exit_.value.code == 2
    assert capsys.readouterr().err == (
        f"{tmp_path}/none/picture.svg: there is no folder {tmp_path}/none\n"
    )
