from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.navigation import NewRun, Page
from gui.pages.prompt.page import PromptPage
from services.domain.example import ExampleFilter, Split, State
from services.domain.prompt import PartKind, Technique

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from services.app import Workspace

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shown(page: PromptPage) -> str:
    return page.preview.text.toPlainText()


def choose(page: PromptPage, qtbot: QtBot, technique: Technique) -> None:
    qtbot.mouseClick(page.parts.technique.button_of(technique), LEFT)


def go_to(page: PromptPage, qtbot: QtBot, wanted: ExampleFilter) -> str:
    datasets = page.context.project.datasets
    example = datasets.examples(datasets.rows(wanted)[:1])[0]
    page.opened(example.id)
    qtbot.waitUntil(lambda: page.preview.rows.place.text().endswith("of 66"))
    return example.id


def test_without_examples_it_leads_to_the_data(
    page_context: PageContext, empty_workspace: Workspace, qtbot: QtBot
) -> None:
    page = PromptPage(replace(page_context, workspace=empty_workspace))
    qtbot.addWidget(page)
    page.show()
    page.opened(None)
    qtbot.waitUntil(page.data_button.isVisible)
    assert not page.bar.isVisible()
    assert empty_workspace.prompts.all() == ()
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.mouseClick(page.data_button, LEFT)
    assert asked.args == [Page.DATA, None]


def test_a_first_prompt_is_there_over_a_validation_row(page: PromptPage) -> None:
    example = page.preview.rows.example
    assert example
    assert example.split is Split.VALIDATION
    assert f"Message: {example.text}\nCategory:" in shown(page)
    assert "- refund\n- card\n- delivery" in shown(page)


def test_each_key_is_seen_at_once(page: PromptPage, qtbot: QtBot) -> None:
    page.parts.instruction.setFocus()
    qtbot.keyClicks(page.parts.instruction, "Read {{guidelines}} ")
    assert shown(page).startswith("Read Read all of it. Classify")


def test_unknown_placeholders_are_named_and_marked(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.parts.instruction, "{{colour}} {{shop}}")
    assert "{{colour}}" in page.parts.instruction.accessibleDescription()
    assert "{{shop}}" not in page.parts.instruction.accessibleDescription()
    formats = page.parts.instruction.document().firstBlock().layout().formats()
    wavy = [one for one in formats if one.format.underlineStyle().name == "WaveUnderline"]
    assert [(one.start, one.length) for one in wavy] == [(0, len("{{colour}}"))]
    assert shown(page).startswith("{{colour}} shop ")


def test_what_is_typed_is_saved_and_found_again(
    page: PromptPage, context: PageContext, qtbot: QtBot
) -> None:
    qtbot.keyClicks(page.parts.layout_text, "Shop: ")
    page.hide()
    (saved,) = context.project.prompts.all()
    assert saved.layout.startswith("Shop: Message")


def test_a_used_version_stays_and_editing_makes_the_next(
    page: PromptPage, context: PageContext, qtbot: QtBot
) -> None:
    prompts = context.project.prompts
    assert page.prompt
    prompts.mark_used(page.prompt)
    qtbot.keyClicks(page.parts.instruction, "Please. ")
    qtbot.waitUntil(lambda: len(prompts.versions(prompts.all()[0].id)) == 2)
    newest, used = prompts.versions(prompts.all()[0].id)
    assert (newest.version, used.version) == (2, 1)
    assert newest.instruction == "Please. " + used.instruction
    assert any("version 2" in notice.title for notice in page.notices.notices)


def test_few_shot_shows_training_rows_with_their_answers(page: PromptPage, qtbot: QtBot) -> None:
    choose(page, qtbot, Technique.FEW_SHOT)
    assert page.preview.text.kinds.count(PartKind.SHOT) == 8 * 3
    assert shown(page).count("Category: ") == 8


def test_another_number_and_another_draw_of_shots(page: PromptPage, qtbot: QtBot) -> None:
    choose(page, qtbot, Technique.FEW_SHOT)
    page.parts.shots.count.setFocus()
    page.parts.shots.count.selectAll()
    qtbot.keyClicks(page.parts.shots.count, "3")
    assert page.preview.text.kinds.count(PartKind.SHOT) == 3 * 3
    before = shown(page)
    qtbot.keyClick(page, Qt.Key.Key_D, CONTROL)
    assert shown(page) != before


def test_a_training_row_becomes_a_shot_by_a_key(page: PromptPage, qtbot: QtBot) -> None:
    training = ExampleFilter(split=Split.TRAINING, state=State.ANSWERED)
    shot = go_to(page, qtbot, training)
    qtbot.keyClick(page, Qt.Key.Key_A, CONTROL | SHIFT)
    assert page.prompt
    assert page.prompt.technique is Technique.FEW_SHOT
    assert page.prompt.shots.by_hand == (shot,)
    assert PartKind.SHOT not in page.preview.text.kinds, "never the row itself"
    qtbot.keyClick(page, Qt.Key.Key_Right, CONTROL)
    assert PartKind.SHOT in page.preview.text.kinds
    page.parts.shots.list.setFocus()
    qtbot.keyClick(page.parts.shots.list, Qt.Key.Key_Delete)
    assert PartKind.SHOT not in page.preview.text.kinds


