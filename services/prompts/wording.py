"""How labels, schemas and answers are written in a prompt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.domain.confidence import Likelihood
from services.domain.prompt import AnswerFormat, Technique
from services.prompts.template import GUIDELINES, LABELS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.example import Value
    from services.domain.task import Label, Task

MARKER = "Answer:"
"""Stands in front of the answer at the end of a chain of thought."""
CONFIDENCE_MARKER = "Confidence:"
"""Stands in front of how likely the answer is to be right, on a line of its own."""


def answer_text(task: Task, value: Value) -> str:
    """What a model is to say for a value: the label's name, or the record as compact JSON."""
    if isinstance(value, dict):
        return compact_json(value)
    label = task.label_with_id(value)
    return label.name if label else value


def task_values(task: Task) -> dict[str, str]:
    """The values of the placeholders that are the same for each row."""
    return {
        LABELS: "\n".join(_label_line(label) for label in task.labels),
        SCHEMA: json.dumps(task.schema, ensure_ascii=False, indent=2) if task.schema else "",
        GUIDELINES: task.guidelines,
    }


def answer_request(task: Task, technique: Technique, answer: AnswerFormat) -> str:
    """What is asked for after the instruction, so that the reply can be read; often nothing."""
    reasons = technique is Technique.CHAIN_OF_THOUGHT
    confides = answer is AnswerFormat.CONFIDENCE
    what = "the JSON record" if task.schema else "the name of the label alone"
    sentences: list[str] = []
    if reasons:
        sentences.append(
            "Before you answer, think step by step and write down your reasoning. "
            f"Then write “{MARKER}” on a new line, followed by {what}."
        )
    elif confides:
        sentences.append(f"Write “{MARKER}”, followed by {what}.")
    if confides:
        sentences.append(
            f"Then write “{CONFIDENCE_MARKER}” on a new line, followed by how likely it is that "
            f"your answer is right, in one of these words: {', '.join(Likelihood)}."
        )
    return " ".join(sentences)


def compact_json(record: Mapping[str, Any]) -> str:
    """A record in one line, as a model is to write it."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _label_line(label: Label) -> str:
    return f"- {label.name}: {label.description}" if label.description else f"- {label.name}"
