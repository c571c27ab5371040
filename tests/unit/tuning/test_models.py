"""A tuned model from its lineage to its end, with the Sandbox behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from services.domain.task import Task
from services.domain.tuning import JobState, Recipe
from services.jobs import JobContext
from services.settings import Settings
from services.tuning.successors import SUCCESSOR_OF
from tests.fakes.projects import SPLITS, filled
from tests.unit.tuning.conftest import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.connection import Connection
    from services.domain.tuning import TuningJob


@pytest.fixture(scope="module")
def workspace(
    connection: Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """Of 90 labelled messages, split, with a prompt and one tuned model of three epochs."""
    path = tmp_path_factory.mktemp("models") / "messages.tunesmith"
    task = Task.classification("Messages", WORDS)
    with Workspace.create(path, task, settings=Settings("me"), connection=connection) as made:
        names = list(WORDS)
        texts = [
            {"text": f"{WORDS[names[n % 3]]} {n}", "split": SPLITS[n // 3 % len(SPLITS)]}
            for n in range(90)
        ]
        for number, example_id in enumerate(filled(made, texts)):
            made.labeling.answer(example_id, names[number % 3])
        made.tuning.start(made.prompts.create("Which topic"), Recipe(epochs=3))
        followed(made)
        yield made


def followed(workspace: Workspace) -> None:
    context = JobContext()
    while workspace.tuning.to_follow():
        workspace.following.ask()
        context.wait(0.02)


@pytest.fixture
def job(workspace: Workspace) -> TuningJob:
    return workspace.tuning.jobs()[0]


def training_rows(workspace: Workspace) -> list[str]:
    rows = workspace.datasets.rows(ExampleFilter(split=Split.TRAINING))
    return [example.id for example in workspace.datasets.examples(rows)]


def test_each_checkpoint_is_a_model_that_answers(workspace: Workspace, job: TuningJob) -> None:
    models = workspace.tuned_models.models(job)
    assert [model.checkpoint for model in models] == [None, "2", "1"]
    assert models[0].name == "Tuned 1: gemini-3.1-flash-lite, 3 epochs"
    assert models[1].name == "Tuned 1: gemini-3.1-flash-lite, 3 epochs, checkpoint 2 (epoch 2)"
    assert len({model.resource for model in models}) == 3
    listed = workspace.prediction.models()
    assert listed[0] == models[0]
    assert listed[-2:] == models[1:]
    prompt = workspace.prompts.version(job.prompt_id, job.prompt_version)
    row = training_rows(workspace)[0]
    tried = workspace.trials.row(models[1], prompt, row)
    assert tried.prediction.reply in WORDS


def test_the_chosen_default_is_what_the_model_stands_for(
    workspace: Workspace, job: TuningJob
) -> None:
    changed = workspace.tuned_models.choose_default(job, "1")
    first, *others = workspace.tuned_models.models(changed)
    assert first.name.endswith("checkpoint 1 (epoch 1)")
    assert [model.checkpoint for model in others] == ["3", "2"]
    assert workspace.tuning.jobs()[0] == changed
    assert job.remote is not None
    assert job.remote.tuned is not None
    registry = workspace.connection.model_registry()
    assert registry.default_checkpoint(job.remote.tuned.model) == "1"
    workspace.tuned_models.choose_default(changed, "3")


def test_answers_that_changed_since_are_counted(workspace: Workspace, job: TuningJob) -> None:
    assert workspace.tuned_models.since(job).changed == 0
    assert workspace.tuned_models.guideline_revision(job) == 1
    first, second, third = training_rows(workspace)[:3]
    names = {label.id: label.name for label in workspace.task.labels}
    for example_id in (first, second):
        gold = workspace.datasets.example(example_id).gold
        assert isinstance(gold, str)
        other = next(name for name in WORDS if name != names[gold])
        workspace.labeling.correct(example_id, other)
    workspace.labeling.withdraw(third)
    since = workspace.tuned_models.since(job)
    assert (since.changed, since.withdrawn, since.more) == (2, 1, 0)


def test_the_same_rows_are_tuned_and_measured_on_a_successor(
    workspace: Workspace, job: TuningJob
) -> None:
    (model, *_) = workspace.tuned_models.models(job)
    prompt = workspace.prompts.version(job.prompt_id, job.prompt_version)
    snapshot = workspace.datasets.snapshot("validation")
    workspace.prediction.run(model, prompt, snapshot)
    bases = workspace.successors.bases(job)
    assert bases[0].name == "gemini-3.5-flash"
    assert workspace.tuned_models.retires(job) is not None
    assert workspace.successors.offer(job, bases[0]).dollars == 0.0
    assert workspace.successors.missing_runs(job) == ()

    made = workspace.successors.tune(job, bases[0])
    followed(workspace)
    made = next(each for each in workspace.tuning.jobs() if each.id == made.id)
    assert made.state is JobState.SUCCEEDED
    assert made.lineage[SUCCESSOR_OF] == job.id
    then, now = job.lineage["training"], made.lineage["training"]
    assert (then["hash"], then["sha256"]) == (now["hash"], now["sha256"])
    assert then["uri"] != now["uri"]
    (run,) = workspace.successors.run(made)
    assert run.snapshot_id == snapshot.id
    assert run.model == workspace.tuned_models.models(made)[0]
    assert workspace.successors.missing_runs(made) == ()


def test_an_undeployed_model_is_not_offered_until_it_is_deployed(
    workspace: Workspace, job: TuningJob
) -> None:
    undeployed = workspace.tuned_models.undeploy(job)
    assert workspace.tuned_models.models(undeployed) == ()
    assert all(model.job_id != job.id for model in workspace.prediction.models())
    deployed = workspace.tuned_models.deploy(undeployed)
    model, *_ = workspace.tuned_models.models(deployed)
    prompt = workspace.prompts.version(job.prompt_id, job.prompt_version)
    row = training_rows(workspace)[0]
    assert workspace.trials.row(model, prompt, row).reply is not None


def test_a_deleted_model_leaves_its_history(workspace: Workspace) -> None:
    job = workspace.tuning.jobs()[-1]
    runs = len(workspace.prediction.runs())
    deleted = workspace.tuned_models.delete(job)
    assert deleted.standing.deleted
    assert workspace.tuned_models.models(deleted) == ()
    assert len(workspace.prediction.runs()) == runs
    assert workspace.following.curves(deleted)
    with pytest.raises(AppError, match="does not exist any more"):
        workspace.tuned_models.undeploy(deleted)
