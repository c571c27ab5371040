"""Export of training and validation rows as the files a model is tuned with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.pages.data import words
from gui.pills import PillKind
from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.file_choice import choose_folder
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import ElidedLabel, Pill, label
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.words import split_name
from services.domain.example import ExampleFilter, Split, State
from services.domain.prompt import Technique
from services.settings import projects_folder

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from services.domain.prompt import Prompt

WIDTH = 580


class ExportDialog(FormDialog):
    """`chosen` carries folder, prompt and layout."""

    chosen = Signal(object, object, str)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(
            context.theme,
            self.tr("Export Gemini JSONL"),
            self.tr("Export"),
            self.tr(
                "Writes training.jsonl, validation.jsonl and a manifest that says which line is "
                "which example. Only rows with a gold answer go along; test rows never do."
            ),
            parent,
        )
        self._project = context.project
        self.setMinimumWidth(WIDTH)
        self._folder = projects_folder() / tr("{name} export").format(
            name=context.project.path.stem
        )
        self.prompt = QComboBox()
        self._twin_words = label("", "small", wrap=True)
        self.layouts = QButtonGroup(self)
        self.gemini = QRadioButton(self.tr("Gemini (systemInstruction and contents)"))
        self.gemini.setChecked(True)
        self.messages = QRadioButton(self.tr("messages"))
        self._shown_folder = ElidedLabel(str(self._folder), "mute", Qt.TextElideMode.ElideMiddle)
        self._build()
        self._offer_prompts()
        self.prompt.currentIndexChanged.connect(self._say_twin)
        self._say_twin()
        self._say_rows()

    def set_folder(self, folder: Path) -> None:
        self._folder = folder
        self._shown_folder.setText(str(folder))

    @Slot()
    def confirm(self) -> None:
        layout = "messages" if self.messages.isChecked() else "gemini"
        self.chosen.emit(self._folder, self._chosen_prompt(), layout)
        super().confirm()

    def _chosen_prompt(self) -> Prompt:
        """A project without prompts gets its first one by being exported."""
        prompt = self.prompt.currentData()
        if prompt is not None:
            return prompt
        return self._project.prompts.create(self.prompt.currentText())

    def _offer_prompts(self) -> None:
        prompts = self._project.prompts.all()
        for prompt in prompts:
            name = self.tr("{name} · version {n}").format(name=prompt.name, n=prompt.version)
            self.prompt.addItem(name, prompt)
        if not prompts:
            self.prompt.addItem(self._project.prompts.starters()[0].name, None)

    def _build(self) -> None:
        self._rows_words = label("", wrap=True)
        self.body.addWidget(self._rows_words)
        self.body.addWidget(FormRow(self.tr("Prompt"), self.prompt))
        self.body.addWidget(self._twin_words)
        self.body.addWidget(FormRow(self.tr("Layout of a line"), self._make_layouts()))
        self.body.addWidget(FormRow(self.tr("Folder"), self._make_folder()))
        self.body.addStretch()
        self.finish_building()

    def _make_layouts(self) -> QWidget:
        box = QWidget()
        self.layouts.addButton(self.gemini)
        self.layouts.addButton(self.messages)
        retired = QHBoxLayout()
        retired.setSpacing(8)
        retired.addWidget(self.messages)
        retired.addWidget(Pill(self.tr("retired"), PillKind.WARN))
        retired.addWidget(label(self.tr("No Gemini model takes it any more."), "small"))
        retired.addStretch()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.gemini)
        layout.addLayout(retired)
        box.setFocusProxy(self.gemini)
        return box

    def _make_folder(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.change = button(self.theme, self.tr("Change…"), "folder-open")
        self.change.setAccessibleName(self.tr("Change the folder to export into"))
        self.change.clicked.connect(self._ask_folder)
        row.addWidget(self._shown_folder, 1)
        row.addWidget(self.change)
        box.setFocusProxy(self.change)
        return box

    @Slot()
    def _ask_folder(self) -> None:
        parent = self._folder.parent
        choose_folder(self, self.tr("Export into"), self.set_folder, parent)

    @Slot()
    def _say_twin(self) -> None:
        prompt = self.prompt.currentData()
        text = self.tr("The tuned model will be called with this very prompt.")
        if prompt is not None and prompt.technique is not Technique.ZERO_SHOT:
            text = self.tr(
                "Its zero-shot twin is used: shots and reasoning have no place in a tuning row, "
                "and the tuned model will be called with the prompt it was tuned with."
            )
        self._twin_words.setText(text)

    def _say_rows(self) -> None:
        counts = self._project.datasets.counts(ExampleFilter(state=State.ANSWERED)).by_split
        parts = [
            f"{split_name(split)} {words.rows(counts[split])}"
            for split in (Split.TRAINING, Split.VALIDATION)
        ]
        self._rows_words.setText(
            self.tr("With a gold answer: {parts}.").format(parts=", ".join(parts))
        )
        if not counts[Split.TRAINING]:
            self.confirm_button.setEnabled(False)
            self.notices.show_notice(_no_rows(unsplit=bool(counts[None])))


def _no_rows(*, unsplit: bool) -> Notice:
    title = tr("No training row has a gold answer yet.")
    way_out = tr("Label rows of the training split first.")
    if unsplit:
        way_out = tr("Split the examples first: “Split…” on this page does it.")
    return Notice(NoticeKind.WARNING, title, way_out)
