"""The import dialog over other kinds of files, and what answers stand for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.data.column_roles import Role
from gui.pages.data.import_dialog import ImportDialog
from gui.pages.data.label_spellings import LabelSpellings
from services.datasets.layouts.known import Layout
from services.datasets.mapping import UnknownLabels
from services.datasets.source import FileKind
from tests.gui.data.conftest import answer_file_dialog, settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QComboBox, QWidget
    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage
    from services.app import Workspace

    OpenPage = Callable[[Workspace], DataPage]


def choose(combo: QComboBox, value: object) -> None:
    combo.setCurrentIndex(combo.findData(value))


def ask(qtbot: QtBot, page: DataPage, path: Path) -> ImportDialog:
    page.exchange.imports.read(path)
    return shown(qtbot, page, ImportDialog)


def read(qtbot: QtBot, page: DataPage, dialog: ImportDialog) -> None:
    """Wait for the preview, and for the look through all answers."""
    qtbot.waitUntil(
        lambda: not (dialog._latest.busy or dialog._surveying.busy or page.context.background.jobs)
    )


def answers(dialog: ImportDialog) -> list[str]:
    model = dialog.table.model()
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def visible(dialog: ImportDialog) -> set[QWidget]:
    return {field for field, row in dialog.form._rows.items() if row.isVisible()}


def test_only_what_applies_to_the_file_is_asked(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, csv_file: Path, tmp_path: Path
) -> None:
    page = open_page(empty_project)
    dialog = ask(qtbot, page, csv_file)
    form = dialog.form
    assert visible(dialog) == {form.encoding, form.delimiter, form.header, form.quoting}
    dialog.reject()
    path = tmp_path / "rows.json"
    path.write_text(json.dumps({"train": [{"text": "a"}], "test": [{"text": "b"}]}))
    dialog = ask(qtbot, page, path)
    assert visible(dialog) == {dialog.form.encoding, dialog.form.path}
    assert [dialog.form.path.itemText(n) for n in range(3)] == ["all parts", "train", "test"]
    choose(dialog.form.path, "test")
    read(qtbot, page, dialog)
    assert dialog.table.model().rowCount() == 1


def test_another_programs_rows_come_with_their_labels(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    rows = [{"id": 1, "text": "a", "label": ["billing"]}, {"id": 2, "text": "b", "label": ["New"]}]
    path = tmp_path / "doccano.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    page = open_page(empty_project)
    dialog = ask(qtbot, page, path)
    assert dialog.form.layout_of_rows.currentText() == "doccano"
    assert answers(dialog) == ["Billing", "New (new)"]
    assert dialog.answers.unknown.currentData() == UnknownLabels.ADD
    choose(dialog.form.layout_of_rows, Layout.RECORDS)
    read(qtbot, page, dialog)
    assert dialog._mapping.layout is Layout.RECORDS
    choose(dialog.form.layout_of_rows, Layout.DOCCANO)
    read(qtbot, page, dialog)
    qtbot.keyClick(dialog.confirm_button, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert [label.name for label in empty_project.task.labels][-1] == "New"


def test_a_text_file_is_read_as_lines_or_as_a_table(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("one line\nand, more\nlast\n")
    page = open_page(empty_project)
    dialog = ask(qtbot, page, path)
    assert dialog.form.kind.currentText() == "a row on each line"
    assert dialog.table.model().rowCount() == 3
    choose(dialog.form.kind, FileKind.DELIMITED)
    read(qtbot, page, dialog)
    assert dialog.form.delimiter.isVisible()


def test_a_folder_by_its_key(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    for name in ("Delivery", "Refund"):
        (tmp_path / "letters" / name).mkdir(parents=True)
        (tmp_path / "letters" / name / "1.txt").write_text(f"About {name}")
    page = open_page(empty_project)
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page, Qt.Key.Key_I, shift)
    answer_file_dialog(qtbot, page, tmp_path / "letters")
    dialog = shown(qtbot, page, ImportDialog)
    assert answers(dialog) == ["Delivery", "Refund"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, page)
    assert page.model.rowCount() == 2


def test_no_quoting_is_offered_when_quotes_swallow_rows(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "screens.csv"
    path.write_text('text,label\n"5 inches,Billing\nd,Refund\n"6 inches,Billing\ne,Refund\n')
    page = open_page(empty_project)
    dialog = ask(qtbot, page, path)
    (notice,) = dialog.notices.notices
    assert notice.action == "Read without quoting"
    assert notice.run is not None
    notice.run()
    read(qtbot, page, dialog)
    assert not dialog.notices.notices
    assert answers(dialog) == ["Billing", "Refund", "Billing", "Refund"]


def test_unknown_answers_become_labels_that_are_there(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    lines = ["a,re-fund", "b,money", "c,money", "d,DELIVERY", "e,delivery ", "f,spam", "g,"]
    path.write_text("text,label\n" + "\n".join(lines))
    page = open_page(empty_project)
    dialog = ask(qtbot, page, path)
    read(qtbot, page, dialog)
    form = dialog.answers
    assert form._unknown_words.text() == "In the file: “money” (2), “re-fund” (1), “spam” (1)"
    assert form._spelling_words.text() == "Read as one label: “DELIVERY” = “delivery”"
    assert form.say_labels.text() == "One of them looks like a label…"
    qtbot.keyClick(form.say_labels, Qt.Key.Key_Space)
    labels = shown(qtbot, dialog, LabelSpellings)
    assert labels.combos["re-fund"].currentData() == "Refund"
    choose(labels.combos["money"], "Billing")
    choose(labels.combos["spam"], "")
    qtbot.keyClick(labels.combos["spam"], Qt.Key.Key_Return)
    if labels.isVisible():
        qtbot.keyClick(labels.confirm_button, Qt.Key.Key_Return)
    read(qtbot, page, dialog)
    assert answers(dialog) == [
        "Refund", "Billing", "Billing", "Delivery", "Delivery", "", "",
    ]  # fmt: skip
    assert form.say_labels.text() == "What they stand for (3 said)…"
    choose(form.unknown, UnknownLabels.ADD)
    read(qtbot, page, dialog)
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty_project.datasets.counts().total == 7)
    settled(qtbot, page)
    assert [label.name for label in empty_project.task.labels] == ["Delivery", "Billing", "Refund"]


def test_nothing_is_read_on_behind_a_closed_dialog(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, csv_file: Path
) -> None:
    dialog = ask(qtbot, open_page(empty_project), csv_file)
    assert dialog._surveying.busy
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog._surveying.busy


def test_a_column_can_be_the_group(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage, csv_file: Path
) -> None:
    page = open_page(empty_project)
    dialog = ask(qtbot, page, csv_file)
    choose(dialog.roles.combos["channel"], Role.GROUP)
    read(qtbot, page, dialog)
    assert dialog._mapping.group == "channel"
    qtbot.keyClick(dialog.confirm_button, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert empty_project.datasets.examples([1])[0].metadata == {"group": "web"}
