from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.prediction import (
    ConnectionKind,
    Prediction,
    PredictionState,
    Run,
    RunState,
    Verdict,
)
from services.domain.task import Task
from services.evaluation import scorer
from services.evaluation.records import Cell
from services.settings import Settings
from services.storage.runs import RunTable
from services.storage.scoring import ScoringTable
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = [("Where is it?", "delivery"), ("Money back!", "refund"), ("Too late", "delivery")]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", ["delivery", "refund", "other"])
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        yield made


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    return filled(workspace, [{"text": text, "label": label} for text, label in ROWS])


def _run(workspace: Workspace, ids: list[str], *says: object, **more: object) -> Run:
    snapshot = workspace.datasets.snapshot("all")
    prompt = workspace.prompts.all()[0] if workspace.prompts.all() else None
    prompt = prompt or workspace.prompts.create("Plain")
    return stored_run(workspace, snapshot, prompt, dict(zip(ids, says, strict=False)), **more)  # pyright: ignore[reportArgumentType]


def _id(workspace: Workspace, name: str) -> str:
    label = workspace.task.label_named(name)
    assert label is not None
    return label.id


def test_a_run_is_measured_by_the_gold_answers_of_its_snapshot(
    workspace: Workspace, ids: list[str]
) -> None:
    run = _run(workspace, ids, "delivery", "delivery", PredictionState.REFUSED)
    measures = workspace.evaluation.measure(run)
    assert (measures.right, measures.counts.counted, measures.revision) == (1, 3, 1)
    refund, delivery = _id(workspace, "refund"), _id(workspace, "delivery")
    assert measures.confusion[Cell(refund, delivery)] == 1
    mistakes = workspace.evaluation.mistakes(run)
    assert {row.example_id for row in mistakes} == set(ids[1:])
    cell = workspace.evaluation.mistakes(run, Cell(delivery, None))
    assert [row.example_id for row in cell] == [ids[2]]


def test_fixing_a_gold_answer_rescores_every_run_and_makes_a_revision(
    workspace: Workspace, ids: list[str]
) -> None:
    first = _run(workspace, ids, "delivery", "delivery", "delivery")
    second = _run(workspace, ids, "other", "refund", "delivery")
    before = [workspace.evaluation.measure(run) for run in (first, second)]
    workspace.labeling.correct(ids[1], "delivery")
    after = [workspace.evaluation.measure(run) for run in (first, second)]
    assert [each.right for each in before] == [2, 2]
    assert [each.right for each in after] == [3, 1]
    assert [each.revision for each in after] == [2, 2]
    workspace.history.undo()
    assert workspace.evaluation.measure(first).right == 2


def test_many_threads_may_measure_after_a_correction(workspace: Workspace, ids: list[str]) -> None:
    run = _run(workspace, ids, "delivery", "refund", "delivery")
    workspace.labeling.correct(ids[1], "delivery")
    together = threading.Barrier(4)

    def measure(_: int) -> tuple[int, int]:
        together.wait()
        measures = workspace.evaluation.measure(run)
        return measures.revision, measures.right

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(measure, range(4))) == {(2, 2)}


def test_runs_stand_beside_the_baseline(workspace: Workspace, ids: list[str]) -> None:
    first = _run(workspace, ids, "delivery", "delivery", "other", created=1.0)
    second = _run(workspace, ids, "delivery", "refund", "delivery", created=2.0)
    vertex = _run(workspace, ids, "refund", connection=ConnectionKind.VERTEX, created=3.0)
    runs = (second, first, vertex)
    snapshot = workspace.datasets.snapshots()[0]
    baseline = workspace.evaluation.baseline(snapshot, runs)
    assert baseline == first
    better, same, other = workspace.evaluation.compare(runs, baseline)
    assert better.difference is not None
    assert better.difference.rows == 3
    assert better.difference.accuracy == pytest.approx(2 / 3)
    assert (same.difference, same.reason) == (None, "")
    assert other.difference is None
    assert "the Sandbox" in other.reason
    assert (better.usage.input_tokens, better.usage.output_tokens) == (120, 6)
    assert better.milliseconds == 120
    workspace.evaluation.pin(second)
    assert workspace.evaluation.baseline(snapshot, runs) == second
    assert workspace.evaluation.compare(()) == ()


def test_runs_over_other_rows_are_not_compared(workspace: Workspace, ids: list[str]) -> None:
    first = _run(workspace, ids, "delivery")
    more = filled(workspace, ["One more"])
    second = _run(workspace, [*ids, *more], "delivery")
    compared = workspace.evaluation.compare((first, second))
    assert "other rows" in compared[1].reason


def test_verdicts_are_kept_and_can_be_taken_back(workspace: Workspace, ids: list[str]) -> None:
    run = _run(workspace, ids, "refund", "refund", "refund")
    workspace.evaluation.judge(run, ids[0], Verdict.MODEL_WRONG)
    workspace.evaluation.judge(run, ids[2], Verdict.AMBIGUOUS)
    workspace.evaluation.judge(run, ids[2], Verdict.GOLD_WRONG)
    expected = {ids[0]: Verdict.MODEL_WRONG, ids[2]: Verdict.GOLD_WRONG}
    assert workspace.evaluation.verdicts(run) == expected
    workspace.evaluation.judge(run, ids[0], None)
    assert list(workspace.evaluation.verdicts(run)) == [ids[2]]


