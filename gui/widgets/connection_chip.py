"""Says which connection answers: the Sandbox or Vertex AI."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from gui.widgets.labels import restyle

WIDEST = 172


class ConnectionChip(QPushButton):
    """Amber for the Sandbox, green for Vertex AI, grey while starting, red when it is down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.show_starting()

    def show_sandbox(self) -> None:
        self._show(
            "warn",
            self.tr("Sandbox: not Gemini"),
            self.tr("A stand-in on this machine answers. Connect to Vertex AI in the settings."),
        )

    def show_vertex(self, project: str, region: str) -> None:
        words = self.tr("Vertex AI · {project} · {region}").format(project=project, region=region)
        self._show("ok", words, words)

    def show_starting(self) -> None:
        self._show("neutral", self.tr("Connection: starting…"), self.tr("The connection starts."))

    def show_problem(self, problem: str) -> None:
        self._show("bad", self.tr("No connection"), problem)

    def _show(self, chip: str, words: str, hint: str) -> None:
        inside = WIDEST - 24
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, inside))
        self.setToolTip(hint)
        self.setAccessibleName(self.tr("Connection: {state}").format(state=words))
        restyle(self, "chip", chip)
