"""Save rows: which ones, and as what kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from gui.pages.data import words
from gui.widgets.file_choice import choose_target
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import SectionLabel
from services.domain.example import ExampleFilter, State
from services.settings import projects_folder

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from gui.pages.data.finding import Counts

WIDTH = 440


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be saved: the `shown` rows of the filter in the table, and all of the project."""

    wanted: ExampleFilter
    shown: int
    project: Counts


class SaveDialog(FormDialog):
    """`chosen` carries the path, whose suffix says as what, and the filter of the rows."""

    chosen = Signal(object, object)

    def __init__(self, context: PageContext, offer: Offer, parent: QWidget) -> None:
        super().__init__(context.theme, self.tr("Save rows"), self.tr("Save…"), parent=parent)
        self._context = context
        self.setMinimumWidth(WIDTH)
        self.which = QButtonGroup(self)
        self.kind = QButtonGroup(self)
        self._wanted = self._choices(offer)
        self._add_choices(self.tr("Which rows"), self.which, [text for text, _ in self._wanted])
        self._add_choices(self.tr("As"), self.kind, [text for text, _ in self._kinds()])
        self.body.addStretch()
        self.finish_building()

    @Slot()
    def confirm(self) -> None:
        suffix = self._kinds()[self.kind.checkedId()][1]
        suggestion = projects_folder() / f"{self._context.project.task.name}{suffix}"
        choose_target(self, self.tr("Save rows as"), f"*{suffix}", suggestion, self.take)

    def take(self, path: Path) -> None:
        """Save under this path; it gets the suffix of the chosen kind."""
        suffix = self._kinds()[self.kind.checkedId()][1]
        target = path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
        self.chosen.emit(target, self._wanted[self.which.checkedId()][1])
        self.accept()

    def _choices(self, offer: Offer) -> list[tuple[str, ExampleFilter]]:
        project, shown = offer.project, offer.shown
        labelled = project.by_state[State.ANSWERED]
        choices = [
            (self.tr("All: {n}").format(n=words.examples(project.total)), ExampleFilter()),
        ]
        if labelled:
            text = self.tr("Labelled: {n}").format(n=words.examples(labelled))
            choices.append((text, ExampleFilter(state=State.ANSWERED)))
        if shown and offer.wanted != ExampleFilter():
            text = self.tr("Shown in the table: {n}").format(n=words.examples(shown))
            choices.insert(0, (text, offer.wanted))
        return choices

    def _kinds(self) -> list[tuple[str, str]]:
        return [
            (self.tr("CSV, for spreadsheets and scripts"), ".csv"),
            (self.tr("Excel"), ".xlsx"),
            (self.tr("JSONL, one JSON object to a line"), ".jsonl"),
        ]

    def _add_choices(self, title: str, group: QButtonGroup, texts: list[str]) -> None:
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(SectionLabel(title))
        for number, text in enumerate(texts):
            choice = QRadioButton(text)
            choice.setChecked(number == 0)
            group.addButton(choice, number)
            box.addWidget(choice)
        self.body.addLayout(box)
