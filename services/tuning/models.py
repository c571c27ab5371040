"""Tuned models after their making: what they came from, and what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.domain.values import value_key
from services.tuning.tracking import default_checkpoint, model_name, models_of

if TYPE_CHECKING:
    from datetime import date

    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.example import Value
    from services.domain.prediction import Model
    from services.domain.tuning import TunedModel, TuningJob
    from services.storage.project_table import ProjectTable
    from services.storage.snapshots import SnapshotTable
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.use_cases import Tuning


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the training rows since a model was tuned.

    `changed` rows have another gold answer now, `withdrawn` ones none any more; `more` rows of the
    training split have an answer now and had none then, or were not there.
    """

    changed: int = 0
    withdrawn: int = 0
    more: int = 0


class TunedModels:
    """What the page of a tuned model shows and does."""

    def __init__(
        self,
        tuning: Tuning,
        jobs: TuningJobTable,
        project: ProjectTable,
        snapshots: SnapshotTable,
        datasets: Datasets,
        connection: Connection,
    ) -> None:
        self._tuning = tuning
        self._jobs = jobs
        self._project = project
        self._snapshots = snapshots
        self._datasets = datasets
        self._connection = connection

    def name(self, job: TuningJob) -> str:
        """What the project calls the model of a job."""
        return model_name(job, self._number(job))

    def models(self, job: TuningJob) -> tuple[Model, ...]:
        """The models of a job that can be run: at its default checkpoint, then the others."""
        return models_of(job, self._number(job))

    def guideline_revision(self, job: TuningJob) -> int:
        """The revision of the guidelines that was in force when a job was begun."""
        revisions = self._project.guideline_revisions()
        return next((each.number for each in revisions if each.at <= job.created), 0)

    def since(self, job: TuningJob) -> Since:
        """What became of the rows since the model was tuned; reads all rows of its snapshot."""
        frozen = job.lineage["training"]
        snapshot = self._datasets.snapshot_with_id(frozen["snapshot"])
        then = self._datasets.gold(snapshot, frozen["revision"])
        now = self._snapshots.gold_now(snapshot.id)
        pairs = [(value, now.get(example_id)) for example_id, value in then.items()]
        answered = sum(value is not None for value in now.values())
        wanted = ExampleFilter(split=Split.TRAINING, state=State.ANSWERED)
        return Since(
            changed=sum(after is not None and not _same(before, after) for before, after in pairs),
            withdrawn=sum(after is None for _, after in pairs),
            more=max(0, self._datasets.counts(wanted).total - answered)
            + sum(now.get(example_id) is not None for example_id in now.keys() - then.keys()),
        )

    def retires(self, job: TuningJob) -> date | None:
        """The earliest date at which the base model may be retired, where it is known."""
        base = self._connection.catalogue.model(job.base_model)
        return base.retires if base else None

    def choose_default(self, job: TuningJob, checkpoint: str) -> TuningJob:
        """Make another checkpoint the default one, here and at the service. Raises CallError."""
        tuned = self._reachable(job)
        self._connection.model_registry().set_default_checkpoint(tuned.model, checkpoint)
        return self._put(job, default_checkpoint=checkpoint)

    def undeploy(self, job: TuningJob) -> TuningJob:
        """Take a model and its checkpoints off their endpoints, so that none of them answers.

        Raises CallError. `deploy` brings them back.
        """
        registry = self._connection.model_registry()
        for endpoint in endpoints(self._reachable(job)):
            registry.undeploy(endpoint)
        return self._put(job, undeployed=True)

    def deploy(self, job: TuningJob) -> TuningJob:
        """Put a model and its checkpoints back onto their endpoints. Raises CallError."""
        tuned = self._reachable(job)
        registry = self._connection.model_registry()
        ids = {point.endpoint: point.id for point in tuned.checkpoints}
        for endpoint in endpoints(tuned):
            registry.undeploy(endpoint)
            registry.deploy(endpoint, tuned.model, ids.get(endpoint, ""))
        return self._put(job, undeployed=False)

    def delete(self, job: TuningJob) -> TuningJob:
        """Undeploy a model, then delete its endpoints and itself, for good. Raises CallError.

        The job, its curves and the runs of the model stay in the project.
        """
        tuned = self._reachable(job)
        registry = self._connection.model_registry()
        for endpoint in endpoints(tuned):
            registry.undeploy(endpoint)
            registry.delete_endpoint(endpoint)
        registry.delete_model(tuned.model)
        return self._put(job, undeployed=True, deleted=True)

    def default_checkpoint_id(self, job: TuningJob) -> str:
        """The id of the default checkpoint; empty where there are none."""
        chosen = default_checkpoint(job)
        return chosen.id if chosen else ""

    def _put(self, job: TuningJob, **changes: object) -> TuningJob:
        standing = replace(job.standing, **changes)  # pyright: ignore[reportArgumentType]
        self._jobs.put_standing(job.id, standing)
        return replace(job, standing=standing)

    def _reachable(self, job: TuningJob) -> TunedModel:
        why = self._tuning.why_elsewhere(job)
        if why:
            raise AppError("This model cannot be reached from here.", why)
        tuned = job.remote.tuned if job.remote else None
        if tuned is None or job.standing.deleted:
            raise AppError("This model does not exist any more.", "Tune its rows again.")
        return tuned

    def _number(self, job: TuningJob) -> int:
        ids = [each.id for each in self._tuning.jobs()]
        return ids.index(job.id) + 1 if job.id in ids else len(ids) + 1


def endpoints(tuned: TunedModel) -> tuple[str, ...]:
    """All endpoints of a model, each once."""
    found = (tuned.endpoint, *(point.endpoint for point in tuned.checkpoints))
    return tuple(dict.fromkeys(filter(None, found)))


def _same(first: Value, second: Value) -> bool:
    if first == second or isinstance(first, str):
        return first == second
    return value_key(first) == value_key(second)
