from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from gui.pages.data.checks_dialog import ChecksDialog
from gui.pages.data.production_dialog import ProductionDialog
from services.app import Workspace
from services.datasets.checks import Subject
from services.datasets.mapping import Mapping
from services.domain.task import Task
from services.settings import Settings
from tests.gui.data.conftest import answer_file_dialog, settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QPushButton
    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage

    OpenPage = Callable[[Workspace], DataPage]

ROOT = Path(__file__).parents[3]
LABELS = ("card_arrival", "change_pin")
WRONG = "My new card has still not arrived, where is it?"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Workspace]:
    """Real questions, with one wrong answer and one copy across the splits put among them."""
    path = ROOT / "tests" / "fixtures" / "data" / "banking77" / "train.csv"
    with path.open(newline="", encoding="utf-8") as file:
        known = [row for row in list(csv.reader(file))[1:] if row[1] in LABELS]
    rows = [(text, label, "train") for text, label in known[:60] + known[-60:]]
    rows += [(WRONG, "change_pin", "train"), (rows[0][0] + "?", "", "test")]
    source = tmp_path / "rows.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label", "split"), *rows])
    task = Task.classification("Questions", LABELS)
    settings = Settings(author="me")
    with Workspace.create(tmp_path / "q.tunesmith", task, settings=settings) as workspace:
        workspace.datasets.import_file(source, Mapping(("text",), answer="label", split="split"))
        yield workspace


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(qtbot: QtBot, page: DataPage) -> ChecksDialog:
    """The dialog, opened by its key, once all was looked at."""
    qtbot.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = shown(qtbot, page, ChecksDialog)
    qtbot.waitUntil(lambda: bool(dialog.lines.texts))
    return dialog


def test_each_finding_opens_its_rows_the_worst_first(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    dialog = opened(qtbot, page)
    findings = project.checks.known().findings
    assert "with nearly the same text in another split." in dialog.lines.texts[0]
    assert dialog.lines.texts[-1].startswith("In order: ")
    assert len(dialog.lines.texts) == len(findings) + 1
    subjects = [each.subject for each in findings]
    doubted = dialog.lines.texts[subjects.index(Subject.LABEL_ERRORS)]
    assert "with a likely wrong answer; the first is rather “c" in doubted
    click(qtbot, dialog.lines.buttons[subjects.index(Subject.LABEL_ERRORS)])
    settled(qtbot, page)
    assert not dialog.isVisible()
    ids = findings[subjects.index(Subject.LABEL_ERRORS)].ids
    texts = [each.text for each in project.datasets.examples(page.model.ids)]
    assert texts == [project.datasets.example(each).text for each in ids]
    assert WRONG in texts


def test_what_was_found_is_kept_until_the_data_change(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    opened(qtbot, page).confirm_button.click()
    report = project.checks.known()
    click(qtbot, page.exchange.checks.button)
    again = shown(qtbot, page, ChecksDialog)
    assert again.lines.texts
    assert not page.context.background.jobs
    assert project.checks.known() is report
    assert not again.stop_button.isVisible()
    again.reject()
    project.labeling.answer(report.findings[0].ids[0], "card_arrival")
    assert project.checks.known() is None


def test_a_stopped_check_can_be_taken_up_again(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    qtbot.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = shown(qtbot, page, ChecksDialog)
    click(qtbot, dialog.stop_button)
    qtbot.waitUntil(lambda: not page.context.background.jobs)
    assert dialog._said.text() == "Stopped before all was looked at."
    assert dialog.stop_button.text() == "Check again"
    click(qtbot, dialog.stop_button)
    qtbot.waitUntil(lambda: bool(dialog.lines.texts))
    dialog.reject()


def production_file(path: Path) -> Path:
    reviews = ROOT / "resources" / "samples" / "film_reviews" / "rows.jsonl"
    texts = [json.loads(line)["text"] for line in reviews.read_text("utf-8").splitlines()[:20]]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text",), *((text,) for text in texts), ("A card",)])
    return path


def drop_file(dialog: ChecksDialog, path: Path) -> None:
    """Drag it in and let it go, as the window system tells of it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(dialog, QDragEnterEvent(QPoint(9, 9), *how, keys))
    QApplication.sendEvent(dialog, QDropEvent(QPointF(9, 9), *how, keys))


@pytest.mark.parametrize("drop", [True, False])
def test_texts_from_production_are_compared(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path, drop: bool
) -> None:
    path = production_file(tmp_path / "production.csv")
    page = open_page(project)
    dialog = opened(qtbot, page)
    if drop:
        drop_file(dialog, path)
    else:
        click(qtbot, dialog.choose_button)
        answer_file_dialog(qtbot, dialog, path)
    result = shown(qtbot, page, ProductionDialog)
    assert "in Korean" in result.lines.texts[0]
    assert "none of the labelled ones" in result.lines.texts[0]
    click(qtbot, result.lines.buttons[0])
    assert result._shown.text().endswith("of 21 texts")
    assert result.table.model().rowCount() < 21
    assert project.datasets.counts().total == 122
    result.reject()
    dialog.reject()
