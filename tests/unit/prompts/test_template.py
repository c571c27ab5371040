from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.prompts.template import Template

texts = st.text(alphabet=st.sampled_from("ab{}\n 가👍text"), max_size=40)


def test_fills_placeholders_and_leaves_single_braces() -> None:
    assert Template('{"a": {{text}}, {b}}').fill({"text": "x"}) == '{"a": x, {b}}'


def test_a_value_with_a_placeholder_in_it_is_never_expanded() -> None:
    filled = Template("{{text}} -> {{label}}").fill({"text": "say {{label}}", "label": "spam"})
    assert filled == "say {{label}} -> spam"


def test_names_are_compared_apart_from_case_and_space() -> None:
    assert Template("{{ Text }}").fill({"text": "x"}) == "x"


def test_unknown_placeholders_keep_their_place() -> None:
    template = Template("ab {{colour}} {{text}}")
    (found,) = template.unknown({"text"})
    assert (found.name, template.text[found.start : found.end]) == ("colour", "{{colour}}")
    assert template.fill({"text": "x"}) == "ab {{colour}} x"


def test_triple_braces_keep_the_outer_ones() -> None:
    assert Template("{{{text}}}").fill({"text": "x"}) == "{x}"


def test_before_cuts_in_front_of_the_placeholder_and_trims() -> None:
    assert Template("Name: {{text}}\nType: {{label}}!").before("label").text == (
        "Name: {{text}}\nType:"
    )


def test_before_line_of_drops_the_words_that_lead_to_it() -> None:
    layout = Template("Name: {{text}}\nType: {{label}}")
    assert layout.before_line_of("label").text == "Name: {{text}}"
    assert Template("{{text}} => {{label}}").before_line_of("label").text == "{{text}} =>"


@given(texts)
def test_a_text_without_known_placeholders_comes_out_as_it_is(text: str) -> None:
    assert Template(text).fill({}) == text


@given(texts, texts, texts)
def test_values_come_out_as_they_are(text: str, label: str, between: str) -> None:
    between = between.replace("{", "").replace("}", "")
    filled = Template("{{text}}" + between + "{{label}}").fill({"text": text, "label": label})
    assert filled == text + between + label


@given(texts)
def test_placeholders_stand_where_they_are_said_to_stand(text: str) -> None:
    for found in Template(text).placeholders:
        assert text[found.start : found.end].strip("{} ") == found.name
