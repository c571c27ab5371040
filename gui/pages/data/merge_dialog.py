"""What another file will bring, and under which names its authors come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout

from gui.latest import Latest
from gui.pages.data.merge_words import brings, warns
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from services.domain.merging import MergeReport
    from services.labeling.merging import OtherFile

WIDTH = 600
PAUSE_MS = 300


class MergeDialog(FormDialog):
    """`chosen` carries the names under which authors come in, where they are others."""

    chosen = Signal(object)

    def __init__(
        self, context: PageContext, other: OtherFile, plan: MergeReport, parent: QWidget
    ) -> None:
        super().__init__(
            context.theme,
            self.tr("Merge {name}").format(name=other.name),
            self.tr("Merge"),
            self.tr(
                "Nobody’s answer is overwritten, and the merge can be undone. Prompts, runs and "
                "tuning jobs stay in that file."
            ),
            parent,
        )
        self.setMinimumWidth(WIDTH)
        self._merging = context.project.merging
        self._other = other
        self._latest = Latest(
            context.background, self, self.tr("Comparing the files"), pause_ms=PAUSE_MS
        )
        self.names: dict[str, QLineEdit] = {}
        self.brings, self.warns = QVBoxLayout(), QVBoxLayout()
        self._build(plan)
        self._show(plan)
        if plan.known_as:
            self._look()

    @property
    def busy(self) -> bool:
        """What is shown is not what was asked for yet."""
        return self._latest.busy

    @property
    def authors(self) -> dict[str, str]:
        """Names in the file and here, where they differ; an empty field keeps the name."""
        given = {author: field.text().strip() for author, field in self.names.items()}
        return {author: name for author, name in given.items() if name not in ("", author)}

    @Slot()
    def confirm(self) -> None:
        self._latest.drop()
        self.chosen.emit(self.authors)
        super().confirm()

    @Slot()
    def reject(self) -> None:
        self._latest.drop()
        super().reject()

    def _build(self, plan: MergeReport) -> None:
        for part in (self.brings, self.warns):
            part.setSpacing(6)
            self.body.addLayout(part)
        authors = dict.fromkeys((*plan.answers, *plan.conflicts))
        if authors:
            self.body.addLayout(self._author_rows(list(authors), plan))
        self.body.addStretch()
        self.finish_building()
        if plan.nothing:
            self.confirm_button.hide()
            self.cancel_button.setText(self.tr("Close"))

    def _author_rows(self, authors: list[str], plan: MergeReport) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(self.tr("Author in the file"), "field"), 0, 0)
        grid.addWidget(label(self.tr("Comes in as"), "field"), 0, 1)
        for row, author in enumerate(authors, 1):
            field = QLineEdit(plan.known_as.get(author, author))
            field.setAccessibleName(self.tr("{author} comes in as").format(author=author))
            field.textEdited.connect(self._look)
            self.names[author] = field
            grid.addWidget(ElidedLabel(author), row, 0)
            grid.addWidget(field, row, 1)
        return grid

    @Slot()
    def _look(self) -> None:
        authors = self.authors
        self.confirm_button.setEnabled(False)
        self._latest.ask(
            lambda context: self._merging.plan(self._other, authors, context), self._show
        )

    def _show(self, plan: MergeReport) -> None:
        nothing = self.tr("All that is in this file is in the project already.")
        _fill(self.brings, [nothing] if plan.nothing else list(brings(plan)), "")
        _fill(self.warns, list(warns(plan)), "warn")
        self.confirm_button.setEnabled(not plan.nothing)


def _fill(layout: QVBoxLayout, sentences: list[str], role: str) -> None:
    """Put other sentences in place of those that are there."""
    while (item := layout.takeAt(0)) is not None:
        old: QWidget | None = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    for sentence in sentences:
        made: QLabel = label(sentence, role, wrap=True)
        layout.addWidget(made)
