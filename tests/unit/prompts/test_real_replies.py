"""Replies that a model really gave, from the shared extractgpt run (see the fixtures' README)."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.domain.prediction import PredictionState
from services.domain.prompt import Technique
from services.domain.task import Task
from services.prompts.parsing import ReplyParser

FILE = (
    Path(__file__).parents[2] / "fixtures/data/extractgpt/gpt-3.5-turbo-0613-ae-110k.json"
)  # fmt: skip
RUN: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
ANSWERED, UNPARSABLE = PredictionState.ANSWERED, PredictionState.UNPARSABLE


@cache
def parser(attributes: str, technique: Technique = Technique.ZERO_SHOT) -> ReplyParser:
    names = RUN["attributes"][attributes]
    fields = {name: {"type": ["string", "null"]} for name in names}
    schema = {"type": "object", "properties": fields}
    return ReplyParser(Task.extraction("products", schema), technique)


def real(count: int = 40) -> list[tuple[str, str]]:
    """Attributes and reply of rows from the whole length of the run, none of them empty."""
    rows = [(row["attributes"], row["reply"]) for row in RUN["rows"] if row["reply"]]
    return rows[:: len(rows) // count]


def test_the_whole_run_is_read() -> None:
    parsed = [parser(row["attributes"]).parse(row["reply"]) for row in RUN["rows"]]
    assert Counter(each.state for each in parsed) == {ANSWERED: 523, UNPARSABLE: 1}
    assert [each.problem for each in parsed if each.problem] == ["The reply is empty."]
    assert not any(each.repaired for each in parsed)
    assert parsed[0].value == json.loads(RUN["rows"][0]["reply"])


@pytest.mark.parametrize(
    ("around", "state", "repaired"),
    [
        ("{reply}", ANSWERED, False),
        ("\n  {reply}\n\n", ANSWERED, False),
        ("```json\n{reply}\n```", ANSWERED, False),
        ("```\n{reply}\n```", ANSWERED, False),
        ("Here is the record:\n```json\n{reply}\n```\nLet me know!", ANSWERED, False),
        ("{comma}", ANSWERED, True),
        ("```json\n{comma}\n```", ANSWERED, True),
        ("{half}", UNPARSABLE, False),
        ("```json\n{half}\n```", UNPARSABLE, False),
        ("The attributes are: {reply}", UNPARSABLE, False),
        ("[{reply}]", UNPARSABLE, False),
        ("{reply}\n{reply}", UNPARSABLE, False),
        ("{python}", UNPARSABLE, False),
    ],
)
def test_what_models_do_to_a_reply(around: str, state: PredictionState, *, repaired: bool) -> None:
    for attributes, reply in real():
        said = around
        for name, text in (
            ("{reply}", reply),
            ("{comma}", reply.rstrip("}") + ",}"),
            ("{half}", reply[: len(reply) // 2]),
            ("{python}", repr(json.loads(reply))),
        ):
            said = said.replace(name, text)
        parsed = parser(attributes).parse(said)
        assert (parsed.state, parsed.repaired) == (state, repaired), said
        if state is ANSWERED:
            assert parsed.value == json.loads(reply)


def test_a_chain_of_thought_around_a_real_reply() -> None:
    for attributes, reply in real():
        said = f"The title names {attributes} first.\n\n**Answer:** {reply}"
        parsed = parser(attributes, Technique.CHAIN_OF_THOUGHT).parse(said)
        assert parsed.value == json.loads(reply)
        assert parsed.reasoning == f"The title names {attributes} first."


def test_a_value_of_another_type_breaks_the_schema() -> None:
    attributes, reply = real()[0]
    name = RUN["attributes"][attributes][0]
    broken = json.dumps(json.loads(reply) | {name: 7})
    parsed = parser(attributes).parse(broken)
    assert parsed.state is UNPARSABLE
    assert f"at {name}" in parsed.problem
