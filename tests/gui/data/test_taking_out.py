from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gui.pages.data.export_dialog import ExportDialog
from gui.pages.data.result_dialog import ResultDialog
from gui.pages.data.save_dialog import SaveDialog
from gui.pages.data.split_dialog import SplitDialog
from services.domain.example import Split
from services.domain.prompt import Technique
from services.domain.split_rule import SplitRule
from tests.gui.data.conftest import answer_file_dialog, settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QPushButton
    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage
    from services.app import Workspace

    OpenPage = Callable[[Workspace], DataPage]


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def planned(qtbot: QtBot, dialog: SplitDialog) -> None:
    qtbot.waitUntil(lambda: not dialog._latest.busy)


def test_split_says_what_will_happen_and_does_it(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    click(qtbot, page.exchange.split_button)
    dialog = shown(qtbot, page, SplitDialog)
    planned(qtbot, dialog)
    assert "5 rows get a split. No row moves." in dialog._plan.text()
    dialog.training.setValue(50)
    planned(qtbot, dialog)
    assert "do not make up the whole" in dialog._plan.text()
    assert not dialog.confirm_button.isEnabled()
    dialog.test.setValue(40)
    planned(qtbot, dialog)
    click(qtbot, dialog.confirm_button)
    settled(qtbot, page)
    assert project.datasets.split_rule().shares == (0.5, 0.1, 0.4)
    assert project.datasets.counts().by_split[None] == 0
    assert page.notices.notices[0].title == "The examples are split."


def test_another_seed_says_how_many_rows_move(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    project.datasets.split(0.4, 0.3, 0.3, seed=1)
    page = open_page(project)
    click(qtbot, page.exchange.split_button)
    dialog = shown(qtbot, page, SplitDialog)
    assert (dialog.training.value(), dialog.seed.value()) == (40, 1)
    planned(qtbot, dialog)
    assert dialog._plan.text().endswith("No row moves.")
    dialog.seed.setValue(12)
    planned(qtbot, dialog)
    moved = project.datasets.plan_split(SplitRule(12, (0.4, 0.3, 0.3))).moved
    rows = "1 row" if moved == 1 else f"{moved} rows"
    assert f"{rows} move to another split." in dialog._plan.text()
    dialog.reject()


@pytest.mark.parametrize(("kind", "suffix"), [(0, ".csv"), (1, ".xlsx"), (2, ".jsonl")])
def test_rows_are_saved_as_each_kind(
    qtbot: QtBot,
    project: Workspace,
    open_page: OpenPage,
    tmp_path: Path,
    kind: int,
    suffix: str,
) -> None:
    page = open_page(project)
    page.filters.search.setText("parcel")
    settled(qtbot, page)
    click(qtbot, page.exchange.save_button)
    dialog = shown(qtbot, page, SaveDialog)
    assert dialog.which.button(0).text() == "Shown in the table: 2 examples"
    dialog.kind.button(kind).click()
    click(qtbot, dialog.confirm_button)
    answer_file_dialog(qtbot, dialog, tmp_path / "out")
    settled(qtbot, page)
    target = tmp_path / f"out{suffix}"
    assert page.notices.notices[0].title == f"2 rows saved in out{suffix}."
    again = project.datasets.preview(target)
    assert [row.text for row in again.rows] == ["Where is my parcel?", "The parcel came open"]


def test_labelled_rows_alone(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(project)
    click(qtbot, page.exchange.save_button)
    dialog = shown(qtbot, page, SaveDialog)
    dialog.which.button(1).click()
    dialog.take(tmp_path / "labelled.csv")
    settled(qtbot, page)
    with (tmp_path / "labelled.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 4


def split_as_it_is(project: Workspace) -> None:
    """A seed with labelled rows on both sides."""
    for seed in range(100):
        project.datasets.split(0.5, 0.4, 0.1, seed)
        counts = project.datasets.counts().by_split
        if counts[Split.TRAINING] >= 2 and counts[Split.VALIDATION] >= 2:
            return


def test_export_uses_the_zero_shot_twin_and_says_so(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    split_as_it_is(project)
    project.prompts.create("With examples", Technique.FEW_SHOT)
    page = open_page(project)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = shown(qtbot, page, ExportDialog)
    assert dialog.prompt.currentText() == "With examples · version 1"
    assert dialog._twin_words.text().startswith("Its zero-shot twin is used")
    dialog.set_folder(tmp_path / "new" / "out")
    click(qtbot, dialog.confirm_button)
    result = shown(qtbot, page, ResultDialog)
    lines = (tmp_path / "new" / "out" / "training.jsonl").read_text("utf-8").splitlines()
    assert set(json.loads(lines[0])) == {"systemInstruction", "contents"}
    assert any("zero-shot" in text for text in result._outcome.sentences)
    click(qtbot, result.confirm_button)


def test_the_retired_layout_is_marked(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    split_as_it_is(project)
    page = open_page(project)
    click(qtbot, page.exchange.export_button)
    dialog = shown(qtbot, page, ExportDialog)
    dialog.messages.click()
    dialog.set_folder(tmp_path / "out")
    click(qtbot, dialog.confirm_button)
    result = shown(qtbot, page, ResultDialog)
    (path,) = (tmp_path / "out").glob("training*.jsonl")
    assert "retired" in path.name
    assert "messages" in json.loads(path.read_text("utf-8").splitlines()[0])
    result.accept()


def test_broken_rows_lead_to_the_examples(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.csv"
    huge.write_text("text,label\n" + "word " * 150_000 + ",Billing\n", "utf-8")
    project.datasets.import_file(huge)
    for example in project.datasets.examples([1, 2, 3, 4, 5, 6]):
        assert example.split is None
    for seed in range(100):
        project.datasets.split(0.8, 0.1, 0.1, seed)
        if project.datasets.examples([6])[0].split is Split.TRAINING:
            break
    page = open_page(project)
    page.exchange.exports.start(tmp_path / "out", project.prompts.create("Plain"), "gemini")
    result = shown(qtbot, page, ResultDialog)
    result.table.setFocus()
    qtbot.keyClick(result.table, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert list(page.model.ids) == [6]
    assert page.foot.showing.text() == "Showing 1 of 6 examples"


def test_without_labelled_training_rows_the_way_out_is_said(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    click(qtbot, page.exchange.export_button)
    dialog = shown(qtbot, page, ExportDialog)
    assert not dialog.confirm_button.isEnabled()
    assert "Split the examples first" in dialog.notices.notices[0].text
    dialog.reject()


def test_a_folder_that_cannot_be_made_is_said_on_the_page(
    qtbot: QtBot, project: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    split_as_it_is(project)
    (tmp_path / "file").write_text("")
    page = open_page(project)
    prompt = project.prompts.create("Plain")
    page.exchange.exports.start(tmp_path / "file" / "out", prompt, "gemini")
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert "cannot be made" in page.notices.notices[0].title


def test_rows_of_a_column_and_near_copies_are_kept_together(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    click(qtbot, page.exchange.split_button)
    dialog = shown(qtbot, page, SplitDialog)
    assert [dialog.group.itemData(at) for at in range(dialog.group.count())] == ["", "channel"]
    dialog.group.setFocus()
    qtbot.keyClick(dialog.group, Qt.Key.Key_Down)
    for option in (dialog.together, dialog.stratified):
        option.setFocus()
        qtbot.keyClick(option, Qt.Key.Key_Space)
    planned(qtbot, dialog)
    click(qtbot, dialog.confirm_button)
    settled(qtbot, page)
    rule = project.datasets.split_rule()
    assert (rule.group, rule.together, rule.stratified) == ("channel", True, True)
    by_channel: dict[str, set[Split | None]] = {}
    for example in project.datasets.examples(page.model.ids):
        by_channel.setdefault(example.metadata["channel"], set()).add(example.split)
    assert {len(splits) for splits in by_channel.values()} == {1}
    project.history.undo()
    assert project.datasets.split_rule() is None
