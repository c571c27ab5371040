from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.data.column_roles import Role
from gui.pages.data.import_dialog import ImportDialog
from gui.pages.data.import_summary import ImportSummary
from gui.widgets.busy_dialog import BusyDialog
from services.app import Workspace
from services.datasets.mapping import UnknownLabels
from services.domain.example import State
from services.domain.task import Task
from services.settings import Settings
from tests.gui.data.conftest import answer_file_dialog, settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QComboBox, QPushButton
    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage

    OpenPage = Callable[[Workspace], DataPage]


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(combo: QComboBox, value: object) -> None:
    combo.setCurrentIndex(combo.findData(value))


def ask(qtbot: QtBot, page: DataPage, path: Path) -> ImportDialog:
    page.exchange.imports.read(path)
    return shown(qtbot, page, ImportDialog)


def previewed(qtbot: QtBot, page: DataPage, dialog: ImportDialog) -> None:
    qtbot.waitUntil(lambda: not dialog._latest.busy and not page.context.background.jobs)


def answers(dialog: ImportDialog) -> list[str]:
    model = dialog.table.model()
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def test_from_the_first_click_to_the_filled_table(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, csv_file: Path
) -> None:
    page = open_page(empty_project)
    click(qtbot, page.first_import)
    answer_file_dialog(qtbot, page, csv_file)
    dialog = shown(qtbot, page, ImportDialog)
    assert "Encoding: UTF-8" in dialog._guessed.text()
    assert "Text: “text”" in dialog._guessed.text()
    assert answers(dialog) == ["Delivery", "Billing", "Refund", "Delivery", ""]
    click(qtbot, dialog.confirm_button)
    settled(qtbot, page)
    assert page.model.rowCount() == 5
    assert page.notices.notices[0].title == "questions.csv: 5 rows imported."
    assert page._subtitle.text() == "5 examples · 80 % labelled"


def test_by_keyboard_alone(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, csv_file: Path
) -> None:
    page = open_page(empty_project)
    qtbot.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    answer_file_dialog(qtbot, page, csv_file)
    dialog = shown(qtbot, page, ImportDialog)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not dialog.isVisible()
    settled(qtbot, page)
    assert page.model.rowCount() == 5


def test_columns_can_be_given_other_roles(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, csv_file: Path
) -> None:
    page = open_page(empty_project)
    dialog = ask(qtbot, page, csv_file)
    roles = dialog.roles.combos
    choose(roles["channel"], Role.ANSWER)
    assert roles["label"].currentData() is Role.INFORMATION
    choose(roles["label"], Role.IGNORED)
    previewed(qtbot, page, dialog)
    assert dialog.answers._unknown_words.text() == (
        "Among the first rows: “web” (2), “app” (2), “mail” (1)"
    )
    choose(dialog.answers.unknown, UnknownLabels.ADD)
    previewed(qtbot, page, dialog)
    click(qtbot, dialog.confirm_button)
    settled(qtbot, page)
    names = [label.name for label in empty_project.task.labels]
    assert names == ["Delivery", "Billing", "Refund", "web", "app", "mail"]
    assert empty_project.datasets.examples([1])[0].metadata == {}
    assert page.filters.label.findText("mail") > 0


def test_without_a_text_column_there_is_no_import(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, csv_file: Path
) -> None:
    page = open_page(empty_project)
    dialog = ask(qtbot, page, csv_file)
    choose(dialog.roles.combos["text"], Role.IGNORED)
    assert dialog.notices.notices[0].title == "No column is the text."
    click(qtbot, dialog.confirm_button)
    assert dialog.isVisible()
    choose(dialog.roles.combos["text"], Role.TEXT)
    previewed(qtbot, page, dialog)
    assert not dialog.notices.notices
    assert dialog.table.model().rowCount() == 5


