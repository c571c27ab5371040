"""What only the service can say before a start, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.places import far_away, lies_there
from services.tuning.checks import Check, CheckLevel, Place, in_order
from services.tuning.estimate import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.connection import Connection
    from services.domain.tuning import RemoteJob, TuningJob


def service_checks(connection: Connection, jobs: Sequence[TuningJob]) -> tuple[Check, ...]:
    """The bucket and its region, and the jobs that are not done at the service; needs the network.

    `jobs` are those of the project, to tell ours from others. What cannot be asked is a line.
    """
    if connection.incomplete:
        return ()
    # What keeps from asking at all is said once.
    return in_order(dict.fromkeys((*_bucket(connection), *_unfinished(connection, jobs))))


def _bucket(connection: Connection) -> Iterator[Check]:
    try:
        connection.bucket().check()
    except AppError as error:
        yield Check(CheckLevel.WARN, f"{error.title} {error.way_out}", Place.SETTINGS)
        return
    yield Check(CheckLevel.OK, "bucket readable")
    yield from _region(connection)


def _region(connection: Connection) -> Iterator[Check]:
    """Who may use a bucket need not be allowed to look where it lies; then nothing is said."""
    try:
        lies = connection.bucket().location()
    except AppError:
        return
    if lies_there(lies, connection.tuning_location):
        yield Check(CheckLevel.OK, "bucket in the right region")
    else:
        text = far_away(lies, connection.tuning_location)
        yield Check(CheckLevel.WARN, text, Place.SETTINGS)


def _unfinished(connection: Connection, jobs: Sequence[TuningJob]) -> Iterator[Check]:
    try:
        listed = connection.tuning_api().unfinished()
    except AppError as error:
        yield Check(CheckLevel.WARN, f"{error.title} {error.way_out}", Place.SETTINGS)
        return
    if not listed:
        yield Check(CheckLevel.OK, "no other job at the service")
        return
    text = f"{_words(listed, jobs)} not done yet; the service usually takes one at a time, so that"
    yield Check(CheckLevel.WARN, f"{text} a new one waits.", Place.JOBS)


def _words(listed: Sequence[RemoteJob], jobs: Sequence[TuningJob]) -> str:
    numbers = {job.id: number for number, job in enumerate(jobs, start=1)}
    ours = sorted(numbers[remote.label] for remote in listed if remote.label in numbers)
    others = len(listed) - len(ours)
    named = [f"job {number}" for number in ours]
    if others:
        named.append(counted(others, "job") + " from elsewhere")
    words = ", ".join(named)
    return f"{words[:1].upper()}{words[1:]} {'is' if len(listed) == 1 else 'are'}"
