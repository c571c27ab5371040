from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from gui.navigation import MistakesOf, Page
from services.domain.prediction import ConnectionKind, PredictionState, Run, RunState
from services.evaluation.records import Cell
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage
    from services.app import Workspace

GOLD = ["delivery", "refund", "other"] * 4


def _run(workspace: Workspace, ids: list[str], says: list[Any], **more: Any) -> Run:
    prompts = workspace.prompts.all()
    prompt = prompts[0] if prompts else workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("all")
    return stored_run(workspace, snapshot, prompt, dict(zip(ids, says, strict=True)), **more)


@pytest.fixture
def runs(workspace: Workspace, ids: list[str]) -> tuple[Run, Run]:
    """An older run with two mistakes and a refusal, and a newer one with one mistake."""
    older = ["refund", "refund", "refund", *GOLD[3:11], PredictionState.REFUSED]
    newer = ["delivery", "delivery", *GOLD[2:]]
    return (
        _run(workspace, ids, older, model="base", created=1.0),
        _run(workspace, ids, newer, model="tuned", created=2.0),
    )


def _open(qtbot: QtBot, page: EvaluatePage, query: object | None = None) -> None:
    page.opened(query)
    qtbot.waitUntil(lambda: page.current is not None)


def _cells(page: EvaluatePage, row: int) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def test_without_a_run_the_page_says_what_one_is(qtbot: QtBot, page: EvaluatePage) -> None:
    page.opened(None)
    qtbot.waitUntil(page.first_run.isVisible)
    assert not page.save_button.isEnabled()


def test_runs_stand_in_one_table_beside_the_baseline(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    newer, older = _cells(page, 0), _cells(page, 1)
    assert newer[0] == "tuned"
    assert newer[2].startswith("91.7 %")
    assert newer[4] == "+16.7"
    assert older[2].startswith("75.0 %")
    assert older[4] == "baseline"
    assert "12 rows" in page.snapshots.currentText()
    assert page.detail.figures.accuracy.number == "91.7 %"
    assert "on 12 common rows" in page.detail.figures.difference.caption


def test_the_keyboard_walks_through_the_runs_and_opens_their_mistakes(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.detail.figures.accuracy.number == "75.0 %"
    assert "1 refused" in page.detail.figures.answers.caption
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args == [Page.REVIEW, MistakesOf(runs[0])]


def test_a_cell_of_the_grid_opens_its_rows(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run], workspace: Workspace
) -> None:
    _open(qtbot, page)
    page.detail.tabs.setCurrentWidget(page.detail.panel)
    grid = page.detail.panel.grid
    place = grid.geometry_of_cells.rect(1, 0).center().toPoint()
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    names = {label.name: label.id for label in workspace.task.labels}
    cell = Cell(names["refund"], names["delivery"])
    assert asked.args == [Page.REVIEW, MistakesOf(runs[1], cell)]


def test_another_run_can_be_pinned_as_baseline(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    qtbot.mouseClick(page.detail.pin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _cells(page, 0)[4] == "baseline")
    assert _cells(page, 1)[4] == "−16.7"
    assert not page.detail.pin.isVisible()


def test_a_run_of_another_connection_is_marked_not_comparable(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run], workspace: Workspace, ids: list[str]
) -> None:
    _run(workspace, ids, GOLD, connection=ConnectionKind.VERTEX, created=3.0)
    _open(qtbot, page)
    assert _cells(page, 0)[4] == "not comparable"
    assert "Vertex AI" in page.detail.figures.difference.caption


def test_a_run_that_was_stopped_offers_to_go_on(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, ids: list[str]
) -> None:
    says = [*GOLD[:6], *[PredictionState.FAILED] * 6]
    _run(workspace, ids, says, state=RunState.STOPPED)
    _open(qtbot, page)
    assert page.detail.retry.isVisible()
    assert not page.detail.resume.isVisible()
    assert _cells(page, 0)[5] == "6"
    assert "left out: 6 failed" in page.detail.figures.answers.caption
    assert page.detail.figures.answers.number == "6 / 6"


def test_why_a_run_failed_stands_beside_its_figures(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, ids: list[str]
) -> None:
    why = "The connection was lost. Try again."
    _run(workspace, ids[:6], GOLD[:6], state=RunState.FAILED, error=why)
    _open(qtbot, page)
    assert page.detail.error.text() == why
    assert page.detail.error.isVisible()
    assert page.detail.resume.isVisible()


def test_a_run_over_rows_without_gold_answers_can_go_on_too(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace
) -> None:
    first, *_ = filled(workspace, [f"no answer {n}" for n in range(3)])
    prompt = workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("unlabelled")
    says = {first: PredictionState.FAILED}
    stored_run(workspace, snapshot, prompt, says, state=RunState.FAILED, error="Lost.")
    _open(qtbot, page)
    assert page.detail.resume.isVisible()
    assert page.detail.retry.isVisible()


def test_a_fixed_gold_answer_shows_at_once(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run], workspace: Workspace, ids: list[str]
) -> None:
    _open(qtbot, page)
    workspace.labeling.correct(ids[1], "delivery")
    qtbot.waitUntil(lambda: _cells(page, 0)[2].startswith("100.0 %"))
    assert _cells(page, 1)[2].startswith("66.7 %")


def test_the_evaluation_is_saved_with_a_key_and_a_name(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run], tmp_path: Path
) -> None:
    _open(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    path = tmp_path / "evaluation.json"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    saved = json.loads(path.read_text("utf-8"))
    assert saved["exact_match"] == pytest.approx(11 / 12)
    assert len(saved["others"]) == 1


def test_every_key_of_the_page_is_listed(page: EvaluatePage) -> None:
    listed = page.keys()
    assert {each.keys for each in listed} >= {"Ctrl+R", "Ctrl+S", "Enter"}
