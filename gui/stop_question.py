"""Asks before work under way is stopped, and says what stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.message_dialog import MessageDialog
from gui.window_in_front import window_in_front

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.background import Background


class StopQuestion(QObject):
    """Goes on at once when nothing runs."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background

    @property
    def needed(self) -> bool:
        """Something is under way that the user would miss."""
        return bool(self._titles())

    def ask(self, then: Callable[[], None]) -> None:
        """Call `then` when nothing is under way or the user lets it stop."""
        titles = self._titles()
        if not titles:
            then()
            return
        shown = "\n".join(f"•  {title}" for title in titles)
        words = self.tr("This stops now:\n{titles}\n\nWhat is done so far is kept.")
        dialog = MessageDialog(
            self.tr("Stop what is under way?"), words.format(titles=shown), window_in_front()
        )
        dialog.add_button(self.tr("Stop"), "danger", then)
        dialog.set_default(dialog.add_button(self.tr("Keep working"), "primary"))
        dialog.open()

    def _titles(self) -> list[str]:
        return [job.title for job in self._background.jobs if not job.quiet]
