"""The rows that are reviewed in one go, and where the user is among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.navigation import MistakesOf
from services.prediction.voting import vote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.app import Workspace
    from services.domain.prediction import Prediction, Run, Verdict
    from services.domain.task import Task
    from services.evaluation.records import Cell, ScoredRow
    from services.prediction.voting import Vote


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a review needs of a run: its rows with texts, predictions and former verdicts.

    `accuracies` are those of all runs over the same snapshot, by run id.
    """

    run: Run
    cell: Cell | None
    rows: tuple[ScoredRow, ...]
    texts: Mapping[str, str]
    predictions: Mapping[str, tuple[Prediction, ...]]
    verdicts: Mapping[str, Verdict]
    accuracies: Mapping[str, float | None]


class Session:
    """Walks along the rows. They stay the same while the session lasts: a row whose gold answer
    was fixed is no mistake any more, but one can go back to it."""

    def __init__(self, loaded: Loaded) -> None:
        self.run = loaded.run
        self.cell = loaded.cell
        self.rows = loaded.rows
        self.verdicts = dict(loaded.verdicts)
        self.accuracies = dict(loaded.accuracies)
        self._loaded = loaded
        self.position = next(
            (at for at, row in enumerate(self.rows) if row.example_id not in self.verdicts), 0
        )

    @property
    def current(self) -> ScoredRow:
        return self.rows[self.position]

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the current row."""
        return self.verdicts.get(self.current.example_id)

    @property
    def text(self) -> str:
        return self._loaded.texts[self.current.example_id]

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """The samples of the current row."""
        return self._loaded.predictions.get(self.current.example_id, ())

    def votes(self, task: Task) -> Vote | None:
        """What the samples of the current row agree on; None for a single one."""
        found = vote(self.predictions, task.schema) if self.predictions else None
        return found if found and found.samples > 1 and found.votes else None

    def move(self, step: int) -> bool:
        """Go to another row; false at either end."""
        wanted = self.position + step
        if not 0 <= wanted < len(self.rows):
            return False
        self.position = wanted
        return True

    def go_to(self, example_id: str) -> bool:
        """Go to the row of an example; false when it is not among the rows."""
        places = {row.example_id: at for at, row in enumerate(self.rows)}
        self.position = places.get(example_id, self.position)
        return example_id in places

    def note(self, example_id: str, verdict: Verdict | None) -> None:
        """Remember a verdict, or forget it."""
        if verdict is None:
            self.verdicts.pop(example_id, None)
        else:
            self.verdicts[example_id] = verdict

    def tally(self) -> Counter[Verdict]:
        """How many of the rows have which verdict."""
        found = (self.verdicts.get(row.example_id) for row in self.rows)
        return Counter(verdict for verdict in found if verdict is not None)


def load(workspace: Workspace, wanted: MistakesOf | None) -> Loaded | None:
    """Gather what a review needs; may take a moment.

    Without a wish it is the newest run that has mistakes; None when there is no run at all.
    """
    if wanted is not None:
        return _loaded(workspace, wanted)
    found = None
    for run in workspace.prediction.runs():
        found = _loaded(workspace, MistakesOf(run))
        if found.rows:
            return found
    return found


def _loaded(workspace: Workspace, wanted: MistakesOf) -> Loaded:
    run = wanted.run
    rows = workspace.evaluation.mistakes(run, wanted.cell, wanted.within)
    ids = {row.example_id for row in rows}
    snapshot = workspace.datasets.snapshot_with_id(run.snapshot_id)
    frozen = workspace.datasets.snapshot_rows(snapshot)
    predictions: dict[str, tuple[Prediction, ...]] = {}
    for each in workspace.prediction.predictions(run):
        if each.example_id in ids:
            predictions[each.example_id] = (*predictions.get(each.example_id, ()), each)
    return Loaded(
        run,
        wanted.cell,
        rows,
        {row.example_id: row.text for row in frozen if row.example_id in ids},
        predictions,
        workspace.evaluation.verdicts(run),
        accuracies(workspace, run),
    )


def accuracies(workspace: Workspace, run: Run) -> dict[str, float | None]:
    """The accuracy of each run over the same snapshot, by the newest gold answers."""
    return {
        each.id: workspace.evaluation.measure(each).accuracy
        for each in workspace.prediction.runs()
        if each.snapshot_id == run.snapshot_id
    }
