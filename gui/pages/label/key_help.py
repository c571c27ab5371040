"""The keys of the Label page, for F1."""

from __future__ import annotations

from gui.translation import tr
from gui.widgets.keys import KeyHelp


def key_help() -> tuple[KeyHelp, ...]:
    """Each key and what it does."""
    return (
        KeyHelp("1 … 9, A … Z", tr("Answer with the label of that key")),
        KeyHelp(tr("Space"), tr("Skip")),
        KeyHelp("Ctrl+K", tr("Skip with a reason")),
        KeyHelp(tr("Backspace"), tr("Back to the row before")),
        KeyHelp("Ctrl+Right, Ctrl+Left", tr("Next or previous row, without an answer")),
        KeyHelp("Ctrl+Z, Ctrl+Shift+Z", tr("Undo or do again, also on other rows")),
        KeyHelp("Ctrl+D", tr("Flag, or take the flag away")),
        KeyHelp("Ctrl+Shift+D", tr("Flag with a reason")),
        KeyHelp("Ctrl+E", tr("Suggest an answer for this row")),
        KeyHelp(tr("Enter"), tr("Take what is suggested, or the first label of the filter")),
        KeyHelp("Ctrl+Shift+A", tr("Make this row a shot of the few-shot prompt")),
        KeyHelp("Ctrl+M", tr("Write a note on this row; Escape comes back")),
        KeyHelp("Ctrl+H", tr("See what was said of this row")),
        KeyHelp("Alt+1 … Alt+9", tr("Settle a dispute with the answer of that number")),
        KeyHelp("Ctrl+Return", tr("Save the record of an extraction")),
        KeyHelp("Alt+Right, Alt+Left", tr("Go through the text by words; with Shift mark them")),
        KeyHelp("Ctrl+0", tr("Say that the field at hand is not in the text")),
        KeyHelp("Ctrl+J", tr("Show the record as JSON, or as a form")),
        KeyHelp("Esc", tr("From the form back to the text")),
        KeyHelp("Ctrl+G", tr("Edit the guidelines, or save them")),
        KeyHelp("Ctrl+Shift+K", tr("Change the keys of the labels")),
        KeyHelp("Ctrl+Shift+L", tr("Rename, describe, merge or split labels")),
    )
