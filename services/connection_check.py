"""“Check the connection”: the calls that the program makes anyway, one after another."""

from __future__ import annotations

import asyncio
import enum
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.places import far_away, lies_there
from services.domain.prompt import Role, Turn
from services.ports import CallError, ModelRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.prediction import Model
    from services.jobs import JobContext
    from services.ports import Bucket, TextModel, TuningApi


class CheckOutcome(enum.Enum):
    """LEFT_OUT: not tried, since what it needs failed. DOUBTFUL: it works, but see `problem`."""

    OK = "ok"
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was tried, and what to do where it failed; a `way_out` may begin with “Run: ”."""

    title: str
    outcome: CheckOutcome
    problem: str = ""
    way_out: str = ""


class Checked(Protocol):
    """What is checked: a services.connection.Connection."""

    @property
    def project(self) -> str: ...

    @property
    def tuning_location(self) -> str: ...

    def base_models(self) -> tuple[Model, ...]: ...

    def text_model(self, *, sends_rows: bool = True) -> TextModel: ...

    def tuning_api(self) -> TuningApi: ...

    def bucket(self) -> Bucket: ...


class _Doubt(Exception):
    """It works, but not as it should."""

    def __init__(self, problem: str, way_out: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.way_out = way_out


@dataclass(frozen=True, slots=True)
class _Step:
    """A call to try once those before it, named in `needs`, went well."""

    title: str
    attempt: Callable[[], None]
    needs: tuple[int, ...] = (0, 1)


def check_connection(connection: Checked, context: JobContext) -> tuple[CheckResult, ...]:
    """Find credentials, get a token, ask a model, use the bucket, list tuning jobs.

    Stops with the context. One short answer of a model is paid for; the file that is written is
    deleted again.
    """
    file = _CheckFile(connection, context)
    steps = (
        _Step("Credentials are there", lambda: _load(connection), ()),
        _Step("Signing in", lambda: _sign_in(connection), (0,)),
        _Step("A model answers", lambda: _ask_model(connection)),
        _Step("The bucket can be written", file.write),
        _Step("The bucket can be read", file.read, (0, 1, 3)),
        _Step("The bucket lies where models are tuned", lambda: _place(connection)),
        _Step("Tuning jobs can be listed", lambda: _list_jobs(connection)),
    )
    results: list[CheckResult] = []
    for number, step in enumerate(steps):
        context.report(number, len(steps), step.title)
        failed = any(results[at].outcome is not CheckOutcome.OK for at in step.needs)
        results.append(_left_out(step) if failed else _tried(step))
    file.remove()
    return tuple(results)


def _left_out(step: _Step) -> CheckResult:
    return CheckResult(step.title, CheckOutcome.LEFT_OUT)


def _tried(step: _Step) -> CheckResult:
    try:
        step.attempt()
    except AppError as error:
        return CheckResult(step.title, CheckOutcome.FAILED, error.title, error.way_out)
    except _Doubt as doubt:
        return CheckResult(step.title, CheckOutcome.DOUBTFUL, doubt.problem, doubt.way_out)
    return CheckResult(step.title, CheckOutcome.OK)


def _load(connection: Checked) -> None:
    connection.text_model(sends_rows=False)


def _sign_in(connection: Checked) -> None:
    asyncio.run(connection.text_model(sends_rows=False).refresh_credentials())


def _ask_model(connection: Checked) -> None:
    text_model, model = connection.text_model(sends_rows=False), connection.base_models()[0]
    request = ModelRequest("Answer with one word.", (Turn(Role.USER, "Are you there?"),))

    async def ask() -> None:
        try:
            await text_model.generate(model, request)
        finally:
            await text_model.close()

    asyncio.run(ask())


class _CheckFile:
    """A file of one line that is written, read back and deleted."""

    def __init__(self, connection: Checked, context: JobContext) -> None:
        self._connection = connection
        self._context = context
        self._uri = ""

    def write(self) -> None:
        with tempfile.TemporaryDirectory(prefix="tunesmith-") as folder:
            path = Path(folder) / "check.jsonl"
            path.write_text("{}\n", "utf-8")
            name = f"tunesmith/check-{new_id()}.jsonl"
            self._uri = self._connection.bucket().upload(path, name, self._context)

    def read(self) -> None:
        if self._connection.bucket().read(self._uri) != b"{}\n":
            raise _Doubt("What was written came back changed.", "Check the connection again.")

    def remove(self) -> None:
        """An account that may write but not delete leaves one small file behind."""
        if self._uri:
            try:
                self._connection.bucket().delete(self._uri)
            except AppError:
                return


def _place(connection: Checked) -> None:
    try:
        bucket = connection.bucket().location()
    except CallError as error:
        if error.code != 403:
            raise
        raise _Doubt(f"Where it lies is not known. {error.title}", error.way_out) from error
    tuning = connection.tuning_location
    if not lies_there(bucket, tuning):
        raise _Doubt(
            far_away(bucket, tuning),
            f"Run: gcloud storage buckets create gs://YOUR_NEW_BUCKET --project "
            f"{connection.project} --location {tuning}",
        )


def _list_jobs(connection: Checked) -> None:
    connection.tuning_api().find(new_id())