def test_delimiter_and_header_can_be_changed(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("one; two|Delivery\nthree; four|Billing\n", "utf-8")
    page = open_page(empty_project)
    dialog = ask(qtbot, page, path)
    choose(dialog.form.delimiter, "|")
    previewed(qtbot, page, dialog)
    choose(dialog.form.header, 0)
    previewed(qtbot, page, dialog)
    assert list(dialog.roles.combos) == ["column 1", "column 2"]
    assert answers(dialog) == ["Delivery", "Billing"]


def test_ratings_become_labels_by_ranges(qtbot: QtBot, open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    rows = "".join(f"review {n},{n}\n" for n in range(1, 11))
    path.write_text("review,rating\n" + rows, "utf-8")
    task = Task.sentiment("Reviews")
    with Workspace.create(
        tmp_path / "reviews.tunesmith", task, settings=Settings(author="me")
    ) as project:
        page = open_page(project)
        dialog = ask(qtbot, page, path)
        assert dialog.answers.numbers.isChecked()
        low, _ = dialog.answers.ranges
        assert (low.low.value(), low.high.value(), low.label.currentText()) == (1, 4, "negative")
        low.high.setValue(3)
        previewed(qtbot, page, dialog)
        assert "7 rows" not in dialog._left_out.text()
        assert dialog._left_out.text().startswith("5 rows of these will be left out – line 5: ")
        click(qtbot, dialog.confirm_button)
        summary = shown(qtbot, page, ImportSummary)
        assert summary.windowTitle() == "reviews.csv: 5 rows imported"
        summary.accept()
        settled(qtbot, page)


def test_left_out_rows_are_listed_and_can_be_saved(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "holes.csv"
    path.write_text("text,label\ngood,Billing\n ,Billing\nlong,Refund,more\n", "utf-8")
    page = open_page(empty_project)
    dialog = ask(qtbot, page, path)
    click(qtbot, dialog.confirm_button)
    summary = shown(qtbot, page, ImportSummary)
    model = summary.table.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["3", "4"]
    click(qtbot, summary.save_button)
    target = tmp_path / "left out.csv"
    answer_file_dialog(qtbot, summary, target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == ["line", "reason"]
        assert next(csv.reader(file)) == ["3", "The text is empty."]
    click(qtbot, summary.confirm_button)
    settled(qtbot, page)


def test_a_stopped_import_leaves_nothing_behind(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("text,label\n")
        file.writelines(f"question number {n},Billing\n" for n in range(60_000))
    page = open_page(project)
    dialog = ask(qtbot, page, path)
    click(qtbot, dialog.confirm_button)
    busy = shown(qtbot, page, BusyDialog)
    qtbot.waitUntil(lambda: busy._bar.value() > 0)
    click(qtbot, busy._stop)
    settled(qtbot, page)
    assert page.notices.notices[0].title == "The import of many.csv was stopped."
    assert project.datasets.counts().total == 5
    assert page.model.rowCount() == 5


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv is empty."),
        ("picture.csv", b"\x89PNG\r\n\x1a\n....", "picture.csv is a picture"),
        (
            "old.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "old.xls is an Excel file of the old kind",
        ),
    ],
)
def test_a_file_that_holds_no_rows_is_said_on_the_page(
    qtbot: QtBot,
    project: Workspace,
    open_page: OpenPage,
    tmp_path: Path,
    name: str,
    content: bytes,
    said: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page = open_page(project)
    page.exchange.imports.read(path)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title.startswith(said)
    assert not page.findChildren(ImportDialog)


def test_a_wrong_encoding_is_seen_and_mended(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "korean.csv"
    path.write_bytes("text,label\n환불을 요청했는데 답변이 없습니다,Refund\n".encode("cp949"))
    page = open_page(empty_project)
    dialog = ask(qtbot, page, path)
    choose(dialog.form.encoding, "utf-8")
    previewed(qtbot, page, dialog)
    assert dialog.notices.notices[0].title == "No row of korean.csv could be imported."
    assert not dialog.confirm_button.isEnabled()
    choose(dialog.form.encoding, "cp949")
    previewed(qtbot, page, dialog)
    click(qtbot, dialog.confirm_button)
    settled(qtbot, page)
    assert page.model.row(0).text == "환불을 요청했는데 답변이 없습니다"


def test_records_of_an_extraction(qtbot: QtBot, open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "songs.jsonl"
    path.write_text(
        '{"text": "play Ella", "record": {"artist": "Ella"}}\n{"text": "stop", "record": {}}\n',
        "utf-8",
    )
    schema = {
        "type": "object",
        "properties": {"artist": {"type": "string"}},
        "required": ["artist"],
    }
    with Workspace.create(
        tmp_path / "songs.tunesmith",
        Task.extraction("Songs", schema),
        settings=Settings(author="me"),
    ) as project:
        page = open_page(project)
        dialog = ask(qtbot, page, path)
        click(qtbot, dialog.confirm_button)
        summary = shown(qtbot, page, ImportSummary)
        summary.accept()
        settled(qtbot, page)
        assert not page.filters.label.isVisible()
        assert page.model.index(0, 2).data() == "artist: Ella"
        assert project.datasets.counts().by_state[State.UNLABELLED] == 1
