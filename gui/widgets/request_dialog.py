"""A call of a model as it was sent and answered, and as code: to be read and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.labels import label
from gui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.prediction.request_code import RequestCode

SIZE = (760, 560)
MARGINS = (22, 18, 22, 16)


def call_texts(code: RequestCode, reply: str = "") -> tuple[tuple[str, str], ...]:
    """What the dialog shows of a call: name and text; `reply` is left out where there is none."""
    texts = (
        (tr("Request"), code.request),
        (tr("Reply"), reply),
        (tr("Python"), code.python),
        (tr("curl"), code.curl),
    )
    return tuple((name, text) for name, text in texts if text)


class RequestDialog(QDialog):
    """Shows one of `texts` (name, text) at a time; `title` says which call it is."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        texts: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(QCoreApplication.translate("RequestDialog", "The call"))
        self._texts = dict(texts)
        self.choice = Segmented[str](
            self.tr("What is shown"), [(name, name) for name in self._texts]
        )
        self.text = QPlainTextEdit(readOnly=True)
        self.copy_button = button(theme, self.tr("Copy"), "copy")
        self.close_button = button(theme, self.tr("Close"), variant="primary")
        self._copied = label("", "small")
        self._build(theme, title)
        self.choice.chosen.connect(self.show_text)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.accept)
        self.show_text(next(iter(self._texts)))

    @Slot(object)
    def show_text(self, name: str) -> None:
        """Show the text of this name."""
        self.choice.choose(name)
        self.text.setPlainText(self._texts[name])
        self.text.setAccessibleName(name)
        self._copied.setText("")

    def _build(self, theme: Theme, title: str) -> None:
        self.text.setProperty("mono", True)
        self.text.setFont(theme.mono)
        self.text.setTabChangesFocus(True)
        self.close_button.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.copy_button)
        foot.addWidget(self._copied, 1)
        foot.addWidget(self.close_button)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(12)
        layout.addWidget(label(title, "h2", wrap=True))
        layout.addWidget(
            label(
                self.tr("No key and no token is part of it: the code asks for one when it runs."),
                "mute",
                wrap=True,
            )
        )
        layout.addLayout(row)
        layout.addWidget(self.text, 1)
        layout.addLayout(foot)
        self.resize(*SIZE)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._texts[self.choice.value])
        self._copied.setText(self.tr("Copied."))
