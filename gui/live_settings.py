"""The settings while the program runs: read by all, saved at each change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from services.settings import Settings, SettingsFile


class LiveSettings(QObject):
    """`changed` carries the new settings after they are saved."""

    changed = Signal(object)

    def __init__(
        self, file: SettingsFile, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._settings = settings

    @property
    def value(self) -> Settings:
        return self._settings

    def save(self, settings: Settings) -> None:
        """Save, then tell. Raises AppError, with nothing changed, when saving fails."""
        if settings == self._settings:
            return
        self._file.save(settings)
        self._settings = settings
        self.changed.emit(settings)

    def change(self, **fields: Any) -> None:
        """Save with some fields replaced, such as `change(author="me")`."""
        self.save(replace(self._settings, **fields))
