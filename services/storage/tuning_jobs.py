"""Tuning jobs of a project, and which line of their files is which example."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.domain.changes import Changes, Kind
from services.domain.prediction import ConnectionKind
from services.domain.tuning import (
    Checkpoint,
    JobState,
    ModelStanding,
    Recipe,
    RemoteJob,
    StartFrom,
    TokenSpread,
    TunedModel,
    TuningJob,
    TuningStatistics,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.example import Split
    from services.storage.database import Database

_COLUMNS = (
    "id, state, base_model, recipe, connection, prompt, prompt_version, training_snapshot,"
    " validation_snapshot, lineage, estimated_tokens, remote, error, created, ended, sweep,"
    " start_from, place"
)
_SELECT = (
    f"SELECT {_COLUMNS}, default_checkpoint, undeployed, deleted"
    " FROM tuning_jobs LEFT JOIN tuned_models ON job = id"
)
_BATCH = 200


class TuningJobTable:
    """A job is written at each step of its start, so that a kill leaves it at a known one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[TuningJob, ...]:
        """The jobs of the project, the oldest first."""
        rows = self._database.read().execute(f"{_SELECT} ORDER BY created, id")
        return tuple(_job(row) for row in rows)

    def with_id(self, job_id: str) -> TuningJob | None:
        row = self._database.read().execute(f"{_SELECT} WHERE id = ?", (job_id,)).fetchone()
        return _job(row) if row else None

    def put(self, job: TuningJob) -> None:
        """Write a job, new or changed; on disk when this returns."""
        self.put_all((job,))

    def put_all(self, jobs: Sequence[TuningJob]) -> None:
        """Write several jobs, all of them or none."""
        marks = ", ".join("?" * (_COLUMNS.count(",") + 1))
        with self._database.write(_changed(*(job.id for job in jobs))) as connection:
            connection.executemany(
                f"INSERT INTO tuning_jobs ({_COLUMNS}) VALUES ({marks})"
                " ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
                " lineage = excluded.lineage, remote = excluded.remote, error = excluded.error,"
                " estimated_tokens = excluded.estimated_tokens, ended = excluded.ended",
                [_values(job) for job in jobs],
            )

    def put_standing(self, job_id: str, standing: ModelStanding) -> None:
        """Write what was done at the service with the model of a job."""
        with self._database.write(_changed(job_id)) as connection:
            connection.execute(
                "INSERT INTO tuned_models (job, default_checkpoint, undeployed, deleted)"
                " VALUES (?, ?, ?, ?) ON CONFLICT (job) DO UPDATE SET"
                " default_checkpoint = excluded.default_checkpoint,"
                " undeployed = excluded.undeployed, deleted = excluded.deleted",
                (job_id, standing.default_checkpoint, standing.undeployed, standing.deleted),
            )

    def remove(self, job_id: str) -> None:
        """Remove a job that was never sent, with its manifest."""
        with self._database.write(_changed(job_id)) as connection:
            connection.execute("DELETE FROM tuning_rows WHERE job = ?", (job_id,))
            connection.execute("DELETE FROM tuning_jobs WHERE id = ?", (job_id,))

    def put_rows(self, job_id: str, split: Split, examples: Sequence[str]) -> None:
        """Write the manifest of one file: the first id is line 1. What was there is replaced."""
        with self._database.bulk(_changed(job_id)) as bulk:
            bulk.connection.execute(
                "DELETE FROM tuning_rows WHERE job = ? AND split = ?", (job_id, split)
            )
            for start in range(0, len(examples), _BATCH):
                bulk.connection.executemany(
                    "INSERT INTO tuning_rows (job, split, line, example) VALUES (?, ?, ?, ?)",
                    [
                        (job_id, split, start + place, example)
                        for place, example in enumerate(examples[start : start + _BATCH], 1)
                    ],
                )
                bulk.breathe()

    def share_rows(self, job_id: str, others: Sequence[str]) -> None:
        """Give other jobs, which are tuned on the same files, the manifest of this one."""
        with self._database.write(_changed(*others)) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO tuning_rows (job, split, line, example)"
                " SELECT ?, split, line, example FROM tuning_rows WHERE job = ?",
                [(other, job_id) for other in others],
            )

    def examples_at(self, job_id: str, split: Split, lines: Sequence[int]) -> dict[int, str]:
        """Example ids by 1-based line number."""
        rows = self._database.read().execute(
            "SELECT line, example FROM tuning_rows WHERE job = ? AND split = ?"
            " AND line IN (SELECT value FROM json_each(?))",
            (job_id, split, json.dumps(list(lines))),
        )
        return dict(rows.fetchall())

    def row_count(self, job_id: str, split: Split) -> int:
        """Lines of one file of a job."""
        row = self._database.read().execute(
            "SELECT count(*) FROM tuning_rows WHERE job = ? AND split = ?", (job_id, split)
        )
        return int(row.fetchone()[0])


