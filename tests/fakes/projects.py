"""Small real projects for tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.labeling.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.app import Workspace


SPLITS = ("training", "training", "training", "validation", "test")
"""For rows in turn: a split that is drawn at random has another size in each run of a test."""


def filled(workspace: Workspace, rows: Sequence[str | dict[str, Any]]) -> list[str]:
    """Import texts, or records with a `text` and other columns; the ids of the new examples."""
    records = [{"text": row} if isinstance(row, str) else row for row in rows]
    source = workspace.path.with_name("rows.jsonl")
    source.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    workspace.datasets.import_file(source)
    source.unlink()
    added = workspace.labeling.queue(Queue.IN_ORDER)[-len(rows) :]
    return [example.id for example in workspace.datasets.examples(added)]
