from __future__ import annotations

from dataclasses import replace

import pytest

from services.domain.prompt import AnswerFormat, PartKind, Prompt, Role, Technique
from services.domain.task import Task, TaskKind
from services.prompts.shots import Shot, ShotPool, dealt
from services.prompts.starters import read_starters
from services.prompts.techniques import Renderer, Row

TASK = Task.classification("t", ["red", "blue"], guidelines="Look closely.")
SHOTS = ShotPool((Shot("s1", "sky", "blue"),), (Shot("s2", "rose", "red"),), 1)


def prompt(
    technique: Technique, instruction: str = "Choose: {{labels}}", layout: str = ""
) -> Prompt:
    return Prompt("p", 1, "p", technique, instruction, layout or "Name: {{text}}\nType: {{label}}")


def test_zero_shot_sends_the_instruction_and_the_cut_layout() -> None:
    rendered = Renderer(prompt(Technique.ZERO_SHOT), TASK, ShotPool()).render(
        Row("sea", "x", expected="blue")
    )
    assert rendered.system == "Choose: - red\n- blue"
    assert [turn.text for turn in rendered.turns] == ["Name: sea\nType:"]
    assert [part.kind for part in rendered.parts] == [
        PartKind.SYSTEM,
        PartKind.QUERY,
        PartKind.EXPECTED,
    ]
    assert rendered.expected == "blue"


def test_few_shot_shows_shots_in_the_layout_before_the_query() -> None:
    rendered = Renderer(prompt(Technique.FEW_SHOT), TASK, SHOTS).render(Row("sea"))
    assert rendered.turns[0].text == (
        "Name: sky\nType: blue\n\nName: rose\nType: red\n\nName: sea\nType:"
    )
    assert rendered.shots == ("s1", "s2")
    sent = [part.text for part in rendered.parts if part.kind is not PartKind.SYSTEM]
    assert "".join(sent) == rendered.turns[0].text


def test_the_row_itself_and_its_double_are_never_shown() -> None:
    renderer = Renderer(prompt(Technique.FEW_SHOT), TASK, SHOTS)
    assert renderer.render(Row("sky", "s1")).shots == ("s2",)
    assert renderer.render(Row(" SKY ", "other")).shots == ("s2",)


def test_another_drawn_shot_stands_in_for_the_row_at_hand() -> None:
    pool = ShotPool((), (Shot("a", "A", "red"), Shot("b", "B", "red"), Shot("c", "C", "red")), 2)
    renderer = Renderer(prompt(Technique.FEW_SHOT), TASK, pool)
    assert renderer.render(Row("x")).shots == ("a", "b")
    assert renderer.render(Row("A", "a")).shots == ("b", "c")


def test_chain_of_thought_asks_for_reasoning_and_a_marked_answer() -> None:
    rendered = Renderer(prompt(Technique.CHAIN_OF_THOUGHT), TASK, ShotPool()).render(Row("sea"))
    assert rendered.system.startswith("Choose: - red\n- blue\n\nBefore you answer, think")
    assert "“Answer:”" in rendered.system
    assert rendered.turns[0].text == "Name: sea"


def test_a_text_with_placeholders_is_sent_as_it_is() -> None:
    shots = ShotPool((Shot("s", "{{label}} {{text}}", "red"),))
    rendered = Renderer(prompt(Technique.FEW_SHOT), TASK, shots).render(Row("{{labels}}"))
    assert rendered.turns[0].text == (
        "Name: {{label}} {{text}}\nType: red\n\nName: {{labels}}\nType:"
    )


def test_columns_and_guidelines_are_filled_in() -> None:
    rendered = Renderer(
        prompt(Technique.ZERO_SHOT, "{{guidelines}}", "{{Film}}: {{text}}\n{{label}}"),
        TASK,
        ShotPool(),
        ["film"],
    ).render(Row("good", metadata={"film": "Alien"}))
    assert rendered.system == "Look closely."
    assert rendered.turns[0].text == "Alien: good"
    assert rendered.problems == ()


def test_problems_are_named_with_their_place() -> None:
    rendered = Renderer(
        prompt(Technique.ZERO_SHOT, "Say {{label}}", "{{colour}}"), TASK, ShotPool()
    )
    problems = " ".join(rendered.render(Row("x")).problems)
    assert "{{label}} has no place in the instruction" in problems
    assert "{{colour}} in the layout, character 1, is unknown" in problems
    assert "no {{text}}" in problems


