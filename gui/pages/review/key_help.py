"""The keys of the Review page, for F1."""

from __future__ import annotations

from gui.translation import tr
from gui.widgets.keys import KeyHelp


def review_keys() -> tuple[KeyHelp, ...]:
    """What each key does."""
    return (
        KeyHelp("M  or  1", tr("The model is wrong, the gold answer stands")),
        KeyHelp("G  or  2", tr("The gold answer is wrong: choose the right one")),
        KeyHelp("A  or  3", tr("Ambiguous: flag the row with a reason")),
        KeyHelp("S  or  4", tr("Add the row to the shots of the prompt")),
        KeyHelp("→  or  Space", tr("Next")),
        KeyHelp("←  or  Backspace", tr("Previous")),
        KeyHelp("R", tr("Show or hide the reply as it came")),
        KeyHelp("Ctrl+Z", tr("Undo, and go back to that row")),
        KeyHelp("Ctrl+Y", tr("Redo what was undone")),
        KeyHelp("Enter", tr("While choosing a label: take the marked one")),
        KeyHelp("Esc", tr("Back to the four keys")),
    )