def test_a_validation_row_is_refused_as_a_shot(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_A, CONTROL | SHIFT)
    assert page.notices.notices[0].title == "This row is not in the training split."


def test_rows_are_searched_and_walked(page: PromptPage, qtbot: QtBot) -> None:
    rows = page.preview.rows
    qtbot.keyClick(page, Qt.Key.Key_F, CONTROL)
    assert rows.search.hasFocus()
    qtbot.keyClicks(rows.search, "PARCEL")
    qtbot.waitUntil(lambda: rows.place.text().endswith("of 22"))
    assert rows.example
    first = rows.example.id
    qtbot.keyClick(page, Qt.Key.Key_Right, CONTROL)
    assert rows.example.id != first
    qtbot.keyClick(page, Qt.Key.Key_Left, CONTROL)
    assert rows.example.id == first
    assert "Parcel" in shown(page)


def test_a_new_prompt_begins_with_a_starter(page: PromptPage, qtbot: QtBot) -> None:
    actions = page.bar.new.menu().actions()
    next(action for action in actions if "INPUT:" in action.text()).trigger()
    assert page.bar.choice.count() == 2
    assert "INPUT: " in shown(page)
    assert page.parts.name.text() == "Prompt 2"
    page.bar.choice.setCurrentIndex(0)
    page.bar.choice.activated.emit(0)
    assert "Message: " in shown(page)


def test_a_row_is_tried_by_a_key(page: PromptPage, qtbot: QtBot) -> None:
    choose(page, qtbot, Technique.FEW_SHOT)
    example = page.preview.rows.example
    assert example
    qtbot.keyClick(page.parts.instruction, Qt.Key.Key_Return, CONTROL)
    assert not page.trying.button.isEnabled()
    qtbot.waitUntil(page.trying.button.isEnabled)
    assert page.trying.result.reply.toPlainText() in {"refund", "card", "delivery"}
    gold = page.context.project.prompts.answer_text(example.gold or "")
    right = page.trying.result.reply.toPlainText() == gold
    assert page.trying.result.verdict.text() == ("right" if right else "wrong")
    assert page.trying.sandbox.isVisible()
    assert page.trying.sandbox.text() == "Sandbox: not Gemini"


def test_chain_of_thought_shows_reasoning_apart(page: PromptPage, qtbot: QtBot) -> None:
    choose(page, qtbot, Technique.CHAIN_OF_THOUGHT)
    qtbot.mouseClick(page.trying.button, LEFT)
    qtbot.waitUntil(page.trying.button.isEnabled)
    assert page.trying.result.reasoning.isVisible()
    assert "Answer:" in page.trying.result.reply.toPlainText()
    assert "Answer:" not in page.trying.result.reasoning.toPlainText()
    qtbot.keyClicks(page.parts.instruction, "x")
    assert page.trying.result.outdated.isVisible()


def test_tokens_are_estimated_at_once_and_counted_soon(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.parts.instruction, "More words. ")
    assert page.preview.tokens.text().endswith("tokens (estimate)")
    qtbot.waitUntil(lambda: page.preview.tokens.text().endswith("counted by the Sandbox"))


def test_what_calls_cost_is_said_for_the_rows_in_view(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.counting)
    validation = len(page.context.project.datasets.rows(ExampleFilter(split=Split.VALIDATION)))
    call, thousand, run = page.preview.cost.text().split(" · ")
    assert call.startswith("About $0.0000")
    assert thousand.endswith(" per thousand")
    assert run.endswith(f"for the {validation} validation rows")
    qtbot.keyClicks(page.preview.rows.search, "Parcel")
    qtbot.waitUntil(lambda: page.preview.cost.text().endswith("for the 22 rows found"))


def test_an_estimate_learns_from_what_was_counted(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.counting)
    exact = int(page.preview.tokens.text().split(" ")[0])
    page.parts.instruction.setFocus()
    qtbot.keyClicks(page.parts.instruction, "x")
    words = page.preview.tokens.text()
    assert words.endswith("tokens (estimate)")
    assert abs(int(words.split(" ")[1]) - exact) <= 0.1 * exact
    assert "counted before" in page.preview.tokens.toolTip()


def test_runs_begin_on_the_evaluate_page(page: PromptPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.keyClick(page, Qt.Key.Key_R, CONTROL)
    assert page.prompt
    assert asked.args == [Page.EVALUATE, NewRun(page.prompt, page.trying.model)]


def test_the_page_follows_relabelled_rows(page: PromptPage, qtbot: QtBot) -> None:
    example = page.preview.rows.example
    assert example
    label = page.context.project.task.label_named("card")
    assert label
    page.context.project.labeling.correct(example.id, label.id)
    qtbot.waitUntil(lambda: shown(page).endswith("Category:\ncard"))


def test_an_answer_is_shown_with_its_own_row_alone(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.trying.button, LEFT)
    qtbot.keyClick(page, Qt.Key.Key_Right, CONTROL)
    qtbot.waitUntil(page.trying.button.isEnabled)
    assert not page.trying.result.verdict.isVisible()
