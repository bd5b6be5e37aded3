"""Where the focus goes when a part of the screen is gone to."""

from __future__ import annotations

from textual.widget import Widget


def focus_first(part: Widget) -> None:
    """Focus the first widget inside `part` that can be seen and focused, where there is one."""
    for widget in part.query("*").results(Widget):
        if widget.focusable and _is_displayed(widget):
            widget.focus()
            return


def _is_displayed(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
