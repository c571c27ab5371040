"""A dashed frame that takes a file dropped on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from gui.widgets.labels import restyle

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
    from PySide6.QtWidgets import QWidget


class DropFrame(QFrame):
    """`dropped` carries the path; what it holds can be reached by keys too."""

    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setProperty("drop", "idle")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file(event.mimeData()) is not None:
            restyle(self, "drop", "over")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, "drop", "idle")
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, "drop", "idle")
        file = _file(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.dropped.emit(file)


def _file(data: QMimeData) -> Path | None:
    """The one local file that is dragged; None for several or something else."""
    urls = data.urls() if data.hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
