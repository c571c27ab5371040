"""Asks before work under way is stopped, and says what stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.background import Background


class StopQuestion(QObject):
    """Goes on at once when nothing runs."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background

    def ask(self, then: Callable[[], None]) -> None:
        """Call `then` when nothing is under way or the user lets it stop."""
        titles = [job.title for job in self._background.jobs if not job.quiet]
        if not titles:
            then()
            return
        box = QMessageBox(QApplication.activeWindow())
        box.setWindowTitle(self.tr("Work is under way"))
        box.setText(self.tr("Stop what is under way?"))
        shown = "\n".join(f"•  {title}" for title in titles)
        box.setInformativeText(
            self.tr("This stops:") + f"\n{shown}\n" + self.tr("What is done so far is kept.")
        )
        stop = box.addButton(self.tr("Stop"), QMessageBox.ButtonRole.DestructiveRole)
        stop.setProperty("variant", "danger")
        stay = box.addButton(self.tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
        stay.setProperty("variant", "primary")
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stop.clicked.connect(then)
        box.open()
