"""Sweeps over a small project, with the Sandbox behind them."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from services.app import Workspace
from services.domain.prediction import RunState
from services.domain.task import Task
from services.domain.tuning import JobState, Recipe
from services.jobs import JobContext
from services.settings import Settings
from services.tuning.neighbours import figures, grid, neighbours
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.connection import Connection
    from services.domain.tuning import Sweep

WORDS = {"refund": "give me my money back", "delivery": "where is my parcel"}
GRID = (Recipe(epochs=1, adapter_size=1), Recipe(epochs=3))


@pytest.fixture(scope="module")
def workspace(
    tmp_path_factory: pytest.TempPathFactory, connection: Connection
) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("sweep") / "messages.tunesmith"
    task = Task.classification("Messages", WORDS)
    settings = Settings(author="me")
    with Workspace.create(path, task, settings=settings, connection=connection) as made:
        names = list(WORDS)
        texts = [
            {
                "text": f"{WORDS[names[n % 2]]}, number {n}",
                "split": "validation" if n // 2 % 3 == 0 else "training",
            }
            for n in range(60)
        ]
        ids = filled(made, texts)
        for number, example_id in enumerate(ids):
            made.labeling.answer(example_id, names[number % 2])
        yield made


def allow(connection: Connection, second_job: str) -> None:
    """Say whether the Sandbox queues a second job or refuses it."""
    api: Any = connection.tuning_api()
    request = urllib.request.Request(
        f"{api._clients.address.base_url}/sandbox/switches",
        json.dumps({"second_job": second_job}).encode(),
    )
    urllib.request.urlopen(request, timeout=60).close()


@pytest.fixture(scope="module")
def sweep(workspace: Workspace, connection: Connection) -> Sweep:
    """Both jobs have ended, the second after it waited for the first."""
    tuning = workspace.tuning
    allow(connection, "429")
    first, second = tuning.launch(tuning.plan(workspace.prompts.create("Which topic"), GRID))
    assert first.remote is not None
    assert second.state is JobState.IN_LINE
    context = JobContext()
    for _ in range(800):
        tuning.refresh()
        if all(job.state.ended for job in tuning.jobs()):
            break
        context.wait(0.05)
    allow(connection, "queue")
    (sweep,) = workspace.sweeps.all()
    return sweep


def test_models_are_measured_on_validation_and_the_best_is_named(
    workspace: Workspace, sweep: Sweep
) -> None:
    before = workspace.sweeps.result(sweep)
    assert [row.job.state for row in before.rows] == [JobState.SUCCEEDED] * 2
    assert (before.best, len(before.to_run)) == (None, 2)
    cost = workspace.sweeps.cost(before)
    assert (cost.models, cost.calls) == (2, 2 * cost.rows)
    result = workspace.sweeps.evaluate(sweep)
    assert result.best is not None
    assert result.to_run == ()
    accuracies = [row.compared.measures.accuracy for row in result.rows if row.compared]
    best = result.best.compared
    assert best is not None
    assert best.measures.accuracy == max(filter(None, accuracies))
    assert best.measures.interval is not None
    assert all(row.run and row.run.state is RunState.FINISHED for row in result.rows)
    (other,) = [row for row in result.rows if row.number != result.best.number]
    assert other.compared is not None
    assert other.compared.difference is not None
    runs = len(workspace.prediction.runs())
    workspace.sweeps.evaluate(sweep)
    assert len(workspace.prediction.runs()) == runs


def test_the_next_grid_lies_around_the_best(workspace: Workspace, sweep: Sweep) -> None:
    result = workspace.sweeps.evaluate(sweep)
    assert result.best is not None
    proposed = [figures(recipe) for recipe in result.neighbours]
    assert proposed
    assert not set(proposed) & {figures(recipe) for recipe in GRID}


def test_neighbours_change_one_figure_by_one_step() -> None:
    best = Recipe(4, 1.0, 4, "Start here")
    found = neighbours(best, [best, Recipe(6, 1.0, 4)], (1, 2, 4, 8, 16))
    assert [figures(recipe) for recipe in found] == [
        (3, 1.0, 4),
        (4, 0.5, 4),
        (4, 2.0, 4),
        (4, 1.0, 2),
        (4, 1.0, 8),
    ]
    assert {recipe.name for recipe in found} == {""}


def test_neighbours_stay_within_what_can_be_tuned() -> None:
    found = neighbours(Recipe(1, 10.0, 1), [], (1,))
    assert [figures(recipe) for recipe in found] == [(2, 10.0, 1), (1, 5.0, 1)]


def test_a_grid_holds_each_combination_once() -> None:
    assert grid([2, 4, 2], [1.0], [1, 4]) == ((2, 1.0, 1), (2, 1.0, 4), (4, 1.0, 1), (4, 1.0, 4))


def test_the_guide_has_five_recipes(workspace: Workspace) -> None:
    assert [figures(recipe) for recipe in workspace.tuning.guide()] == [
        (2, 1.0, 1),
        (4, 1.0, 1),
        (6, 1.0, 4),
        (12, 4.0, 4),
        (12, 4.0, 1),
    ]


def test_a_sweep_is_stopped_those_that_wait_and_those_that_run(
    workspace: Workspace, connection: Connection, sweep: Sweep
) -> None:
    tuning = workspace.tuning
    allow(connection, "429")
    long = [Recipe(epochs=90), Recipe(epochs=95), Recipe(epochs=100)]
    running, *_ = tuning.launch(tuning.plan(workspace.prompts.all()[0], long))
    second = workspace.sweeps.all()[-1]
    assert second != sweep
    workspace.sweeps.stop(second)
    ((number, left),) = workspace.sweeps.jobs(second)
    assert (number, left.id) == (3, running.id)
    assert left.state in (JobState.CANCELLING, JobState.CANCELLED)
    allow(connection, "queue")


def test_a_cap_can_be_raised(workspace: Workspace, sweep: Sweep) -> None:
    raised = workspace.sweeps.set_cap(sweep, 12.5)
    assert workspace.sweeps.all()[0] == raised
