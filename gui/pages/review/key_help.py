"""The keys of the Review page, for F1."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.widgets.keys import KeyHelp


def review_keys() -> tuple[KeyHelp, ...]:
    """What each key does."""
    return (
        KeyHelp("M  or  1", _tr("The model is wrong, the gold answer stands")),
        KeyHelp("G  or  2", _tr("The gold answer is wrong: choose the right one")),
        KeyHelp("A  or  3", _tr("Ambiguous: flag the row with a reason")),
        KeyHelp("S  or  4", _tr("Add the row to the shots of the prompt")),
        KeyHelp("→  or  Space", _tr("Next")),
        KeyHelp("←  or  Backspace", _tr("Previous")),
        KeyHelp("R", _tr("Show or hide the reply as it came")),
        KeyHelp("Ctrl+Z", _tr("Undo, and go back to that row")),
        KeyHelp("Ctrl+Y", _tr("Redo what was undone")),
        KeyHelp("Enter", _tr("While choosing a label: take the marked one")),
        KeyHelp("Esc", _tr("Back to the four keys")),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReviewKeys", text)
