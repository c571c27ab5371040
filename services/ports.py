"""What the services want from outside, as Protocols. `services.vertex` implements them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from services.domain.errors import AppError
from services.domain.prediction import Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from services.domain.batch import RemoteBatch
    from services.domain.curves import Curves
    from services.domain.prediction import Model, Usage
    from services.domain.prompt import Turn
    from services.domain.tuning import Recipe, RemoteJob, StartFrom
    from services.jobs import JobContext


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call of a model: system instruction, turns, and how the answer is to look.

    `choices` asks for one of a list (`text/x.enum`), `schema` for JSON by a JSON schema; both are
    sent to base models only. `seed` tells samples of the same prompt apart.
    """

    system: str
    turns: tuple[Turn, ...]
    choices: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered.

    `text` is empty when it was blocked or ran out of tokens; `finish_reason` and `block_reason`
    are the service's words, `raw` its whole answer.
    """

    text: str
    finish_reason: str
    block_reason: str
    usage: Usage
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WireCall:
    """A call of a model as it goes over the wire: `body`, in JSON, is posted to `url`.

    `base_url` is None where the call goes to Google's own hosts. No token is part of it.
    """

    url: str
    body: Mapping[str, Any]
    model: Model
    project: str
    base_url: str | None = None


class CallError(AppError):
    """A call to the service failed.

    `code` is the HTTP status, 0 when none came (no connection, time out). `retryable` says that
    the same call may succeed later; `retry_after` is the wait in seconds that the service asked
    for. `may_have_arrived` is true when no answer came, so the service may have acted.
    """

    def __init__(
        self,
        title: str,
        way_out: str,
        details: str = "",
        *,
        code: int = 0,
        retryable: bool = False,
        retry_after: float | None = None,
        may_have_arrived: bool = False,
    ) -> None:
        super().__init__(title, way_out, details)
        self.code = code
        self.retryable = retryable
        self.retry_after = retry_after
        self.may_have_arrived = may_have_arrived


class TextModel(Protocol):
    """Model calls; coroutines, so that a stop is immediate. All raise CallError."""

    async def generate(self, model: Model, request: ModelRequest) -> Reply: ...

    async def stream(
        self, model: Model, request: ModelRequest, heard: Callable[[str], None]
    ) -> Reply:
        """Like `generate`; `heard` is told the text so far whenever more of it has come."""
        ...

    def wire_call(self, model: Model, request: ModelRequest) -> WireCall:
        """The call as `generate` makes it; nothing is sent."""
        ...

    async def count_tokens(self, model: Model, request: ModelRequest) -> int: ...

    async def refresh_credentials(self) -> None:
        """Get a new token, after the service refused the old one (401)."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came back for the line of a batch with this `key`: a `reply`, or an `error`."""

    key: str
    reply: Reply | None
    error: str = ""


class BatchApi(Protocol):
    """Many calls as one job at the service; blocking. All raise CallError."""

    def line(self, model: Model, request: ModelRequest, key: str) -> str:
        """One line of the file of a batch, without its end; nothing is sent."""
        ...

    def create(self, model: Model, source: str, target: str, label: str) -> RemoteBatch:
        """Create a job over the file at `source`, whose answers go below `target` (gs://).

        It costs money and is not idempotent: never called twice for one label without `find` in
        between.
        """
        ...

    def find(self, model: Model, label: str) -> RemoteBatch | None:
        """The job that carries this label of ours, if the service has one."""
        ...

    def get(self, name: str) -> RemoteBatch: ...

    def cancel(self, name: str) -> None: ...

    def answers(self, target: str) -> Iterator[BatchAnswer]:
        """The answers below `target`, in any order."""
        ...


class TuningApi(Protocol):
    """Tuning jobs at the service; blocking. All raise CallError."""

    def create(
        self,
        *,
        base_model: str,
        training_uri: str,
        validation_uri: str | None,
        recipe: Recipe,
        display_name: str,
        label: str,
        start_from: StartFrom | None = None,
    ) -> RemoteJob:
        """Create a job on a base model, or on a tuned model of it to start from.

        It costs money and is not idempotent: never called twice for one label without `find` in
        between.
        """
        ...

    def get(self, name: str) -> RemoteJob: ...

    def find(self, label: str) -> RemoteJob | None:
        """The job that carries this label of ours, if the service has one."""
        ...

    def unfinished(self) -> tuple[RemoteJob, ...]:
        """The jobs that have not ended, whoever started them, the newest first."""
        ...

    def cancel(self, name: str) -> None: ...


class Bucket(Protocol):
    """The bucket that training files go to; blocking. All raise CallError."""

    def upload(self, path: Path, name: str, context: JobContext) -> str:
        """Upload a file under a name and give its gs:// address back."""
        ...

    def delete(self, uri: str) -> None: ...

    def read(self, uri: str) -> bytes:
        """What an object holds."""
        ...

    def below(self, uri: str) -> tuple[str, ...]:
        """The addresses of the objects whose address begins with this one."""
        ...

    def lines(self, uri: str) -> Iterator[str]:
        """The lines of an object, however large."""
        ...

    def location(self) -> str:
        """Where the bucket lies, in lower case: a region, or `us`, `eu`, `nam4` and so on."""
        ...

    def check(self) -> None:
        """Raise when the bucket is not there or cannot be read."""
        ...


class CurveReader(Protocol):
    """The curves of tuning jobs; blocking. Raises CallError."""

    def read(self, experiment: str) -> Curves:
        """What there is of the curves now, by the job's experiment; empty before the first step."""
        ...


class ModelRegistry(Protocol):
    """Tuned models and endpoints by their resource names; blocking. All raise CallError.

    What is gone already is no error to undeploy or to delete.
    """

    def default_checkpoint(self, model: str) -> str: ...

    def set_default_checkpoint(self, model: str, checkpoint: str) -> None: ...

    def undeploy(self, endpoint: str) -> None: ...

    def deploy(self, endpoint: str, model: str, checkpoint: str) -> None: ...

    def delete_endpoint(self, endpoint: str) -> None: ...

    def delete_model(self, model: str) -> None: ...


class Evaluator(Protocol):
    """The service that measures; blocking. Raises CallError."""

    def exact_match(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """1.0 for each pair of prediction and reference that are the same text, else 0.0."""
        ...


class Clock(Protocol):
    """Seconds since 1970, so that tests need not wait."""

    def now(self) -> float: ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        return time.time()
