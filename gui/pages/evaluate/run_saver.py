"""Writes evaluations and predictions where the user wants them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.widgets.file_choice import choose_target
from gui.widgets.notice_bar import Notice, NoticeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.domain.prediction import Run


class RunSaver(QObject):
    """Asks for a file, writes it off the GUI thread, and says so."""

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._background = context.background
        self._workspace = context.project
        self._page = page

    def save_evaluation(self, runs: Sequence[Run]) -> None:
        """The first run in full, the others beside it."""
        choose_target(
            self._page,
            self.tr("Save evaluation"),
            self.tr("JSON (*.json)"),
            self._suggestion("evaluation.json"),
            lambda path: self._save(path, lambda: self._workspace.evaluation.save(runs, path)),
        )

    def save_predictions(self, run: Run) -> None:
        """One line for each row of the run."""
        choose_target(
            self._page,
            self.tr("Save predictions"),
            self.tr("CSV (*.csv);;JSON Lines (*.jsonl)"),
            self._suggestion("predictions.csv"),
            lambda path: self._save(path, lambda: self._save_predictions(run, path)),
        )

    def _save_predictions(self, run: Run, path: Path) -> None:
        judged = self._workspace.judges.words(run)
        self._workspace.prediction.save_predictions(run, path, judged)

    def _suggestion(self, name: str) -> Path:
        return Path(self._workspace.path).with_name(name)

    def _save(self, path: Path, work: Callable[[], None]) -> None:
        saved = Notice(NoticeKind.SUCCESS, self.tr("Saved {name}.").format(name=path.name))
        self._background.run(
            self.tr("Saving {name}").format(name=path.name),
            lambda _: work(),
            owner=self,
            done=lambda _: self._page.notify(saved),
        )
