"""Predictions made elsewhere come in through a dialog and stand in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from services.domain.prediction import ConnectionKind
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.bring_in_dialog import BringInDialog
    from gui.pages.evaluate.page import EvaluatePage
    from services.app import Workspace

LABELS = ("delivery", "refund", "other")


def _fill(workspace: Workspace) -> None:
    """Twelve validation rows, four of each label in turn."""
    rows = [(f"row {at}", LABELS[at % 3]) for at in range(12)]
    filled(
        workspace,
        [{"text": text, "label": name, "split": "validation"} for text, name in rows],
    )


def _file(folder: Path) -> Path:
    """Ten of the twelve rows, and one that nobody knows."""
    lines = [f"row {at},{LABELS[at % 3]}" for at in range(9)]
    path = folder / "old system.csv"
    path.write_text(
        "\n".join(("message,said", *lines, "row 9,nonsense", "row 77,other")), encoding="utf-8"
    )
    return path


def _dialog(qtbot: QtBot, page: EvaluatePage, path: Path) -> BringInDialog:
    qtbot.mouseClick(page.bring_in_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.findChildren(QFileDialog)))
    page.findChildren(QFileDialog)[0].close()
    page.bring_in.open(path, None)
    qtbot.waitUntil(lambda: page.bring_in.dialog is not None)
    dialog = page.bring_in.dialog
    assert dialog is not None
    return dialog


def test_predictions_of_an_older_system_become_a_run(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    _fill(workspace)
    page.opened(None)
    dialog = _dialog(qtbot, page, _file(tmp_path))
    assert dialog.columns["text"].currentText() == "message"
    assert not dialog.confirm_button.isEnabled()
    assert dialog.sample.startswith("Choose the column of the predictions")
    dialog.columns["prediction"].setCurrentIndex(dialog.columns["prediction"].findText("said"))
    assert dialog.sample == "The first line: “row 0” is “delivery”."
    dialog.name.setText("Old system")
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.current is not None)
    assert page.current is not None
    compared = page.current.compared
    assert (compared.run.name, compared.run.model.connection) == (
        "Old system",
        ConnectionKind.ELSEWHERE,
    )
    assert (compared.measures.right, compared.measures.counts.counted) == (9, 10)
    assert not page.detail.resume.isVisible()
    notice = page.notices.notices[0]
    assert notice.title == "Brought in Old system: 10 rows have a prediction."
    assert notice.text == (
        "2 rows have none. 1 prediction names no label or fits no schema: unparsable."
        " 1 line of the file stands for no row."
    )
    assert notice.run is not None
    notice.run()
    listed = page.bring_in.left_out
    assert listed is not None
    model = listed.table.model()
    assert [model.index(0, column).data() for column in range(2)] == [
        "12",
        "No row of the snapshot has its id or its text.",
    ]
    listed.close()


def test_what_does_not_fit_is_said_in_the_dialog_which_stays(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    _fill(workspace)
    page.opened(None)
    path = tmp_path / "other.csv"
    path.write_text("text,prediction\nwho?,other\n", encoding="utf-8")
    dialog = _dialog(qtbot, page, path)
    assert dialog.name.text() == "other"
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.notices.notices))
    assert dialog.notices.notices[0].title.startswith("No line of other.csv belongs to a row of")
    assert dialog.isVisible()
    assert dialog.confirm_button.isEnabled()
    assert workspace.prediction.runs() == ()
    dialog.reject()