def test_descriptions_of_labels_are_shown_with_their_names() -> None:
    label = TASK.labels[0]
    task = replace(TASK, labels=(replace(label, description="like blood"),))
    rendered = Renderer(prompt(Technique.ZERO_SHOT, "{{labels}}"), task, ShotPool()).render(
        Row("x")
    )
    assert rendered.system == "- red: like blood"


def test_groups_are_dealt_in_turn() -> None:
    assert list(dealt([[1, 2, 3], [10], [20, 21]])) == [1, 10, 20, 2, 21, 3]


@pytest.mark.parametrize("kind", list(TaskKind))
def test_the_starters_render_the_layouts_of_the_guide(kind: TaskKind) -> None:
    task = TASK if kind.has_labels else Task.extraction("e", {"type": "object"})
    found: dict[str, list[str]] = {}
    for starter in read_starters(kind):
        few = prompt(Technique.FEW_SHOT, starter.instruction, starter.layout)
        few = replace(few, multi_turn=starter.multi_turn)
        rendered = Renderer(few, task, ShotPool((Shot("s", "sky", "blue"),))).render(Row("sea"))
        assert rendered.problems == ()
        found[starter.name] = [turn.text for turn in rendered.turns]
    tag = {"classification": "category", "sentiment": "feeling", "extraction": "record"}[kind]
    wanted = {
        "Name: / Type:": ["Name: sky\nType: blue\n\nName: sea\nType:"],
        "INPUT: / OUTPUT:": ["INPUT: sky\nOUTPUT: blue\n\nINPUT: sea\nOUTPUT:"],
        "Message: / Category:": ["Message: sky\nCategory: blue\n\nMessage: sea\nCategory:"],
        "XML tags": [f"<text>sky</text>\n<{tag}>blue</{tag}>\n\n<text>sea</text>\n<{tag}>"],
        "Turns": ["sky", "blue", "sea"],
    }
    if kind is TaskKind.SENTIMENT:
        wanted["Feeling and confidence"] = ["Message: sky\nFeeling: blue\n\nMessage: sea\nFeeling:"]
    assert found == wanted


def test_shots_as_turns_are_told_apart_by_who_speaks() -> None:
    few = replace(prompt(Technique.FEW_SHOT), multi_turn=True)
    rendered = Renderer(few, TASK, SHOTS).render(Row("sea", expected="blue"))
    assert [(turn.role, turn.text) for turn in rendered.turns] == [
        (Role.USER, "Name: sky\nType:"),
        (Role.MODEL, "blue"),
        (Role.USER, "Name: rose\nType:"),
        (Role.MODEL, "red"),
        (Role.USER, "Name: sea\nType:"),
    ]
    assert [part.role for part in rendered.parts] == [None, *[Role.USER, Role.MODEL] * 3]
    alone = Renderer(few, TASK, ShotPool()).render(Row("sea"))
    assert [part.role for part in alone.parts] == [None, None], "one turn has no need of it"


def test_confidence_is_asked_for_in_words_after_the_answer() -> None:
    asked = replace(prompt(Technique.ZERO_SHOT), answer=AnswerFormat.CONFIDENCE)
    rendered = Renderer(asked, TASK, ShotPool()).render(Row("sea"))
    assert "“Answer:”" in rendered.system
    assert rendered.system.endswith("very unlikely, unlikely, about even, likely, very likely.")
    assert rendered.turns[0].text == "Name: sea"
    assert rendered.answer is AnswerFormat.CONFIDENCE
    reasons = replace(asked, technique=Technique.CHAIN_OF_THOUGHT)
    system = Renderer(reasons, TASK, ShotPool()).render(Row("sea")).system
    assert system.index("step by step") < system.index("“Answer:”") < system.index("“Confidence:”")


def test_a_feeling_asked_for_as_a_number_is_warned_of() -> None:
    feelings = Task.sentiment("s")
    asked = prompt(Technique.ZERO_SHOT, "Score the sentiment from 0 to 1. {{labels}}")
    (problem,) = Renderer(asked, feelings, ShotPool()).render(Row("x")).problems
    assert "as a number" in problem
    assert Renderer(asked, TASK, ShotPool()).render(Row("x")).problems == ()
