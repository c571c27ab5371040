"""The report says what the page says."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from services.domain.prediction import PredictionState, Run
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage
    from services.app import Workspace

GOLD = ["delivery", "refund", "other"] * 4


class _Texts(HTMLParser):
    """What a reader sees: the text of each table row, and of everything together."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.all: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.all.append(data.strip())
            if self.rows:
                self.rows[-1].append(data.strip())


@pytest.fixture
def runs(workspace: Workspace, ids: list[str]) -> tuple[Run, Run]:
    """A weak run with what is neither right nor wrong, and one of three samples."""
    prompt = workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("all")
    says: list[Any] = [*["refund"] * 9, PredictionState.REFUSED, PredictionState.FAILED, "other"]
    voted = [(each, each, "other") for each in GOLD]

    def run(what: list[Any], **more: Any) -> Run:
        return stored_run(workspace, snapshot, prompt, dict(zip(ids, what, strict=True)), **more)

    return run(says, model="base", created=1.0), run(voted, model="tuned", created=2.0)


def _saved(qtbot: QtBot, page: EvaluatePage, path: Path) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page, Qt.Key.Key_S, modifiers)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title == "Saved report.html."


def test_numbers_are_those_of_the_page(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run], tmp_path: Path
) -> None:
    page.opened(runs[1])
    qtbot.waitUntil(lambda: page.current is not None)
    path = tmp_path / "report.html"
    _saved(qtbot, page, path)
    seen = _Texts(path.read_text("utf-8"))
    figures = page.detail.figures
    for figure in (figures.accuracy, figures.f1, figures.answers):
        assert figure.number in seen.all
    for figure in (figures.accuracy, figures.f1):
        assert figure.caption.splitlines()[-1] in seen.all
    assert figures.verdict.isVisible()
    assert figures.verdict.text() in seen.all
    model = page.table.model()
    for at in range(model.rowCount()):
        cells = [str(model.index(at, column).data()) for column in range(model.columnCount())]
        (row,) = (each for each in seen.rows if len(each) > 5 and cells[0] in each[:2])
        accuracy, f1, difference = cells[2].split("  ")[0], cells[3], cells[4]
        left_out, cost, latency, tokens = cells[5], cells[7], cells[8], cells[9]
        for cell in (accuracy, f1, difference, cost, latency, tokens):
            assert cell in row, (cell, row)
        assert any(each.startswith(left_out) for each in row)
    for name, value in page.detail.more.texts.items():
        assert any(each[:2] == [name, value] for each in seen.rows)
    document = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))
    assert [each["model"]["name"] for each in document["runs"]] == ["tuned", "base"]


def test_without_a_run_there_is_no_report(qtbot: QtBot, page: EvaluatePage) -> None:
    page.opened(None)
    qtbot.waitUntil(page.first_run.isVisible)
    assert not page.report_button.isEnabled()
