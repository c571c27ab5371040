"""The keys of the Review page, for F1."""

from __future__ import annotations

from gui.translation import tr
from gui.widgets.keys import KeyHelp


def review_keys() -> tuple[KeyHelp, ...]:
    """What each key does."""
    return (
        KeyHelp("M  or  1", tr("The model is wrong, the gold answer stands")),
        KeyHelp("G  or  2", tr("The gold answer is wrong: choose the right one")),
        KeyHelp("A", tr("Ambiguous: flag the row with a reason (also 3, unless blind)")),
        KeyHelp("S  or  4", tr("Add the row to the shots of the prompt")),
        KeyHelp("1  2  3", tr("Blind: answer 1 is right, answer 2 is right, neither is")),
        KeyHelp("U", tr("The guideline is unclear: write it down")),
        KeyHelp("Ctrl+G", tr("Edit the guidelines, or save them")),
        KeyHelp("N", tr("Note on the row; Ctrl+Enter or Esc leaves it")),
        KeyHelp("L", tr("Label more like this: the nearest unlabelled rows")),
        KeyHelp("T", tr("Show or hide similar training rows")),
        KeyHelp("O", tr("Show or hide what other runs say")),
        KeyHelp("R", tr("Show or hide the reply as it came")),
        KeyHelp("C", tr("Causes found so far, and what to do next")),
        KeyHelp("Q", tr("Choose which rows are reviewed, and how")),
        KeyHelp("→  or  Space", tr("Next")),
        KeyHelp("←  or  Backspace", tr("Previous")),
        KeyHelp("Ctrl+Z", tr("Undo, and go back to that row")),
        KeyHelp("Ctrl+Y", tr("Do again what was undone")),
        KeyHelp("Enter", tr("While choosing a label: take the marked one")),
        KeyHelp("Esc", tr("Back to the four keys")),
    )
