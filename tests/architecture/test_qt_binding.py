"""The Qt binding does not eat the interpreter's constants.

PySide6 6.12.0 on Python 3.11 drops a reference to None or True with each signal and each event,
until the interpreter aborts; see docs/adr.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from pytestqt.qtbot import QtBot

ROUNDS = 10_000
SLACK = 500


class _Sender(QObject):
    told = Signal(bool, object)


class _Painted(QWidget):
    count = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.count += 1


def _references() -> tuple[int, int, int]:
    return sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)


def test_signals_and_paint_events_leave_the_constants_alone(qtbot: QtBot) -> None:
    sender, painted = _Sender(), _Painted()
    qtbot.addWidget(painted)
    painted.resize(8, 8)
    painted.show()
    qtbot.waitUntil(lambda: painted.count > 0)
    heard: list[bool] = []
    sender.told.connect(lambda flag, _: heard.append(flag))
    before = _references()
    for _ in range(ROUNDS):
        sender.told.emit(True, None)
        painted.repaint()
    heard.clear()
    lost = [old - new for old, new in zip(before, _references(), strict=True)]
    assert max(lost) < SLACK
