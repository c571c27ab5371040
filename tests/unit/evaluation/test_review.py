"""Queues of mistakes, verdicts as deeds, and what they say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.app import Workspace
from services.domain.example import ExampleFilter, Split
from services.domain.prediction import PredictionState, Run, Verdict
from services.domain.task import Task
from services.evaluation.causes import Cause
from services.evaluation.records import Cell
from services.evaluation.review_queue import QueueKind, ReviewOf
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.evaluation.review import ReviewQueue

LABELS = ("delivery", "refund", "other")
GOLD = ("delivery", "refund", "delivery", "other", "other", "refund")
PROMPTED = ("delivery", "refund", "refund", "refund", PredictionState.UNPARSABLE, "refund")
TUNED = ("delivery", "delivery", "refund", "other", "other", "refund")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", LABELS)
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        yield made


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    rows = [{"text": f"text {at}", "label": label} for at, label in enumerate(GOLD)]
    return filled(workspace, rows)


@pytest.fixture
def prompted(workspace: Workspace, ids: list[str]) -> Run:
    return _stored(workspace, dict(zip(ids, PROMPTED, strict=True)))


@pytest.fixture
def tuned(workspace: Workspace, ids: list[str], prompted: Run) -> Run:
    says = dict(zip(ids, TUNED, strict=True))
    return _stored(workspace, says, model="tuned", job_id="job", created=2.0)


def _stored(workspace: Workspace, says: dict[str, Any], **more: Any) -> Run:
    prompts = workspace.prompts.all()
    prompt = prompts[0] if prompts else workspace.prompts.create("Plain")
    return stored_run(workspace, workspace.datasets.snapshot("all"), prompt, says, **more)


def _places(queue: ReviewQueue, ids: list[str]) -> list[int]:
    return [ids.index(case.row.example_id) for case in queue.cases]


def test_the_queues_of_several_runs(
    workspace: Workspace, ids: list[str], prompted: Run, tuned: Run
) -> None:
    def places(run: Run, kind: QueueKind) -> list[int]:
        return _places(workspace.review.queue(ReviewOf(run, kind)), ids)

    assert places(prompted, QueueKind.OF_RUN) == [2, 3, 4]
    assert places(prompted, QueueKind.OF_ALL_RUNS) == [1, 2, 3, 4]
    assert places(prompted, QueueKind.TUNED_ONLY) == [1]
    assert places(tuned, QueueKind.TUNED_ONLY) == [1]
    assert places(tuned, QueueKind.ALL_AGREE) == [2]
    queue = workspace.review.queue(ReviewOf(tuned, QueueKind.OF_ALL_RUNS))
    assert [case.run.id for case in queue.cases] == [tuned.id, tuned.id, prompted.id, prompted.id]
    assert {run.id for run in queue.cases[1].runs} == {prompted.id, tuned.id}


def test_the_least_sure_come_first(workspace: Workspace, ids: list[str]) -> None:
    says = {
        ids[0]: ("refund", "refund", "refund"),
        ids[1]: ("other", "other", "refund"),
        ids[2]: ("other", "refund", PredictionState.UNPARSABLE),
    }
    run = _stored(workspace, says)
    found = workspace.review.queue(ReviewOf(run, QueueKind.LEAST_SURE))
    assert _places(found, ids) == [2, 1]


def test_right_rows_are_mixed_in_the_same_way_each_time(
    workspace: Workspace, ids: list[str], prompted: Run
) -> None:
    wanted = ReviewOf(prompted, mixed=True)
    first, second = workspace.review.queue(wanted), workspace.review.queue(wanted)
    assert first.cases == second.cases
    assert (len(first.cases), first.right) == (4, 1)
    assert [case.row.right for case in first.cases].count(True) == 1
    assert first.seed == workspace.datasets.seed()


def test_a_blind_review_leaves_out_what_has_no_answer(
    workspace: Workspace, ids: list[str], prompted: Run
) -> None:
    queue = workspace.review.queue(ReviewOf(prompted, blind=True))
    assert (_places(queue, ids), queue.unanswered) == ([2, 3], 1)


def test_a_field_of_records(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
    }
    task = Task.extraction("Trips", schema)
    with Workspace.create(tmp_path / "t.tunesmith", task, settings=Settings(author="me")) as trips:
        ids = filled(trips, ["Rome for two", "Oslo for three"])
        for each, city in zip(ids, ("Rome", "Oslo"), strict=True):
            trips.labeling.answer(each, {"city": city, "people": 2})
        run = _stored(
            trips, {ids[0]: {"city": "Rom", "people": 2}, ids[1]: {"city": "Oslo", "people": 3}}
        )
        queue = trips.review.queue(ReviewOf(run, field="city"))
        assert _places(queue, ids) == [0]
        trips.review.say(queue.cases[0], Verdict.MODEL_WRONG)
        (part,) = trips.review.causes([run]).parts
        assert (part.name, dict(part.causes)) == ("city", {Cause.MODEL_ERROR: 1})


def test_a_verdict_is_a_deed_and_takes_its_correction_along(
    workspace: Workspace, ids: list[str], prompted: Run, tuned: Run
) -> None:
    review, history = workspace.review, workspace.history
    queue = review.queue(ReviewOf(tuned, QueueKind.ALL_AGREE))
    (case,) = queue.cases
    review.correct(case, "refund")
    for run in (prompted, tuned):
        assert workspace.evaluation.verdicts(run) == {ids[2]: Verdict.GOLD_WRONG}
    undone = history.undo()
    assert undone is not None
    assert undone.example_id == ids[2]
    assert workspace.evaluation.verdicts(prompted) == {}
    assert workspace.datasets.example(ids[2]).gold == case.row.gold
    history.redo()
    assert workspace.evaluation.verdicts(prompted) == {ids[2]: Verdict.GOLD_WRONG}
    review.say(case, Verdict.MODEL_WRONG)
    assert history.undo_title == "Say that the model is wrong"
    undone = history.undo()
    assert undone is not None
    assert undone.example_id == ids[2]
    assert workspace.evaluation.verdicts(tuned) == {ids[2]: Verdict.GOLD_WRONG}


def test_a_flag_and_its_verdict_are_undone_together(
    workspace: Workspace, ids: list[str], prompted: Run
) -> None:
    case = workspace.review.queue(ReviewOf(prompted)).cases[0]
    workspace.review.flag(case, "two in one")
    assert workspace.datasets.example(ids[2]).flag_reason == "two in one"
    workspace.history.undo()
    assert not workspace.datasets.example(ids[2]).flagged
    assert workspace.evaluation.verdicts(prompted) == {}


def test_fixing_a_gold_answer_rescores_every_run_that_has_the_row(
    workspace: Workspace, ids: list[str], prompted: Run, tuned: Run
) -> None:
    elsewhere = stored_run(
        workspace,
        workspace.datasets.snapshot(ExampleFilter(ids=frozenset(ids[:4]))),
        workspace.prompts.all()[0],
        dict.fromkeys(ids, "refund"),
        model="elsewhere",
    )
    queue = workspace.review.queue(ReviewOf(prompted))
    assert workspace.review.rescored(queue.revisions) == ()
    workspace.review.correct(queue.cases[0], "refund")
    found = {each.run.id: each for each in workspace.review.rescored(queue.revisions)}
    assert set(found) == {prompted.id, tuned.id, elsewhere.id}
    before, after = found[prompted.id].before, found[prompted.id].after
    assert (before, after) == (3 / 6, 4 / 6)
    assert found[prompted.id].revision == queue.revisions[prompted.snapshot_id] + 1


def test_causes_are_counted_by_the_label_that_the_row_had(
    workspace: Workspace, ids: list[str], prompted: Run
) -> None:
    label = {each.name: each.id for each in workspace.task.labels}
    review, cases = workspace.review, workspace.review.queue(ReviewOf(prompted)).cases
    assert review.causes([prompted]).leading is None
    review.correct(cases[0], "refund")
    review.say(cases[1], Verdict.GUIDELINE_UNCLEAR)
    found = review.causes([prompted])
    assert (found.judged, found.open) == (2, 1)
    parts = {part.name: dict(part.causes) for part in found.parts}
    assert parts == {
        label["delivery"]: {Cause.LABEL_ERROR: 1},
        label["other"]: {Cause.MISSING_GUIDELINE: 1},
    }
    assert found.ids[Cause.MISSING_GUIDELINE] == (ids[3],)


def test_what_other_runs_say_of_a_row(
    workspace: Workspace, ids: list[str], prompted: Run, tuned: Run
) -> None:
    label = {each.name: each.id for each in workspace.task.labels}
    cell = Cell(label["other"], label["refund"])
    (case,) = workspace.review.queue(ReviewOf(prompted, cell=cell)).cases
    (beside,) = workspace.review.beside(case, case.row.gold)
    assert (beside.run.id, beside.vote.value, beside.right) == (tuned.id, label["other"], True)
    assert [each.value for each in workspace.review.samples(case)] == [label["refund"]]


def test_similar_rows_of_training_and_to_label(workspace: Workspace) -> None:
    texts = ["my parcel is late", "my parcel is lost", "give me my money", "a parcel again"]
    rows: list[str | dict[str, Any]] = [{"text": each, "label": "delivery"} for each in texts[:3]]
    ids = filled(workspace, [*rows, texts[3]])
    workspace.datasets.split(1.0, 0.0, 0.0)
    found = workspace.similar_rows.training(ids[0], texts[0], 1)
    assert [each.example.id for each in found] == [ids[1]]
    assert 0 < found[0].likeness < 1
    assert workspace.similar_rows.to_label(texts[0]) == (ids[3],)
    row = workspace.datasets.example(ids[3]).row
    workspace.bulk.split([row], Split.TEST)
    assert workspace.similar_rows.to_label(texts[0]) == ()
