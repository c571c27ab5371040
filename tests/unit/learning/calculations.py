"""What the tests let the child process do; at the top of a module, as it must be."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from services.domain.errors import AppError

if TYPE_CHECKING:
    from services.jobs import JobContext


def own_id(_context: JobContext) -> int:
    return os.getpid()


def doubled(numbers: list[int], context: JobContext) -> list[int]:
    for done, _ in enumerate(numbers):
        context.report(done + 1, len(numbers), "doubling")
    return [2 * number for number in numbers]


def forever(context: JobContext) -> NoReturn:
    context.report(0, None, "begun")
    while True:
        context.wait(60)


def out_of_memory(_context: JobContext) -> NoReturn:
    os._exit(137)


def refuse(_context: JobContext) -> NoReturn:
    raise AppError("There is one label only.", "Answer rows with another label.", "n = 1")


def at_an_end(_context: JobContext) -> NoReturn:
    raise EOFError("nothing left")


class OddError(Exception):
    """An error that cannot be copied over."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def odd(_context: JobContext) -> NoReturn:
    raise OddError("odd ", "error")


def not_to_be_copied(_context: JobContext) -> object:
    return lambda: None
