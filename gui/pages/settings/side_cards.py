"""Who answers, how the window looks, and where things lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout

from gui.diagnostics import about
from gui.widgets.buttons import button, icon_button
from gui.widgets.card import Card
from gui.widgets.form import FormRow
from gui.widgets.labels import ElidedLabel, label
from gui.widgets.segmented import Segmented
from services.domain.errors import AppError
from services.settings import ThemeChoice

if TYPE_CHECKING:
    from typing import Any

    from gui.page_context import PageContext


class AuthorCard(Card):
    """The name under which answers are kept."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(self.tr("You"))
        self._context = context
        self.name = QLineEdit(context.settings.value.author)
        self._row = FormRow(
            self.tr("Your name"), self.name, self.tr("Signs your answers from the next project on.")
        )
        self.add(self._row)
        self.name.editingFinished.connect(self._save)

    @Slot()
    def _save(self) -> None:
        author = self.name.text().strip()
        self._row.set_problem("" if author else self.tr("Answers need a name."))
        if author:
            save(self._context, self, author=author)


class LookCard(Card):
    """Light or dark."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(self.tr("Look"))
        self._context = context
        self.choice = Segmented(
            self.tr("Look"),
            (
                (self.tr("System"), ThemeChoice.SYSTEM),
                (self.tr("Light"), ThemeChoice.LIGHT),
                (self.tr("Dark"), ThemeChoice.DARK),
            ),
        )
        self.choice.choose(context.settings.value.theme)
        self.add(self.choice)
        self.choice.chosen.connect(lambda theme: save(context, self, theme=theme))


class HelpCard(Card):
    """Folders, and what to send when asking for help."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(self.tr("Folders and help"))
        self._context = context
        folders = context.connection.folders
        self._log_file = folders.logs / "tunesmith.log"
        for name, path in (
            (self.tr("Settings, models, prices"), folders.config),
            (self.tr("Log"), folders.logs),
            (self.tr("Sandbox"), folders.state),
        ):
            self.add(self._folder(name, path))
        self.copy = button(context.theme, self.tr("Copy diagnostics"), "copy")
        self.copied = label("", "small")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy)
        row.addWidget(self.copied, 1)
        self.body.addSpacing(4)
        self.add(row)
        self.copy.clicked.connect(self._copy)

    def _folder(self, name: str, path: Path) -> QHBoxLayout:
        open_ = icon_button(
            self._context.theme, "folder-open", self.tr("Open the folder: {name}").format(name=name)
        )
        open_.clicked.connect(lambda: _open(path))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(name))
        words.addWidget(ElidedLabel(_shown(path), "small"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(open_)
        return row

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(about(self._log_file))
        self.copied.setText(self.tr("Copied; it holds no secrets."))


def save(context: PageContext, where: Card, **fields: Any) -> None:
    """Save settings; an error is shown on the page."""
    try:
        context.settings.change(**fields)
    except AppError as error:
        context.errors.show(error, where)


def _shown(path: Path) -> str:
    """A path as short as people write it."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)


def _open(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
