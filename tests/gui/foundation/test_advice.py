"""The card of the next step in the window's rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from gui.main_window import MainWindow
from gui.message_dialog import MessageDialog
from gui.navigation import MistakesOf, Page
from gui.widgets.advice_card import AdviceCard
from gui.widgets.advising import Advising
from gui.widgets.page import PageWidget
from services.adviser.advice import Advice, Place, Step
from services.domain.example import ExampleFilter, Split, State
from services.domain.prediction import ConnectionKind, Model, Run, RunState
from services.domain.task import Task
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from gui.stop_question import StopQuestion
    from services.app import Workspace

TASK = Task.classification("Support tickets", ["refund", "delivery"])
MODEL = Model("m", "m", "global", ConnectionKind.SANDBOX, "m")
RUN = Run("r", "m", MODEL, "p", 1, "s", 1, RunState.FINISHED, 1.0)


@pytest.fixture
def window(qtbot: QtBot, page_context: PageContext, question: StopQuestion) -> Iterator[MainWindow]:
    def make(context: PageContext) -> PageWidget:
        return PageWidget(context, "page")

    shown = MainWindow(page_context, dict.fromkeys(Page, make), question)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    yield shown
    if page_context.projects.current is not None:
        page_context.projects.current.close()


@pytest.fixture
def project(
    qtbot: QtBot, page_context: PageContext, window: MainWindow, tmp_path: Path
) -> Workspace:
    with qtbot.waitSignal(page_context.projects.opened) as opened:
        page_context.projects.create(tmp_path / "tickets.tunesmith", TASK)
    workspace = opened.args[0]
    workspace.subscribe(page_context.events.announce)
    return workspace


def advised(qtbot: QtBot, window: MainWindow, rule: str) -> AdviceCard:
    card = window.rail.advice
    qtbot.waitUntil(lambda: card.advice is not None and card.advice.rule == rule)
    assert card.isVisible()
    return card


def test_there_is_no_advice_without_a_project(window: MainWindow) -> None:
    assert not window.rail.advice.isVisible()


def test_the_next_step_follows_the_project(
    qtbot: QtBot, window: MainWindow, project: Workspace, page_context: PageContext
) -> None:
    advised(qtbot, window, "import")
    filled(project, [f"text {at}" for at in range(30)])
    page_context.navigation.go(Page.DATA)
    advised(qtbot, window, "split")
    project.datasets.split(0.5, 0.25, 0.25)
    page_context.navigation.go(Page.DATA)
    advised(qtbot, window, "label to measure")
    with qtbot.waitSignal(page_context.navigation.requested) as asked:
        qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    wanted = ExampleFilter(split=Split.VALIDATION, state=State.UNLABELLED)
    assert asked.args == [Page.LABEL, wanted]


def test_what_is_put_aside_makes_room_and_can_come_back(
    qtbot: QtBot, window: MainWindow, project: Workspace, page_context: PageContext
) -> None:
    filled(project, ["a text"])
    page_context.navigation.go(Page.DATA)
    card = advised(qtbot, window, "split")
    qtbot.mouseClick(card.aside_button, Qt.MouseButton.LeftButton)
    advised(qtbot, window, "label to measure")
    qtbot.mouseClick(card.source_button, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(MessageDialog)
    again = next(each for each in dialog.findChildren(QPushButton) if "again" in each.text())
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    advised(qtbot, window, "split")


def test_a_review_opens_the_mistakes_of_the_run(qtbot: QtBot, page_context: PageContext) -> None:
    card = AdviceCard(page_context.theme)
    qtbot.addWidget(card)
    Advising(page_context.background, page_context.navigation, card, card)
    advice = Advice("x", Step.REVIEW, "Look", "…", "…", Place.REVIEW, run=RUN, practice=True)
    card.show_advice(advice)
    assert card.practice.isVisibleTo(card)
    with qtbot.waitSignal(page_context.navigation.requested) as asked:
        qtbot.mouseClick(card.go_button, Qt.MouseButton.LeftButton)
    assert asked.args == [Page.REVIEW, MistakesOf(RUN)]
