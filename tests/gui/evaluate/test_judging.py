"""A judge that the Sandbox plays, asked from the Evaluate page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gui.pages.evaluate.confidence_view import Side
from services.connection import Connection
from services.domain.confidence import Likelihood
from services.settings import Folders, Settings
from tests.fakes.runs import stored_run
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage
    from services.app import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Connection(Settings(author="me"), Folders.below(tmp_path / "sandbox"))
    with empty_tickets(tmp_path, made) as workspace:
        yield workspace
    made.close()


def test_a_judge_is_asked_and_its_words_are_held_against_human_answers(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    snapshot = workspace.datasets.snapshot("test")
    gold = workspace.datasets.gold(snapshot)
    names = {label.id: label.name for label in workspace.task.labels}
    says = {each: names[str(value)] for each, value in gold.items()}
    wrong = min(says)
    says[wrong] = next(name for name in names.values() if name != says[wrong])
    run = stored_run(workspace, snapshot, workspace.prompts.create("Plain"), says)
    page.opened(run)
    qtbot.waitUntil(lambda: page.current is not None)
    view = page.confidence
    page.detail.tabs.setCurrentWidget(view)
    qtbot.waitUntil(lambda: view.shown is not None)
    qtbot.mouseClick(view.side.button_of(Side.JUDGE), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.judge.first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.dialog is not None)
    dialog = view.dialog
    assert dialog is not None
    dialog.layout_field.setPlainText("{{what}}")
    assert "{{what}} is unknown" in dialog.layout_field.accessibleDescription()
    qtbot.mouseClick(dialog.start_over, Qt.MouseButton.LeftButton)
    assert "unknown" not in dialog.layout_field.accessibleDescription()
    qtbot.waitUntil(lambda: dialog.estimate_text.startswith(f"{len(says)} calls"))
    dialog.most.selectAll()
    qtbot.keyClicks(dialog.most, "5")
    qtbot.waitUntil(lambda: dialog.estimate_text.startswith("5 calls"))
    dialog.most.setValue(0)
    qtbot.waitUntil(lambda: dialog.estimate_text.startswith(f"{len(says)} calls"))
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)

    def all_judged() -> bool:
        standing = view.shown.judge if view.shown else None
        return standing is not None and standing.judged == len(says)

    qtbot.waitUntil(all_judged)
    assert view.judge.judged.text().endswith(f"judged {len(says)} of {len(says)} answers.")
    assert view.judge.facts.text().startswith("Of answers called likely or very likely, ")
    words = {row.example_id: row.word for row in workspace.confidence.rows(run)}
    assert {words[each] for each in says} > {Likelihood.ABOUT_EVEN}
    qtbot.mouseClick(view.side.button_of(Side.ROWS), Qt.MouseButton.LeftButton)
    assert "the judge's likely ones: " in view.rows.words
    assert words[wrong] in {Likelihood.UNLIKELY, Likelihood.VERY_UNLIKELY, Likelihood.ABOUT_EVEN}
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title.startswith(f"{len(says)} answers judged: ")
