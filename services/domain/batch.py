"""Runs that the service answers as one job."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class BatchState(enum.StrEnum):
    """Where a batch stands. PREPARING: its file is not with the service yet."""

    PREPARING = "preparing"
    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def under_way(self) -> bool:
        return self not in {BatchState.SUCCEEDED, BatchState.FAILED, BatchState.CANCELLED}


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the service tells of it: its resource `name`, and why it failed."""

    name: str
    state: BatchState
    error: str = ""


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch of the run `run_id`: its uploaded file and its job, '' while there is none."""

    run_id: str
    state: BatchState
    source: str = ""
    job: str = ""
