"""The key of a service account: chosen once, kept in the keyring or in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from gui.background import Lane
from gui.widgets.buttons import button
from gui.widgets.drop_frame import DropFrame
from gui.widgets.file_choice import choose_file
from gui.widgets.labels import label, set_role

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from gui.page_context import PageContext
    from services.domain.connection import KeptKey


class KeyField(DropFrame):
    """The keyring may ask the desktop's user something, so it is only called off this thread."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.choose = button(context.theme, self.tr("Choose the key file…"), "key-round")
        self.forget = button(context.theme, self.tr("Forget it"), variant="ghost")
        self.remember = QCheckBox(self.tr("Keep it in the keyring of this machine"))
        self.remember.setChecked(True)
        self.words = label("", "small", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.choose)
        row.addWidget(label(self.tr("or drop it here"), "small"))
        row.addStretch()
        row.addWidget(self.forget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.remember)
        layout.addWidget(self.words)
        self.dropped.connect(self.take)
        self.choose.clicked.connect(self._ask)
        self.forget.clicked.connect(self._forget)
        self._show(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._context.background.run(
            self.tr("Looking into the keyring"),
            lambda _: self._context.connection.keeper.kept_key(),
            owner=self,
            done=self._show,
            lane=Lane.NETWORK,
            quiet=True,
        )

    def take(self, path: Path) -> None:
        """Keep the key that is in a file."""
        remember = self.remember.isChecked()
        self._context.background.run(
            self.tr("Keeping the key"),
            lambda _: self._context.connection.keeper.keep_key(path, remember=remember),
            owner=self,
            done=self._show,
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )

    @Slot()
    def _ask(self) -> None:
        choose_file(self, self.tr("The key of a service account"), "JSON (*.json)", self.take)

    @Slot()
    def _forget(self) -> None:
        self._context.background.run(
            self.tr("Forgetting the key"),
            lambda _: self._context.connection.keeper.forget_key(),
            owner=self,
            done=lambda _: self._show(None),
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )

    def _show(self, kept: KeptKey | None) -> None:
        self.forget.setVisible(kept is not None)
        set_role(self.words, "warn" if kept is not None and kept.memory_only else "small")
        self.words.setText(self._words(kept))

    def _words(self, kept: KeptKey | None) -> str:
        if kept is None:
            return self.tr("No key is kept. It never goes into a file of this program.")
        if kept.memory_only:
            return self.tr(
                "{owner}: kept in memory until the program ends, not in the keyring: {reason}."
            ).format(owner=kept.owner, reason=kept.memory_only)
        return self.tr("{owner}: kept in the keyring of this machine.").format(owner=kept.owner)
