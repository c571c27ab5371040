"""Has Google's evaluation service compute the exact match once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.background import Lane
from gui.widgets.buttons import button
from gui.widgets.labels import label, set_role
from gui.widgets.numbers import counted
from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.domain.prediction import Run
    from services.evaluation.records import Measures
    from services.evaluation.verifying import Verified


class VerifyLine(QWidget):
    """A button, and what the service said of the run that is shown."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._run: Run | None = None
        self._found: dict[tuple[str, int], Verified] = {}
        self._key = ("", 0)
        self.button = button(
            context.theme, self.tr("Verify with Google's evaluation service"), "scale", "ghost"
        )
        self.words = label("", "small", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.words, 1)
        self.button.clicked.connect(self._verify)

    def show_run(self, run: Run, measures: Measures) -> None:
        """Show a run; what was verified before by the same gold answers is still said."""
        self._run = run
        self._key = (run.id, measures.revision)
        self.button.setEnabled(bool(measures.counts.counted))
        found = self._found.get(self._key)
        set_role(self.words, "small")
        if found is not None:
            self._tell(found)
        elif run.model.connection is ConnectionKind.SANDBOX:
            self.words.setText(self.tr("The Sandbox stands in for the service."))
        else:
            self.words.setText(
                self.tr("Sends predictions and gold answers to Vertex AI, not the texts.")
            )

    @Slot()
    def _verify(self) -> None:
        run, key, verification = self._run, self._key, self._context.project.verification
        if run is None:
            return
        self.button.setEnabled(False)
        job = self._context.background.run(
            self.tr("Verifying {name}").format(name=run.name),
            lambda context: verification.verify(run, context),
            owner=self,
            done=lambda found: self._keep(key, found),
            lane=Lane.NETWORK,
        )
        job.finished.connect(self._end)

    def _keep(self, key: tuple[str, int], found: Verified) -> None:
        self._found[key] = found
        if key == self._key:
            self._tell(found)

    @Slot()
    def _end(self) -> None:
        self.button.setEnabled(True)

    def _tell(self, found: Verified) -> None:
        if found.agrees:
            set_role(self.words, "ok")
            rows = counted(found.rows, self.tr("the one row"), self.tr("all {number} rows"))
            words = self.tr("The service agrees on {rows}: {right} right.")
            self.words.setText(words.format(rows=rows, right=f"{found.right_here:,}"))
            return
        set_role(self.words, "bad")
        self.words.setText(
            self.tr(
                "The service counts {there} right, this program {here}; they differ on {rows}."
            ).format(
                there=f"{found.right_there:,}",
                here=f"{found.right_here:,}",
                rows=counted(
                    len(found.differing), self.tr("{number} row"), self.tr("{number} rows")
                ),
            )
        )
