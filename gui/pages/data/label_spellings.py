"""What answers of a file that are no label stand for: a label of the project, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from gui.pages.data import words
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import ElidedLabel, label
from gui.widgets.tab_order import follow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.theme import Theme
    from services.datasets.answer_survey import AnswerSurvey
    from services.domain.task import Task

SIZE = (560, 460)
MOST_LISTED = 200
CHOICE_WIDTH = 240
AS_ALL = None
NONE = ""


class LabelSpellings(FormDialog):
    """`chosen` carries pairs of an answer and the name of the label that it stands for; “” leaves
    its rows unlabelled. Answers without a pair are treated as all unknown ones are."""

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        task: Task,
        survey: AnswerSurvey,
        labels: Mapping[str, str],
        parent: QWidget,
    ) -> None:
        super().__init__(
            theme,
            self.tr("Answers that are no label of the project"),
            self.tr("Use these"),
            self.tr(
                "Say what each stands for. What looks like another spelling is chosen already."
            ),
            parent=parent,
        )
        self._task = task
        self._survey = survey
        self.combos: dict[str, QComboBox] = {}
        for name, count in list(survey.unknown.items())[:MOST_LISTED]:
            self.combos[name] = self._make_combo(name, count, labels)
        self._build()
        self.resize(*SIZE)

    def confirm(self) -> None:
        said = {name: combo.currentData() for name, combo in self.combos.items()}
        self.chosen.emit(tuple((name, to) for name, to in said.items() if to is not AS_ALL))
        super().confirm()

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 6, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for place, (name, combo) in enumerate(self.combos.items()):
            shown = ElidedLabel(name, "field", Qt.TextElideMode.ElideMiddle)
            shown.setBuddy(combo)
            grid.addWidget(shown, place, 0)
            grid.addWidget(label(words.rows(self._survey.unknown[name]), "small"), place, 1)
            grid.addWidget(combo, place, 2)
        outer.addLayout(grid)
        outer.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Answers and labels"))
        follow(area, list(self.combos.values()))
        self.body.addWidget(area, 1)
        left = len(self._survey.unknown) - len(self.combos)
        if left:
            text = self.tr("Showing the {shown} most usual; {left} more are treated like all.")
            said = text.format(shown=f"{MOST_LISTED:,}", left=f"{left:,}")
            self.body.addWidget(label(said, "small", wrap=True))
        self.finish_building()

    def _make_combo(self, name: str, count: int, labels: Mapping[str, str]) -> QComboBox:
        combo = QComboBox()
        combo.setFixedWidth(CHOICE_WIDTH)
        combo.setAccessibleName(
            self.tr("“{name}” ({rows}) stands for").format(name=name, rows=words.rows(count))
        )
        combo.addItem(self.tr("the same as all others"), AS_ALL)
        combo.addItem(self.tr("no label: leave unlabelled"), NONE)
        likely = self._survey.likely.get(name)
        names = [known.name for known in self._task.labels]
        if likely is not None and likely not in names:
            names.insert(0, likely)
        for each in names:
            combo.addItem(each, each)
        wanted = labels.get(name, likely)
        combo.setCurrentIndex(max(combo.findData(wanted), 0) if wanted is not None else 0)
        return combo
