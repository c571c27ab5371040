"""Texts that come in a second time, and answers that differ then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.pages.data.conflict_dialog import ConflictDialog
from gui.pages.data.import_dialog import ImportDialog
from gui.pages.data.import_summary import ImportSummary
from services.domain.duplicates import Duplicates
from tests.gui.data.conftest import settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage
    from services.app import Workspace

    OpenPage = Callable[[Workspace], DataPage]


def bring(
    qtbot: QtBot, page: DataPage, path: Path, duplicates: Duplicates | None = None
) -> ImportSummary:
    page.exchange.imports.read(path)
    dialog = shown(qtbot, page, ImportDialog)
    combo = dialog.duplicates.combo
    combo.setCurrentIndex(combo.findData(duplicates) if duplicates else 0)
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    return shown(qtbot, page, ImportSummary)


def test_the_same_file_with_more_rows_adds_the_new_ones(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, csv_file: Path
) -> None:
    with csv_file.open("a", encoding="utf-8") as file:
        file.write("When will it come?,Delivery,web\n")
    page = open_page(project)
    summary = bring(qtbot, page, csv_file)
    assert summary.windowTitle() == "questions.csv: 1 row imported"
    summary.accept()
    settled(qtbot, page)
    assert page.model.rowCount() == 6


def test_answers_that_differ_are_decided(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "second.csv"
    lines = [
        "Where is my parcel?,Billing",
        "I was charged twice,Refund",
        "Nobody answers me 😡,Refund",
    ]
    path.write_text("\n".join(["text,label", *lines]), "utf-8")
    page = open_page(project)
    summary = bring(qtbot, page, path, Duplicates.MERGE)
    qtbot.mouseClick(summary.decide_button, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, summary, ConflictDialog)
    assert [combo.itemText(0) for combo in dialog.combos] == ["Keep: Delivery", "Keep: Billing"]
    assert dialog.combos[1].itemText(1) == "From the file: Refund"
    dialog.combos[1].setCurrentIndex(1)
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    summary.accept()
    settled(qtbot, page)
    names = {label.id: label.name for label in project.task.labels}
    gold = [names.get(str(each.gold)) for each in project.datasets.examples(range(1, 6))]
    assert gold == ["Delivery", "Refund", "Refund", "Delivery", "Refund"]
