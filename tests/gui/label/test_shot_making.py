from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.navigation import Page
from services.domain.prompt import ShotChoice, Technique
from services.domain.task import Task

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.label.page import LabelPage
    from tests.gui.label.conftest import OpenPage

TASK = Task.classification("t", ["parcel", "refund"])
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def press(page: LabelPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.text_card.text, Qt.Key.Key_A, CONTROL_SHIFT)


def test_a_labelled_training_row_is_sent_to_the_prompts(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(TASK)
    project = page.context.project
    project.datasets.split(1.0, 0.0, 0.0, seed=1)
    qtbot.waitUntil(lambda: not page.busy)
    press(page, qtbot)
    assert page.notices.notices[0].title == "This row has no gold answer."
    assert project.prompts.all() == ()
    qtbot.keyClick(page.text_card.text, Qt.Key.Key_1)
    qtbot.keyClick(page.text_card.text, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    press(page, qtbot)
    (prompt,) = project.prompts.all()
    assert prompt.technique is Technique.FEW_SHOT
    assert len(prompt.shots.by_hand) == 1
    assert prompt.shots == ShotChoice(prompt.shots.by_hand)
    notice = next(one for one in page.notices.notices if "“Shots by hand”" in one.title)
    assert notice.run is not None
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        notice.run()
    assert asked.args == [Page.PROMPT, prompt]
    press(page, qtbot)
    assert project.prompts.all() == (prompt,), "once is enough"
