"""Typing: only the newest request runs and is shown."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from gui.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.background import Background
    from services.jobs import JobContext


@pytest.fixture
def owner(background: Background) -> QObject:
    return QObject()


@pytest.fixture
def latest(background: Background, owner: QObject) -> Latest:
    return Latest(background, owner, "Search", pause_ms=5)


def test_of_a_burst_only_the_newest_runs(qtbot: QtBot, latest: Latest) -> None:
    ran: list[int] = []
    got: list[int] = []

    def work(number: int) -> Callable[[JobContext], int]:
        def search(_: JobContext) -> int:
            ran.append(number)
            return number

        return search

    for number in range(30):
        latest.ask(work(number), got.append)
    qtbot.waitUntil(lambda: got == [29])
    assert ran == [29]
    assert not latest.busy


def test_what_an_older_request_brings_back_is_dropped(
    qtbot: QtBot, latest: Latest, background: Background
) -> None:
    begun, let_on, got = threading.Event(), threading.Event(), []

    def slow(_: JobContext) -> str:
        begun.set()
        let_on.wait(10)
        return "old"

    latest.ask(slow, got.append)
    qtbot.waitUntil(begun.is_set)
    latest.ask(lambda _: "new", got.append)
    qtbot.waitUntil(lambda: got == ["new"])
    with qtbot.waitSignal(background.idle):
        let_on.set()
    assert got == ["new"]


def test_a_newer_request_interrupts_the_older(qtbot: QtBot, latest: Latest) -> None:
    begun, interrupted, got = threading.Event(), threading.Event(), []

    def slow(context: JobContext) -> None:
        with context.on_stop(interrupted.set):
            begun.set()
            interrupted.wait(10)
        raise OSError("interrupted")

    failures: list[BaseException] = []
    latest.ask(slow, got.append, failures.append)
    qtbot.waitUntil(begun.is_set)
    latest.ask(lambda _: "new", got.append)
    qtbot.waitUntil(lambda: got == ["new"])
    assert interrupted.is_set()
    assert failures == []


def test_an_error_of_the_newest_is_told(
    qtbot: QtBot, latest: Latest, background: Background
) -> None:
    with qtbot.waitSignal(background.failed) as caught:
        latest.ask(lambda _: 1 / 0, lambda _: None)
    assert isinstance(caught.args[1], ZeroDivisionError)


def test_dropped_requests_bring_nothing(qtbot: QtBot, latest: Latest) -> None:
    got: list[str] = []
    latest.ask(lambda _: "dropped", got.append)
    latest.drop()
    assert not latest.busy
    latest.ask(lambda _: "kept", got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["kept"]
