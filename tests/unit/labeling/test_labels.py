"""Labels change; what refers to them stays right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, State
from services.domain.prompt import Technique
from services.domain.task import Task
from services.prompts.parsing import ReplyParser
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.domain.prediction import Run

ROWS = [("Where is it?", "delivery"), ("Money back!", "refund"), ("Too late", "delivery")]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", ["delivery", "refund", "other"])
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        yield made


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    return filled(workspace, [{"text": text, "label": label} for text, label in ROWS])


@pytest.fixture
def run(workspace: Workspace, ids: list[str]) -> Run:
    """Right on the first two rows, wrong on the last: it says “other”."""
    says = dict(zip(ids, ("delivery", "refund", "other"), strict=True))
    snapshot = workspace.datasets.snapshot("all")
    return stored_run(workspace, snapshot, workspace.prompts.create("Plain"), says)


def label_id(workspace: Workspace, name: str) -> str:
    label = workspace.task.label_named(name)
    assert label is not None
    return label.id


def test_a_renamed_label_keeps_its_answers_and_predictions(
    workspace: Workspace, run: Run, ids: list[str]
) -> None:
    delivery = label_id(workspace, "delivery")
    workspace.labels.rename(delivery, "parcel")
    assert label_id(workspace, "parcel") == delivery
    assert workspace.datasets.example(ids[0]).gold == delivery
    measures = workspace.evaluation.measure(run)
    assert (measures.right, measures.revision) == (2, 1)


def test_a_merged_label_gives_way_in_answers_predictions_and_scores(
    workspace: Workspace, run: Run, ids: list[str]
) -> None:
    delivery, other = label_id(workspace, "delivery"), label_id(workspace, "other")
    assert workspace.evaluation.measure(run).right == 2
    workspace.labels.merge(delivery, other)
    assert [label.name for label in workspace.task.labels] == ["refund", "other"]
    assert workspace.datasets.example(ids[0]).gold == other
    assert workspace.datasets.counts().by_label[other] == 2
    assert workspace.datasets.counts(ExampleFilter(label=other)).total == 2
    assert workspace.evaluation.measure(run).right == 3
    values = [each.value for each in workspace.prediction.predictions(run)]
    assert values.count(other) == 2
    workspace.history.undo()
    assert workspace.evaluation.measure(run).right == 2
    assert workspace.datasets.example(ids[0]).gold == delivery


def test_authors_who_disagreed_between_merged_labels_agree(
    workspace: Workspace, ids: list[str]
) -> None:
    workspace.labeling.author = "bob"
    workspace.labeling.answer(ids[0], "other")
    assert workspace.datasets.example(ids[0]).state is State.DISPUTED
    workspace.labels.merge(label_id(workspace, "delivery"), label_id(workspace, "other"))
    assert workspace.datasets.example(ids[0]).state is State.ANSWERED
    workspace.history.undo()
    assert workspace.datasets.example(ids[0]).state is State.DISPUTED


def test_models_go_on_saying_former_names_and_are_understood(workspace: Workspace) -> None:
    delivery, other = label_id(workspace, "delivery"), label_id(workspace, "other")
    workspace.labels.rename(delivery, "parcel")
    workspace.labels.merge(delivery, other)
    parser = ReplyParser(workspace.task, Technique.ZERO_SHOT)
    for said in ("other", "parcel", "Delivery.", "“delivery”"):
        assert parser.parse(said).value == other
    assert parser.parse("nothing of the kind").value is None


def test_a_name_in_use_wins_over_a_former_one(workspace: Workspace) -> None:
    delivery = label_id(workspace, "delivery")
    workspace.labels.rename(delivery, "parcel")
    new = workspace.labels.add("delivery")
    assert ReplyParser(workspace.task, Technique.ZERO_SHOT).parse("delivery").value == new.id


def test_what_holds_a_label_is_counted(workspace: Workspace, run: Run, ids: list[str]) -> None:
    uses = workspace.labels.uses()
    delivery = uses[label_id(workspace, "delivery")]
    assert (delivery.rows, delivery.answers, delivery.predictions) == (2, 2, 1)
    assert uses[label_id(workspace, "other")].predictions == run.samples


def test_a_label_in_use_is_not_removed_nor_named_twice(
    workspace: Workspace, ids: list[str]
) -> None:
    with pytest.raises(AppError, match="There are answers"):
        workspace.labels.remove(label_id(workspace, "delivery"))
    with pytest.raises(AppError, match="There is a label “refund” already"):
        workspace.labels.rename(label_id(workspace, "delivery"), "Refund")
    workspace.labels.remove(label_id(workspace, "other"))
    assert len(workspace.task.labels) == 2


def test_an_answer_given_again_is_checked_and_kept_under_the_new_guidelines(
    workspace: Workspace, ids: list[str]
) -> None:
    workspace.labeling.set_guidelines("Parcels are deliveries.")
    workspace.bulk.check_answered_again(ExampleFilter())
    to_check = ExampleFilter(check_again=True)
    assert workspace.datasets.counts(to_check).total == 3
    workspace.labeling.answer(ids[0], "delivery")
    assert workspace.datasets.counts(to_check).total == 2
    first, again = workspace.labeling.answers_of(ids[0])
    assert again.guideline > first.guideline
    workspace.history.undo()
    assert workspace.datasets.counts(to_check).total == 3


def test_each_revision_of_the_guidelines_is_kept(workspace: Workspace) -> None:
    workspace.labeling.set_guidelines("One.")
    workspace.labeling.set_guidelines("Two.")
    workspace.history.undo()
    assert workspace.task.guidelines == "One."
    assert [revision.text for revision in workspace.labels.guidelines()] == [
        "One.",
        "Two.",
        "One.",
        "",
    ]
