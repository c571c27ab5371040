"""A changed task as parts of a deed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.domain.deeds import Part, PartKind
from services.storage.effects import label_part
from services.storage.label_rows import LabelRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.task import Label, Task


def task_parts(rows: Mapping[str, LabelRow], before: Task, after: Task) -> list[Part]:
    """What makes one task of the other; labels are matched by id, and none is taken away.

    `rows` are all labels as they are stored, by id.
    """
    changed = label_part(
        rows, [_row(label, rows, position) for position, label in enumerate(after.labels)]
    )
    said_before, said_after = _said(before), _said(after)
    different = [name for name in said_before if said_before[name] != said_after[name]]
    parts = [] if changed is None else [changed]
    if different:
        data = {
            "before": {name: said_before[name] for name in different},
            "after": {name: said_after[name] for name in different},
        }
        parts.append(Part(PartKind.TASK, data))
    return parts


def _row(label: Label, rows: Mapping[str, LabelRow], position: int) -> LabelRow:
    before = rows.get(label.id, LabelRow(label.id, label.name))
    return replace(
        before,
        name=label.name,
        description=label.description,
        color=label.color,
        former=label.former,
        position=position,
    )


def _said(task: Task) -> dict[str, Any]:
    schema = None if task.schema is None else json.dumps(task.schema, ensure_ascii=False)
    return {"name": task.name, "schema": schema, "guidelines": task.guidelines}
