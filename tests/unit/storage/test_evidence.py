"""Spans of the text and absent fields: kept with the answer, undone and done again with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.evidence import Evidence, Span
from services.domain.task import Task
from services.storage.project_file import ProjectFile
from tests.unit.storage.conftest import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "🎵 Mozart, Requiem, Mozart"
SCHEMA = {
    "type": "object",
    "properties": {
        "artist": {"type": "string"},
        "year": {"type": "integer"},
        "names": {"type": "array", "items": {"type": "string"}},
    },
}
RECORD = {"artist": "Mozart", "names": ["Requiem", "Mozart"]}
EVIDENCE = Evidence(
    (Span(("artist",), 2, 8), Span(("names", 0), 10, 17), Span(("names", 1), 19, 25)),
    (("year",),),
)


@pytest.fixture
def bookings(path: Path) -> Iterator[Tables]:
    file = ProjectFile.create(path)
    tables = Tables(file)
    tables.project.begin(Task.extraction("Bookings", SCHEMA), 0.0)
    yield tables
    file.close()


def test_evidence_is_kept_with_the_answer_across_undo_and_restarts(bookings: Tables) -> None:
    (row,) = bookings.fill(TEXT)
    bookings.labeling().answer(row, RECORD, evidence=EVIDENCE)
    bookings.labeling().answer(row, RECORD)
    assert bookings.labeling().mark(row).evidence == Evidence()
    again = Tables(bookings.file)
    again.history.undo()
    assert again.labeling().mark(row).evidence == EVIDENCE
    again.history.undo()
    assert again.labeling().mark(row).evidence == Evidence()
    again.history.redo()
    assert again.labeling().mark(row).evidence == EVIDENCE
    assert again.answers.rebuild() == again.answers.current()


def test_each_author_has_evidence_of_their_own(bookings: Tables) -> None:
    (row,) = bookings.fill(TEXT)
    bookings.labeling("ann").answer(row, RECORD, evidence=EVIDENCE)
    bookings.labeling("bob").answer(row, RECORD)
    assert bookings.labeling("ann").mark(row).evidence == EVIDENCE
    assert bookings.labeling("bob").mark(row).evidence == Evidence()


def test_a_flag_leaves_it_and_a_skip_takes_it_away(bookings: Tables) -> None:
    (row,) = bookings.fill(TEXT)
    labeling = bookings.labeling()
    labeling.answer(row, RECORD, evidence=EVIDENCE)
    labeling.flag(row, reason="odd")
    assert labeling.mark(row).evidence == EVIDENCE
    labeling.skip(row)
    assert labeling.mark(row).evidence == Evidence()
    bookings.history.undo()
    assert labeling.mark(row).evidence == EVIDENCE


def test_a_correction_keeps_the_spans_of_what_is_still_said(bookings: Tables) -> None:
    (row,) = bookings.fill(TEXT)
    labeling = bookings.labeling()
    labeling.answer(row, RECORD, evidence=EVIDENCE)
    labeling.correct(row, {"artist": "W. A. Mozart", "names": ["Mozart"], "year": 1791})
    assert labeling.mark(row).evidence == Evidence((Span(("names", 0), 19, 25),))
