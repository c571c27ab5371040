"""The child process: what it gives back, and that it ends when it should."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.jobs import JobCancelled, JobContext, Progress
from services.learning.child import Child
from tests.unit.learning import calculations

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.close()


def test_what_a_function_gives_back_and_reports_comes_over(child: Child) -> None:
    heard: list[Progress] = []
    result = child.run(calculations.doubled, [1, 2], context=JobContext(heard.append))
    assert result == [2, 4]
    assert heard == [Progress(1, 2, "doubling"), Progress(2, 2, "doubling")]


def test_one_process_stays_for_all_calls(child: Child) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(lambda _: child.run(calculations.own_id), range(8)))
    assert len(numbers) == 1


def test_an_error_of_the_user_comes_back_whole(child: Child) -> None:
    with pytest.raises(AppError) as raised:
        child.run(calculations.refuse)
    error = raised.value
    assert (error.title, error.details) == ("There is one label only.", "n = 1")
    assert error.way_out == "Answer rows with another label."
    assert "calculations.py" in error.__notes__[0]


def test_any_error_comes_back_and_the_process_stays(child: Child) -> None:
    before = child.run(calculations.own_id)
    with pytest.raises(EOFError, match="nothing left"):
        child.run(calculations.at_an_end)
    with pytest.raises(RuntimeError, match="odd error"):
        child.run(calculations.odd)
    with pytest.raises((AttributeError, TypeError, RuntimeError)):
        child.run(calculations.not_to_be_copied)
    assert child.run(calculations.own_id) == before


def test_a_stop_kills_it_and_the_next_call_starts_another(child: Child) -> None:
    before = child.run(calculations.own_id)
    context = JobContext(lambda _: context.stop())
    with pytest.raises(JobCancelled):
        child.run(calculations.forever, context=context)
    assert child.run(calculations.own_id) != before


def test_who_waits_for_another_call_can_stop_waiting(child: Child) -> None:
    begun, first, second = threading.Event(), JobContext(lambda _: begun.set()), JobContext()
    with ThreadPoolExecutor(2) as pool:
        long_one = pool.submit(child.run, calculations.forever, context=first)
        assert begun.wait(20)
        waiting = pool.submit(child.run, calculations.own_id, context=second)
        second.stop()
        with pytest.raises(JobCancelled):
            waiting.result(20)
        assert not long_one.done()
        first.stop()
        with pytest.raises(JobCancelled):
            long_one.result(20)


def test_a_process_that_dies_is_told_and_replaced(child: Child) -> None:
    with pytest.raises(AppError, match="ended before it was done"):
        child.run(calculations.out_of_memory)
    assert child.run(calculations.doubled, [3]) == [6]


def test_closing_ends_what_is_under_way() -> None:
    begun, child = threading.Event(), Child()
    with ThreadPoolExecutor(1) as pool:
        context = JobContext(lambda _: begun.set())
        call = pool.submit(child.run, calculations.forever, context=context)
        assert begun.wait(20)
        child.close()
        with pytest.raises(JobCancelled):
            call.result(20)
    with pytest.raises(JobCancelled):
        child.run(calculations.own_id)


def test_it_ends_when_its_parent_is_killed() -> None:
    script = (
        "from services.jobs import JobContext; from services.learning.child import Child; "
        "from tests.unit.learning.calculations import forever; "
        "Child().run(forever, context=JobContext(lambda _: print('begun', flush=True)))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "begun\n"
    parent.kill()
    # The child writes to the same pipe: its end comes when both have ended.
    rest, _ = parent.communicate(timeout=20)
    assert rest == ""


def test_starting_it_loads_nothing_heavy() -> None:
    probe = (
        "import sys, services.learning.child; "
        "print([n for n in ('numpy', 'sklearn', 'PySide6') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
