"""What may be given as an answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.task import Task, TaskKind
from services.labeling.record_problems import RecordCheck, place_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.example import Value


def checked_value(task: Task, value: str | Mapping[str, Any]) -> Value:
    """A label id, or a record that the schema allows, from what a user or a script gave.

    A label may be given by id or by name. Raises AppError for what is no answer to this task.
    """
    if task.kind is TaskKind.EXTRACTION:
        return _checked_record(task, value)
    if not isinstance(value, str):
        raise AppError("A record is no label.", "Give the name of one of the labels.")
    label = task.label_with_id(value) or task.label_named(value)
    if label is None:
        raise AppError(
            f"“{value}” is not one of the labels.",
            "Choose one of: " + ", ".join(known.name for known in task.labels) + ".",
        )
    return label.id


def _checked_record(task: Task, value: str | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(value, str):
        raise AppError("A label is no record.", "Give the fields of the schema with their values.")
    record = dict(value)
    _check_writable(record)
    for problem in RecordCheck(task.schema or {}).problems(record):
        where = place_words(problem.path) or "The record"
        raise AppError(
            f"{where}: {problem.text}",
            "Change the value, or the schema of the project.",
            json.dumps(record, ensure_ascii=False),
        )
    return record


def _check_writable(record: dict[str, Any]) -> None:
    """JSON has no infinity, and UTF-8 no half of a letter."""
    try:
        json.dumps(record, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise AppError(
            "The record cannot be written down.",
            "Give texts, finite numbers, yes or no, lists and records only.",
            str(error),
        ) from error
