"""The sweeps of the project, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.background import Lane
from gui.latest import Latest
from gui.message_dialog import MessageDialog
from gui.pages.tune.sweep_card import SweepCard
from gui.widgets.labels import SectionLabel
from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.domain.tuning import Sweep
    from services.jobs import JobContext
    from services.tuning.sweeps import SweepCost, SweepResult

    Known = tuple[SweepResult, SweepCost, float | None]


class SweepList(QWidget):
    """`proposed` carries the recipes that the user wants to sweep next."""

    proposed = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._sweeps = context.project.sweeps
        self._measuring: set[str] = set()
        self._wanted: set[str] = set()
        self.cards: dict[str, SweepCard] = {}
        self._title = SectionLabel(self.tr("Sweeps"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 8)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._title)
        self._latest = Latest(context.background, self, self.tr("Looking at the sweeps"))
        self.hide()

    @Slot()
    def show_sweeps(self) -> None:
        """Look at all sweeps off the GUI thread, then show them."""
        self._show_some(None)

    def note(self, changes: Changes) -> None:
        """Look again at the sweeps that a change concerns.

        What is stored while models are measured is shown when that is done.
        """
        if changes.concern(Kind.ANSWERS) or (changes.concern(Kind.RUNS) and not self._measuring):
            self._show_some(None)
        elif changes.concern(Kind.JOBS):
            self._show_some(changes.ids)

    def _show_some(self, ids: frozenset[str] | None) -> None:
        """`ids` are of jobs and sweeps that changed; None: any."""
        sweeps = self._sweeps.all()
        self._drop_all_but({sweep.id for sweep in sweeps})
        self.setVisible(bool(sweeps))
        self._wanted |= {sweep.id for sweep in sweeps if ids is None or self._concerns(sweep, ids)}
        wanted = tuple(sweep for sweep in sweeps if sweep.id in self._wanted)
        if wanted:
            self._latest.ask(lambda context: self._look(wanted, context), self._show)

    def _concerns(self, sweep: Sweep, ids: frozenset[str]) -> bool:
        return sweep.id in ids or any(job.id in ids for _, job in self._sweeps.jobs(sweep))

    def _look(self, sweeps: tuple[Sweep, ...], context: JobContext) -> list[Known]:
        known: list[Known] = []
        for sweep in sweeps:
            context.check()
            result = self._sweeps.result(sweep)
            if result.rows:
                known.append((result, self._sweeps.cost(result), self._sweeps.needed_cap(sweep)))
        return known

    def _show(self, known: list[Known]) -> None:
        self._wanted.clear()
        for result, cost, needed in known:
            card = self.cards.get(result.sweep.id) or self._add(result.sweep)
            card.show_result(result, cost, needed=needed)
            card.set_busy(busy=result.sweep.id in self._measuring)

    def _add(self, sweep: Sweep) -> SweepCard:
        card = SweepCard(self._context.theme)
        card.evaluate_asked.connect(lambda: self._evaluate(sweep))
        card.stop_asked.connect(lambda: self._ask_stop(sweep))
        card.neighbours_asked.connect(lambda: self.proposed.emit(card.result.neighbours))
        card.cap_asked.connect(lambda cap: self._sweeps.set_cap(sweep, cap))
        self.cards[sweep.id] = card
        self._layout.insertWidget(1, card)
        return card

    def _drop_all_but(self, known: set[str]) -> None:
        for gone in [sweep_id for sweep_id in self.cards if sweep_id not in known]:
            card = self.cards.pop(gone)
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _evaluate(self, sweep: Sweep) -> None:
        """Measure the models in the background; it can be stopped from the job strip."""
        self._measuring.add(sweep.id)
        self.cards[sweep.id].set_busy(busy=True)
        job = self._context.background.run(
            self.tr("Measuring the models of a sweep"),
            lambda context: self._sweeps.evaluate(sweep, context),
            owner=self,
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )
        job.finished.connect(lambda: self._measured(sweep))

    def _measured(self, sweep: Sweep) -> None:
        self._measuring.discard(sweep.id)
        self.show_sweeps()

    def _ask_stop(self, sweep: Sweep) -> None:
        dialog = MessageDialog(
            self.tr("Stop this sweep?"),
            self.tr(
                "Jobs that wait are discarded, those that run are cancelled and end without a "
                "model. What they used until then is billed."
            ),
            self.window(),
        )
        dialog.add_button(self.tr("Stop the sweep"), "danger", lambda: self._stop(sweep))
        dialog.set_default(dialog.add_button(self.tr("Let it run"), "primary"))
        dialog.open()

    def _stop(self, sweep: Sweep) -> None:
        self._context.background.run(
            self.tr("Stopping a sweep"),
            lambda _: self._sweeps.stop(sweep),
            owner=self,
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )
