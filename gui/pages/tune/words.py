"""Tuning jobs in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime

from gui.pills import PillKind
from gui.translation import tr
from services.domain.tuning import JobState
from services.tuning.estimate import short

if TYPE_CHECKING:
    from datetime import date

    from services.domain.tuning import Recipe

_STATES = {
    JobState.IN_LINE: "waits its turn",
    JobState.PREPARING: "writing the rows",
    JobState.UPLOADING: "uploading",
    JobState.SENDING: "creating the job",
    JobState.WAITING: "waiting",
    JobState.WAITING_FOR_QUOTA: "waiting for quota",
    JobState.READING_DATA: "reading data",
    JobState.WAITING_FOR_CAPACITY: "waiting for capacity",
    JobState.TUNING: "tuning",
    JobState.FINISHING: "finishing",
    JobState.SUCCEEDED: "succeeded",
    JobState.PARTLY_SUCCEEDED: "partly succeeded",
    JobState.FAILED: "failed",
    JobState.CANCELLING: "cancelling",
    JobState.CANCELLED: "cancelled",
}

_PILLS = {
    JobState.IN_LINE: PillKind.NEUTRAL,
    JobState.SUCCEEDED: PillKind.OK,
    JobState.PARTLY_SUCCEEDED: PillKind.WARN,
    JobState.FAILED: PillKind.BAD,
    JobState.CANCELLING: PillKind.WARN,
    JobState.CANCELLED: PillKind.NEUTRAL,
}


def state_words(state: JobState, service_state: str) -> str:
    """Where a job stands; a state of the service that is not known is shown as it came."""
    if state is JobState.OTHER:
        return service_state
    return tr(_STATES[state])


def state_pill(state: JobState) -> PillKind:
    """The colour in which a state is shown."""
    return _PILLS.get(state, PillKind.ACCENT)


def count(number: int, one: str, more: str) -> str:
    """A count with its word, such as “1 row” or “812 rows”."""
    return f"{number:,} {one if number == 1 else more}"


def rows_words(number: int) -> str:
    """“1 row”, “812 rows”."""
    return count(number, tr("row"), tr("rows"))


def epochs_words(number: int) -> str:
    """“1 epoch”, “4 epochs”."""
    return count(number, tr("epoch"), tr("epochs"))


def tokens_words(number: int) -> str:
    """“about 0.9 M tokens”."""
    return tr("about {tokens} tokens").format(tokens=short(number))


def duration_words(seconds: float) -> str:
    """“under a minute”, “5 min”, “2 h 09 min”."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return tr("under a minute")
    if minutes < 60:
        return tr("{minutes} min").format(minutes=minutes)
    return tr("{hours} h {minutes} min").format(hours=minutes // 60, minutes=f"{minutes % 60:02}")


def clock_words(at: float) -> str:
    """“14:02” of today; with its date when it was another day. `at` in seconds since 1970."""
    when = QDateTime.fromSecsSinceEpoch(int(at))
    today = when.date() == QDate.currentDate()
    return when.toString("HH:mm" if today else "d MMM yyyy, HH:mm")


def recipe_words(recipe: Recipe) -> str:
    """“4 / 1 / 4”: epochs, multiplier, adapter size."""
    return f"{recipe.epochs} / {recipe.learning_rate_multiplier:g} / {recipe.adapter_size}"


def date_words(day: date) -> str:
    """“7 May 2027”."""
    return QDate(day.year, day.month, day.day).toString("d MMM yyyy")
