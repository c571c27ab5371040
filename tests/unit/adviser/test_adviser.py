"""What is advised over a real project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.example import ExampleFilter, Split
from services.domain.prediction import ConnectionKind, Verdict
from services.domain.task import Task
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.adviser.advice import Advice

LABELS = ["delivery", "refund"]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", LABELS)
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        yield made


def advised(workspace: Workspace) -> Advice:
    found = workspace.adviser.next_step()
    assert found is not None
    return found


def fill(workspace: Workspace, rows: int) -> list[str]:
    splits = ("training", "training", "validation", "test")
    return filled(
        workspace,
        [
            {"text": f"row {at}", "label": LABELS[at % 2], "split": splits[at % 4]}
            for at in range(rows)
        ],
    )


def test_a_project_is_led_along_the_loop(workspace: Workspace) -> None:
    assert advised(workspace).rule == "import"
    filled(workspace, [f"text {at}" for at in range(40)])
    assert advised(workspace).rule == "split"
    workspace.datasets.split(0.5, 0.25, 0.25)
    assert advised(workspace).rule == "label to measure"


def test_runs_mistakes_and_what_a_review_said_are_looked_at(workspace: Workspace) -> None:
    fill(workspace, 120)
    assert advised(workspace).rule == "prompt first"
    snapshot = workspace.datasets.snapshot("validation")
    prompt = workspace.prompts.create("Plain")
    ids = [row.example_id for row in workspace.datasets.snapshot_rows(snapshot)]
    run = stored_run(workspace, snapshot, prompt, dict.fromkeys(ids, "refund"))
    said = advised(workspace)
    assert said.rule == "look at mistakes"
    assert (said.run, said.practice) == (run, True)
    wrong = workspace.evaluation.mistakes(run)
    assert f"{len(wrong)} rows are wrong" in said.why
    for row in wrong[:10]:
        workspace.evaluation.judge(run, row.example_id, Verdict.GOLD_WRONG)
    assert advised(workspace).rule == "fix label errors"


def test_runs_of_the_other_connection_are_left_out(workspace: Workspace) -> None:
    fill(workspace, 120)
    snapshot = workspace.datasets.snapshot("validation")
    prompt = workspace.prompts.create("Plain")
    ids = [row.example_id for row in workspace.datasets.snapshot_rows(snapshot)]
    says = dict.fromkeys(ids, "delivery")
    stored_run(workspace, snapshot, prompt, says, connection=ConnectionKind.VERTEX)
    assert advised(workspace).rule == "prompt first"


def test_a_run_over_the_test_rows_is_no_choice_but_the_last_look(workspace: Workspace) -> None:
    fill(workspace, 120)
    prompt = workspace.prompts.create("Plain")
    test = workspace.datasets.snapshot("test")
    ids = [row.example_id for row in workspace.datasets.snapshot_rows(test)]
    stored_run(workspace, test, prompt, dict.fromkeys(ids, "delivery"))
    assert advised(workspace).rule == "prompt first"


def test_what_is_put_aside_stays_aside(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, 120)
    first = advised(workspace)
    workspace.adviser.put_aside(first)
    assert advised(workspace).rule != first.rule
    workspace.close()
    with Workspace.open(tmp_path / "p.tunesmith", settings=Settings(author="me")) as again:
        assert advised(again).rule != first.rule
        again.adviser.advise_all_again()
        assert advised(again).rule == first.rule


def test_the_rows_of_an_advice_can_be_opened(workspace: Workspace) -> None:
    filled(workspace, [f"text {at}" for at in range(40)])
    workspace.datasets.split(0.5, 0.25, 0.25)
    rows = advised(workspace).rows
    assert rows is not None
    assert rows.split is Split.VALIDATION
    validation = ExampleFilter(split=Split.VALIDATION)
    assert len(workspace.datasets.rows(rows)) == workspace.datasets.counts(validation).total
