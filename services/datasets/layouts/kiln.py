"""Kiln's task runs (`task_run.kiln`), one JSON object in each file. Shape: `kiln_ai.datamodel`."""

from __future__ import annotations

from services.datasets.layouts.found import Found, Record, list_of, record_of

_GOOD = {"five_star": 4, "pass_fail": 1, "pass_fail_critical": 1}


def is_row(record: Record) -> bool:
    """A run with its input and output."""
    return record.get("model_type") == "task_run" or (
        isinstance(record.get("input"), str)
        and isinstance(record_of(record.get("output")).get("output"), str)
    )


def row(record: Record) -> Found:
    """A repaired output, one that a person wrote, or one that is rated well is the answer; any
    other output comes along beside the text."""
    output = record_of(record.get("output"))
    repaired = record_of(record.get("repaired_output"))
    said = output.get("output")
    found = Found({"answer": None}, {"text": record.get("input")})
    if repaired.get("output"):
        found.answers["answer"] = repaired["output"]
    elif _is_human(output) or _is_good(output):
        found.answers["answer"] = said
    else:
        found.fields["output"] = said
    if tags := list_of(record.get("tags")):
        found.fields["tags"] = ", ".join(map(str, tags))
    if "id" in record:
        found.fields["id"] = record["id"]
    return found


def _is_human(output: Record) -> bool:
    return record_of(output.get("source")).get("type") == "human"


def _is_good(output: Record) -> bool:
    rating = record_of(output.get("rating"))
    value, least = rating.get("value"), _GOOD.get(str(rating.get("type")))
    return isinstance(value, int | float) and least is not None and value >= least
