"""How soon the window is there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.figures import figure, median

if TYPE_CHECKING:
    from tests.benchmarks.figures import Figure

ROUNDS = 7
NO_CACHE = ("PYTHONDONTWRITEBYTECODE",)
"""The figure is that of a warm cache: compiled modules may be kept."""
PATIENCE_SECONDS = 30
HEAVY = ("google.genai", "google.auth", "google.api_core", "google.cloud.", "pandas", "sklearn")
"""`google` and `google.cloud` themselves are empty namespaces that every interpreter here has."""
ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys, time
HEAVY = tuple(sys.argv[1:])
from PySide6.QtCore import QEvent, QObject
from gui.application import Program, make_application
from services.settings import Folders

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is program.window.page:
            heavy = [name for name in sys.modules if name.startswith(HEAVY)]
            print(time.time(), ",".join(sorted(heavy)), flush=True)
            app.quit()
        return False

app = make_application()
program = Program(app, Folders.of_user())
watch = FirstPaint()
app.installEventFilter(watch)
program.start(None)
app.exec()
program.close()
"""


def first_paint(_: Path) -> Figure:
    """From the start of the process to the first paint of the window; the median of some."""
    _seconds_to_first_paint()
    return figure("first_paint", median([_seconds_to_first_paint() for _ in range(ROUNDS)]), "s")


def _seconds_to_first_paint() -> float:
    environment = {key: value for key, value in os.environ.items() if key not in NO_CACHE}
    began = time.time()
    told = subprocess.run(
        [sys.executable, "-c", CHILD, *HEAVY],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=environment,
    )
    painted, _, heavy = told.stdout.strip().partition(" ")
    if heavy:
        message = f"loaded before the first paint: {heavy}"
        raise AssertionError(message)
    return float(painted) - began
