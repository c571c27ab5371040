"""Changes and navigation, and the version of Qt below them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.navigation import Navigation, Page
from gui.project_events import ProjectEvents
from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_changes_announced_on_any_thread_arrive_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    events = ProjectEvents()
    got: list[tuple[Changes, bool]] = []
    main = threading.main_thread()
    events.changed.connect(lambda c: got.append((c, threading.current_thread() is main)))
    sent = [Changes.of(Kind.ANSWERS, ids=frozenset({str(n)})) for n in range(100)]
    thread = threading.Thread(target=lambda: [events.announce(change) for change in sent])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(got) == 100)
    assert got == [(change, True) for change in sent]


def test_a_listener_never_runs_inside_the_announcing_call(qtbot: QtBot) -> None:
    events, got = ProjectEvents(), []
    events.changed.connect(got.append)
    events.announce(Changes.of(Kind.TASK))
    assert got == []
    qtbot.waitUntil(lambda: len(got) == 1)


def test_going_to_a_page_carries_the_query(qtbot: QtBot) -> None:
    navigation = Navigation()
    with qtbot.waitSignal(navigation.requested) as caught:
        navigation.go(Page.REVIEW, {"label": "refund"})
    assert caught.args == [Page.REVIEW, {"label": "refund"}]


class Speaker(QObject):
    """Says things, True and None among them."""

    spoke = Signal(object, bool)


class Canvas(QWidget):
    """Counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawText(self.rect(), 0, "x")
        self.painted += 1


def test_ten_thousand_signals_and_paint_events_survive(qtbot: QtBot) -> None:
    """PySide6 6.12.0 aborts here on Python 3.11: reference counts of None and True drop."""
    speaker, canvas, heard = Speaker(), Canvas(), []
    qtbot.addWidget(canvas)
    canvas.resize(20, 20)
    with qtbot.waitExposed(canvas):
        canvas.show()
    speaker.spoke.connect(lambda what, flag: heard.append((what, flag)))
    before = canvas.painted
    for _ in range(10_000):
        speaker.spoke.emit(None, True)
        canvas.repaint()
    assert heard == [(None, True)] * 10_000
    assert canvas.painted - before == 10_000
