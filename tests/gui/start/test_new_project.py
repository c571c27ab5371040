from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.start.column_labels_dialog import ColumnLabelsDialog
from gui.pages.start.new_project_dialog import NewProjectDialog
from services.domain.task import TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from services.app import Workspace


@pytest.fixture
def dialog(qtbot: QtBot, page_context: PageContext, tmp_path: Path) -> Iterator[NewProjectDialog]:
    made = NewProjectDialog(page_context, tmp_path / "projects")
    qtbot.addWidget(made)
    page_context.background.failed.connect(lambda _, error: page_context.errors.show(error, made))
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    if page_context.projects.current is not None:
        page_context.projects.current.close()


def type_lines(qtbot: QtBot, dialog: NewProjectDialog, *lines: str) -> None:
    for line in lines:
        qtbot.keyClicks(dialog.labels.editor, line)
        qtbot.keyClick(dialog.labels.editor, Qt.Key.Key_Return)


def press(qtbot: QtBot, dialog: NewProjectDialog) -> None:
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)


def made_by(qtbot: QtBot, dialog: NewProjectDialog) -> Workspace:
    with qtbot.waitSignal(dialog._context.projects.opened) as opened:
        press(qtbot, dialog)
    return opened.args[0]


def test_labels_typed_one_to_a_line(qtbot: QtBot, dialog: NewProjectDialog, tmp_path: Path) -> None:
    qtbot.keyClicks(dialog.name, "Tickets: 2026/27?")
    type_lines(qtbot, dialog, "Billing", "", "Delivery ")
    made = made_by(qtbot, dialog)
    assert not dialog.isVisible()
    assert made.path == tmp_path / "projects" / "Tickets 2026 27.tunesmith"
    assert made.task.name == "Tickets: 2026/27?"
    assert [label.name for label in made.task.labels] == ["Billing", "Delivery"]


def test_by_keyboard_alone(qtbot: QtBot, dialog: NewProjectDialog) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), "Feelings")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert dialog.kind.kind is TaskKind.SENTIMENT
    assert dialog.labels.names() == ["negative", "positive"]
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog._context.projects.current is not None)


def test_sentiment_suggests_labels_but_keeps_what_was_typed(
    qtbot: QtBot, dialog: NewProjectDialog
) -> None:
    cards = dialog.kind.cards
    qtbot.mouseClick(cards[TaskKind.SENTIMENT], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(cards[TaskKind.CLASSIFICATION], Qt.MouseButton.LeftButton)
    assert dialog.labels.names() == []
    qtbot.keyClicks(dialog.labels.editor, "mine")
    qtbot.mouseClick(cards[TaskKind.SENTIMENT], Qt.MouseButton.LeftButton)
    assert dialog.labels.names() == ["mine"]


def test_a_schema_from_an_example_record(qtbot: QtBot, dialog: NewProjectDialog) -> None:
    qtbot.keyClicks(dialog.name, "Songs")
    qtbot.mouseClick(dialog.kind.cards[TaskKind.EXTRACTION], Qt.MouseButton.LeftButton)
    dialog.schema.by_example.click()
    qtbot.keyClicks(dialog.schema.editor, '{"artist": "Ella", "year": 1956}')
    assert dialog.schema._verdict.text() == "2 fields: artist (text), year (whole number)"
    made = made_by(qtbot, dialog)
    assert made.task.schema is not None
    assert list(made.task.schema["properties"]) == ["artist", "year"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "array"}', "The schema does not describe a record."),
        ('{"artist": "Ella"}', "This is a record, not a JSON schema."),
        ('{"type": "object", "properties": {}}', "The schema has no fields."),
        ("{artist}", "This is not JSON."),
        ("", "There is nothing here yet."),
    ],
)
def test_a_wrong_schema_is_refused_in_place(
    qtbot: QtBot, dialog: NewProjectDialog, text: str, said: str
) -> None:
    qtbot.keyClicks(dialog.name, "Songs")
    qtbot.mouseClick(dialog.kind.cards[TaskKind.EXTRACTION], Qt.MouseButton.LeftButton)
    dialog.schema.by_schema.click()
    qtbot.keyClicks(dialog.schema.editor, text)
    press(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog._schema_row._note.text().startswith(said)


def test_what_is_missing_is_said_beside_it(qtbot: QtBot, dialog: NewProjectDialog) -> None:
    press(qtbot, dialog)
    assert dialog._name_row._note.text() == "Give the project a name."
    qtbot.keyClicks(dialog.name, "Tickets")
    assert not dialog._name_row._note.isVisible()
    press(qtbot, dialog)
    assert dialog._labels_row._note.text().startswith("There are no labels.")
    type_lines(qtbot, dialog, "Billing", "billing")
    press(qtbot, dialog)
    assert "is there twice" in dialog._labels_row._note.text()


def test_an_error_of_the_disk_leaves_what_was_filled_in(
    qtbot: QtBot, dialog: NewProjectDialog, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.tunesmith"
    taken.write_text("something else")
    qtbot.keyClicks(dialog.name, "Tickets")
    type_lines(qtbot, dialog, "a", "b")
    dialog.place.set_path(taken)
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(dialog.notices.notices))
    assert dialog.notices.notices[0].title == "There is a file taken.tunesmith already."
    assert dialog.labels.names() == ["a", "b"]
    assert dialog.confirm_button.isEnabled()
    assert taken.read_text() == "something else"


def test_a_folder_that_cannot_be_made(
    qtbot: QtBot, dialog: NewProjectDialog, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    qtbot.keyClicks(dialog.name, "Tickets")
    qtbot.keyClicks(dialog.labels.editor, "a")
    dialog.place.set_path(tmp_path / "file" / "inside" / "t.tunesmith")
    press(qtbot, dialog)
    assert "cannot be made" in dialog.notices.notices[0].title


def test_labels_taken_from_a_column(
    qtbot: QtBot, page_context: PageContext, dialog: NewProjectDialog, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("text,channel,label\na,web,Refund\nb,app,Billing\n", "utf-8")
    columns = ColumnLabelsDialog(page_context, dialog)
    qtbot.addWidget(columns)
    columns.taken.connect(dialog.labels.set_names)
    columns.read(path)
    qtbot.waitUntil(columns.isVisible)
    assert columns.column.currentText() == "label  ·  2 values"
    qtbot.mouseClick(columns.confirm_button, Qt.MouseButton.LeftButton)
    assert dialog.labels.names() == ["Refund", "Billing"]


def test_a_file_without_labels_says_so_in_the_dialog(
    qtbot: QtBot, page_context: PageContext, dialog: NewProjectDialog, tmp_path: Path
) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("")
    columns = ColumnLabelsDialog(page_context, dialog)
    qtbot.addWidget(columns)
    columns.read(path)
    qtbot.waitUntil(lambda: bool(dialog.notices.notices))
    assert dialog.notices.notices[0].title == "empty.csv is empty."
