"""From how many votes up answers are accepted, and what that leaves for a human."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.pages.evaluate.vote_options import VoteOption, accept_sentence, option_columns, options_of
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState
from gui.widgets.labels import label, set_role
from gui.widgets.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.pages.evaluate.confidence_loading import Sureness
    from gui.theme import Theme
    from services.evaluation.confidence import Acceptance


class ThresholdPane(QWidget):
    """`chosen` and `label_asked` carry a number of votes: accept from there up; label the rows
    below. `head`, with the buttons, is the owner's to place."""

    chosen = Signal(int)
    label_asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: tuple[VoteOption, ...] = ()
        self._run_id = ""
        self.sentence = label("", "h2", wrap=True)
        self.basis = label("", "small", wrap=True)
        self.effect = label("", "mute", wrap=True)
        self._model = LazyTableModel(option_columns(), self._options_at, self)
        self.table = LazyTableView(self._model, theme, self.tr("Thresholds on the votes"))
        self.choose = button(theme, self.tr("Accept from here up"), "check")
        self.label_rows = button(theme, self.tr("Label the rows below…"), "tags")
        self.head = QWidget()
        self._stack = QStackedWidget()
        self._build(theme)
        self.table.current_changed.connect(self._show_choice)
        self.table.activated_id.connect(lambda _: self._choose())
        self.choose.clicked.connect(self._choose)
        self.label_rows.clicked.connect(self._ask_to_label)

    def show_acceptance(self, shown: Sureness) -> None:
        """Show the thresholds of a run, the one that holds as the current one."""
        acceptance = shown.acceptance
        self._stack.setCurrentIndex(0 if acceptance is None else 1)
        if acceptance is None:
            return
        self._options = options_of(acceptance)
        self.table.show_ids(range(len(self._options)))
        self._show_words(acceptance, shown)
        if self._run_id != shown.run.id or self.current is None:
            self.table.go_to_row(next((n for n, e in enumerate(self._options) if e.holds), 0))
        self._run_id = shown.run.id
        self._show_choice()

    @property
    def current(self) -> VoteOption | None:
        """The threshold that the keyboard is on."""
        at = self.table.current_id
        return None if at is None or at >= len(self._options) else self._options[at]

    def _build(self, theme: Theme) -> None:
        self._stack.addWidget(
            EmptyState(
                theme,
                "chart-column",
                self.tr("Each row was asked about once"),
                self.tr(
                    "Run the same prompt with 3 or more samples of each row: how many of them agree"
                    " says how sure the answer is."
                ),
            )
        )
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.sentence, self.basis):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.effect)
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choose)
        row.addWidget(self.label_rows)
        self._stack.addWidget(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _show_words(self, acceptance: Acceptance, shown: Sureness) -> None:
        measured = acceptance.options[0].rows if acceptance.options else 0
        held = next((each for each in self._options if each.holds), None)
        if not measured:
            self.sentence.setText(self.tr("No gold answers to choose a threshold by"))
        elif held is None:
            self.sentence.setText(
                self.tr("No threshold keeps 95 of 100 accepted answers right: a human sees all.")
            )
        else:
            self.sentence.setText(accept_sentence(held.threshold))
        warns = not acceptance.on_validation
        set_role(self.basis, "warn" if warns else "small")
        self.basis.setText(self._basis_words(acceptance, shown, measured))

    def _basis_words(self, acceptance: Acceptance, shown: Sureness, measured: int) -> str:
        if not acceptance.on_validation:
            return self.tr(
                "Thresholds are chosen on validation: run the same model and prompt with"
                " {samples} samples over the validation rows."
            ).format(samples=shown.run.samples)
        rows = counted(
            measured,
            self.tr("{number} validation row"),
            self.tr("{number} validation rows"),
        )
        same = acceptance.basis.id == shown.run.id
        where = rows if same else self.tr("{rows} of another run, alike but for its rows")
        words = self.tr("Measured on {where}. A tie is never accepted.")
        return words.format(where=where.format(rows=rows))

    def _options_at(self, numbers: Sequence[int]) -> list[VoteOption]:
        return [self._options[number] for number in numbers]

    @Slot()
    def _show_choice(self) -> None:
        current = self.current
        self.choose.setEnabled(current is not None and not (current.holds and current.by_user))
        waiting = current.taken.to_label if current else 0
        self.label_rows.setEnabled(bool(waiting))
        self.effect.setText(self._effect(current) if current else "")

    def _effect(self, option: VoteOption) -> str:
        taken = option.taken
        accepted = self.tr("This run: {accepted} of {rows} accepted").format(
            accepted=f"{taken.accepted:,}", rows=f"{taken.rows:,}"
        )
        if not taken.to_label:
            return self.tr("{accepted}; no row below is without a gold answer.").format(
                accepted=accepted
            )
        below = counted(
            taken.to_label,
            self.tr("{number} row below is for you to label."),
            self.tr("{number} rows below are for you to label."),
        )
        return f"{accepted}; {below}"

    @Slot()
    def _choose(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current.threshold.votes)

    @Slot()
    def _ask_to_label(self) -> None:
        if self.current is not None:
            self.label_asked.emit(self.current.threshold.votes)
