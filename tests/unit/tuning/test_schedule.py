from __future__ import annotations

from services.tuning.schedule import LONGEST_AFTER_FAILURE, Schedule


class HandClock:
    """Implements ports.Clock; stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def now(self) -> float:
        return self.at


def waited(schedule: Schedule, clock: HandClock) -> float:
    """Whole seconds until the schedule is due."""
    start = clock.at
    while not schedule.due:
        clock.at += 1
    return clock.at - start


def test_it_asks_at_once_and_then_at_the_shortest_interval_while_there_is_news() -> None:
    clock = HandClock()
    schedule = Schedule(clock)
    assert schedule.due
    for _ in range(3):
        schedule.answered(30, news=True)
        assert waited(schedule, clock) == 30


def test_without_news_it_asks_half_as_often_at_most() -> None:
    clock = HandClock()
    schedule = Schedule(clock)
    waits: list[float] = []
    for _ in range(6):
        schedule.answered(30, news=False)
        waits.append(waited(schedule, clock))
    assert waits[0] == 30
    assert waits == sorted(waits)
    assert waits[-1] == 60
    schedule.answered(30, news=True)
    assert waited(schedule, clock) == 30


def test_after_failures_it_waits_longer_each_time_up_to_a_bound() -> None:
    clock = HandClock()
    schedule = Schedule(clock)
    waits: list[float] = []
    for _ in range(6):
        schedule.failed(30)
        waits.append(waited(schedule, clock))
    assert waits[:2] == [60, 120]
    assert waits[-1] == LONGEST_AFTER_FAILURE
    schedule.answered(30, news=True)
    assert waited(schedule, clock) == 30


def test_it_waits_as_long_as_the_service_wants() -> None:
    clock = HandClock()
    schedule = Schedule(clock)
    schedule.failed(30, wanted=400)
    assert waited(schedule, clock) == 400


def test_after_sleep_or_with_the_clock_put_back_it_asks_at_once() -> None:
    clock = HandClock()
    schedule = Schedule(clock)
    schedule.answered(30, news=False)
    clock.at += 8 * 3600
    assert schedule.due
    schedule.answered(30, news=False)
    clock.at -= 3600
    assert schedule.due


def test_it_can_be_told_to_ask_soon() -> None:
    clock = HandClock()
    schedule = Schedule(clock)
    schedule.answered(30, news=False)
    assert not schedule.due
    schedule.soon()
    assert schedule.due
