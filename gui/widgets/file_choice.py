"""Asking for a file or a folder, without stopping the window meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def choose_file(
    parent: QWidget,
    title: str,
    kinds: str,
    then: Callable[[Path], None],
    folder: Path | None = None,
) -> None:
    """Ask for a file that is there; `kinds` is a filter such as "Tables (*.csv *.xlsx)"."""
    dialog = _dialog(parent, title, kinds, QFileDialog.FileMode.ExistingFile)
    if folder is not None:
        dialog.setDirectory(str(folder))
    _ask(dialog, then)


def choose_target(
    parent: QWidget,
    title: str,
    kinds: str,
    suggestion: Path,
    then: Callable[[Path], None],
    *,
    replacing: bool = True,
) -> None:
    """Ask under which name to write. Unless `replacing`, an existing file is no question here."""
    dialog = _dialog(parent, title, kinds, QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, not replacing)
    dialog.setDirectory(str(suggestion.parent))
    dialog.selectFile(suggestion.name)
    _ask(dialog, then)


def choose_folder(
    parent: QWidget, title: str, then: Callable[[Path], None], folder: Path | None = None
) -> None:
    """Ask for a folder."""
    dialog = _dialog(parent, title, "", QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if folder is not None:
        dialog.setDirectory(str(folder))
    _ask(dialog, then)


def _dialog(parent: QWidget, title: str, kinds: str, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    if kinds:
        dialog.setNameFilter(kinds)
    return dialog


def _ask(dialog: QFileDialog, then: Callable[[Path], None]) -> None:
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()
