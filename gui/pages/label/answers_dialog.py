"""All that was ever said of an example, on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout

from gui.tables.answer_lines import answer_line
from gui.widgets.buttons import button
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.domain.example import Answer

SIZE = (520, 320)


class AnswersDialog(QDialog):
    """The answers of one example, the newest first."""

    def __init__(
        self,
        theme: Theme,
        answers: Sequence[Answer],
        names: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Answers"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Answers of this example"))
        self.list.setWordWrap(True)
        self.list.addItems([answer_line(answer, names) for answer in reversed(answers)])
        self.list.setCurrentRow(0)
        close = button(theme, self.tr("Close"), variant="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(self.tr("What was said of this example"), "h2"))
        if not answers:
            layout.addWidget(label(self.tr("Nothing yet."), "mute"))
        layout.addWidget(self.list, 1)
        self.list.setVisible(bool(answers))
        layout.addStretch(0)
        footer = QHBoxLayout()
        footer.addStretch()
        footer.addWidget(close)
        layout.addLayout(footer)
        self.resize(*SIZE)
