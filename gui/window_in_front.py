"""Which window a dialog belongs to."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


def window_in_front() -> QWidget | None:
    """The modal dialog, else the active window, else the main window if it is shown."""
    front = QApplication.activeModalWidget() or QApplication.activeWindow()
    if front is not None:
        return front
    windows = QApplication.topLevelWidgets()
    return next((w for w in windows if isinstance(w, QMainWindow) and w.isVisible()), None)
