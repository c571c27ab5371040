"""The parts of a prompt, to be written and chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QScrollArea, QSizePolicy, QWidget

from gui.pages.prompt.shots_field import ShotsField
from gui.pages.prompt.template_edit import TemplateEdit
from gui.pages.prompt.words import answer_name, answer_words, technique_name, technique_words
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.form import FormRow, form
from gui.widgets.segmented import Segmented
from services.domain.prompt import AnswerFormat, Prompt, Technique
from services.prompts.techniques import unknown_in_instruction, unknown_in_layout
from services.prompts.template import GUIDELINES, LABEL, LABELS, SCHEMA, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.theme import Theme
    from services.domain.task import Task
    from services.prompts.shots import Shot
    from services.prompts.template import Placeholder


class PartsCard(Card):
    """`edited` says, at each key too, that `prompt` is another one now."""

    edited = Signal()

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("PartsCard", "Parts"), parent=parent)
        self._prompt: Prompt | None = None
        self._columns: tuple[str, ...] = ()
        self.name = QLineEdit()
        choices = [(technique_name(technique), technique) for technique in Technique]
        self.technique = Segmented(self.tr("Technique"), choices)
        self.instruction = self._editor(
            theme, self.tr("Instruction"), self._unknown_in_instruction, 8
        )
        self.layout_text = self._editor(
            theme, self.tr("Layout of an example"), self._unknown_in_layout, 3
        )
        self.shots = ShotsField(theme)
        self.turns = Segmented(
            self.tr("Shots are sent as"),
            [(self.tr("One message"), False), (self.tr("Turns"), True)],
        )
        self.answer = QComboBox()
        self.insert = button(theme, self.tr("Insert"), "braces", "ghost")
        self._technique_row = FormRow(self.tr("Technique"), self.technique, " ")
        self._instruction_row = FormRow(self.tr("Instruction"), self.instruction)
        self._layout_row = FormRow(self.tr("Layout of an example"), self.layout_text)
        self._target = self.instruction
        self._build()
        self._connect()
        self.show_task(task, ())

    @property
    def prompt(self) -> Prompt:
        """The prompt as the fields say it now."""
        if self._prompt is None:
            raise LookupError("No prompt was shown yet.")
        return replace(
            self._prompt,
            name=self.name.text().strip() or self._prompt.name,
            technique=self.technique.value,
            instruction=self.instruction.text,
            layout=self.layout_text.text,
            shots=self.shots.choice,
            multi_turn=self.turns.value,
            answer=AnswerFormat(self.answer.currentData()),
        )

    def show_prompt(self, prompt: Prompt) -> None:
        """Fill the fields with a prompt, without telling."""
        self._prompt = prompt
        parts = (self.name, self.instruction, self.layout_text)
        for part in parts:
            part.blockSignals(True)
        if self.name.text().strip() != prompt.name:
            self.name.setText(prompt.name)
        self.instruction.show_text(prompt.instruction)
        self.layout_text.show_text(prompt.layout)
        for part in parts:
            part.blockSignals(False)
        self.technique.choose(prompt.technique)
        self.shots.show_choice(prompt.shots)
        self.turns.choose(prompt.multi_turn)
        self.answer.setCurrentIndex(self.answer.findData(prompt.answer))
        self._show_technique()
        self._show_problems()

    def show_shots(self, by_hand: Sequence[Shot]) -> None:
        self.shots.show_shots(by_hand)

    def show_task(self, task: Task, columns: tuple[str, ...]) -> None:
        """Say which placeholders are known: those of the task, and the data's columns."""
        self._columns = columns
        self.shots.show_kind(task.kind)
        common = [LABELS] if task.kind.has_labels else [SCHEMA]
        menu = QMenu(self)
        for name in (TEXT, LABEL, *common, GUIDELINES, *columns):
            action = QAction("{{" + name + "}}", menu)
            action.triggered.connect(lambda _, name=name: self._target.insert_placeholder(name))
            menu.addAction(action)
        self.insert.setMenu(menu)
        self.instruction.mark_again()
        self.layout_text.mark_again()
        self._show_problems()

    def _editor(
        self,
        theme: Theme,
        name: str,
        unknown_in: Callable[[str], tuple[Placeholder, ...]],
        lines: int,
    ) -> TemplateEdit:
        made = TemplateEdit(theme, name, unknown_in, lines)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return made

    def _offer_formats(self) -> None:
        for answer in (AnswerFormat.ANSWER, AnswerFormat.CONFIDENCE, AnswerFormat.FREE):
            self.answer.addItem(answer_name(answer), answer)
        self.answer.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.answer.setMinimumContentsLength(10)

    def _build(self) -> None:
        self._offer_formats()
        self.insert.setToolTip(self.tr("Insert a placeholder where the cursor is"))
        self.add_action(self.insert)
        self._shots_row = FormRow(self.tr("Shots"), self.shots)
        self._turns_row = FormRow(self.tr("Shots are sent as"), self.turns)
        self._answer_row = FormRow(self.tr("Answer format"), self.answer, " ")
        rows = form(
            FormRow(self.tr("Name"), self.name),
            self._technique_row,
            self._instruction_row,
            self._layout_row,
            self._shots_row,
            self._turns_row,
            self._answer_row,
        )
        rows.setContentsMargins(2, 2, 8, 2)
        rows.setStretchFactor(self._instruction_row, 3)
        rows.setStretchFactor(self._layout_row, 1)
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setLayout(rows)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reach(right=6, bottom=10)
        self.add(area, stretch=1)

    def _connect(self) -> None:
        self.name.textEdited.connect(lambda _: self.edited.emit())
        self.technique.chosen.connect(self._choose_technique)
        self.instruction.textChanged.connect(self._tell)
        self.layout_text.textChanged.connect(self._tell)
        self.shots.changed.connect(self.edited)
        self.turns.chosen.connect(lambda _: self.edited.emit())
        self.answer.activated.connect(self._choose_answer)
        for editor in (self.instruction, self.layout_text):
            editor.cursorPositionChanged.connect(lambda editor=editor: self._aim(editor))

    def _aim(self, editor: TemplateEdit) -> None:
        if editor.hasFocus():
            self._target = editor

    @Slot(object)
    def _choose_technique(self, technique: Technique) -> None:
        if technique is Technique.FEW_SHOT and not self.shots.choice.by_hand:
            self.shots.offer_some()
        self._show_technique()
        self.edited.emit()

    @Slot()
    def _choose_answer(self) -> None:
        self._show_technique()
        self.edited.emit()

    @Slot()
    def _tell(self) -> None:
        self._show_problems()
        self.edited.emit()

    def _show_technique(self) -> None:
        technique = self.technique.value
        for row in (self._shots_row, self._turns_row):
            row.setVisible(technique is Technique.FEW_SHOT)
        answer = AnswerFormat(self.answer.currentData())
        self._answer_row.set_help(answer_words(answer, technique))
        self._technique_row.set_help(technique_words(technique))

    def _show_problems(self) -> None:
        in_instruction = self._unknown_in_instruction(self.instruction.text)
        self._instruction_row.set_problem(self._problem(in_instruction))
        self._layout_row.set_problem(self._problem(self._unknown_in_layout(self.layout_text.text)))

    def _problem(self, unknown: tuple[Placeholder, ...]) -> str:
        if not unknown:
            return ""
        if any(found.key == LABEL for found in unknown):
            return self.tr("{{label}} belongs into the layout: here the answer is not known.")
        names = ", ".join("{{" + found.name + "}}" for found in unknown)
        return self.tr("Unknown, and sent as it stands: {names}").format(names=names)

    def _unknown_in_instruction(self, text: str) -> tuple[Placeholder, ...]:
        return unknown_in_instruction(text, self._columns)

    def _unknown_in_layout(self, text: str) -> tuple[Placeholder, ...]:
        return unknown_in_layout(text, self._columns)
