"""How labels, schemas and answers are written in a prompt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.prompts.template import GUIDELINES, LABELS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.example import Value
    from services.domain.task import Label, Task

MARKER = "Answer:"
"""Stands in front of the answer at the end of a chain of thought."""


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


def reasoning_request(task: Task) -> str:
    """What a chain of thought asks for, after the instruction."""
    answer = "the JSON record" if task.schema else "the name of the label alone"
    return (
        "Before you answer, think step by step and write down your reasoning. "
        f"Then write “{MARKER}” on a new line, followed by {answer}."
    )


def compact_json(record: Mapping[str, Any]) -> str:
    """A record in one line, as a model is to write it."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _label_line(label: Label) -> str:
    return f"- {label.name}: {label.description}" if label.description else f"- {label.name}"
