"""“Check the connection”: the calls that the program makes anyway, one after another."""

from __future__ import annotations

import asyncio
import enum
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.prompt import Role, Turn
from services.ports import ModelRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.connection import Connection
    from services.jobs import JobContext


class CheckOutcome(enum.Enum):
    """LEFT_OUT: not tried, since nothing can be asked without credentials."""

    OK = "ok"
    FAILED = "failed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was tried, and what to do where it failed."""

    title: str
    outcome: CheckOutcome
    problem: str = ""
    way_out: str = ""


def check_connection(connection: Connection, context: JobContext) -> tuple[CheckResult, ...]:
    """Sign in, ask a model, write to the bucket, list tuning jobs. Stops with the context.

    One short answer of a model is paid for; the file that is written is deleted again.
    """
    tries: tuple[tuple[str, Callable[[], None]], ...] = (
        ("Signing in", lambda: _sign_in(connection)),
        ("A model answers", lambda: _ask_model(connection)),
        ("The bucket can be written", lambda: _write(connection, context)),
        ("Tuning jobs can be listed", lambda: _list_jobs(connection)),
    )
    results: list[CheckResult] = []
    for number, (title, attempt) in enumerate(tries):
        context.report(number, len(tries), title)
        if results and results[0].outcome is CheckOutcome.FAILED:
            results.append(CheckResult(title, CheckOutcome.LEFT_OUT))
        else:
            results.append(_tried(title, attempt))
    return tuple(results)


def _tried(title: str, attempt: Callable[[], None]) -> CheckResult:
    try:
        attempt()
    except AppError as error:
        return CheckResult(title, CheckOutcome.FAILED, error.title, error.way_out)
    return CheckResult(title, CheckOutcome.OK)


def _sign_in(connection: Connection) -> None:
    asyncio.run(connection.text_model().refresh_credentials())


def _ask_model(connection: Connection) -> None:
    text_model, model = connection.text_model(), connection.base_models()[0]
    request = ModelRequest("Answer with one word.", (Turn(Role.USER, "Are you there?"),))

    async def ask() -> None:
        try:
            await text_model.generate(model, request)
        finally:
            await text_model.close()

    asyncio.run(ask())


def _write(connection: Connection, context: JobContext) -> None:
    bucket = connection.bucket()
    with tempfile.TemporaryDirectory(prefix="tunesmith-") as folder:
        path = Path(folder) / "check.jsonl"
        path.write_text("{}\n", "utf-8")
        bucket.delete(bucket.upload(path, f"tunesmith/check-{new_id()}.jsonl", context))


def _list_jobs(connection: Connection) -> None:
    connection.tuning_api().find(new_id())
