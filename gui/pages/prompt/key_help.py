"""The keys of the Prompt page, for F1."""

from __future__ import annotations

from gui.translation import tr
from gui.widgets.keys import KeyHelp


def key_help() -> tuple[KeyHelp, ...]:
    """Each key and what it does."""
    return (
        KeyHelp("Ctrl+Return", tr("Try the prompt on the row at hand")),
        KeyHelp("Ctrl+Shift+Return", tr("Try it on the next ten rows")),
        KeyHelp("Ctrl+B", tr("Several prompts or models side by side")),
        KeyHelp("Ctrl+J", tr("The call as JSON, Python and curl")),
        KeyHelp("Ctrl+Right, Ctrl+Left", tr("Next or previous row")),
        KeyHelp("Ctrl+F", tr("Search a row")),
        KeyHelp("Ctrl+N", tr("A new prompt from a starter")),
        KeyHelp("Ctrl+Shift+V", tr("Versions: compare, name, restore")),
        KeyHelp("Ctrl+Shift+A", tr("Make the row at hand a shot")),
        KeyHelp("Ctrl+D", tr("Draw other shots")),
        KeyHelp("Ctrl+R", tr("Run the prompt over many rows")),
        KeyHelp(tr("Delete"), tr("In the list of shots: remove the shot")),
    )
