"""How long the live preview of a prompt takes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.benchmarks.figures import figure, milliseconds, percentile
from tests.benchmarks.projects import project
from tests.benchmarks.window import page_context, until, until_painted

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from gui.pages.prompt.page import PromptPage
    from tests.benchmarks.figures import Figure

SHOTS = 50
KEYS = 300
ROWS = 2_000
TRAINING_ROWS = 10_000


def preview(folder: Path) -> Figure:
    """From a key in the instruction to the prompt painted, with 50 shots of 200 characters."""
    from PySide6.QtTest import QTest

    with _page(folder, ROWS) as page:
        text = page.preview.text.viewport()

        def press() -> None:
            until_painted(text, lambda: QTest.keyClicks(page.parts.instruction, "x"))

        times = [milliseconds(press) for _ in range(KEYS)]
    return figure("preview", percentile(times, 95), "ms")


def preview_similar(folder: Path) -> Figure:
    """From one row to the next painted, with the 50 shots most like it of 10,000."""
    from services.domain.prompt import ShotStrategy

    with _page(folder, round(TRAINING_ROWS / 0.8)) as page:
        box = page.parts.shots.strategy
        box.setCurrentIndex(box.findData(ShotStrategy.SIMILAR))
        box.activated.emit(box.currentIndex())
        until(lambda: not page.preview.problems and not page.counting)
        text = page.preview.text.viewport()
        rows = page.preview.rows

        def step() -> None:
            until_painted(text, lambda: rows.step(1))

        times = [milliseconds(step) for _ in range(KEYS)]
    return figure("preview_similar", percentile(times, 95), "ms")


@contextmanager
def _page(folder: Path, rows: int) -> Generator[PromptPage]:
    """The page over so many labelled rows, with 50 shots drawn at random."""
    from gui.pages.prompt.page import PromptPage
    from services.domain.prompt import Technique

    workspace = project(folder, rows, labelled=True)
    workspace.datasets.split(seed=1)
    with page_context(workspace) as context:
        page = PromptPage(context)
        page.resize(1244, 900)
        page.show()
        page.opened(None)
        until(lambda: page.prompt is not None)
        page.parts.technique.button_of(Technique.FEW_SHOT).click()
        page.parts.shots.count.setValue(SHOTS)
        until(lambda: not page.counting)
        until_painted(page.preview.text.viewport(), page.activateWindow)
        yield page
    workspace.close()
