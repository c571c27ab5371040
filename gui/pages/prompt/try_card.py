"""Try the prompt on the row at hand or on the next rows: model, buttons, what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gui.pages.prompt.reply_view import ReplyView
from gui.pages.prompt.trial_list import TrialList
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.elided_combo import ElidedCombo
from gui.widgets.empty_state import EmptyState
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.labels import Pill, label
from gui.widgets.page import HEADER_HEIGHT
from gui.widgets.segmented import Segmented
from services.domain.prediction import ConnectionKind, Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from gui.pages.prompt.trial_list import TrialRow
    from gui.theme import Theme

EMPTY, RESULT, ROWS = range(3)
NEXT_ROWS = 10


class TryCard(Card):
    """`asked` says that the user wants the row at hand tried, `rows_asked` the next ones, and
    `sides_asked` several prompts or models beside one another."""

    asked = Signal()
    rows_asked = Signal()
    sides_asked = Signal()
    stop_asked = Signal()
    model_chosen = Signal()

    def __init__(self, theme: Theme, cloud_project: str, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("TryCard", "Try it"), parent=parent)
        self._theme = theme
        self._cloud_project = cloud_project
        self._busy = False
        self._pressed: QPushButton | None = None
        self.models = ElidedCombo()
        self.button = button(theme, self.tr("Try this row"), "play", "primary")
        self.rows_button = button(theme, self.tr("Next {number}").format(number=NEXT_ROWS), "list")
        self.sides_button = button(theme, self.tr("Side by side…"), "split")
        self.stop_button = button(theme, self.tr("Stop"), "ban")
        self._askers = (self.button, self.rows_button, self.sides_button)
        self.sandbox = Pill(self.tr("Sandbox: not Gemini"), PillKind.WARN)
        self.destination = label("", "small", wrap=True)
        self.shown = Segmented[int](
            self.tr("What is shown"),
            [(self.tr("This row"), RESULT), (self.tr("The next rows"), ROWS)],
        )
        self.result = ReplyView(theme)
        self.list = TrialList(theme)
        self.summary = label("", "small", wrap=True)
        self._has_result = False
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    @property
    def model(self) -> Model | None:
        return self.models.currentData()

    def show_models(self, models: Sequence[Model]) -> None:
        """Offer models; the one that was chosen stays chosen."""
        chosen = self.model
        self.models.blockSignals(True)
        self.models.clear()
        for model in models:
            self.models.addItem(model.name, model)
        self.models.setCurrentIndex(models.index(chosen) if chosen in models else 0)
        self.models.blockSignals(False)
        self._show_connection()

    def show_busy(self, *, busy: bool) -> None:
        """Calls are under way: their end shows the result.

        The focus goes to what can be pressed meanwhile, and comes back.
        """
        pressed = next((each for each in self._askers if each.hasFocus()), None)
        before, self._pressed = self._pressed, pressed
        back = before if self.stop_button.hasFocus() else None
        self._busy = busy
        self.stop_button.setVisible(busy)
        if busy and pressed is not None:
            self.stop_button.setFocus()
        self._show_connection()
        self.button.setText(self.tr("Asking…") if busy else self.tr("Try this row"))
        if not busy and back is not None:
            back.setFocus()

    def show_known(self, *, known: bool) -> None:
        """Whether there is a reply to the row at hand, or some of one."""
        self._has_result = known
        if self._stack.currentIndex() != ROWS:
            self.show_part(RESULT)

    def show_rows(self, rows: Sequence[TrialRow], summary: str) -> None:
        """Show what came back for the next rows so far."""
        self.list.show_rows(rows)
        self.summary.setText(summary)
        self.shown.setVisible(bool(rows))

    def show_part(self, part: int) -> None:
        """Show the row at hand or the list of the next rows."""
        self.shown.choose(part)
        empty = part == RESULT and not self._has_result
        self._stack.setCurrentIndex(EMPTY if empty else part)

    def _show_connection(self) -> None:
        model = self.model
        sandbox = model is not None and model.connection is ConnectionKind.SANDBOX
        self.sandbox.setVisible(sandbox)
        self.destination.setVisible(model is not None and not sandbox)
        self.destination.setText(
            self.tr("Sends these rows and the shots to Vertex AI, project {project}.").format(
                project=self._cloud_project
            )
        )
        for each in self._askers:
            each.setEnabled(model is not None and not self._busy)

    def _choose_model(self) -> None:
        self._show_connection()
        self.model_chosen.emit()

    def _connect(self) -> None:
        self.models.activated.connect(self._choose_model)
        self.button.clicked.connect(self.asked)
        self.rows_button.clicked.connect(self.rows_asked)
        self.sides_button.clicked.connect(self.sides_asked)
        self.stop_button.clicked.connect(self.stop_asked)
        self.shown.chosen.connect(self.show_part)

    def _build(self) -> None:
        self.models.setAccessibleName(self.tr("Model"))
        self.models.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.models.setMinimumContentsLength(12)
        self.button.setToolTip(self.tr("Send the prompt over the row at hand (Ctrl+Enter)"))
        self.rows_button.setToolTip(
            self.tr("Send the prompt over the next rows, this one first (Ctrl+Shift+Enter)")
        )
        self.rows_button.setAccessibleName(self.tr("Try the next rows"))
        self.sides_button.setToolTip(
            self.tr("Several prompts or models over the same rows (Ctrl+B)")
        )
        self._stack.addWidget(self._build_empty())
        self._stack.addWidget(self.result)
        self._stack.addWidget(self._build_rows())
        self._stack.setCurrentIndex(EMPTY)
        # The card is as narrow as it may be; what is wider inside scrolls or wraps.
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        strut = QWidget()  # as high as the buttons in the headers beside it
        strut.setFixedSize(0, HEADER_HEIGHT)
        self.add_action(strut)
        self.add_action(self.sandbox)
        self.add(self.models, self._build_buttons(), self.destination, self.shown)
        self.add(self._stack, stretch=1)
        self.stop_button.hide()
        self.shown.hide()

    def _build_buttons(self) -> FlowLayout:
        flow = FlowLayout()
        for each in (self.button, self.rows_button, self.stop_button, self.sides_button):
            flow.addWidget(each)
        return flow

    def _build_rows(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.summary)
        column.addWidget(self.list, 1)
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return holder

    def _build_empty(self) -> QWidget:
        return EmptyState(
            self._theme,
            "sparkles",
            self.tr("Nothing tried yet"),
            self.tr("Ctrl+Enter sends the prompt over the row at hand and shows what comes back."),
        )
