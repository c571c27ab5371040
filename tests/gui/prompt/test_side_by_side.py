"""Prompts and models side by side: asked now, or from stored runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.prompt.side_dialog import STORED, SideDialog
from gui.pages.prompt.side_results import side_titles
from services.domain.prediction import PredictionState
from services.domain.prompt import Technique
from services.evaluation.side_by_side import View
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.prompt.page import PromptPage

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(page: PromptPage, qtbot: QtBot) -> SideDialog:
    qtbot.keyClick(page, Qt.Key.Key_B, CONTROL)
    tops = QApplication.topLevelWidgets()
    return next(each for each in tops if isinstance(each, SideDialog) and each.isVisible())


def test_two_prompts_are_asked_about_the_same_rows(page: PromptPage, qtbot: QtBot) -> None:
    workspace = page.context.project
    workspace.prompts.create("With shots", Technique.FEW_SHOT)
    dialog = opened(page, qtbot)
    first, second = dialog.asking.pairs.pairs
    assert (first[0], second[0].name) == (page.prompt, "With shots")
    dialog.asking.number.setValue(4)
    qtbot.waitUntil(lambda: dialog.asking.note.text().startswith("8 calls, about"))
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(dialog.ask_button.isEnabled)
    assert len(dialog.results.rows) == 4
    assert all(None not in row.predictions for row in dialog.results.rows)
    assert dialog.results.summary.text().startswith("A: ")
    assert "$" in dialog.results.summary.text()
    assert workspace.prediction.runs() == ()
    dialog.reject()


def test_a_pair_is_added_and_taken_away(page: PromptPage, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    pairs = dialog.asking.pairs
    assert len(set(pairs.pairs)) == 2
    assert not pairs.rows[0].remove.isEnabled()
    qtbot.mouseClick(pairs.add_button, LEFT)
    qtbot.mouseClick(pairs.add_button, LEFT)
    assert not pairs.add_button.isVisible()
    qtbot.mouseClick(pairs.rows[1].remove, LEFT)
    assert len(pairs.pairs) == 3
    assert [row.prompt.accessibleName() for row in pairs.rows] == [f"Prompt {x}" for x in "ABC"]
    dialog.reject()


def test_stored_runs_are_shown_by_views_and_keys(page: PromptPage, qtbot: QtBot) -> None:
    workspace = page.context.project
    snapshot = workspace.datasets.snapshot("validation")
    ids = [row.example_id for row in workspace.datasets.snapshot_rows(snapshot)]
    for says in ("card", "refund"):
        said = dict.fromkeys(ids, says) | {ids[0]: "card", ids[1]: PredictionState.FAILED}
        stored_run(workspace, snapshot, page.parts.prompt, said, model=says)
    dialog = opened(page, qtbot)
    qtbot.mouseClick(dialog.source.button_of(STORED), LEFT)
    qtbot.mouseClick(dialog.ask_button, LEFT)
    qtbot.waitUntil(lambda: len(dialog.results.rows) == len(ids))
    table = dialog.results.table
    assert table is not None
    for number, view in enumerate(View, start=1):
        qtbot.keyClick(dialog, getattr(Qt.Key, f"Key_{number}"), CONTROL)
        assert dialog.results.view.value is view
        expected = {View.ALL: len(ids), View.FAILED: 1, View.DIFFERENT: len(ids) - 2}
        assert view not in expected or table.model().rowCount() == expected[view]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    chosen = table.current_id
    assert len(dialog.results.detail.sides) == 2
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: page.preview.rows.example.id == chosen)


@pytest.mark.parametrize(
    ("sides", "titles"),
    [
        ([("P", "m"), ("Q", "m")], ("A  P", "B  Q")),
        ([("P", "m"), ("P", "n")], ("A  m", "B  n")),
        ([("P", "m"), ("Q", "n")], ("A  P · m", "B  Q · n")),
        ([("P", "m"), ("P", "m")], ("A  P", "B  P")),
    ],
)
def test_a_title_says_what_tells_the_sides_apart(
    sides: list[tuple[str, str]], titles: tuple[str, ...]
) -> None:
    assert side_titles(sides) == titles


def test_closing_stops_what_is_asked(page: PromptPage, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(dialog.ask_button, LEFT)
        assert dialog.stop_button.isVisible()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.context.background.jobs)


def test_what_cannot_be_compared_is_said(page: PromptPage, qtbot: QtBot) -> None:
    workspace = page.context.project
    snapshot = workspace.datasets.snapshot("validation")
    for model in ("one", "two"):
        stored_run(workspace, snapshot, page.parts.prompt, {}, model=model)
    dialog = opened(page, qtbot)
    dialog.source.button_of(STORED).click()
    dialog.stored.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert [run.model.name for run in dialog.stored.runs] == ["two"]
    dialog.ask_button.click()
    qtbot.waitUntil(dialog.ask_button.isEnabled)
    assert "Two runs are needed" in dialog.notices.notices[0].title
    dialog.reject()
