"""Batch prediction jobs: reads requests from the bucket, answers them, writes the answers."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from services.sandbox.generation import read_request, respond
from services.sandbox.identity import Identity, new_id
from services.sandbox.state.objects import split_uri
from services.sandbox.wire.errors import (
    ApiError,
    StorageError,
    failed_precondition,
    invalid_argument,
    not_found,
)

if TYPE_CHECKING:
    from services.sandbox.clock import Clock
    from services.sandbox.serving import Served, Serving
    from services.sandbox.state.documents import Collection
    from services.sandbox.state.objects import ObjectStore
    from services.sandbox.state.registry import Registry

Json = dict[str, Any]
_ENDED = ("JOB_STATE_SUCCEEDED", "JOB_STATE_FAILED", "JOB_STATE_CANCELLED")
_PENDING, _ROW = 0.5, 0.005


class BatchRunner:
    """Keeps batch jobs and carries them out one row after the other."""

    def __init__(
        self,
        identity: Identity,
        stored: Collection,
        objects: ObjectStore,
        registry: Registry,
        serving: Serving,
        clock: Clock,
    ) -> None:
        self._identity = identity
        self._stored = stored
        self._objects = objects
        self._registry = registry
        self._serving = serving
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def create(self, location: str, asked: Json) -> Json:
        """Store a job and start it; `asked` is a BatchPredictionJob in snake_case."""
        model = asked.get("model", "")
        self._served(location, model)
        uris = asked.get("input_config", {}).get("gcs_source", {}).get("uris", [])
        target = asked.get("output_config", {}).get("gcs_destination", {})
        prefix = target.get("output_uri_prefix", "")
        if len(uris) != 1 or split_uri(uris[0]) is None or not prefix.startswith("gs://"):
            raise invalid_argument("One gs:// input and a gs:// output prefix are required.")
        key, now = new_id(), self._clock.stamp()
        job = {
            "name": self._identity.name(location, "batchPredictionJobs", key),
            "displayName": asked.get("display_name", ""),
            "model": model,
            "inputConfig": {"instancesFormat": "jsonl", "gcsSource": {"uris": uris}},
            "outputConfig": {
                "predictionsFormat": "jsonl",
                "gcsDestination": {"outputUriPrefix": prefix},
            },
            "state": "JOB_STATE_PENDING",
            "createTime": now,
            "updateTime": now,
        }
        self._stored.put(key, job)
        self._start(job)
        return job

    def get(self, location: str, key: str) -> Json:
        """The job, or 404."""
        job = self._stored.get(key)
        if job is None or job["name"].split("/")[3] != location:
            name = self._identity.name(location, "batchPredictionJobs", key)
            raise not_found(f"The BatchPredictionJob does not exist: {name}")
        return job

    def listed(self, location: str) -> list[Json]:
        """The jobs of a location, the newest first."""
        jobs = reversed(self._stored.all())
        return [job for job in jobs if job["name"].split("/")[3] == location]

    def cancel(self, job: Json) -> None:
        """Cancel a job; one that has ended stays as it is."""
        task = self._tasks.get(job["name"])
        if task is not None:
            self._change(job, state="JOB_STATE_CANCELLING")
            task.cancel()

    def delete(self, job: Json) -> None:
        """Delete a job that has ended; 400 for another."""
        if job["state"] not in _ENDED:
            raise failed_precondition("The BatchPredictionJob is still running; cancel it first.")
        self._stored.delete(job["name"].rsplit("/", 1)[1])

    def resume(self) -> None:
        """Take up the jobs that an earlier server left unfinished."""
        for job in self._stored.all():
            if job["state"] not in _ENDED:
                self._start(job)

    async def close(self) -> None:
        """Stop all work; the jobs go on at the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel("closing")
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, job: Json) -> None:
        task = asyncio.create_task(self._run(job))
        self._tasks[job["name"]] = task
        task.add_done_callback(lambda _: self._tasks.pop(job["name"], None))

    async def _run(self, job: Json) -> None:
        try:
            await self._clock.sleep(_PENDING)
            self._change(job, state="JOB_STATE_RUNNING", startTime=self._clock.stamp())
            await self._predict(job)
            self._end(job, "JOB_STATE_SUCCEEDED")
        except asyncio.CancelledError as stop:
            if "closing" not in stop.args:
                self._end(job, "JOB_STATE_CANCELLED")
        except ApiError as error:
            self._change(job, error={"code": 3, "message": error.message})
            self._end(job, "JOB_STATE_FAILED")

    async def _predict(self, job: Json) -> None:
        location = job["name"].split("/")[3]
        served = self._served(location, job["model"])
        lines = self._read(job["inputConfig"]["gcsSource"]["uris"][0]).decode().splitlines()
        answers: list[Json] = []
        for line in lines:
            if line.strip():
                answers.append(await asyncio.to_thread(self._answer, line, served))
                await self._clock.sleep(_ROW)
        folder = self._write(job, answers)
        failed = sum(bool(answer["status"]) for answer in answers)
        counts = {"successfulCount": str(len(answers) - failed), "failedCount": str(failed)}
        self._change(
            job,
            completionStats={**counts, "incompleteCount": "0"},
            outputInfo={"gcsOutputDirectory": folder},
        )

    def _answer(self, line: str, served: Served) -> Json:
        """One line of output: the input's fields, the response and the row's own status."""
        try:
            row = json.loads(line)
        except ValueError as error:
            return {"status": f"Bad Request: {error}", "processed_time": self._clock.stamp()}
        out: Json = {**row, "status": "", "processed_time": self._clock.stamp()}
        try:
            asked = read_request(row.get("request"), served.base)
            out["response"] = respond(asked, served.answerer, served.base, served.version)
        except ApiError as error:
            out["status"] = f"{error.status}: {error.message}"
        return out

    def _write(self, job: Json, answers: list[Json]) -> str:
        prefix = job["outputConfig"]["gcsDestination"]["outputUriPrefix"].rstrip("/")
        folder = f"{prefix}/prediction-model-{job['createTime']}"
        place = split_uri(f"{folder}/predictions.jsonl")
        assert place is not None
        text = "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
        resource = {"name": place[1], "contentType": "application/jsonl"}
        self._objects.put(place[0], resource, text.encode(), None)
        return folder

    def _read(self, uri: str) -> bytes:
        place = split_uri(uri)
        try:
            return self._objects.read(*place) if place else b""
        except StorageError as error:
            raise invalid_argument(f"{uri} cannot be read: {error.message}") from error

    def _served(self, location: str, model: str) -> Served:
        """The model that a batch asks; tuned Gemini 3 is refused as on the service."""
        parts = model.split("/")
        if "publishers" in parts:
            return self._serving.base(self._identity.project, location, parts[-1])
        if parts[4:5] == ["endpoints"]:
            served = self._serving.endpoint(location, parts[5])
        else:
            tuned = self._registry.model_by_name(model)
            served = self._serving.model(tuned)
        if served.base.generation >= 3:
            raise failed_precondition(
                f"Batch prediction is not supported for tuned {served.base.name} models."
            )
        return served

    def _end(self, job: Json, state: str) -> None:
        self._change(job, state=state, endTime=self._clock.stamp())

    def _change(self, job: Json, **fields: Any) -> None:
        job |= fields
        job["updateTime"] = self._clock.stamp()
        self._stored.put(job["name"].rsplit("/", 1)[1], job)
