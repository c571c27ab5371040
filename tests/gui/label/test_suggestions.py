"""Suggestions on the page: hidden until asked for, and recorded when they are taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.navigation import LabelFrom
from gui.pages.label.answers_dialog import AnswersDialog
from gui.pages.label.page import LabelPage
from services.domain.example import ExampleFilter, Source
from services.domain.prompt import Technique
from services.labeling.queue import Queue
from services.settings import SuggestionTime
from tests.fakes.runs import stored_run
from tests.fakes.tickets import cities, empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from services.app import Workspace

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tickets(tmp_path: Path) -> Iterator[Workspace]:
    with fill_with_tickets(empty_tickets(tmp_path), tmp_path) as workspace:
        yield workspace


def show(workspace: Workspace, context: PageContext, qtbot: QtBot) -> LabelPage:
    workspace.subscribe(context.events.announce)
    page = LabelPage(replace(context, workspace=workspace))
    qtbot.addWidget(page)
    page.resize(828, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.opened(None)
    qtbot.waitUntil(lambda: not page.busy)
    return page


def ask(page: LabelPage, qtbot: QtBot) -> None:
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: not page.suggestions.suggesting.busy)


def newest(workspace: Workspace, row: int) -> tuple[str, Source]:
    example = workspace.datasets.examples([row])[0]
    answer = workspace.labeling.answers_of(example.id)[-1]
    label = workspace.task.label_with_id(str(answer.value))
    assert label is not None
    return label.name, answer.source


def test_a_suggestion_shows_when_asked_for_and_enter_takes_it(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    page = show(tickets, page_context, qtbot)
    line = page.answer_card.suggestion
    assert not line.isVisible()
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert page.subtitle.startswith("1 of 6")
    ask(page, qtbot)
    assert line.words == "Suggested: refund · fairly sure"
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert newest(tickets, 61) == ("refund", Source.SUGGESTED)
    assert not line.isVisible()
    ask(page, qtbot)
    assert line.words == "Suggested: card · fairly sure"
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_2)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_3)
    assert newest(tickets, 62) == ("card", Source.SUGGESTED)  # its own key, with it in sight
    assert newest(tickets, 63) == ("delivery", Source.LABELLED)  # the same, not asked for


def test_after_ten_answers_it_learns_again(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    page = show(tickets, page_context, qtbot)
    ask(page, qtbot)
    assert tickets.suggestions.learned_from == 60
    page.opened(tickets.datasets.examples([56])[0].id)
    qtbot.waitUntil(lambda: not page.busy)
    for _ in range(10):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_1)
    qtbot.waitUntil(lambda: tickets.suggestions.learned_from == 65)


def test_after_an_answer_it_is_compared_with_what_was_suggested(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    page_context.settings.change(suggestions=SuggestionTime.AFTER_ANSWER)
    page = show(tickets, page_context, qtbot)
    qtbot.waitUntil(lambda: not page.suggestions.suggesting.busy)
    assert not page.answer_card.suggestion.isVisible()
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_3)
    assert page.last_words == "Answer “delivery”; suggested: refund · fairly sure"
    assert newest(tickets, 61) == ("delivery", Source.LABELLED)


def test_a_stored_run_suggests_when_it_is_chosen_in_the_menu(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    prompt = tickets.prompts.create("P", Technique.ZERO_SHOT, tickets.prompts.starters()[0])
    asked = tickets.datasets.snapshot("unlabelled")
    first = tickets.datasets.examples([61])[0].id
    run = stored_run(tickets, asked, prompt, {first: "card"})
    page = show(tickets, page_context, qtbot)
    page.suggestion_menu.fill()
    choices = {action.text(): action for action in page.suggestion_menu.actions()}
    choices[f"Run: {run.name}"].trigger()
    ask(page, qtbot)
    assert page.answer_card.suggestion.words == "Suggested: card"


def test_a_run_fills_the_form_of_an_extraction(
    tmp_path: Path, page_context: PageContext, qtbot: QtBot
) -> None:
    with cities(tmp_path) as workspace:
        prompt = workspace.prompts.create("P", Technique.ZERO_SHOT, workspace.prompts.starters()[0])
        example = workspace.datasets.examples([1])[0]
        snapshot = workspace.datasets.snapshot("all")
        run = stored_run(workspace, snapshot, prompt, {example.id: {"city": "Seoul"}})
        page = show(workspace, page_context, qtbot)
        page.opened(example.id)
        qtbot.waitUntil(lambda: not page.busy)
        page.suggestions.suggesting.take_from(run)
        ask(page, qtbot)
        page.answer_card.suggestion.take_button.click()
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return, CONTROL)
        answer = workspace.labeling.answers_of(example.id)[-1]
        assert (answer.value, answer.source) == ({"city": "Seoul"}, Source.SUGGESTED)


def test_with_too_little_labelled_it_says_so(
    tmp_path: Path, page_context: PageContext, qtbot: QtBot
) -> None:
    with empty_tickets(tmp_path) as workspace:
        path = tmp_path / "few.csv"
        path.write_text("text\nhello\nbye\n")
        workspace.datasets.import_file(path)
        page = show(workspace, page_context, qtbot)
        ask(page, qtbot)
        assert "too little is labelled" in page.answer_card.suggestion.words
        page.queue_bar.choice.setCurrentIndex(page.queue_bar.choice.findData(Queue.LEAST_CERTAIN))
        page.queue_bar.chosen.emit()
        qtbot.waitUntil(lambda: bool(page.notices.notices) and not page.busy)
        assert "Too little is labelled" in page.notices.notices[0].title
        assert page.queue_bar.queue is Queue.UNLABELLED


def test_a_filter_shows_as_a_chip_that_can_be_taken_away(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    page = show(tickets, page_context, qtbot)
    page.opened(ExampleFilter(search="my door"))
    qtbot.waitUntil(lambda: not page.busy)
    assert page.queue_bar.chip.text() == "22 rows of a filter"
    page.queue_bar.choice.setCurrentIndex(page.queue_bar.choice.findData(Queue.UNLABELLED))
    page.queue_bar.chosen.emit()
    qtbot.waitUntil(lambda: not page.busy)
    assert page.queue_bar.chip.text() == "2 rows of a filter"
    qtbot.mouseClick(page.queue_bar.chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.busy)
    assert not page.queue_bar.chip.isVisible()
    assert page.subtitle == "1 of 6"


def test_a_row_of_a_filtered_table_is_labelled_and_the_next_of_the_filter_follow(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    page = show(tickets, page_context, qtbot)
    fifth = tickets.datasets.examples([6])[0]
    page.opened(LabelFrom(fifth.id, ExampleFilter(search="my door")))
    qtbot.waitUntil(lambda: not page.busy)
    assert page.text_card.text.toPlainText() == fifth.text
    assert (page.subtitle, page.queue_bar.chip.text()) == ("2 of 22", "22 rows of a filter")


def test_a_note_is_written_and_kept(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    page = show(tickets, page_context, qtbot)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_M, CONTROL)
    assert page.focusWidget() is page.note_card.field
    qtbot.keyClicks(page.note_card.field, "1 ask Ada")
    QTest.keyClick(page.note_card.field, Qt.Key.Key_Escape)
    assert page.focusWidget() is page.text_card.text
    first = tickets.datasets.examples([61])[0]
    assert tickets.notes.of(first.id) == "1 ask Ada"
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_1)
    assert page.note_card.field.toPlainText() == ""
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Backspace)
    assert page.note_card.field.toPlainText() == "1 ask Ada"


def test_what_was_said_of_a_row_is_shown_on_demand(
    tickets: Workspace, page_context: PageContext, qtbot: QtBot
) -> None:
    page = show(tickets, page_context, qtbot)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Backspace, Qt.Key.Key_2, Qt.Key.Key_Backspace):
        QTest.keyClick(page.focusWidget(), key)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_H, CONTROL)
    dialog = next(
        found
        for found in QApplication.topLevelWidgets()
        if isinstance(found, AnswersDialog) and found.isVisible()
    )
    lines = [dialog.list.item(at).text() for at in range(dialog.list.count())]
    assert [line.split(" · ")[:2] for line in lines] == [["card", "me"], ["refund", "me"]]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
