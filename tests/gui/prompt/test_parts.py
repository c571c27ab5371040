"""Strategies of shots, shots as turns, and the answer format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from services.domain.prompt import AnswerFormat, PartKind, Role, ShotStrategy, Technique

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox
    from pytestqt.qtbot import QtBot

    from gui.pages.prompt.page import PromptPage

LEFT = Qt.MouseButton.LeftButton


def choose(box: QComboBox, value: object, qtbot: QtBot) -> None:
    """Go down to a choice by the arrow keys."""
    box.setFocus()
    while box.currentData() != value:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before


def few_shot(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.parts.technique.button_of(Technique.FEW_SHOT), LEFT)


def test_similar_shots_are_found_aside_and_follow_the_row(page: PromptPage, qtbot: QtBot) -> None:
    few_shot(page, qtbot)
    choose(page.parts.shots.strategy, ShotStrategy.SIMILAR, qtbot)
    assert page.preview.text.kinds.count(PartKind.SHOT) == 8 * 3, "others stand in"
    assert "still being found" in page.preview.problems
    qtbot.waitUntil(lambda: not page.preview.problems)
    assert not page.parts.shots.redraw.isEnabled()
    prompts = page.context.project.prompts
    seen: set[tuple[str, ...]] = set()
    for _ in range(3):
        example = page.preview.rows.example
        assert example
        rendered = prompts.render(page.parts.prompt, example.id)
        assert rendered.turns[0].text in page.preview.text.toPlainText()
        seen.add(rendered.shots)
        qtbot.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert len(seen) == 3, "each row has its own"


def test_shots_as_turns_say_who_speaks(page: PromptPage, qtbot: QtBot) -> None:
    few_shot(page, qtbot)
    assert page.preview.text.roles == ()
    qtbot.mouseClick(page.parts.turns.button_of(True), LEFT)
    example = page.preview.rows.example
    assert example
    assert example.gold
    assert page.preview.text.roles == (Role.USER, Role.MODEL) * 9
    page.hide()
    assert page.prompt
    assert page.prompt.multi_turn


def test_confidence_is_asked_for_and_said(page: PromptPage, qtbot: QtBot) -> None:
    choose(page.parts.answer, AnswerFormat.CONFIDENCE, qtbot)
    assert "“Confidence:”" in page.preview.text.toPlainText()
    page.hide()
    assert page.prompt
    assert page.prompt.answer is AnswerFormat.CONFIDENCE


def test_what_reasons_first_is_held_to_nothing(page: PromptPage, qtbot: QtBot) -> None:
    assert "held to the labels" in page.parts.answer.accessibleDescription()
    qtbot.mouseClick(page.parts.technique.button_of(Technique.CHAIN_OF_THOUGHT), LEFT)
    assert "No model is held" in page.parts.answer.accessibleDescription()
