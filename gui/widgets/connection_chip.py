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

    def show_vertex(self, project: str, inference: str, tuning: str) -> None:
        """Two lines: whose project, and where models answer and are tuned."""
        if not project:
            hint = self.tr("Name a project of Google Cloud in the settings.")
            self._show("warn", self.tr("Vertex AI: no project yet"), hint)
            return
        whose = self.tr("Vertex AI · {project}").format(project=project)
        where = inference if inference == tuning else f"{inference} · {tuning}"
        hint = self.tr("Models answer in “{inference}” and are tuned in “{tuning}”.")
        places = hint.format(inference=inference, tuning=tuning)
        self._show("ok", f"{whose}\n{where}", f"{whose}. {places}")

    def show_starting(self) -> None:
        self._show("neutral", self.tr("Sandbox: starting…"), self.tr("The Sandbox starts."))

    def show_problem(self, problem: str, *, vertex: bool) -> None:
        words = self.tr("Vertex AI: no connection") if vertex else self.tr("Sandbox: not there")
        self._show("bad", words, problem)

    def _show(self, chip: str, words: str, hint: str) -> None:
        inside = WIDEST - 24
        metrics, end = self.fontMetrics(), Qt.TextElideMode.ElideRight
        lines = (metrics.elidedText(line, end, inside) for line in words.split("\n"))
        self.setText("\n".join(lines))
        self.setToolTip(hint)
        said = words.replace("\n", ", ")
        self.setAccessibleName(self.tr("Connection: {state}").format(state=said))
        restyle(self, "chip", chip)
