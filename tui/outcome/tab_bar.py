"""Tabs whose bar lives to its end in peace.

As a screen closes Textual takes away what is deepest first, so that a bar of tabs has none of its
parts any more while it still works off what it was sent: that it is mounted, has another size, that
a tab is called otherwise, is hidden or shown. The tab to begin with is then none of its own, its
line below the active tab is looked for with `query_one`: both raise, and that ends the application.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult
from textual.widgets import TabbedContent

# these have no public name
from textual.widgets._tabbed_content import ContentTabs
from textual.widgets._tabs import Tab, Underline
from typing_extensions import override


class LastingTabs(TabbedContent):
    """As `TabbedContent`, and nothing of its bar raises as it closes."""

    @override
    def compose(self) -> ComposeResult:
        for part in super().compose():
            if isinstance(part, ContentTabs):
                # a class of our own is none that Textual finds its bar by
                part._highlight_active = partial(  # pyright: ignore[reportPrivateUsage]
                    _highlight,
                    part,
                    part._highlight_active,  # pyright: ignore[reportPrivateUsage]
                )
                part.validate_active = partial(_active, part, part.validate_active)
            yield part


def _highlight(bar: ContentTabs, highlight: Callable[[bool], None], animate: bool = True) -> None:
    """Draw the line below the active tab, where there still is one."""
    if bar.query(Underline):
        highlight(animate)


def _active(bar: ContentTabs, validate: Callable[[str], str], active: str) -> str:
    """The tab that is to be active; none where there are no tabs any more."""
    return validate(active) if bar.query(Tab) else ""
