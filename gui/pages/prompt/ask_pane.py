"""Which prompts and models are asked about which rows, and what that will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.pages.prompt.pair_list import PairList
from gui.pages.prompt.words import dollars_text
from gui.widgets.labels import label
from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.pages.prompt.row_bar import RowBar
    from services.domain.example import Example
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import JobContext

NEXT, DRAWN = range(2)
FEWEST_ROWS, USUAL_ROWS, MOST_ROWS = 2, 10, 100


class AskPane(QWidget):
    """Begins with the prompt at hand, and beside it another prompt or another model."""

    def __init__(self, context: PageContext, rows: RowBar, prompt: Prompt, model: Model) -> None:
        super().__init__()
        self._workspace = context.project
        self._rows = rows
        prompts = [
            version
            for each in self._workspace.prompts.all()
            for version in self._workspace.prompts.versions(each.id)
        ]
        models = self._workspace.prediction.models()
        self.pairs = PairList(context.theme, prompts, models)
        self.number = QSpinBox()
        self.which = QComboBox()
        self.note = label("", "small", wrap=True)
        self._estimate = Latest(context.background, self, self.tr("Estimating"))
        self.pairs.add(prompt, model)
        other = next((each for each in prompts if each.id != prompt.id), prompt)
        models_left = (each for each in models if each != model or other != prompt)
        self.pairs.add(other, model if other != prompt else next(models_left, model))
        self._build()
        self.pairs.changed.connect(self.show_note)
        self.number.valueChanged.connect(self.show_note)
        self.which.currentIndexChanged.connect(self.show_note)
        self.show_note()

    @property
    def examples(self) -> list[Example]:
        """The rows that are asked about."""
        if self.which.currentData() == NEXT:
            return self._rows.ahead(self.number.value())
        return self._rows.drawn(self.number.value())

    @Slot()
    def show_note(self) -> None:
        """Say how many calls it takes, and a moment later what they cost."""
        pairs, ids = self.pairs.pairs, [example.id for example in self.examples]
        calls = len(ids) * len(pairs)
        self.note.setText(self.tr("{calls} calls").format(calls=f"{calls:,}"))
        trials = self._workspace.trials

        def work(context: JobContext) -> tuple[int, float | None]:
            found: list[tuple[int, float | None]] = []
            for prompt, model in pairs:
                context.check()
                found.append(trials.estimate(model, prompt, ids))
            known = [dollars for _, dollars in found if dollars is not None]
            tokens = sum(tokens for tokens, _ in found)
            return tokens, sum(known) if len(known) == len(found) else None

        self._estimate.ask(work, lambda found: self._show_estimate(calls, *found))

    def _show_estimate(self, calls: int, tokens: int, dollars: float | None) -> None:
        words = self.tr("{calls} calls, about {tokens} tokens in ({dollars}), and the answers.")
        parts = [
            words.format(calls=f"{calls:,}", tokens=f"{tokens:,}", dollars=dollars_text(dollars))
        ]
        if any(model.connection is ConnectionKind.VERTEX for _, model in self.pairs.pairs):
            sent = self.tr("These rows are sent to Vertex AI, project {project}.")
            parts.append(sent.format(project=self._workspace.connection.project))
        self.note.setText(" ".join(parts))

    def _build(self) -> None:
        self.number.setRange(FEWEST_ROWS, MOST_ROWS)
        self.number.setValue(USUAL_ROWS)
        self.number.setAccessibleName(self.tr("How many rows"))
        self.which.addItem(self.tr("rows from the one at hand on"), NEXT)
        self.which.addItem(self.tr("rows drawn at random"), DRAWN)
        self.which.setAccessibleName(self.tr("Which rows are asked about"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.number)
        row.addWidget(self.which)
        row.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.pairs)
        column.addLayout(row)
