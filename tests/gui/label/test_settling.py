"""Settling what authors disagree on: their answers side by side, one key takes one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.pages.label.page import LabelPage
from services.app import Workspace
from services.domain.example import ExampleFilter, State
from services.domain.task import Task
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext

ALT = Qt.KeyboardModifier.AltModifier
SCHEMA = {
    "type": "object",
    "properties": {"artist": {"type": "string"}, "year": {"type": "integer"}},
}


def shared(tmp_path: Path, task: Task, ann: Sequence[Any], bob: Sequence[Any]) -> Workspace:
    """A project into which what Ann and Bob said of its rows was merged."""
    project = Workspace.create(tmp_path / "me.tunesmith", task, settings=Settings(author="me"))
    rows = filled(project, [f"Question {n}" for n in range(len(ann))])
    for author, answers in (("Ann", ann), ("Bob", bob)):
        path = tmp_path / f"{author}.tunesmith"
        project.save_copy(path)
        with Workspace.open(path, settings=Settings(author=author)) as copy:
            for row, answer in zip(rows, answers, strict=True):
                copy.labeling.answer(row, answer)
        with project.merging.open(path) as other:
            project.merging.merge(other)
    return project


def opened(qtbot: QtBot, context: PageContext, project: Workspace, query: object) -> LabelPage:
    project.subscribe(context.events.announce)
    page = LabelPage(replace(context, workspace=project))
    qtbot.addWidget(page)
    page.resize(828, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.opened(query)
    qtbot.waitUntil(lambda: not page.busy)
    return page


def press(page: LabelPage, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(page.focusWidget(), key, modifier or Qt.KeyboardModifier.NoModifier)


def golds(project: Workspace) -> list[object]:
    """Gold answers, labels by name."""
    names = {label.id: label.name for label in project.task.labels}
    examples = project.datasets.examples(project.datasets.rows(ExampleFilter()))
    return [names[each.gold] if isinstance(each.gold, str) else each.gold for each in examples]


def test_disputed_labels_are_settled_by_key(
    qtbot: QtBot, page_context: PageContext, tmp_path: Path
) -> None:
    task = Task.classification("Support", ("billing", "delivery", "refund"))
    ann = ["billing", "refund", "refund"]
    with shared(tmp_path, task, ann, ["refund", "refund", "delivery"]) as project:
        page = opened(qtbot, page_context, project, ExampleFilter(state=State.DISPUTED))
        card = page.work.dispute_card
        assert [made.text() for made in card.buttons] == [
            "Alt+1   billing: Ann",
            "Alt+2   refund: Bob",
        ]
        press(page, Qt.Key.Key_2, ALT)
        assert page.text_card.text.toPlainText() == "Question 2"
        press(page, Qt.Key.Key_1)
        assert golds(project) == ["refund", "refund", "billing"]
        assert project.datasets.counts().by_state[State.DISPUTED] == 0
        answers = project.labeling.answers_of(project.datasets.examples([3])[0].id)
        assert {"Ann", "Bob", "me"} == {each.author for each in answers}
        QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: golds(project)[2] is None)


def test_disputed_records_stand_side_by_side(
    qtbot: QtBot, page_context: PageContext, tmp_path: Path
) -> None:
    task = Task.extraction("Songs", SCHEMA)
    ann, bob = {"artist": "Björk", "year": 1993}, {"artist": "Björk", "year": 1994}
    with shared(tmp_path, task, [ann], [bob]) as project:
        page = opened(qtbot, page_context, project, ExampleFilter(state=State.DISPUTED))
        card = page.work.dispute_card
        assert card.isVisible()
        assert [made.accessibleName() for made in card.buttons] == [
            "Take the record of Ann",
            "Take the record of Bob",
        ]
        qtbot.mouseClick(card.buttons[1], Qt.MouseButton.LeftButton)
        assert golds(project) == [bob]


def test_what_others_said_does_not_show_while_one_labels(
    qtbot: QtBot, page_context: PageContext, tmp_path: Path
) -> None:
    task = Task.classification("Support", ("billing", "refund"))
    with shared(tmp_path, task, ["billing"], ["refund"]) as project:
        page = opened(qtbot, page_context, project, ExampleFilter())
        assert not page.work.dispute_card.isVisible()
        press(page, Qt.Key.Key_1)
        assert project.datasets.counts().by_state[State.DISPUTED] == 1