def test_an_evaluation_is_saved_as_json(
    workspace: Workspace, ids: list[str], tmp_path: Path
) -> None:
    first = _run(workspace, ids, "delivery", "delivery", "delivery")
    second = _run(workspace, ids, PredictionState.FAILED)
    path = tmp_path / "evaluation.json"
    workspace.evaluation.save((first, second), path)
    saved = json.loads(path.read_text("utf-8"))
    assert saved["exact_match"] == pytest.approx(2 / 3)
    assert saved["gold_revision"] == 1
    assert saved["practice"] is True
    assert {each["label"] for each in saved["per_label"]} == {"delivery", "refund", "other"}
    assert {"gold": "refund", "predicted": "delivery", "rows": 1} in saved["confusion"]
    assert saved["others"][0]["exact_match"] is None
    assert "reply" in saved["others"][0]["reason"]
    assert saved["difference_to_first"] is None
    assert saved["others"][0]["difference_to_first"]["words"].startswith("No row has a reply")
    workspace.evaluation.save(first, path)
    assert "others" not in json.loads(path.read_text("utf-8"))


def test_nothing_to_save_and_nowhere_to_save_are_said(
    workspace: Workspace, ids: list[str], tmp_path: Path
) -> None:
    run = _run(workspace, ids, "delivery")
    with pytest.raises(AppError, match="no run"):
        workspace.evaluation.save((), tmp_path / "e.json")
    with pytest.raises(AppError, match="no folder"):
        workspace.evaluation.save(run, tmp_path / "no folder" / "e.json")


def test_records_are_measured_by_field(tmp_path: Path) -> None:
    task = Task.extraction("Trips", SCHEMA)
    path = tmp_path / "e.tunesmith"
    with Workspace.create(path, task, settings=Settings(author="me")) as workspace:
        ids = filled(workspace, ["To Rome", "To Oslo", "Nowhere"])
        workspace.labeling.answer(ids[0], {"city": "Rome"})
        workspace.labeling.answer(ids[1], {"city": "Oslo"})
        run = _run(workspace, ids, {"city": "Rome "}, {"city": "Bergen"}, {"city": "Rome"})
        measures = workspace.evaluation.measure(run)
        assert (measures.accuracy, measures.counts.without_gold) == (0.5, 1)
        assert measures.per_field[0].ratios.f1 == 0.5
        workspace.evaluation.save(run, tmp_path / "e.json")
        saved = json.loads((tmp_path / "e.json").read_text("utf-8"))
        assert saved["per_field"][0]["field"] == "city"
        assert "n/a" in saved["absent_values"]


def test_a_large_run_is_measured_by_the_child_process_alike(
    workspace: Workspace, ids: list[str]
) -> None:
    run = _run(workspace, ids, "delivery", "delivery", PredictionState.REFUSED)
    here = workspace.evaluation.measure(run)
    apart = scorer.Scorer(workspace._file.database, workspace._child, small=0)
    snapshot = workspace.datasets.snapshot_with_id(run.snapshot_id)
    assert apart.scored(run, snapshot).measures == here


def test_rows_that_say_the_same_are_scored_alike_one_by_one(
    workspace: Workspace, ids: list[str]
) -> None:
    run = _run(workspace, ids, "delivery", PredictionState.FAILED)
    database = workspace._file.database
    revision = workspace.evaluation.measure(run).revision
    shared = scorer.shared_rows(ScoringTable(database), run, revision)
    whole = scorer.scored_rows(database, workspace._tables.project, run, revision)
    assert [replace(row, example_id="") for row in whole] == list(shared)


def test_what_was_measured_is_kept_until_something_changes(
    workspace: Workspace, ids: list[str]
) -> None:
    run = _run(workspace, ids, "delivery", "delivery", "delivery")
    before = workspace.evaluation.measure(run)
    assert workspace.evaluation.measure(run) is before
    table = RunTable(workspace._file.database)
    refund = Prediction(ids[1], 0, PredictionState.ANSWERED, _id(workspace, "refund"))
    table.put_predictions(run.id, [refund])
    table.set_state(run.id, RunState.FINISHED)
    assert workspace.evaluation.measure(run).right == before.right + 1


def test_runs_that_cannot_be_told_apart_are_tied(workspace: Workspace, ids: list[str]) -> None:
    dear = _run(workspace, ids, "delivery", "refund", PredictionState.REFUSED, model="dear")
    short = _run(workspace, ids, "delivery", "refund", "delivery", model="short")
    part = _run(workspace, ids, "delivery", "refund", model="part")
    stopped = _run(workspace, ids, "delivery", state=RunState.STOPPED)
    found = workspace.evaluation.tied((dear, short, part, stopped))
    assert found is not None
    assert (found.best, set(found.runs), found.cheapest) == (
        short.id,
        {dear.id, short.id},
        short.id,
    )
    assert workspace.evaluation.tied((dear,)) is None
    assert workspace.evaluation.tied(()) is None


def test_a_look_at_test_rows_needs_gold_answers(workspace: Workspace, ids: list[str]) -> None:
    filled(workspace, [{"text": "Hello", "split": "test"}, {"text": "Ja", "split": "test"}])
    datasets, evaluation = workspace.datasets, workspace.evaluation
    assert not evaluation.has_test_rows(datasets.snapshot("unlabelled")), "nothing is measured"
    text = {"text": "When?", "label": "delivery", "split": "test"}
    filled(workspace, [text])
    assert evaluation.has_test_rows(datasets.snapshot("test"))
    assert len(ids) == 3
