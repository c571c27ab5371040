"""From the prompt to its run over the unlabelled rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.navigation import NewRun
from gui.pages.evaluate.page import EvaluatePage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext


def test_a_run_from_the_prompt_page_opens_with_its_prompt_and_model(
    context: PageContext, qtbot: QtBot
) -> None:
    workspace = context.project
    workspace.prompts.create("first")
    prompt = workspace.prompts.create("second")
    model = workspace.prediction.models()[-1]
    page = EvaluatePage(context)
    qtbot.addWidget(page)
    page.show()
    page.opened(NewRun(prompt, model))
    qtbot.waitUntil(lambda: page.starter.dialog is not None)
    dialog = page.starter.dialog
    assert (dialog.choice.prompt, dialog.choice.model) == (prompt, model)
    parts = [dialog.rows.itemData(at).part for at in range(dialog.rows.count())]
    dialog.rows.setCurrentIndex(parts.index("unlabelled"))
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(workspace.prediction.runs()))
    qtbot.waitUntil(lambda: workspace.prediction.runs()[0].state.value == "finished")
    (run,) = workspace.prediction.runs()
    assert (run.prompt_id, run.model) == (prompt.id, model)
    assert len(workspace.prediction.predictions(run)) == 6
    qtbot.waitUntil(lambda: not context.background.jobs)
