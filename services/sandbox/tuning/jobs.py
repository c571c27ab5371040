"""Tuning jobs as documents: `{"location", "base", "recipe", "request", "wire"}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.sandbox.identity import Identity, new_id
from services.sandbox.wire.errors import not_found

if TYPE_CHECKING:
    from services.sandbox.clock import Clock
    from services.sandbox.state.documents import Collection
    from services.sandbox.tuning.request import TuningRequest

Json = dict[str, Any]
ENDED = (
    "JOB_STATE_SUCCEEDED",
    "JOB_STATE_PARTIALLY_SUCCEEDED",
    "JOB_STATE_FAILED",
    "JOB_STATE_CANCELLED",
)


class Jobs:
    """Finds and changes jobs; each change is on disk before it is seen."""

    def __init__(self, identity: Identity, stored: Collection, clock: Clock) -> None:
        self._identity = identity
        self._stored = stored
        self._clock = clock

    def create(self, location: str, request: TuningRequest) -> Json:
        """Store a new job in its first state."""
        key = new_id()
        now = self._clock.stamp()
        wire = {
            "name": self._identity.name(location, "tuningJobs", key),
            **request.wire,
            "state": "JOB_STATE_PENDING",
            "createTime": now,
            "updateTime": now,
        }
        job = {
            "id": key,
            "location": location,
            "base": request.base.name,
            "recipe": [request.recipe.epochs, request.recipe.rate, request.recipe.adapter_size],
            "training": request.training_uri,
            "validation": request.validation_uri,
            "lastCheckpointOnly": request.last_checkpoint_only,
            "preTuned": request.pre_tuned,
            "wire": wire,
        }
        self._stored.put(key, job)
        return job

    def get(self, location: str, key: str) -> Json:
        """The job, or 404."""
        job = self._stored.get(key)
        if job is None or job["location"] != location:
            name = self._identity.name(location, "tuningJobs", key)
            raise not_found(f"The TuningJob does not exist: {name}")
        return job

    def listed(self, location: str) -> list[Json]:
        """The jobs of a location, the newest first."""
        return [job for job in reversed(self._stored.all()) if job["location"] == location]

    def unfinished(self) -> list[Json]:
        """The jobs that have not ended, the oldest first."""
        return [job for job in self._stored.all() if job["wire"]["state"] not in ENDED]

    def change(self, job: Json, **fields: Any) -> None:
        """Set fields of the job's resource; None takes a field away."""
        for name, value in fields.items():
            if value is None:
                job["wire"].pop(name, None)
            else:
                job["wire"][name] = value
        job["wire"]["updateTime"] = self._clock.stamp()
        self._stored.put(job["id"], job)

    def follow_default(self, key: str, checkpoint: str) -> None:
        """The endpoint of a job's model is that of its default checkpoint."""
        job = self._stored.get(key)
        tuned = job["wire"].get("tunedModel", {}) if job else {}
        for point in tuned.get("checkpoints", []):
            if job is not None and point["checkpointId"] == checkpoint:
                self.change(job, tunedModel={**tuned, "endpoint": point["endpoint"]})

    def end(self, job: Json, state: str, error: Json | None = None) -> None:
        """End a job."""
        self.change(job, state=state, tuningJobState=None, error=error, endTime=self._clock.stamp())
