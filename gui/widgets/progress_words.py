"""How far a job is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.translation import tr
from gui.widgets.durations import duration
from gui.widgets.numbers import short_count
from services.domain.money import money
from services.prediction.progress import RunProgress

if TYPE_CHECKING:
    from services.jobs import Progress


def progress_words(progress: Progress) -> str:
    """In short: what it says of itself, or how much of all is done."""
    if isinstance(progress, RunProgress):
        return " · ".join(filter(None, (_amount(progress), _time_left(progress))))
    return progress.note or _amount(progress)


def run_words(progress: RunProgress) -> str:
    """All that is known of a run under way."""
    parts = (
        _amount(progress),
        tr("{count} failed").format(count=f"{progress.failed:,}") if progress.failed else "",
        tr("{count} known before").format(count=f"{progress.reused:,}") if progress.reused else "",
        _rate(progress.per_second),
        tr("{number} tokens").format(number=short_count(progress.tokens))
        if progress.tokens
        else "",
        "" if progress.dollars is None else money(progress.dollars),
        _time_left(progress),
    )
    return " · ".join(filter(None, parts))


def _amount(progress: Progress) -> str:
    if progress.total:
        return f"{progress.done:,} / {progress.total:,}"
    return f"{progress.done:,}" if progress.done else ""


def _rate(per_second: float | None) -> str:
    if per_second is None:
        return ""
    rate = f"{per_second:,.0f}" if per_second >= 10 else f"{per_second:.1f}"
    return tr("{rate} calls/s").format(rate=rate)


def _time_left(progress: RunProgress) -> str:
    if not progress.seconds_left:
        return ""
    return tr("{time} left").format(time=duration(progress.seconds_left))
