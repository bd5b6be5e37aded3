"""`python -m tui.preview OUT.svg` takes the picture of the workbench that the README shows."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from sessions.store.disk import replace_text
from sessions.store.errors import SessionError
from tui.app import OffhookApp
from tui.outcome.pane import OutcomePane
from tui.settings import DEFAULT_THEME

SIZE: Final = (156, 44)
_PATIENCE: Final = 60.0
"""Seconds that the outcome may take."""

_FONTS: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""Fonts that a picture of Textual loads from the network."""


def main(argv: list[str] | None = None) -> None:
    """Write the picture to the path given. Exits with 2 and one line where that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m tui.preview", description=__doc__)
    parser.add_argument("out", type=Path, help="the SVG file to write")
    out = parser.parse_args(argv).out.absolute()
    if not out.parent.is_dir():
        parser.exit(2, f"{out}: there is no folder {out.parent}\n")
    try:
        replace_text(out, asyncio.run(picture("twilio-sms.toml")))
    except (SessionError, TimeoutError) as error:
        parser.exit(2, f"{str(error) or 'no outcome in time'}\n")


async def picture(session: str) -> str:
    """The workbench as SVG, after the first invocation of an example session was sent.

    It is run from the examples' own folder, so that no path of this machine is in the picture.
    """
    with contextlib.chdir(str(files("sessions") / "examples")):
        app = OffhookApp(Path(session))
        app.animation_level = "none"
        async with app.run_test(size=SIZE) as pilot, asyncio.timeout(_PATIENCE):
            app.theme = DEFAULT_THEME
            await pilot.press("f5")
            pane = app.screen.query_one(OutcomePane)
            while not pane.headline.startswith(("✓", "✗")):
                await pilot.pause(0.05)
            await pilot.pause()
            return _FONTS.sub("", app.export_screenshot(title="offhook"))


if __name__ == "__main__":
    main()
