"""Runs of which little or nothing can be said: nothing crashes, and words stand for the numbers."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.example import ExampleFilter
from services.domain.prediction import PredictionState, Run
from services.domain.task import Task
from services.evaluation.slices import SliceBy, SliceKind
from services.evaluation.words import difference_words
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION_1 = Path(__file__).parents[2] / "fixtures" / "projects" / "version-1.tunesmith"
ME = Settings(author="me")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", ["delivery", "refund"])
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=ME) as made:
        yield made


def _run(workspace: Workspace, ids: list[str], *says: object) -> Run:
    prompt = workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("all")
    return stored_run(workspace, snapshot, prompt, dict(zip(ids, says, strict=False)))


def _all_said(workspace: Workspace, run: Run) -> None:
    """Everything that the page asks of a run, and that can be saved."""
    evaluation = workspace.evaluation
    evaluation.columns(run)
    for kind in (SliceKind.LENGTH, SliceKind.SPLIT, SliceKind.ANNOTATOR):
        evaluation.slices(run, SliceBy(kind))
    evaluation.tied((run, run))
    evaluation.mistakes(run)
    path = workspace.path.with_name("evaluation.json")
    evaluation.save(run, path)
    assert "NaN" not in path.read_text("utf-8")
    json.loads(path.read_text("utf-8"))


def test_a_run_without_a_single_reply(workspace: Workspace) -> None:
    ids = filled(workspace, [{"text": "a", "label": "refund"}, {"text": "b", "label": "refund"}])
    run = _run(workspace, ids, PredictionState.FAILED)
    other = _run(workspace, ids, "refund", "refund")
    measures = workspace.evaluation.measure(run)
    assert (measures.accuracy, measures.f1, measures.f1_interval) == (None, None, None)
    assert measures.reason == "No row with a gold answer has a reply yet."
    assert measures.more == ()
    compared = workspace.evaluation.compare((run, other), other)
    assert compared[0].difference is not None
    assert difference_words("tuned", compared[0].difference).startswith("No row has a reply")
    _all_said(workspace, run)


def test_a_run_of_which_no_row_was_asked(workspace: Workspace) -> None:
    ids = filled(workspace, [{"text": "a", "label": "refund"}])
    run = _run(workspace, ids)
    assert workspace.evaluation.measure(run).counts.not_run == 1
    _all_said(workspace, run)


def test_a_project_without_a_gold_answer(workspace: Workspace) -> None:
    run = _run(workspace, filled(workspace, ["a", "b"]), "refund", "delivery")
    measures = workspace.evaluation.measure(run)
    assert "label some of them" in measures.reason
    assert measures.counts.without_gold == 2
    _all_said(workspace, run)


def test_one_label_only_and_one_that_is_never_predicted(workspace: Workspace) -> None:
    ids = filled(workspace, [{"text": "a", "label": "refund"}, {"text": "b", "label": "refund"}])
    run = _run(workspace, ids, "delivery", "delivery")
    delivery, refund = workspace.evaluation.measure(run).per_label
    assert (refund.ratios.precision, refund.ratios.recall, refund.ratios.f1) == (None, 0, 0)
    assert "never predicted" in refund.ratios.reason
    assert "no gold answer" in delivery.ratios.reason
    _all_said(workspace, run)


def test_rows_that_were_deleted_since_keep_their_gold_answers(workspace: Workspace) -> None:
    ids = filled(workspace, [{"text": "a", "label": "refund"}, {"text": "b", "label": "refund"}])
    run = _run(workspace, ids, "refund", "delivery")
    before = workspace.evaluation.measure(run)
    workspace.bulk.delete(list(workspace.datasets.rows(ExampleFilter())))
    after = workspace.evaluation.measure(run)
    assert (after.right, after.counts) == (before.right, before.counts)
    assert [row.example_id for row in workspace.evaluation.mistakes(run)] == [ids[1]]
    _all_said(workspace, run)


def test_a_run_that_an_older_program_stored(tmp_path: Path) -> None:
    path = tmp_path / "old.tunesmith"
    shutil.copy(VERSION_1, path)
    with closing(sqlite3.connect(path)) as old, old:
        _store_as_version_1(old)
    with Workspace.open(path, settings=ME) as workspace:
        (run,) = (each for each in workspace.prediction.runs() if each.id == "old")
        measures = workspace.evaluation.measure(run)
        assert measures.counts.without_gold == 2
        assert "label some of them" in measures.reason
        assert measures.reliability is None
        _all_said(workspace, run)


def _store_as_version_1(old: sqlite3.Connection) -> None:
    """A snapshot and a run in the columns that the first version of the file had."""
    examples = ["gone 1", "gone 2"]
    label = old.execute("SELECT id FROM labels").fetchone()
    said = json.dumps(label[0] if label else {"city": "Rome"})
    model = {"name": "m", "resource": "m", "location": "l", "connection": "sandbox", "base": "m"}
    old.execute("INSERT INTO snapshots VALUES ('snap', 'Old', 'hash', 2, 1.0)")
    old.executemany("INSERT INTO snapshot_rows VALUES ('snap', ?, ?, 'text')", enumerate(examples))
    old.execute(
        "INSERT INTO runs VALUES ('old', 'm', ?, 'gone', 1, 'snap', 1, 'finished', '', 1.0)",
        (json.dumps(model),),
    )
    old.executemany(
        "INSERT INTO predictions VALUES ('old', ?, 0, 0, ?, 'x', '', '', 1, 1, 0, 5.0)",
        [(example, said) for example in examples],
    )
