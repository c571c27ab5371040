"""What there is beside a row: similar training rows, other runs, the reply, a note."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from gui.pages.review.words import state_words, value_line
from gui.pills import PillKind
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import label
from gui.words import vote_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from PySide6.QtWidgets import QPushButton

    from gui.theme import Theme
    from services.domain.task import Task
    from services.evaluation.review import Beside
    from services.evaluation.similar_rows import SimilarRow

HEIGHT = 150


class Panel(enum.Enum):
    """The panels, of which one is open, or none."""

    SIMILAR = "similar"
    OTHERS = "others"
    REPLY = "reply"
    NOTE = "note"


class MorePanels(QWidget):
    """`opened` says that a panel is open now, which the owner fills; `note_written` carries a
    changed note, and `left` says that the user is done with writing it."""

    opened = Signal(object)
    note_written = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = task
        self._similar: Sequence[SimilarRow] = ()
        self._others: Sequence[Beside] = ()
        self._note = ""
        self.reply, self.note = QPlainTextEdit(), QPlainTextEdit()
        self._words = label("", "small", wrap=True)
        self._similar_model = LazyTableModel(self._similar_columns(), self._similar_at, self)
        self._others_model = LazyTableModel(self._others_columns(), self._others_at, self)
        self.similar = LazyTableView(self._similar_model, theme, self.tr("Similar training rows"))
        self.others = LazyTableView(self._others_model, theme, self.tr("What other runs say"))
        self._stack = QStackedWidget()
        self._card = Card()
        self.buttons = {panel: self._button(theme, panel) for panel in Panel}
        self._build()

    @property
    def open(self) -> Panel | None:
        """The panel that is open."""
        return next((panel for panel, made in self.buttons.items() if made.isChecked()), None)

    @property
    def words(self) -> str:
        """What is said above the rows of a panel."""
        return self._words.text()

    def turn(self, panel: Panel) -> None:
        """Open a panel, or close it again."""
        if self.buttons[panel].isHidden():
            return
        wanted = None if self.open is panel else panel
        for each, made in self.buttons.items():
            made.setChecked(each is wanted)
        self._card.setVisible(wanted is not None)
        if wanted is not None:
            self._stack.setCurrentIndex(list(Panel).index(wanted))
            self._say("")
            self.opened.emit(wanted)
            if wanted is Panel.NOTE:
                self.note.setFocus()
        else:
            self.left.emit()

    def show_blind(self, *, blind: bool) -> None:
        """Hide what says which one is the prediction."""
        for panel in (Panel.OTHERS, Panel.REPLY):
            if blind and self.open is panel:
                self.turn(panel)
            self.buttons[panel].setVisible(not blind)

    def show_reply(self, text: str) -> None:
        """Show the replies as they came."""
        self.reply.setPlainText(text)

    def show_note(self, text: str) -> None:
        """Show the note on a row; one that is being written is kept first."""
        self.keep_note()
        self._note = text
        self.note.setPlainText(text)
        name = self.tr("Note (N)")
        self.buttons[Panel.NOTE].setText(f"{name} •" if text else name)

    def keep_note(self) -> None:
        """Say that the note was written, if it was."""
        text = self.note.toPlainText().strip()
        if text != self._note:
            self._note = text
            self.note_written.emit(text)

    def show_similar(self, rows: Sequence[SimilarRow], task: Task, *, looking: bool) -> None:
        """Show training rows with their answers, the most similar first."""
        self._similar, self._task = rows, task
        self._similar_model.set_ids(range(len(rows)))
        none = self.tr("There is no training row like this one.")
        wait = self.tr("Looking for training rows like this one…")
        why = self.tr("Rows it may have learned this from, the most similar first.")
        self._say(wait if looking else why if rows else none)

    def show_others(self, rows: Sequence[Beside], task: Task) -> None:
        """Show what other runs over the same rows say."""
        self._others, self._task = rows, task
        self._others_model.set_ids(range(len(rows)))
        none = self.tr("No other run over these rows can stand beside this one.")
        self._say("" if rows else none)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.keep_note()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            done = control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if done or event.key() == Qt.Key.Key_Escape:
                self.keep_note()
                self.turn(Panel.NOTE)
                return True
        return super().eventFilter(watched, event)

    def _button(self, theme: Theme, panel: Panel) -> QPushButton:
        names = {
            Panel.SIMILAR: self.tr("Similar training rows (T)"),
            Panel.OTHERS: self.tr("Other runs (O)"),
            Panel.REPLY: self.tr("Reply (R)"),
            Panel.NOTE: self.tr("Note (N)"),
        }
        made = button(theme, names[panel], variant="ghost")
        made.setCheckable(True)
        made.clicked.connect(lambda checked: self._click(panel, checked=checked))
        return made

    def _click(self, panel: Panel, *, checked: bool) -> None:
        self.buttons[panel].setChecked(not checked)
        self.turn(panel)

    def _build(self) -> None:
        self.reply.setReadOnly(True)
        self.reply.setAccessibleName(self.tr("Reply as it came"))
        self.reply.setProperty("mono", True)
        self.note.setAccessibleName(self.tr("Note on this example"))
        self.note.setPlaceholderText(self.tr("What to remember about this example"))
        self.note.installEventFilter(self)
        for text in (self.reply, self.note):
            text.setTabChangesFocus(True)
            text.setProperty("flat", True)
        for part in (self.similar, self.others, self.reply, self.note):
            self._stack.addWidget(part)
        self._stack.setFixedHeight(HEIGHT)
        self._card.add(self._words, self._stack)
        self._card.hide()
        row = QHBoxLayout()
        row.setSpacing(4)
        for made in self.buttons.values():
            row.addWidget(made)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._card)

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def _similar_columns(self) -> tuple[Column, ...]:
        return (
            Column(tr("Text"), 160, lambda row: row.example.text, stretch=3),
            Column(
                tr("Gold answer"),
                110,
                lambda row: value_line(self._task, row.example.gold),
                stretch=1,
            ),
            Column(tr("Alike"), 64, lambda row: f"{100 * row.likeness:.0f} %", right=True),
        )

    def _others_columns(self) -> tuple[Column, ...]:
        return (
            Column(tr("Run"), 150, lambda row: row.run.name, stretch=2),
            Column(tr("Says"), 120, self._said, stretch=2),
            Column(tr("Is"), 74, _right_word, pill=_right_pill),
            Column(tr("Votes"), 76, _votes, mute=True),
        )

    def _said(self, row: Beside) -> str:
        return state_words(row.vote.state) or value_line(self._task, row.vote.value)

    def _similar_at(self, numbers: Sequence[Any]) -> list[SimilarRow]:
        return [self._similar[number] for number in numbers]

    def _others_at(self, numbers: Sequence[Any]) -> list[Beside]:
        return [self._others[number] for number in numbers]


def _votes(row: Beside) -> str:
    return vote_text(row.vote) if row.vote.samples > 1 and row.vote.votes else ""


def _right_word(row: Beside) -> str:
    if row.right is None:
        return ""
    return tr("right") if row.right else tr("wrong")


def _right_pill(row: Beside) -> PillKind | None:
    if row.right is None:
        return None
    return PillKind.OK if row.right else PillKind.BAD
