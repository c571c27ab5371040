"""Merging a colleague's real file and looking at the agreement, with real keys and clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from gui.navigation import Page
from gui.pages.data.agreement_dialog import AgreementDialog, View
from gui.pages.data.merge_dialog import MergeDialog
from services.app import Workspace
from services.domain.example import ExampleFilter, State
from services.settings import Settings
from tests.fakes.projects import filled
from tests.gui.data.conftest import answer_file_dialog, settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget
    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage

    OpenPage = Callable[[Workspace], DataPage]


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def button_named(parent: QWidget, text: str) -> QPushButton:
    return next(each for each in parent.findChildren(QPushButton) if each.text() == text)


def sentences(layout: QVBoxLayout) -> list[str]:
    widgets = (layout.itemAt(at).widget() for at in range(layout.count()))
    return [widget.text() for widget in widgets if isinstance(widget, QLabel)]


@pytest.fixture
def colleague(project: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """A copy in which Ann has answered two rows, one otherwise, and added one."""
    path = tmp_path / "ann.tunesmith"
    project.save_copy(path)
    with Workspace.open(path, settings=Settings(author="Ann")) as copy:
        rows = [example.id for example in copy.datasets.examples([1, 2, 3, 4, 5])]
        copy.labeling.answer(rows[0], "Delivery")
        copy.labeling.answer(rows[1], "Refund")
        filled(copy, ["A row of Ann"])
        yield copy


def start_merge(qtbot: QtBot, page: DataPage, path: Path) -> MergeDialog:
    page.exchange.authors.merge_action.trigger()
    answer_file_dialog(qtbot, page, path)
    return shown(qtbot, page, MergeDialog)


def test_what_comes_is_said_before_and_after(
    qtbot: QtBot, project: Workspace, colleague: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    dialog = start_merge(qtbot, page, colleague.path)
    assert sentences(dialog.brings) == [
        "2 answers (Ann).",
        "1 row that only this file has.",
    ]
    assert sentences(dialog.warns) == [
        "On 1 row the authors will disagree; settle that on the Label page."
    ]
    assert project.datasets.counts().total == 5
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    settled(qtbot, page)
    notice = page.notices.notices[0]
    assert notice.title == "ann.tunesmith is merged."
    assert notice.text == "2 answers (Ann). New: 1 row. On 1 row the authors disagree now."
    assert page.model.rowCount() == 6
    with qtbot.waitSignal(page.context.navigation.requested) as went:
        click(qtbot, button_named(page.notices, "Settle them"))
    assert went.args == [Page.LABEL, ExampleFilter(state=State.DISPUTED)]


def test_an_author_can_come_in_under_another_name(
    qtbot: QtBot, project: Workspace, colleague: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    dialog = start_merge(qtbot, page, colleague.path)
    field = dialog.names["Ann"]
    field.selectAll()
    qtbot.keyClicks(field, "Ann B.")
    qtbot.waitUntil(lambda: not dialog.busy and dialog.confirm_button.isEnabled())
    assert sentences(dialog.brings)[0] == "2 answers (Ann B.)."
    click(qtbot, dialog.confirm_button)
    settled(qtbot, page)
    assert project.agreement.report().answered == {"me": 4, "Ann B.": 2}


def test_one_name_in_both_files_is_told(
    qtbot: QtBot, project: Workspace, tmp_path: Path, open_page: OpenPage
) -> None:
    path = tmp_path / "copy.tunesmith"
    project.save_copy(path)
    (example,) = project.datasets.examples([1])
    with Workspace.open(path, settings=Settings(author="me")) as copy:
        copy.labeling.answer(example.id, "Refund")
    project.labeling.answer(example.id, "Billing")
    page = open_page(project)
    dialog = start_merge(qtbot, page, path)
    (warning,) = sentences(dialog.warns)
    assert warning.startswith("me says something else in the two files on 1 row.")
    click(qtbot, dialog.cancel_button)
    assert project.datasets.counts().by_state[State.DISPUTED] == 0


def test_nothing_new_and_another_project_are_said(
    qtbot: QtBot, project: Workspace, tmp_path: Path, open_page: OpenPage
) -> None:
    path = tmp_path / "copy.tunesmith"
    project.save_copy(path)
    page = open_page(project)
    dialog = start_merge(qtbot, page, path)
    assert sentences(dialog.brings) == ["All that is in this file is in the project already."]
    assert not dialog.confirm_button.isVisible()
    click(qtbot, dialog.cancel_button)
    other = tmp_path / "other.tunesmith"
    Workspace.create(other, project.task, settings=Settings(author="Ann")).close()
    page.exchange.authors.merging.read(other)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title == "other.tunesmith is another project."


def test_agreement_leads_to_what_is_mixed_up(
    qtbot: QtBot, project: Workspace, colleague: Workspace, open_page: OpenPage
) -> None:
    with project.merging.open(colleague.path) as other:
        project.merging.merge(other)
    page = open_page(project)
    page.exchange.authors.agreement_action.trigger()
    dialog = shown(qtbot, page, AgreementDialog)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.said.text() == (
        "2 rows were answered by two authors or more; on 1 all agree (50 %)."
    )
    assert dialog.figure.text() == "0.33"
    click(qtbot, dialog.choice.button_of(View.CONFUSIONS))
    table = dialog.views[View.CONFUSIONS]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert list(page.model.ids) == [2]


def test_agreement_leads_to_the_rows_that_differ_and_to_settling_them(
    qtbot: QtBot, project: Workspace, colleague: Workspace, open_page: OpenPage
) -> None:
    with project.merging.open(colleague.path) as other:
        project.merging.merge(other)
    page = open_page(project)
    for button in ("rows_button", "settle_button"):
        page.exchange.authors.show_agreement()
        dialog = shown(qtbot, page, AgreementDialog)
        qtbot.waitUntil(lambda dialog=dialog: not dialog.busy)
        if button == "rows_button":
            click(qtbot, dialog.rows_button)
            settled(qtbot, page)
            assert list(page.model.ids) == [2]
        else:
            with qtbot.waitSignal(page.context.navigation.requested) as went:
                click(qtbot, dialog.settle_button)
            assert went.args == [Page.LABEL, ExampleFilter(state=State.DISPUTED)]


def test_one_label_everywhere_is_explained(
    qtbot: QtBot, empty_project: Workspace, open_page: OpenPage
) -> None:
    (row,) = filled(empty_project, ["A row"])
    path = empty_project.path.with_name("ann.tunesmith")
    empty_project.labeling.answer(row, "Refund")
    empty_project.save_copy(path)
    with Workspace.open(path, settings=Settings(author="Ann")) as copy:
        copy.labeling.answer(row, "Refund")
    with empty_project.merging.open(path) as other:
        empty_project.merging.merge(other)
    page = open_page(empty_project)
    page.exchange.authors.show_agreement()
    dialog = shown(qtbot, page, AgreementDialog)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.figure.text() == "–"
    assert dialog.meaning.text().startswith("All gave the same answer everywhere.")
    assert not dialog.settle_button.isVisible()
    dialog.reject()


def test_one_author_alone_is_told_what_to_do(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    page.exchange.authors.show_agreement()
    dialog = shown(qtbot, page, AgreementDialog)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.said.text().startswith("Answers so far: me (4 rows). No row was answered by two")
    assert dialog.merge_button.isVisible()
    assert not dialog.rows_button.isVisible()
    dialog.reject()
