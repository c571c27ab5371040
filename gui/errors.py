"""Shows errors where the user is looking."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from gui.error_dialog import ErrorDialog
from gui.window_in_front import window_in_front
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

log = logging.getLogger(__name__)


@runtime_checkable
class ErrorHost(Protocol):
    """A widget that can show an error in itself, such as a page with a notice bar."""

    def show_error(self, error: AppError) -> None: ...


class Errors(QObject):
    """An AppError becomes a notice in the page, or a dialog where there is none.

    Any other error becomes a calm dialog that offers to copy diagnostics.
    """

    _raised = Signal(object)

    def __init__(self, log_file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_file = log_file
        self._dialog: ErrorDialog | None = None
        # An unhandled error may come from any thread; widgets live on this one.
        self._raised.connect(self.show)

    def catch_unhandled(self) -> None:
        """Show what nobody caught, beside Python's own print."""
        sys.excepthook = self._on_unhandled

    @Slot(object)
    def show(self, error: BaseException, where: QWidget | None = None) -> None:
        """Tell the user of an error, in `where` or in whatever has the focus."""
        if isinstance(error, AppError):
            host = _host_of(where or QApplication.focusWidget() or window_in_front())
            if host is not None:
                host.show_error(error)
                return
        self._show_dialog(error, where)

    def _show_dialog(self, error: BaseException, where: QWidget | None) -> None:
        if self._dialog is not None:
            self._dialog.add_another()
            return
        parent = where.window() if where is not None else window_in_front()
        self._dialog = ErrorDialog(error, self._log_file, parent)
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        self._dialog = None

    def _on_unhandled(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        sys.__excepthook__(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt):
            return
        log.error("unhandled error", exc_info=(kind, error, trace))
        self._raised.emit(error)


def _host_of(widget: QWidget | None) -> ErrorHost | None:
    """The nearest of a widget and those around it, up to its window, that shows errors itself."""
    while widget is not None:
        if isinstance(widget, ErrorHost):
            return widget
        if widget.isWindow():
            return None
        widget = widget.parentWidget()
    return None
