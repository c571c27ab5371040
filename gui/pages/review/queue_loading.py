"""Gathers the rows of a review aside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.background import Lane
from gui.pages.review.session import load
from services.domain.prediction import Run
from services.evaluation.review_queue import ReviewOf

if TYPE_CHECKING:
    from gui.background import Background
    from gui.navigation import MistakesOf
    from services.app import Workspace


class QueueLoading(QObject):
    """`began` says that rows are looked for, `loaded` carries them: a `Loaded`, or None where
    there is no run at all. Whether right ones are mixed in, and blindness, stay from one queue to
    the next."""

    began = Signal()
    loaded = Signal(object)

    def __init__(self, background: Background, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._workspace = workspace
        self._mixed = self._blind = False

    def load_of(self, of: Run | MistakesOf) -> None:
        """Look for the mistakes of a run, or of a part of it."""
        part = ReviewOf(of) if isinstance(of, Run) else _part(of)
        self.load(replace(part, mixed=self._mixed, blind=self._blind))

    @Slot(object)
    def load(self, wanted: ReviewOf | None) -> None:
        """Look for the rows of a queue; None: the mistakes of the newest run that has any."""
        if wanted is not None:
            self._mixed, self._blind = wanted.mixed, wanted.blind
        self.began.emit()
        self._background.run(
            self.tr("Looking for mistakes"),
            lambda _: load(self._workspace, wanted),
            owner=self,
            done=self.loaded.emit,
            lane=Lane.READ,
            quiet=True,
        )


def _part(of: MistakesOf) -> ReviewOf:
    return ReviewOf(of.run, cell=of.cell, within=of.within, field=of.field)
