"""How long the live preview of a prompt takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.figures import figure, milliseconds, percentile
from tests.benchmarks.projects import project
from tests.benchmarks.window import page_context, until, until_painted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.figures import Figure

SHOTS = 50
KEYS = 300


def preview(folder: Path) -> Figure:
    """From a key in the instruction to the prompt painted, with 50 shots of 200 characters."""
    from PySide6.QtTest import QTest

    from gui.pages.prompt.page import PromptPage
    from services.domain.prompt import Technique

    workspace = project(folder, 2_000, labelled=True)
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
        text = page.preview.text.viewport()
        until_painted(text, page.activateWindow)

        def press() -> None:
            until_painted(text, lambda: QTest.keyClicks(page.parts.instruction, "x"))

        times = [milliseconds(press) for _ in range(KEYS)]
    workspace.close()
    return figure("preview", percentile(times, 95), "ms")
