"""Batch prediction over google.genai."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from services.domain.batch import BatchState, RemoteBatch
from services.ports import BatchAnswer, CallError
from services.vertex.failures import Target, plain, translated
from services.vertex.reply import reply_of
from services.vertex.request_body import request_body
from services.vertex.tuning_api import location_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google.genai.types import BatchJob

    from services.domain.prediction import Model
    from services.ports import Bucket, ModelRequest
    from services.vertex.client import Clients
    from services.vertex.request_body import Abilities

KEY = "key"
"""Our own field of a line; the service copies it, since answers come in any order."""
_PAGE = 100
_T = TypeVar("_T")
_STATES = {
    "JOB_STATE_QUEUED": BatchState.WAITING,
    "JOB_STATE_PENDING": BatchState.WAITING,
    "JOB_STATE_RUNNING": BatchState.RUNNING,
    "JOB_STATE_UPDATING": BatchState.RUNNING,
    "JOB_STATE_PAUSED": BatchState.WAITING,
    "JOB_STATE_SUCCEEDED": BatchState.SUCCEEDED,
    "JOB_STATE_PARTIALLY_SUCCEEDED": BatchState.SUCCEEDED,
    "JOB_STATE_FAILED": BatchState.FAILED,
    "JOB_STATE_EXPIRED": BatchState.FAILED,
    "JOB_STATE_CANCELLING": BatchState.CANCELLING,
    "JOB_STATE_CANCELLED": BatchState.CANCELLED,
}


class GeminiBatches:
    """Implements ports.BatchApi; blocking. Jobs run where the model answers."""

    def __init__(self, clients: Clients, bucket: Bucket, abilities: Abilities) -> None:
        self._clients = clients
        self._bucket = bucket
        self._abilities = abilities

    def line(self, model: Model, request: ModelRequest, key: str) -> str:
        """Shape: {"key": …, "request": GenerateContentRequest}, as JSON."""
        body = request_body(model, request, self._abilities)
        return json.dumps({KEY: key, "request": body}, ensure_ascii=False)

    def create(self, model: Model, source: str, target: str, label: str) -> RemoteBatch:
        """POST batchPredictionJobs, once; the label is its display name. Raises CallError."""
        from google.genai import types

        client = self._clients.blocking(model.location)
        config = types.CreateBatchJobConfig(display_name=label, dest=target)
        return self._call(
            "the batch was created",
            model.resource,
            lambda: _batch(client.batches.create(model=model.resource, src=source, config=config)),
        )

    def find(self, model: Model, label: str) -> RemoteBatch | None:
        """GET batchPredictionJobs, page by page. Raises CallError."""
        from google.genai import types

        client = self._clients.blocking(model.location)
        config = types.ListBatchJobsConfig(page_size=_PAGE)

        def search() -> RemoteBatch | None:
            jobs = client.batches.list(config=config)
            return next((_batch(job) for job in jobs if job.display_name == label), None)

        return self._call("batches were listed", "batchPredictionJobs", search)

    def get(self, name: str) -> RemoteBatch:
        """GET the job by its full name. Raises CallError."""
        client = self._clients.blocking(location_of(name))
        return self._call(
            "the batch was looked up", name, lambda: _batch(client.batches.get(name=name))
        )

    def cancel(self, name: str) -> None:
        """POST {name}:cancel. Raises CallError."""
        client = self._clients.blocking(location_of(name))
        self._call("the batch was cancelled", name, lambda: client.batches.cancel(name=name))

    def answers(self, target: str) -> Iterator[BatchAnswer]:
        """What stands in the files below `target`. Raises CallError.

        Shape of a line: the input's fields, `response` (GenerateContentResponse) and `status`,
        which is empty or says why there is no response.
        """
        for uri in self._bucket.below(target):
            if uri.endswith(".jsonl"):
                yield from (_answer(line) for line in self._bucket.lines(uri) if line.strip())

    def _call(self, doing: str, resource: str, call: Callable[[], _T]) -> _T:
        """A call; once more with a new token if the first was refused as a whole (401)."""
        target = Target(self._clients.address, doing, "", resource)
        try:
            with translated(target):
                return call()
        except CallError as error:
            if error.code != 401:
                raise
        with translated(target):
            self._clients.renewal.renew()
            return call()


def _batch(job: BatchJob) -> RemoteBatch:
    """A state that is not known is taken for one under way: it never ends a batch."""
    state = _STATES.get(plain(job.state), BatchState.RUNNING)
    return RemoteBatch(job.name or "", state, (job.error.message or "") if job.error else "")


def _answer(line: str) -> BatchAnswer:
    said: dict[str, Any] = json.loads(line)
    key, status = str(said.get(KEY, "")), said.get("status")
    response = said.get("response")
    if status or not response:
        words = status if isinstance(status, str) else json.dumps(status)
        return BatchAnswer(key, None, words or "no answer")
    return BatchAnswer(key, reply_of(response))
