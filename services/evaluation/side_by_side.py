"""Several prompts and models over the same rows, row by row."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.prediction import PredictionState
from services.domain.values import same_value, value_key
from services.evaluation.comparison import why_not_comparable
from services.evaluation.records import COUNTED
from services.prediction.voting import vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.datasets.use_cases import Datasets
    from services.domain.example import Value
    from services.domain.prediction import Prediction, Run
    from services.domain.task import Task
    from services.storage.project_table import ProjectTable
    from services.storage.runs import RunTable


@dataclass(frozen=True, slots=True)
class SideRow:
    """One row, and what each side says of it; None where a side was not asked about it."""

    example_id: str
    text: str
    gold: Value | None
    predictions: tuple[Prediction | None, ...]


class View(enum.Enum):
    """Which rows are looked at.

    WRONG: a side that counts is not right. FAILED: a call of a side failed or was not made.
    DIFFERENT: the sides whose calls did not fail do not say the same.
    """

    ALL = "all"
    WRONG = "wrong"
    FAILED = "failed"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a side did: `right` of `counted` rows; `failed` stay out, like those not asked."""

    right: int
    counted: int
    failed: int


class SideRows:
    """Rows with the views they belong to, and how each of `sides` did; worked out once."""

    def __init__(
        self, rows: Iterable[SideRow], sides: int, schema: Mapping[str, Any] | None
    ) -> None:
        self.rows = tuple(rows)
        self._views = [_views(row, schema) for row in self.rows]
        self.tallies = tuple(_tally(self.rows, side, schema) for side in range(sides))

    def shown(self, view: View) -> tuple[SideRow, ...]:
        """The rows of a view, in their order."""
        pairs = zip(self.rows, self._views, strict=True)
        return tuple(row for row, views in pairs if view in views)


def _tally(rows: Iterable[SideRow], side: int, schema: Mapping[str, Any] | None) -> Tally:
    right = counted = failed = 0
    for row in rows:
        prediction = row.predictions[side]
        if prediction is None:
            continue
        failed += prediction.state not in COUNTED
        if row.gold is not None and prediction.state in COUNTED:
            counted += 1
            right += is_right(prediction, row.gold, schema)
    return Tally(right, counted, failed)


def is_right(prediction: Prediction, gold: Value, schema: Mapping[str, Any] | None) -> bool:
    """Whether a prediction says the same as the gold answer."""
    if prediction.state is not PredictionState.ANSWERED:
        return False
    if isinstance(gold, str):
        return prediction.value == gold
    return same_value(prediction.value, gold, schema)


def _views(row: SideRow, schema: Mapping[str, Any] | None) -> frozenset[View]:
    counted = [each for each in row.predictions if each is not None and each.state in COUNTED]
    views = {View.ALL}
    if len(counted) < len(row.predictions):
        views.add(View.FAILED)
    if row.gold is not None and not all(is_right(each, row.gold, schema) for each in counted):
        views.add(View.WRONG)
    if len({_said(each, schema) for each in counted}) > 1:
        views.add(View.DIFFERENT)
    return frozenset(views)


def _said(prediction: Prediction, schema: Mapping[str, Any] | None) -> object:
    if prediction.state is not PredictionState.ANSWERED:
        return prediction.state
    value = prediction.value
    return value if isinstance(value, str) else value_key(value, schema)


class SideBySide:
    """Stored runs beside one another."""

    def __init__(self, project: ProjectTable, datasets: Datasets, runs: RunTable) -> None:
        self._project = project
        self._datasets = datasets
        self._runs = runs

    def rows(self, runs: Sequence[Run]) -> SideRows:
        """All rows of the runs' snapshot; of several samples the majority is shown.

        Raises AppError unless there are two runs or more that can be compared.
        """
        self._check(runs)
        task = self._project.task()
        snapshot = self._datasets.snapshot_with_id(runs[0].snapshot_id)
        gold = self._datasets.gold(snapshot)
        sides = [self._side(run, task) for run in runs]
        rows = (
            SideRow(
                row.example_id,
                row.text,
                gold.get(row.example_id),
                tuple(side.get(row.example_id) for side in sides),
            )
            for row in self._datasets.snapshot_rows(snapshot)
        )
        return SideRows(rows, len(runs), task.schema)

    def _side(self, run: Run, task: Task) -> dict[str, Prediction]:
        samples: dict[str, list[Prediction]] = {}
        for prediction in self._runs.predictions(run.id):
            samples.setdefault(prediction.example_id, []).append(prediction)
        return {each: _representative(said, task.schema) for each, said in samples.items()}

    def _check(self, runs: Sequence[Run]) -> None:
        if len(runs) < 2:
            raise AppError("Two runs are needed to be compared.", "Choose another run as well.")
        snapshots = {
            run.snapshot_id: self._datasets.snapshot_with_id(run.snapshot_id) for run in runs
        }
        for run in runs[1:]:
            reason = why_not_comparable(run, runs[0], snapshots)
            if reason:
                raise AppError(
                    f"{run.name} cannot stand beside {runs[0].name}.",
                    "Choose runs over the same rows and of the same connection.",
                    reason,
                )


def _representative(samples: Sequence[Prediction], schema: Mapping[str, Any] | None) -> Prediction:
    """The first of the samples that says what the majority says, with the majority's value."""
    if len(samples) == 1:
        return samples[0]
    voted = vote(samples, schema)
    alike = [each for each in samples if each.state is voted.state]
    same = (each for each in alike if same_value(each.value, voted.value, schema))
    return replace(next(same, alike[0]), value=voted.value)
