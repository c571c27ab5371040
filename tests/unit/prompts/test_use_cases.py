from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from services.domain.prediction import PredictionState
from services.domain.prompt import AnswerFormat, PartKind, Role, ShotChoice, Technique

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.example import Example


def rows_in(workspace: Workspace, split: Split) -> list[Example]:
    return workspace.datasets.examples(workspace.datasets.rows(ExampleFilter(split=split)))


def test_a_prompt_is_edited_in_place_until_it_is_used(workspace: Workspace) -> None:
    prompts = workspace.prompts
    first = prompts.create("p")
    edited = prompts.save(replace(first, instruction="Choose."))
    assert (edited.version, prompts.versions(first.id)) == (1, (edited,))
    assert prompts.mark_used(edited) == edited
    assert prompts.save(edited) == edited
    second = prompts.save(replace(edited, layout="{{text}} {{label}}"))
    assert second.version == 2
    assert prompts.versions(first.id) == (second, edited)
    assert prompts.version(first.id, 1) == edited
    assert prompts.all() == (second,)


def test_marking_as_used_saves_what_was_not_saved(workspace: Workspace) -> None:
    prompts = workspace.prompts
    first = prompts.mark_used(prompts.create("p"))
    edited = prompts.mark_used(replace(first, instruction="Choose."))
    assert edited.version == 2
    assert prompts.used(edited)


def test_a_version_that_is_not_there_is_said(workspace: Workspace) -> None:
    with pytest.raises(AppError, match="not in the project"):
        workspace.prompts.version("nothing", 1)


def test_a_twin_is_zero_shot_and_stays_the_same(workspace: Workspace) -> None:
    prompts = workspace.prompts
    few = prompts.create("p", Technique.FEW_SHOT)
    twin = prompts.zero_shot_twin(few)
    assert (twin.technique, twin.shots) == (Technique.ZERO_SHOT, ShotChoice())
    assert (twin.instruction, twin.layout) == (few.instruction, few.layout)
    assert prompts.all() == (few,), "nothing is written"
    used = prompts.mark_used(twin)
    assert prompts.zero_shot_twin(few) == used
    edited = prompts.save(replace(few, instruction="Choose."))
    assert prompts.zero_shot_twin(edited).version == 2
    assert prompts.zero_shot_twin(used) == used


def test_shots_come_from_training_with_each_label_in_turn(workspace: Workspace) -> None:
    prompts = workspace.prompts
    training = {example.id: example for example in rows_in(workspace, Split.TRAINING)}
    shots = prompts.shots(ShotChoice(count=6, seed=4))
    assert len({shot.id for shot in shots}) == 6
    assert all(shot.id in training for shot in shots)
    assert sorted(shot.answer for shot in shots) == ["card"] * 2 + ["delivery"] * 2 + ["refund"] * 2
    assert shots == prompts.shots(ShotChoice(count=6, seed=4))
    assert shots != prompts.shots(ShotChoice(count=6, seed=5))


def test_one_more_answer_seldom_changes_the_draw(workspace: Workspace) -> None:
    prompts = workspace.prompts
    choice = ShotChoice(count=3)
    before = {shot.id for shot in prompts.shots(choice)}
    other = next(e for e in rows_in(workspace, Split.TRAINING) if e.gold and e.id not in before)
    workspace.labeling.withdraw(other.id)
    assert {shot.id for shot in prompts.shots(choice)} == before


def test_the_row_itself_is_never_its_shot(workspace: Workspace) -> None:
    prompt = workspace.prompts.create("p", Technique.FEW_SHOT)
    prompt = replace(prompt, shots=ShotChoice(count=5))
    for example in rows_in(workspace, Split.TRAINING):
        rendered = workspace.prompts.render(prompt, example.id)
        assert example.id not in rendered.shots
        assert len(rendered.shots) == 5


def test_more_shots_than_there_are_is_said(workspace: Workspace) -> None:
    prompt = workspace.prompts.create("p", Technique.FEW_SHOT)
    example = rows_in(workspace, Split.TEST)[0]
    rendered = workspace.prompts.render(replace(prompt, shots=ShotChoice(count=99)), example.id)
    assert any("99 shots wanted" in problem for problem in rendered.problems)


def test_only_labelled_training_rows_become_shots_by_hand(workspace: Workspace) -> None:
    prompts = workspace.prompts
    prompt = prompts.create("p")
    with pytest.raises(AppError, match="training split"):
        prompts.add_shot(prompt, rows_in(workspace, Split.TEST)[0].id)
    unlabelled = next(e for e in rows_in(workspace, Split.TRAINING) if e.gold is None)
    with pytest.raises(AppError, match="no gold answer"):
        prompts.add_shot(prompt, unlabelled.id)
    labelled = next(e for e in rows_in(workspace, Split.TRAINING) if e.gold)
    added = prompts.add_shot(prompt, labelled.id)
    assert (added.technique, added.shots.by_hand) == (Technique.FEW_SHOT, (labelled.id,))
    workspace.labeling.withdraw(labelled.id)
    rendered = prompts.render(added, unlabelled.id)
    assert labelled.id not in rendered.shots
    assert any("1 shot chosen by hand left out" in problem for problem in rendered.problems)


