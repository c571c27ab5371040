from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.datasets.gemini_rows import (
    MOST_TOKENS,
    file_warnings,
    gemini_line,
    is_plainly_sound,
    line_problems,
    messages_line,
)
from services.domain.prompt import RenderedPrompt, Role, Turn

RENDERED = RenderedPrompt("Classify.", (Turn(Role.USER, "Text: 안녕"),), ())


def turn(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"text": text}]}


def test_the_line_of_the_documentation() -> None:
    assert gemini_line(RENDERED, "good") == {
        "systemInstruction": {"role": "system", "parts": [{"text": "Classify."}]},
        "contents": [turn("user", "Text: 안녕"), turn("model", "good")],
    }


def test_without_instruction_there_is_no_system_instruction() -> None:
    line = gemini_line(RenderedPrompt("", RENDERED.turns, ()), "good")
    assert list(line) == ["contents"]


def test_the_retired_layout() -> None:
    assert messages_line(RENDERED, "good") == {
        "messages": [
            {"role": "system", "content": "Classify."},
            {"role": "user", "content": "Text: 안녕"},
            {"role": "model", "content": "good"},
        ]
    }


@pytest.mark.parametrize(
    ("contents", "problem"),
    [
        ([], "no contents"),
        (None, "no contents"),
        ([turn("user", "a"), turn("model", " ")], "turn 2 is empty"),
        ([turn("user", ""), turn("model", "b")], "turn 1 is empty"),
        ([turn("user", "a")], "does not end with the model"),
        ([turn("model", "b")], "does not begin with the user"),
        ([turn("user", "a"), turn("user", "a"), turn("model", "b")], "do not alternate"),
        ([turn("user", "a"), turn("assistant", "b")], "“assistant” is no role"),
        ([turn("user", "a"), "model"], "does not end with the model"),
        ([turn("user", "word " * MOST_TOKENS), turn("model", "b")], "131,072 are allowed"),
    ],
)
def test_what_breaks_a_rule_is_named(contents: object, problem: str) -> None:
    problems = line_problems({"contents": contents})
    assert any(problem in found for found in problems)


def test_a_good_line_has_no_problems() -> None:
    assert line_problems(gemini_line(RENDERED, "good")) == ()
    turns = [turn("user", "a"), turn("model", "b")] * 3
    assert line_problems({"contents": turns}) == ()


def test_the_instruction_counts_among_the_tokens() -> None:
    line = gemini_line(RenderedPrompt("x" * 4 * MOST_TOKENS, RENDERED.turns, ()), "good")
    assert "tokens" in line_problems(line)[0]


@pytest.mark.parametrize(
    ("training", "validation", "size", "words"),
    [
        (99, 10, 1, "99 training rows: tuning works best from 100 on."),
        (1, 0, 1, "1 training row:"),
        (3_000, 1_001, 1, "at most 30% of the training rows"),
        (100_000, 5_001, 1, "Only 5,000 validation rows"),
        (200, 20, 1_000_000_001, "larger than 1 GB"),
    ],
)
def test_warnings_about_whole_files(training: int, validation: int, size: int, words: str) -> None:
    assert any(words in warning for warning in file_warnings(training, validation, size))


def test_no_warnings() -> None:
    assert file_warnings(200, 1_000, 1_000) == ()
    assert file_warnings(10_000, 3_000, 1_000) == ()


@given(st.text(), st.text(), st.text())
def test_what_is_sound_at_a_glance_breaks_no_rule(system: str, text: str, answer: str) -> None:
    rendered = RenderedPrompt(system, (Turn(Role.USER, text),), (), answer, (), ())
    if is_plainly_sound(rendered, answer):
        assert line_problems(gemini_line(rendered, answer)) == ()
