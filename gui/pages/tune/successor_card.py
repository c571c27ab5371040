"""When the base model retires, and the one step to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout

from gui.pages.tune.words import count, date_words, epochs_words, tokens_words
from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import label
from services.domain.money import money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gui.theme import Theme
    from services.catalogue import BaseModel
    from services.domain.tuning import TuningJob
    from services.tuning.successors import Offer


class SuccessorCard(Card):
    """`wanted` carries the base model to go on with; `runs_wanted` asks for the missing runs."""

    wanted = Signal(object)
    runs_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("The next base model"))
        self.words = label("", wrap=True)
        self.base = QComboBox()
        self.base.setAccessibleName(self.tr("Base model to go on with"))
        self.start = button(theme, self.tr("Tune the same rows on it…"), "rocket")
        self.start.clicked.connect(lambda: self.wanted.emit(self.base.currentData()))
        self.missing = label("", wrap=True)
        self.run = button(theme, self.tr("Evaluate it on the same rows"), "chart-column")
        self.run.clicked.connect(self.runs_wanted)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.base)
        line.addWidget(self.start)
        line.addStretch()
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.missing, 1)
        below.addWidget(self.run)
        self.add(self.words, line, below)

    def show_bases(self, job: TuningJob, retires: date | None, bases: Sequence[BaseModel]) -> None:
        """Say when the base retires, and offer the others."""
        if retires is None:
            words = self.tr("When {base} retires is not known.")
        else:
            words = self.tr("{base} may be retired after {date}; its tuned models retire with it.")
        until = date_words(retires) if retires else ""
        self.words.setText(words.format(base=job.base_model, date=until))
        names = [base.name for base in bases]
        if names != [self.base.itemText(at) for at in range(self.base.count())]:
            self.base.clear()
            for base in bases:
                self.base.addItem(base.name, base)
        self.base.setVisible(bool(bases))
        self.start.setVisible(bool(bases))

    def show_missing_runs(self, before: str, runs: int) -> None:
        """Offer to run the model over the rows that its predecessor was run over."""
        self.missing.setVisible(bool(runs))
        self.run.setVisible(bool(runs))
        sets = count(runs, self.tr("set of rows"), self.tr("sets of rows"))
        words = self.tr("It succeeds {model}, which was run over {sets} that this one was not.")
        self.missing.setText(words.format(model=before, sets=sets))


def offer_words(offer: Offer) -> str:
    """What the job will take: “4 epochs, about 0.9 M tokens, about $2.70”."""
    if offer.dollars is None:
        cost = tr("price not known")
    elif offer.dollars:
        cost = tr("about {money}").format(money=money(offer.dollars))
    else:
        cost = tr("free in the Sandbox")
    return ", ".join((epochs_words(offer.recipe.epochs), tokens_words(offer.tokens), cost))
