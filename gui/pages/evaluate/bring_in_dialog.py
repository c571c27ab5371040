"""Which column of a file of predictions is what, and which rows they are for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from gui.pages.evaluate.run_choice import Target, target_text
from gui.translation import tr
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label
from services.evaluation.brought_in import PredictionColumns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gui.theme import Theme
    from services.domain.errors import AppError
    from services.evaluation.importing import PredictionFile

WIDTH = 560
SHOWN_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user chose."""

    path: Path
    name: str
    target: Target
    columns: PredictionColumns


class BringInDialog(FormDialog):
    """`wanted` carries the choice; the dialog stays open until it is told that all went well."""

    wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        path: Path,
        file: PredictionFile,
        targets: Sequence[Target],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme,
            tr("Bring in predictions"),
            tr("Bring in"),
            tr(
                "Predictions of another model or an older system, measured on the same rows as"
                " your runs: {file}."
            ).format(file=path.name),
            parent=parent,
        )
        self.setMinimumWidth(WIDTH)
        self._path = path
        self._file = file
        self.name = QLineEdit(path.stem)
        self.rows = QComboBox()
        for target in targets:
            self.rows.addItem(target_text(target), target)
        self.columns = {each.name: self._column_choice(each.name) for each in fields(file.guess)}
        self._sample = label("", "small", wrap=True)
        self._build()
        self._show_sample()

    @property
    def choice(self) -> Wanted:
        columns = {what: combo.currentData() for what, combo in self.columns.items()}
        name = self.name.text().strip() or self._path.stem
        return Wanted(self._path, name, self.rows.currentData(), PredictionColumns(**columns))

    @property
    def sample(self) -> str:
        """The first line as it would be read."""
        return self._sample.text()

    def confirm(self) -> None:
        self.set_busy(busy=True)
        self.wanted.emit(self.choice)

    def set_busy(self, *, busy: bool) -> None:
        """While the file is read nothing else can be asked for."""
        self.confirm_button.setEnabled(not busy and self._complete)

    def show_failure(self, error: AppError) -> None:
        """Say why it did not work; what was chosen stays."""
        self.set_busy(busy=False)
        self.show_error(error)

    @property
    def _complete(self) -> bool:
        columns = self.choice.columns
        return bool((columns.id or columns.text) and (columns.prediction or columns.samples))

    def _column_choice(self, what: str) -> QComboBox:
        combo = QComboBox()
        combo.addItem(self.tr("(none)"), "")
        for column in self._file.columns:
            combo.addItem(column, column)
        combo.setCurrentIndex(max(0, combo.findData(getattr(self._file.guess, what))))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        return combo

    def _build(self) -> None:
        self.body.addWidget(FormRow(self.tr("Name of the run"), self.name))
        self.body.addWidget(FormRow(self.tr("Rows that were predicted"), self.rows))
        names = {
            "id": self.tr("Id of the row"),
            "text": self.tr("Text of the row"),
            "prediction": self.tr("Prediction"),
            "share": self.tr("Vote share"),
            "samples": self.tr("Samples"),
        }
        help_ = {
            "id": self.tr("The id of an example, or that of a column of your data."),
            "text": self.tr("Used where the id is not known."),
            "share": self.tr("0.8, 80 % or 4 of 5; may be missing."),
            "samples": self.tr("Their number, or a list of their answers."),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        for place, (what, name) in enumerate(names.items()):
            row = FormRow(name, self.columns[what], help_.get(what, ""))
            grid.addWidget(row, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            self.columns[what].currentIndexChanged.connect(self._show_sample)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._sample)
        self.body.addStretch()
        self.finish_building()

    @Slot()
    def _show_sample(self) -> None:
        self.set_busy(busy=False)
        columns = self.choice.columns
        places = {name: place for place, name in enumerate(self._file.columns)}
        cells = self._file.first[0] if self._file.first else ()

        def cell(name: str) -> str:
            place = places.get(name, len(cells))
            text = " ".join(cells[place].split()) if place < len(cells) else ""
            return text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS]}…"

        row = cell(columns.id) or cell(columns.text)
        said = cell(columns.prediction) or cell(columns.samples)
        if not self._complete:
            self._sample.setText(
                self.tr("Choose the column of the predictions, and that of the ids or the texts.")
            )
        else:
            words = self.tr("The first line: “{row}” is “{said}”.")
            self._sample.setText(words.format(row=row, said=said))
