"""How prompts are read: what is asked about, and which shots stand before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.learner.ask import Ask, Turn
from services.sandbox.learner.labels import offered_labels
from services.sandbox.learner.prompt import Shot, read_prompt
from services.sandbox.tokenizer import count_tokens, cut

LAYOUTS = ("Message: {}\nCategory:", "INPUT: {}\nOUTPUT:", "Name: {}\nType:")
texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters=":"))
lines = st.lists(texts, min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)


@given(text=lines, shots=st.lists(st.tuples(lines, st.sampled_from(["red", "blue"]))))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_prompt_is_read_as_it_was_put_together(
    layout: str, text: str, shots: list[tuple[str, str]]
) -> None:
    blocks = "".join(f"{layout.format(shot)} {label}\n\n" for shot, label in shots)
    prompt = read_prompt(Ask("Choose.", (Turn("user", blocks + layout.format(text)),)))
    assert prompt.query == text
    assert prompt.shots == tuple(Shot(shot, label) for shot, label in shots)


@pytest.mark.parametrize(
    "text",
    ["Dear bank\nNote: it is urgent\nRegards:", "From: me\nTo: you", "Answer: none", "a: b\nc:"],
)
@pytest.mark.parametrize("shots", ["", "Message: one\nCategory: red\n\n"])
def test_lines_that_look_like_keys_stay_in_the_text(text: str, shots: str) -> None:
    prompt = read_prompt(Ask("Choose.", (Turn("user", f"{shots}Message: {text}\nCategory:"),)))
    assert prompt.query == text


def test_a_bare_text_is_all_that_is_asked_about() -> None:
    prompt = read_prompt(Ask("Choose red or blue.", (Turn("user", "Where is my card?"),)))
    assert prompt.query == "Where is my card?"


def test_without_a_system_instruction_the_last_paragraph_is_asked_about() -> None:
    prompt = read_prompt(Ask("", (Turn("user", "Classify as red or blue.\n\nMy card"),)))
    assert (prompt.query, prompt.instruction.strip()) == ("My card", "Classify as red or blue.")


@pytest.mark.parametrize(
    "instruction",
    [
        "Choose one of:\n- red\n- blue\n- light green",
        "Choose one of:\n1. red: like blood\n2. blue\n3. light green",
        "The categories are [red, blue, light green].",
        "Categories: red, blue, light green.",
        "Categories: 'red', 'blue', 'light green'",
    ],
)
def test_labels_are_found_in_an_instruction(instruction: str) -> None:
    assert list(offered_labels(instruction)) == ["red", "blue", "light green"]


def test_two_labels_in_a_sentence() -> None:
    found = offered_labels("Classify the review as positive or negative.")
    assert list(found) == ["positive", "negative"]


@given(text=st.text(), limit=st.integers(0, 50))
def test_a_cut_text_keeps_to_the_limit(text: str, limit: int) -> None:
    assert count_tokens(cut(text, limit)) <= limit
    assert text.startswith(cut(text, limit))
    assert cut(text, 1_000_000) == text
