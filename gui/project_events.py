"""Brings what storage says about changes to the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from services.domain.changes import Changes


class ProjectEvents(QObject):
    """`changed` carries one `Changes` for each committed transaction, on the GUI thread."""

    changed = Signal(object)
    _announced = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Queued on the GUI thread too: a listener never runs inside the transaction's own call.
        self._announced.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    def announce(self, changes: Changes) -> None:
        """Say what a transaction changed; safe from any thread."""
        self._announced.emit(changes)