def test_a_renamed_label_is_written_anew(workspace: Workspace) -> None:
    prompts = workspace.prompts
    prompt = prompts.create("p", Technique.FEW_SHOT)
    example = next(e for e in rows_in(workspace, Split.TRAINING) if e.gold)
    before = prompts.render(prompt, example.id)
    workspace.labeling.correct(example.id, "delivery")
    after = prompts.render(prompt, example.id)
    assert after.expected == "delivery"
    assert before.turns[0].text.split("\n")[-2:] == after.turns[0].text.split("\n")[-2:]


def test_replies_are_parsed_into_label_ids(workspace: Workspace) -> None:
    prompt = workspace.prompts.create("p")
    refund = workspace.task.label_named("refund")
    assert refund
    assert workspace.prompts.parse(prompt, "Refund.").value == refund.id
    assert workspace.prompts.answer_text(refund.id) == "refund"
    assert workspace.prompts.parse(prompt, "?").state is PredictionState.UNPARSABLE


def test_columns_of_the_data_are_known(workspace: Workspace) -> None:
    prompt = replace(workspace.prompts.create("p"), layout="{{shop}}: {{text}}\n{{label}}")
    example = rows_in(workspace, Split.TEST)[0]
    rendered = workspace.prompts.render(prompt, example.id)
    assert rendered.problems == ()
    assert rendered.turns[0].text.startswith("shop ")
    assert workspace.prompts.columns() == ("shop",)


def test_an_extraction_asks_for_its_schema(extraction: Workspace) -> None:
    prompts = extraction.prompts
    prompt = prompts.create("p")
    example = next(iter(extraction.datasets.examples(extraction.datasets.rows(ExampleFilter()))))
    rendered = prompts.render(prompt, example.id)
    assert '"city"' in rendered.system
    assert rendered.expected == '{"city":"서울"}'
    assert rendered.parts[-1].kind is PartKind.EXPECTED
    assert prompts.parse(prompt, '```json\n{"city": "Bonn",}\n```').value == {"city": "Bonn"}


def test_a_prompt_from_a_starter_with_turns_is_few_shot(workspace: Workspace) -> None:
    turns = next(one for one in workspace.prompts.starters() if one.multi_turn)
    prompt = workspace.prompts.create("p", Technique.ZERO_SHOT, turns)
    assert (prompt.technique, prompt.multi_turn) == (Technique.FEW_SHOT, True)
    stored = workspace.prompts.version(prompt.id, 1)
    assert stored == prompt
    turns_sent = workspace.prompts.render(prompt, rows_in(workspace, Split.TEST)[0].id).turns
    assert [turn.role for turn in turns_sent] == [Role.USER, Role.MODEL] * 8 + [Role.USER]
    twin = workspace.prompts.zero_shot_twin(prompt)
    assert (twin.technique, twin.multi_turn) == (Technique.ZERO_SHOT, False)


def test_the_twin_of_a_prompt_with_confidence_asks_for_the_answer_alone(
    workspace: Workspace,
) -> None:
    prompts = workspace.prompts
    prompt = prompts.save(replace(prompts.create("p"), answer=AnswerFormat.CONFIDENCE))
    twin = prompts.zero_shot_twin(prompt)
    assert (twin.id != prompt.id, twin.answer) == (True, AnswerFormat.ANSWER)
    parsed = prompts.parse(prompt, "Answer: refund\nConfidence: likely")
    assert (prompts.answer_text(parsed.value or ""), parsed.confidence) == ("refund", "likely")


def test_a_starter_with_confidence_begins_without_shots(workspace: Workspace) -> None:
    starter = replace(workspace.prompts.starters()[0], answer=AnswerFormat.CONFIDENCE)
    for technique, wanted in (
        (Technique.FEW_SHOT, Technique.ZERO_SHOT),
        (Technique.CHAIN_OF_THOUGHT, Technique.CHAIN_OF_THOUGHT),
    ):
        prompt = workspace.prompts.create("p", technique, starter)
        assert (prompt.technique, prompt.answer) == (wanted, AnswerFormat.CONFIDENCE)


def test_versions_are_named_and_restored_as_the_newest(workspace: Workspace) -> None:
    prompts = workspace.prompts
    first = prompts.mark_used(prompts.create("p"))
    prompts.name_version(first, " the short one ")
    second = prompts.save(replace(first, instruction="Choose with care.", name="better"))
    restored = prompts.restore(first)
    assert (restored.version, restored.instruction, restored.name) == (
        3,
        first.instruction,
        "better",
    )
    assert prompts.restore(restored) == restored
    assert [(one.prompt, one.name, one.used) for one in prompts.listed(first.id)] == [
        (restored, "", False),
        (second, "", False),
        (first, "the short one", True),
    ]
