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
    """Goes on at once when nothing runs.

    `waiting` counts the tuning jobs that wait in the program until the service takes them.
    """

    def __init__(
        self,
        background: Background,
        parent: QObject | None = None,
        waiting: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._waiting = waiting

    @property
    def needed(self) -> bool:
        """Something is under way that the user would miss."""
        return bool(self._titles() or self._waiting())

    def ask(self, then: Callable[[], None]) -> None:
        """Call `then` when nothing is under way or the user lets it stop."""
        if not self.needed:
            then()
            return
        words = "\n\n".join(filter(None, (self._stops(), self._waits())))
        dialog = MessageDialog(self.tr("Stop what is under way?"), words, window_in_front())
        dialog.add_button(self.tr("Stop"), "danger", then)
        dialog.set_default(dialog.add_button(self.tr("Keep working"), "primary"))
        dialog.open()

    def _stops(self) -> str:
        titles = self._titles()
        if not titles:
            return ""
        shown = "\n".join(f"•  {title}" for title in titles)
        words = self.tr("This stops now:\n{titles}\n\nWhat is done so far is kept.")
        return words.format(titles=shown)

    def _waits(self) -> str:
        """What becomes of jobs that wait, and of those that the service has."""
        waiting = self._waiting()
        if not waiting:
            return ""
        if waiting == 1:
            words = self.tr(
                "1 tuning job waits its turn. It is not sent while this is closed, and goes on "
                "when you open this project again."
            )
        else:
            words = self.tr(
                "{number} tuning jobs wait their turn. They are not sent while this is closed, and "
                "go on when you open this project again."
            ).format(number=waiting)
        others = self.tr("Jobs that the service has go on by themselves.")
        return f"{words} {others}"

    def _titles(self) -> list[str]:
        return [job.title for job in self._background.jobs if not job.quiet]
