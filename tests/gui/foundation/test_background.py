"""The door to threads: results, errors, cancelling, progress, order, and owners that are gone."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QObject

from gui.background import Background, Lane

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from services.jobs import JobContext, Progress


@pytest.fixture
def owner(background: Background) -> QObject:
    return QObject()


class Gate:
    """Work that has begun and waits to be let on."""

    def __init__(self, result: object = None) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()
        self._result = result

    def work(self, context: JobContext) -> object:
        self.begun.set()
        self.open.wait(10)
        context.check()
        return self._result


def test_the_result_arrives_on_the_gui_thread(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    seen: list[tuple[str, bool]] = []
    main = threading.main_thread()
    job = background.run(
        "Read",
        lambda _: threading.current_thread().name,
        owner=owner,
        lane=Lane.READ,
        done=lambda name: seen.append((name, threading.current_thread() is main)),
    )
    with qtbot.waitSignal(job.finished):
        pass
    assert seen == [("read_0", True)]


def test_the_project_lane_keeps_the_order(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    got: list[int] = []
    for number in range(300):
        background.run("Write", lambda _, n=number: n, owner=owner, done=got.append)
    qtbot.waitUntil(lambda: len(got) == 300)
    assert got == list(range(300))


def test_an_error_that_nobody_took_is_told(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    with qtbot.waitSignal(background.failed) as caught:
        job = background.run("Divide", lambda _: 1 / 0, owner=owner)
    assert caught.args is not None
    told, error = caught.args
    assert told is job
    assert isinstance(error, ZeroDivisionError)


def test_an_error_goes_to_the_one_who_asked_for_it(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    taken: list[BaseException] = []
    with qtbot.assertNotEmitted(background.failed):
        job = background.run("Divide", lambda _: 1 / 0, owner=owner, failed=taken.append)
        with qtbot.waitSignals([job.failed, job.finished]):
            pass
    assert [type(error) for error in taken] == [ZeroDivisionError]


def test_an_error_is_told_although_the_owner_is_gone(qtbot: QtBot, background: Background) -> None:
    owner, gate, taken = QObject(), Gate(), []

    def fail(context: JobContext) -> None:
        gate.work(context)
        raise OSError("no space")

    background.run("Write", fail, owner=owner, failed=taken.append)
    shiboken6.delete(owner)
    with qtbot.waitSignal(background.failed):
        gate.open.set()
    assert taken == []


def test_cancelling_stops_running_work(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    gate, told = Gate(), []
    job = background.run("Wait", gate.work, owner=owner, cancelled=lambda: told.append("stopped"))
    qtbot.waitUntil(gate.begun.is_set)
    with qtbot.waitSignals([job.cancelled, job.finished]):
        job.cancel()
        gate.open.set()
    assert job.stopping
    assert told == ["stopped"]


def test_cancelling_what_still_waits_ends_it_at_once_and_it_never_runs(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    gate, ran = Gate(), []
    first = background.run("First", gate.work, owner=owner)
    second = background.run("Second", lambda _: ran.append(2), owner=owner)
    with qtbot.waitSignal(second.cancelled):
        second.cancel()
    assert background.jobs == (first,)
    with qtbot.waitSignal(first.finished):
        gate.open.set()
    assert ran == []


def test_an_answer_for_a_deleted_owner_is_dropped(qtbot: QtBot, background: Background) -> None:
    owner, gate, got = QObject(), Gate("late"), []
    job = background.run("Read", gate.work, owner=owner, done=got.append)
    job.succeeded.connect(got.append)
    shiboken6.delete(owner)
    with qtbot.waitSignal(background.ended):
        gate.open.set()
    assert got == []


def test_progress_is_coalesced_and_the_newest_arrives(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    reported, gate = threading.Event(), Gate()

    def work(context: JobContext) -> None:
        for number in range(50_000):
            context.report(number + 1, 50_000)
        reported.set()
        gate.work(context)

    got: list[Progress] = []
    job = background.run("Count", work, owner=owner)
    job.progressed.connect(got.append)
    # Nothing is delivered meanwhile: this thread is busy waiting, as a frozen window would be.
    assert reported.wait(30)
    qtbot.waitUntil(lambda: bool(got))
    gate.open.set()
    with qtbot.waitSignal(job.finished):
        pass
    assert [progress.done for progress in got] == [50_000]


def test_progress_from_many_threads_never_stalls(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    gate = Gate()

    def work(context: JobContext) -> None:
        def report() -> None:
            for number in range(500):
                context.report(number)

        threads = [threading.Thread(target=report) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        context.report(9999)
        gate.work(context)

    got: list[int] = []
    job = background.run("Count", work, owner=owner)
    job.progressed.connect(lambda progress: got.append(progress.done))
    qtbot.waitUntil(lambda: bool(got) and got[-1] == 9999)
    gate.open.set()
    with qtbot.waitSignal(job.finished):
        pass


def test_thousands_of_answers_all_arrive(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    got: list[int] = []
    lanes = (Lane.PROJECT, Lane.READ, Lane.NETWORK)
    for number in range(3000):
        lane = lanes[number % 3]
        background.run("Count", lambda _, n=number: n, owner=owner, done=got.append, lane=lane)
        if number % 1000 == 0:
            gc.collect()
    qtbot.waitUntil(lambda: len(got) == 3000)
    assert sorted(got) == list(range(3000))
    assert background.jobs == ()


def test_a_callback_that_raises_does_not_stop_the_hub(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    with qtbot.captureExceptions() as raised:
        job = background.run("Divide", lambda _: 0, owner=owner, done=lambda zero: print(1 / zero))
        with qtbot.waitSignal(job.finished):
            pass
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    got: list[int] = []
    background.run("Read", lambda _: 2, owner=owner, done=got.append)
    qtbot.waitUntil(lambda: got == [2])


def test_calls_posted_from_a_worker_are_made_in_order_on_the_gui_thread(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    seen: list[tuple[int, bool]] = []

    def note(number: int) -> None:
        seen.append((number, threading.current_thread() is threading.main_thread()))

    def work(_: JobContext) -> None:
        for number in range(200):
            background.post(lambda n=number: note(n))

    background.run("Post", work, owner=owner)
    qtbot.waitUntil(lambda: len(seen) == 200)
    assert seen == [(number, True) for number in range(200)]


def test_idle_follows_when_all_was_asked_to_stop(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    gates = [Gate() for _ in range(4)]
    for gate in gates:
        background.run("Wait", gate.work, owner=owner, lane=Lane.NETWORK)
    with qtbot.waitSignal(background.idle):
        background.cancel_all()
        for gate in gates:
            gate.open.set()
    assert background.jobs == ()


def test_shutdown_wakes_and_ends_what_waits(qapp: object) -> None:
    background, owner = Background(), QObject()
    woken = threading.Event()

    def work(context: JobContext) -> None:
        try:
            context.wait(1000)
        finally:
            woken.set()

    background.run("Wait", work, owner=owner)
    background.shutdown()
    assert woken.is_set() or background.jobs[0].stopping


def test_what_is_asked_after_the_shutdown_is_cancelled(qtbot: QtBot) -> None:
    background, owner = Background(), QObject()
    background.shutdown()
    job = background.run("Late", lambda _: 1, owner=owner)
    with qtbot.waitSignal(job.cancelled):
        pass
    assert background.jobs == ()
