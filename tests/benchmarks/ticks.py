"""How evenly the window's event loop ticks while something goes on behind it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from services.jobs import JobContext

IDLE_MS = 3000


def gaps(context: PageContext, work: Callable[[JobContext], object] | None) -> list[float]:
    """Milliseconds between the ticks of a 1 ms timer, while the work runs or for 3 s of idling."""
    from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

    from gui.background import Lane

    loop, owner, found = QEventLoop(), QObject(), []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        found.append((now - last) * 1000)
        last = now

    timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start()
    if work is None:
        QTimer.singleShot(IDLE_MS, loop.quit)
    else:
        job = context.background.run("Work", work, owner=owner, lane=Lane.NETWORK)
        job.finished.connect(lambda *_: loop.quit())
    loop.exec()
    timer.stop()
    return found
