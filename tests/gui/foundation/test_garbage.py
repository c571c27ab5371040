from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from gui.garbage import Garbage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gui.background import Background
    from services.jobs import JobContext


class _Cycle:
    def __init__(self) -> None:
        self.me = self


def _allocate(_: JobContext) -> None:
    kept = [[number] for number in range(200_000)]
    assert kept


def test_garbage_is_collected_on_the_gui_thread_alone(
    qtbot: QtBot, qapp: QApplication, background: Background
) -> None:
    threads: list[int] = []
    weakref.finalize(_Cycle(), lambda: threads.append(threading.get_ident()))
    job = background.run("Allocating", _allocate, owner=qapp)
    with qtbot.waitSignal(job.finished):
        pass
    assert not threads
    kept = [[number] for number in range(gc.get_threshold()[0] + 1)]
    qtbot.waitUntil(lambda: bool(threads))
    assert kept
    assert threads == [threading.get_ident()]


def test_python_collects_on_its_own_again_after_the_end(background: Background) -> None:
    assert not gc.isenabled()
    background.shutdown()
    assert gc.isenabled()


def test_what_takes_long_to_look_through_is_set_aside(qtbot: QtBot, qapp: QApplication) -> None:
    thresholds = gc.get_threshold()
    gc.unfreeze()
    garbage = Garbage(qapp, long_seconds=0)
    gc.set_threshold(1, 0, 0)
    try:
        qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    finally:
        gc.set_threshold(*thresholds)
        garbage.stop()
    assert gc.get_freeze_count() == 0