def _changed(*job_ids: str) -> Changes:
    return Changes.of(Kind.JOBS, Kind.MODELS, ids=frozenset(job_ids))


def _values(job: TuningJob) -> tuple[object, ...]:
    return (
        job.id,
        job.state,
        job.base_model,
        json.dumps(asdict(job.recipe)),
        job.connection,
        job.prompt_id,
        job.prompt_version,
        job.training_snapshot,
        job.validation_snapshot,
        json.dumps(dict(job.lineage), ensure_ascii=False),
        job.estimated_tokens,
        json.dumps(asdict(job.remote), ensure_ascii=False) if job.remote else None,
        job.error,
        job.created,
        job.ended,
        job.sweep,
        json.dumps(asdict(job.start_from), ensure_ascii=False) if job.start_from else None,
        job.place,
    )


def _job(row: tuple[Any, ...]) -> TuningJob:
    (
        job_id,
        state,
        base_model,
        recipe,
        connection,
        prompt,
        prompt_version,
        training,
        validation,
        lineage,
        tokens,
        remote,
        error,
        created,
        ended,
        sweep,
        start_from,
        place,
        *standing,
    ) = row
    return TuningJob(
        id=job_id,
        state=JobState(state),
        base_model=base_model,
        recipe=Recipe(**json.loads(recipe)),
        connection=ConnectionKind(connection),
        prompt_id=prompt,
        prompt_version=prompt_version,
        training_snapshot=training,
        validation_snapshot=validation,
        lineage=json.loads(lineage),
        estimated_tokens=tokens,
        created=created,
        ended=ended,
        remote=_remote(json.loads(remote)) if remote else None,
        error=error,
        sweep=sweep,
        start_from=StartFrom(**json.loads(start_from)) if start_from else None,
        place=place,
        standing=_standing(*standing),
    )


def _standing(checkpoint: str | None, undeployed: int | None, deleted: int | None) -> ModelStanding:
    """A model without an entry is as its job left it."""
    return ModelStanding(checkpoint or "", bool(undeployed), bool(deleted))


def _remote(stored: dict[str, Any]) -> RemoteJob:
    tuned, statistics = stored["tuned"], stored["statistics"]
    return RemoteJob(
        name=stored["name"],
        state=JobState(stored["state"]),
        service_state=stored["service_state"],
        label=stored["label"],
        completed_epochs=stored["completed_epochs"],
        tuned=_tuned(tuned) if tuned else None,
        statistics=_statistics(statistics) if statistics else None,
        error=stored["error"],
        experiment=stored.get("experiment", ""),
    )


def _tuned(stored: dict[str, Any]) -> TunedModel:
    checkpoints = tuple(Checkpoint(**point) for point in stored["checkpoints"])
    return TunedModel(stored["model"], stored["endpoint"], checkpoints)


def _statistics(stored: dict[str, Any]) -> TuningStatistics:
    spreads = ("input_tokens", "output_tokens")
    plain = {
        name: int(value) for name, value in stored.items() if name not in ("dropped", *spreads)
    }
    return TuningStatistics(
        **plain,
        dropped=tuple((int(line), str(reason)) for line, reason in stored["dropped"]),
        input_tokens=_spread(stored.get("input_tokens")),
        output_tokens=_spread(stored.get("output_tokens")),
    )


def _spread(stored: dict[str, Any] | None) -> TokenSpread | None:
    if stored is None:
        return None
    figures = {name: float(value) for name, value in stored.items() if name != "buckets"}
    buckets = tuple((left, right, int(rows)) for left, right, rows in stored["buckets"])
    return TokenSpread(**figures, buckets=buckets)
