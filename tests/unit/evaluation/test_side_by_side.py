"""Several sides over the same rows: which rows a view shows, and how each side did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, Prediction, PredictionState
from services.evaluation.side_by_side import SideRow, SideRows, Tally, View
from services.storage.runs import RunTable
from tests.fakes.runs import stored_run
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.app import Workspace

FAILED, UNPARSABLE = PredictionState.FAILED, PredictionState.UNPARSABLE


def side(said: str | PredictionState | None) -> Prediction | None:
    if said is None:
        return None
    if isinstance(said, PredictionState):
        return Prediction("x", 0, said)
    return Prediction("x", 0, PredictionState.ANSWERED, said)


def row(gold: str | None, *said: str | PredictionState | None) -> SideRow:
    return SideRow("x", "text", gold, tuple(map(side, said)))


@pytest.mark.parametrize(
    ("found", "views"),
    [
        (row("a", "a", "a"), set()),
        (row("a", "a", "b"), {View.WRONG, View.DIFFERENT}),
        (row("a", "b", "b"), {View.WRONG}),
        (row("a", "a", UNPARSABLE), {View.WRONG, View.DIFFERENT}),
        (row("a", "a", FAILED), {View.FAILED}),
        (row("a", "a", None), {View.FAILED}),
        (row("a", FAILED, "b"), {View.FAILED, View.WRONG}),
        (row(None, "a", "b"), {View.DIFFERENT}),
        (row(None, "a", "a"), set()),
    ],
)
def test_a_row_is_in_its_views(found: SideRow, views: set[View]) -> None:
    rows = SideRows([found], 2, None)
    assert {view for view in View if rows.shown(view)} == views | {View.ALL}


def test_records_that_say_the_same_are_not_different() -> None:
    schema = {"type": "object", "properties": {"year": {"type": "integer"}}}
    said = [
        Prediction("x", 0, PredictionState.ANSWERED, value)
        for value in ({"year": 1843, "name": None}, {"year": "1843"})
    ]
    found = SideRow("x", "", None, tuple(said))
    assert not SideRows([found], 2, schema).shown(View.DIFFERENT)


def test_a_side_is_tallied() -> None:
    rows = [row("a", "a"), row("a", "b"), row("a", FAILED), row(None, "a"), row("a", None)]
    assert SideRows(rows, 1, None).tallies == (Tally(right=1, counted=2, failed=1),)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with empty_tickets(tmp_path) as made:
        yield fill_with_tickets(made, tmp_path)


def test_stored_runs_stand_beside_one_another(workspace: Workspace) -> None:
    snapshot = workspace.datasets.snapshot("test")
    prompt = workspace.prompts.create("p")
    ids = [each.example_id for each in workspace.datasets.snapshot_rows(snapshot)]
    gold = workspace.datasets.gold(snapshot)
    names = {label.id: label.name for label in workspace.task.labels}
    truth = {each: names[str(gold[each])] if each in gold else "card" for each in ids}
    right = stored_run(workspace, snapshot, prompt, truth)
    cards = stored_run(workspace, snapshot, prompt, dict.fromkeys(ids[1:], "card"))
    found = workspace.side_by_side.rows([right, cards])
    assert [each.example_id for each in found.rows] == ids
    assert found.rows[0].predictions[1] is None
    assert found.tallies[0] == Tally(len(gold), len(gold), 0)
    different = found.shown(View.DIFFERENT)
    assert len(different) == sum(truth[each] != "card" for each in ids[1:])


def test_of_several_samples_the_majority_is_shown(workspace: Workspace) -> None:
    snapshot = workspace.datasets.snapshot("test")
    prompt = workspace.prompts.create("p")
    first = workspace.datasets.snapshot_rows(snapshot)[0].example_id
    runs = [stored_run(workspace, snapshot, prompt, {}) for _ in range(2)]
    labels = [label.id for label in workspace.task.labels]
    answered = PredictionState.ANSWERED
    RunTable(workspace._file.database).put_predictions(
        runs[0].id,
        [
            Prediction(first, sample, answered, labels[which], f"reply {sample}")
            for sample, which in enumerate((1, 0, 0))
        ],
    )
    found = workspace.side_by_side.rows(runs).rows[0].predictions[0]
    assert found
    assert (found.value, found.reply) == (labels[0], "reply 1")


def test_runs_that_cannot_be_compared_are_refused(workspace: Workspace) -> None:
    prompt = workspace.prompts.create("p")
    test, other = workspace.datasets.snapshot("test"), workspace.datasets.snapshot("validation")
    run = stored_run(workspace, test, prompt, {})
    with pytest.raises(AppError, match="Two runs"):
        workspace.side_by_side.rows([run])
    with pytest.raises(AppError, match="cannot stand beside"):
        workspace.side_by_side.rows([run, stored_run(workspace, other, prompt, {})])
    elsewhere = stored_run(workspace, test, prompt, {}, connection=ConnectionKind.VERTEX)
    with pytest.raises(AppError, match="cannot stand beside"):
        workspace.side_by_side.rows([run, elsewhere])
