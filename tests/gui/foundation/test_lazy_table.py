"""A table of a million rows over a real SQLite file, by keyboard."""

from __future__ import annotations

import sqlite3
from array import array
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from gui.pills import PillKind
from gui.tables.columns import Column
from gui.tables.lazy_table import BLOCK, BLOCKS_KEPT, LazyTableModel
from gui.tables.lazy_table_view import LazyTableView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

COLUMNS = (
    Column("#", 52, lambda row: str(row[0]), right=True, mute=True),
    Column("Text", 200, lambda row: row[1], stretch=1),
    Column("Label", 120, lambda row: row[2], pill=lambda _: PillKind.ACCENT),
)


class Store:
    """Rows in SQLite; notes which ids were fetched."""

    def __init__(self, count: int) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.execute("CREATE TABLE example (id INTEGER PRIMARY KEY, text, label)")
        rows = ((number, f"text {number}", "refund") for number in range(1, count + 1))
        self.database.executemany("INSERT INTO example VALUES (?, ?, ?)", rows)
        self.fetched: list[Sequence[int]] = []

    def fetch(self, ids: Sequence[int]) -> list[Any]:
        self.fetched.append(ids)
        marks = ",".join("?" * len(ids))
        found = self.database.execute(f"SELECT * FROM example WHERE id IN ({marks})", tuple(ids))
        rows = {row[0]: row for row in found}
        return [rows.get(id_) for id_ in ids]


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store(2000)
    yield made
    made.database.close()


@pytest.fixture
def model(store: Store) -> LazyTableModel:
    made = LazyTableModel(COLUMNS, store.fetch)
    made.set_ids(array("q", range(1, 2001)))
    return made


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Callable[[LazyTableModel], LazyTableView]:
    def shown(model: LazyTableModel) -> LazyTableView:
        view = LazyTableView(model, theme, "Examples")
        qtbot.addWidget(view)
        view.resize(600, 400)
        with qtbot.waitExposed(view):
            view.show()
        return view

    return shown


def text(model: QAbstractItemModel, row: int, column: int) -> str:
    return str(model.index(row, column).data())


def test_the_rest_comes_behind_what_is_shown(
    qtbot: QtBot, model: LazyTableModel, theme: Theme
) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view = LazyTableView(model, theme, "Examples")
    qtbot.addWidget(view)
    view.show_ids(array("q", range(1, BLOCK + 11)))
    view.go_to_row(BLOCK + 9)
    view.show_more(array("q", range(1, 2001)))
    assert (model.rowCount(), view.current_id) == (2000, BLOCK + 10)
    assert model.row(BLOCK + 10)[1] == f"text {BLOCK + 11}"
    view.show_more(array("q", [7, BLOCK + 10]))
    assert (model.rowCount(), view.current_id) == (2, BLOCK + 10)


def test_qt_finds_nothing_wrong_with_the_model(model: LazyTableModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_ids([3, 1, 2])
    assert tester.model() is model
    assert [text(model, row, 0) for row in range(3)] == ["3", "1", "2"]


def test_rows_are_fetched_in_blocks_and_once(model: LazyTableModel, store: Store) -> None:
    for row in range(200):
        text(model, row, 1)
        text(model, row, 2)
    assert [len(ids) for ids in store.fetched] == [BLOCK, BLOCK]


def test_blocks_long_out_of_view_are_forgotten(store: Store) -> None:
    model = LazyTableModel(COLUMNS, store.fetch)
    model.set_ids(range(1, BLOCK * (BLOCKS_KEPT + 2)))
    for block in range(BLOCKS_KEPT + 1):
        model.row(block * BLOCK)
    before = len(store.fetched)
    model.row(BLOCK)
    assert len(store.fetched) == before
    model.row(0)
    assert len(store.fetched) == before + 1


def test_a_million_rows_open_with_one_or_two_blocks(
    store: Store, show: Callable[[LazyTableModel], LazyTableView]
) -> None:
    model = LazyTableModel(COLUMNS, store.fetch)
    model.set_ids(array("q", range(1, 1_000_001)))
    view = show(model)
    view.grab()
    assert model.rowCount() == 1_000_000
    assert len(store.fetched) <= 2
    view.scrollToBottom()
    view.grab()
    assert len(store.fetched) <= 4


def test_refreshing_some_ids_fetches_their_blocks_again(
    qtbot: QtBot, model: LazyTableModel, store: Store
) -> None:
    text(model, 0, 1)
    text(model, BLOCK, 1)
    store.database.execute("UPDATE example SET text = 'new' WHERE id = 1")
    with qtbot.waitSignal(model.dataChanged):
        model.refresh({1})
    assert text(model, 0, 1) == "new"
    assert [ids[0] for ids in store.fetched] == [1, BLOCK + 1, 1]


def test_a_row_that_is_gone_shows_empty(model: LazyTableModel, store: Store) -> None:
    store.database.execute("DELETE FROM example WHERE id = 2")
    assert text(model, 1, 1) == ""
    assert text(model, 2, 1) == "text 3"


def test_keys_move_by_rows_and_enter_opens(
    qtbot: QtBot, model: LazyTableModel, show: Callable[[LazyTableModel], LazyTableView]
) -> None:
    view = show(model)
    view.go_to_row(0)
    seen: list[int] = []
    view.current_changed.connect(seen.append)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert seen == [2, 2000, 1]
    with qtbot.waitSignal(view.activated_id) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [1]


def test_shift_selects_whole_rows(
    qtbot: QtBot, model: LazyTableModel, show: Callable[[LazyTableModel], LazyTableView]
) -> None:
    view = show(model)
    view.go_to_row(4)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_ids() == [5, 6, 7]
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_ids() == list(range(5, 2001))
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(view.selected_ids()) == 2000


def test_a_click_selects_the_row(
    qtbot: QtBot, model: LazyTableModel, show: Callable[[LazyTableModel], LazyTableView]
) -> None:
    view = show(model)
    place = view.visualRect(model.index(3, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.current_id == 4
    assert view.selected_ids() == [4]


def test_the_current_row_stays_when_the_filter_changes(
    qtbot: QtBot, model: LazyTableModel, show: Callable[[LazyTableModel], LazyTableView]
) -> None:
    view = show(model)
    view.go_to(1500)
    view.show_ids(array("q", range(2, 2001, 2)))
    assert view.current_id == 1500
    with qtbot.waitSignal(view.current_changed) as told:
        view.show_ids(array("q", [7, 9]))
    assert told.args == [None]
    assert view.selected_ids() == []


def test_a_stretching_column_takes_the_room_but_never_less_than_it_needs(
    model: LazyTableModel, show: Callable[[LazyTableModel], LazyTableView]
) -> None:
    view = show(model)
    assert view.columnWidth(1) == view.viewport().width() - 52 - 120
    view.resize(250, 400)
    assert view.columnWidth(1) == 200


def test_pills_and_the_selected_row_are_painted(
    qtbot: QtBot,
    theme: Theme,
    model: LazyTableModel,
    show: Callable[[LazyTableModel], LazyTableView],
) -> None:
    view = show(model)
    view.go_to_row(1)
    image = view.viewport().grab().toImage()
    pill = view.visualRect(model.index(0, 2))
    inside = QPoint(pill.left() + 14, pill.center().y() - 8)
    assert image.pixelColor(inside).name() == theme.tokens.accent_soft
    row = view.visualRect(model.index(1, 1))
    assert image.pixelColor(row.right() - 3, row.center().y()).name() == theme.tokens.accent_soft
    assert image.pixelColor(row.right() - 3, row.bottom()).name() == theme.tokens.line
