"""Where a new project is kept: follows its name until the user chooses a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.file_choice import choose_target
from gui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from pathlib import Path

    from gui.theme import Theme

SUFFIX = ".tunesmith"
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
LONGEST_NAME = 60


class PlaceField(QWidget):
    """`path` is the file to make; nothing is written until it is made."""

    def __init__(self, theme: Theme, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._chosen = False
        self._shown = ElidedLabel("", "mute", Qt.TextElideMode.ElideMiddle)
        self.change = button(theme, self.tr("Change…"), "folder-open")
        self.change.setAccessibleName(self.tr("Change where the project is saved"))
        self.change.clicked.connect(self._ask)
        self.setFocusProxy(self.change)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._shown, 1)
        row.addWidget(self.change)
        self.follow_name("")

    @property
    def path(self) -> Path:
        return self._path

    def set_path(self, path: Path) -> None:
        """The user chose a place; it stays, whatever the name becomes."""
        self._chosen = True
        self._show(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX))

    @Slot(str)
    def follow_name(self, name: str) -> None:
        if not self._chosen:
            self._show(free_path(self._folder, name or self.tr("New project")))

    def _show(self, path: Path) -> None:
        self._path = path
        self._shown.setText(str(path))

    @Slot()
    def _ask(self) -> None:
        kinds = self.tr("Tunesmith projects (*{suffix})").format(suffix=SUFFIX)
        title = self.tr("Save the project as")
        choose_target(self, title, kinds, self._path, self.set_path, replacing=False)


def free_path(folder: Path, name: str) -> Path:
    """A file of this name, or with a number behind it, that is not there yet."""
    stem = " ".join(_UNFIT.sub(" ", name).split()).strip(" .")[:LONGEST_NAME] or "project"
    path, count = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        count += 1
        path = folder / f"{stem} {count}{SUFFIX}"
    return path
