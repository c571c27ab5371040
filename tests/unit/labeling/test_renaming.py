"""A field that gets another name takes its answers along, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from services.app import Workspace
from services.datasets.field_plans import plans_of, renames_of, schema_of
from services.domain.evidence import Evidence, Span
from services.domain.example import ExampleFilter
from services.domain.task import Task
from services.labeling.renaming import renamed
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "artst": {"type": "string"},
        "songs": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": {"type": "string"}}},
        },
    },
}
NEW: dict[str, Any] = {
    "type": "object",
    "properties": {
        "artist": {"type": "string"},
        "songs": {
            "type": "array",
            "items": {"type": "object", "properties": {"title": {"type": "string"}}},
        },
    },
}
RENAMES = {("artst",): "artist", ("songs", "name"): "title"}
RECORD = {"artst": "Mozart", "songs": [{"name": "Dove sono"}]}
SAID = Evidence((Span(("songs", 0, "name"), 0, 9),), (("artst",),))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.extraction("Concerts", SCHEMA)
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        yield made


def test_answers_and_their_evidence_follow_and_come_back(workspace: Workspace) -> None:
    (example,) = filled(workspace, ["Dove sono"])
    labeling = workspace.labeling
    labeling.answer(example, RECORD, evidence=SAID)
    assert labeling.fit(NEW).misfits == {example}
    assert labeling.fit(NEW, RENAMES).misfits == frozenset()
    labeling.save_schema(NEW, RENAMES)
    mark = labeling.mark(example)
    assert mark.answer == {"artist": "Mozart", "songs": [{"title": "Dove sono"}]}
    assert mark.evidence == Evidence((Span(("songs", 0, "title"), 0, 9),), (("artist",),))
    assert workspace.datasets.example(example).gold == mark.answer
    assert workspace.history.undo_title == "Change the schema"
    workspace.history.undo()
    assert (labeling.mark(example).answer, labeling.mark(example).evidence) == (RECORD, SAID)
    assert workspace.task.schema == SCHEMA


def test_two_fields_may_change_places() -> None:
    swapped = renamed({"a": 1, "b": 2}, {("a",): "b", ("b",): "a"})
    assert swapped == {"b": 1, "a": 2}
    assert renamed({"a": 1, "b": 2}, {("a",): "b"}) == {"a": 1, "b": 2}


def test_the_list_of_fields_knows_its_old_names() -> None:
    artist, songs = plans_of(SCHEMA)
    inside = (replace(songs.fields[0], name="title"),)
    plans = (replace(artist, name="artist"), replace(songs, fields=inside))
    assert renames_of(plans) == RENAMES
    assert schema_of(plans)["properties"].keys() == {"artist", "songs"}


def test_rows_that_were_deleted_are_not_counted(workspace: Workspace) -> None:
    first, second = filled(workspace, ["one", "two"])
    for example in (first, second):
        workspace.labeling.answer(example, RECORD)
    rows = workspace.datasets.rows(ExampleFilter(ids=frozenset({first})))
    workspace.bulk.delete(rows)
    fit = workspace.labeling.fit(NEW)
    assert (fit.answers, fit.misfits) == (1, {second})
