from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt

from gui.widgets.confusion_grid import ConfusionGrid
from services.evaluation.records import Cell

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

LABELS = [("a", "apple"), ("b", "pear"), ("c", "plum")]
COUNTS = {Cell("a", "a"): 8, Cell("a", "b"): 2, Cell("b", "b"): 5, Cell("c", None): 1}


@pytest.fixture
def grid(qtbot: QtBot, theme: Theme) -> ConfusionGrid:
    made = ConfusionGrid(theme)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show_counts(LABELS, COUNTS)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def _centre(grid: ConfusionGrid, row: int, column: int) -> QPoint:
    return grid.geometry_of_cells.rect(row, column).center().toPoint()


def test_a_click_opens_the_rows_of_a_cell(qtbot: QtBot, grid: ConfusionGrid) -> None:
    with qtbot.waitSignal(grid.activated) as signal:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=_centre(grid, 0, 1))
    assert signal.args == [Cell("a", "b")]


def test_the_last_column_is_for_rows_without_a_label(qtbot: QtBot, grid: ConfusionGrid) -> None:
    with qtbot.waitSignal(grid.activated) as signal:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=_centre(grid, 2, 3))
    assert signal.args == [Cell("c", None)]
    assert grid.describe(2, 3) == "plum without a label: 1 of 1 row"


def test_an_empty_cell_opens_nothing(qtbot: QtBot, grid: ConfusionGrid) -> None:
    with qtbot.assertNotEmitted(grid.activated):
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=_centre(grid, 1, 0))


def test_arrows_move_and_enter_opens(qtbot: QtBot, grid: ConfusionGrid) -> None:
    with qtbot.waitSignal(grid.described) as said:
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert said.args == ["apple taken for pear: 2 of 10 rows"]
    assert grid.accessibleDescription() == "apple taken for pear: 2 of 10 rows"
    with qtbot.waitSignal(grid.activated) as signal:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert signal.args == [Cell("a", "b")]


def test_ctrl_and_an_arrow_go_to_the_next_cell_that_is_not_empty(
    qtbot: QtBot, grid: ConfusionGrid
) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(grid, key)
    with qtbot.waitSignal(grid.described) as said:
        qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert said.args == ["plum without a label: 1 of 1 row"]


def test_the_edge_of_the_grid_stops_the_arrows(qtbot: QtBot, grid: ConfusionGrid) -> None:
    with qtbot.assertNotEmitted(grid.described):
        qtbot.keyClick(grid, Qt.Key.Key_Up)
        qtbot.keyClick(grid, Qt.Key.Key_Left)


def test_many_labels_scroll_and_the_keyboard_reaches_the_last_one(
    qtbot: QtBot, grid: ConfusionGrid
) -> None:
    labels = [(str(number), f"label number {number}") for number in range(150)]
    grid.show_counts(labels, {Cell(each, each): 1 for each, _ in labels})
    assert grid.geometry_of_cells.cell >= 11
    assert grid.verticalScrollBar().maximum() > 0
    ctrl = Qt.KeyboardModifier.ControlModifier
    for _ in range(149):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
        qtbot.keyClick(grid, Qt.Key.Key_Right, ctrl)
    assert grid.describe(149, 149) == grid.accessibleDescription()
    geometry = grid.geometry_of_cells
    assert geometry.plot.contains(geometry.rect(149, 149).center())


def test_plus_minus_and_zero_zoom(qtbot: QtBot, grid: ConfusionGrid) -> None:
    fitting = grid.geometry_of_cells.cell
    qtbot.keyClick(grid, Qt.Key.Key_Plus)
    qtbot.keyClick(grid, Qt.Key.Key_Plus)
    assert grid.geometry_of_cells.cell == pytest.approx(fitting * 1.5625)
    qtbot.keyClick(grid, Qt.Key.Key_Minus)
    assert grid.geometry_of_cells.cell == pytest.approx(fitting * 1.25)
    qtbot.keyClick(grid, Qt.Key.Key_0)
    assert grid.geometry_of_cells.cell == fitting


def test_a_grid_without_labels_is_empty_and_takes_keys(qtbot: QtBot, grid: ConfusionGrid) -> None:
    grid.show_counts([], {})
    with qtbot.assertNotEmitted(grid.activated):
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert not grid.grab().isNull()


def test_hovering_says_the_cell_in_words(qtbot: QtBot, grid: ConfusionGrid) -> None:
    with qtbot.waitSignal(grid.described) as said:
        qtbot.mouseMove(grid.viewport(), _centre(grid, 1, 1))
    assert said.args == ["pear: 5 of 5 rows right"]
