"""An extraction on the Evaluate page."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from services.app import Workspace
from services.domain.task import Task
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}, "year": {"type": "integer"}}}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.extraction("Trips", SCHEMA)
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        ids = filled(made, ["Rome in 2001", "Oslo in 2002"])
        made.labeling.answer(ids[0], {"city": "Rome", "year": 2001})
        made.labeling.answer(ids[1], {"city": "Oslo", "year": 2002})
        says = {ids[0]: {"city": "Rome", "year": "2001"}, ids[1]: {"city": "Bergen"}}
        stored_run(made, made.datasets.snapshot("all"), made.prompts.create("Plain"), says)
        yield made


def test_fields_stand_in_a_table_with_bars(qtbot: QtBot, page: EvaluatePage) -> None:
    page.opened(None)
    qtbot.waitUntil(lambda: page.current is not None)
    detail = page.detail
    assert detail.figures.accuracy.number == "50.0 %"
    assert detail.figures.f1.caption.startswith("F1 over all fields")
    assert [bar.name for bar in detail.parts.bars.bars] == ["city", "year"]
    assert "Confusion" not in [detail.tabs.tabText(at) for at in range(detail.tabs.count())]
    assert detail.parts.table.model().index(0, 0).data() == "city"
    assert detail.parts.table.model().index(2, 0).data() == "all fields"


def test_predictions_are_taken_along_as_csv(
    qtbot: QtBot, page: EvaluatePage, tmp_path: Path
) -> None:
    page.opened(None)
    qtbot.waitUntil(lambda: page.current is not None)
    qtbot.mouseClick(page.detail.save_predictions, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    path = tmp_path / "predictions.csv"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == ["Rome in 2001", "Oslo in 2002"]
    assert rows[1]["prediction"] == '{"city": "Bergen"}'
