"""Answers that differ, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.evidence import Evidence, Span
from services.domain.example import State
from services.domain.task import Task
from services.labeling.settling import Settling
from services.storage.project_file import ProjectFile
from tests.unit.storage.conftest import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = {
    "type": "object",
    "properties": {"artist": {"type": "string"}, "year": {"type": "integer"}},
}


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    file = ProjectFile.create(tmp_path / "project.tunesmith")
    made = Tables(file)
    made.project.begin(Task.extraction("Songs", SCHEMA), 0.0)
    yield made
    file.close()


def test_the_same_answer_stands_once_with_all_who_gave_it(tables: Tables) -> None:
    (row,) = tables.fill("Play Björk")
    tables.labeling("bob").answer(row, {"artist": "Bjork"})
    tables.labeling("ann").answer(row, {"artist": "Björk"})
    tables.labeling("eve").answer(row, {"artist": "Björk ", "year": 1993})
    tables.labeling("dan").answer(row, {"artist": " Björk"})
    tables.labeling("kim").skip(row)
    opinions = Settling(tables.project, tables.examples, tables.answers).opinions(row)
    assert [(each.authors, each.value) for each in opinions] == [
        (("ann", "dan"), {"artist": "Björk"}),
        (("bob",), {"artist": "Bjork"}),
        (("eve",), {"artist": "Björk ", "year": 1993}),
    ]


def test_taking_an_opinion_takes_its_evidence(tables: Tables) -> None:
    (row,) = tables.fill("Play Björk")
    marked = Evidence((Span(("artist",), 5, 10),))
    tables.labeling("ann").answer(row, {"artist": "Björk"}, evidence=marked)
    tables.labeling("bob").answer(row, {"artist": "Play"})
    first, _ = Settling(tables.project, tables.examples, tables.answers).opinions(row)
    tables.labeling("bob").correct(row, first.value, first.evidence)
    assert tables.examples.with_id(row).state is State.ANSWERED
    assert tables.labeling("bob").mark(row).evidence == marked


def test_an_example_that_is_gone_is_said(tables: Tables) -> None:
    with pytest.raises(AppError):
        Settling(tables.project, tables.examples, tables.answers).opinions("gone")
