"""Whatever stands in JSON, reading it never breaks."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.datasets.json_paths import paths_in, rows_at
from services.datasets.layouts.known import Layout, found_in, layout_of
from services.datasets.mapping import Mapping
from services.datasets.preview import preview
from services.domain.errors import AppError
from services.domain.task import Task

if TYPE_CHECKING:
    from pathlib import Path

KEYS = [
    "accept", "annotation", "annotation_agent", "annotations", "answer", "choices", "content",
    "contents", "data", "end", "end_offset", "entities", "fields", "from_name", "id", "input",
    "label", "labels", "messages", "meta", "metadata", "model_type", "options", "output", "parts",
    "responses", "result", "role", "spans", "start", "start_offset", "status", "systemInstruction",
    "tags", "text", "to_name", "value", "values", "_task_hash", "*", "a/b",
]  # fmt: skip
single = st.none() | st.booleans() | st.integers(-1, 5) | st.floats(allow_nan=False)
words = st.sampled_from(["", "user", "model", "accept", "reject", "good", "text", "task_run", "é"])
values: st.SearchStrategy[Any] = st.recursive(
    single | words,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)
records = st.dictionaries(st.sampled_from(KEYS), values, min_size=1, max_size=6)


@given(values)
def test_every_path_leads_to_rows(value: object) -> None:
    for path in paths_in(value):
        assert list(rows_at(value, path))


@pytest.mark.parametrize("layout", Layout)
@given(record=records)
@settings(max_examples=30)
def test_rows_of_every_layout(layout: Layout, record: dict[str, Any]) -> None:
    layout_of([record])
    found_in(record, layout)


@given(value=st.lists(records | values, max_size=4) | records)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
def test_a_preview_of_anything(tmp_path: Path, value: object) -> None:
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(value))
    task = Task.classification("Any", ["good"])
    with suppress(AppError):
        shown = preview(path, task, Mapping())
        assert shown.cells or shown.left_out
