"""Agreement over real project files with several authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sklearn.metrics import cohen_kappa_score

from services.domain.task import Task
from services.labeling.agreement import Agreement
from services.labeling.coefficients import Undefined
from services.storage.independent_answers import IndependentAnswers
from services.storage.project_file import ProjectFile
from tests.unit.storage.conftest import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LABELS = ("billing", "refund", "other")
ANN = ("billing", "billing", "refund", "other", "refund", "other")
BOB = ("billing", "refund", "refund", "other", "billing", "other")


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    file = ProjectFile.create(tmp_path / "project.tunesmith")
    made = Tables(file)
    made.project.begin(Task.classification("Support", LABELS), 0.0)
    yield made
    file.close()


def agreement(tables: Tables) -> Agreement:
    return Agreement(tables.project, IndependentAnswers(tables.database, tables.project))


def names(tables: Tables, ids: tuple[str, ...]) -> set[str]:
    return {label.name for label in tables.project.task().labels if label.id in ids}


def answered(tables: Tables, **said: tuple[str, ...]) -> list[str]:
    rows = tables.fill(*(f"Question {n}" for n in range(len(ANN))))
    for author, values in said.items():
        for row, value in zip(rows, values, strict=False):
            tables.labeling(author).answer(row, value)
    return rows


def test_two_authors_are_compared_by_kappa(tables: Tables) -> None:
    rows = answered(tables, ann=ANN, bob=BOB)
    report = agreement(tables).report()
    assert report.answered == {"ann": 6, "bob": 6}
    assert report.examples == 6
    assert set(report.differing) == {rows[1], rows[4]}
    (pair,) = report.pairs
    assert (pair.authors, pair.both, pair.same) == (("ann", "bob"), 6, 4)
    assert report.overall.value == pytest.approx(cohen_kappa_score(ANN, BOB))
    assert report.overall == pair.kappa


def test_each_label_by_itself(tables: Tables) -> None:
    answered(tables, ann=ANN, bob=BOB)
    parts = {
        tables.project.task().label_with_id(each.part).name: each
        for each in agreement(tables).report().parts
    }
    assert parts["other"].coefficient.value == 1
    assert parts["refund"].given == (2, 2)
    refund = cohen_kappa_score([x == "refund" for x in ANN], [x == "refund" for x in BOB])
    assert parts["refund"].coefficient.value == pytest.approx(refund)


def test_the_most_confused_labels_lead_to_their_rows(tables: Tables) -> None:
    rows = answered(tables, ann=ANN, bob=BOB)
    (confusion,) = agreement(tables).report().confusions
    assert names(tables, confusion.labels) == {"billing", "refund"}
    assert set(confusion.examples) == {rows[1], rows[4]}


def test_three_authors_who_did_not_answer_everything_are_compared_by_alpha(
    tables: Tables,
) -> None:
    answered(tables, ann=ANN, bob=BOB, eve=("billing", "billing", "other"))
    report = agreement(tables).report()
    assert len(report.pairs) == 3
    assert [pair.both for pair in report.pairs] == [6, 3, 3]
    assert report.overall.value == pytest.approx(64 / 148)


def test_settling_a_dispute_does_not_raise_the_agreement(tables: Tables) -> None:
    rows = answered(tables, ann=ANN, bob=BOB)
    before = agreement(tables).report()
    for row in (rows[1], rows[4]):
        tables.labeling("ann").correct(row, "other")
        tables.labeling("eve").correct(row, "other")
    after = agreement(tables).report()
    assert (after.overall, after.differing) == (before.overall, before.differing)
    assert after.authors == ("ann", "bob")


def test_skipped_and_withdrawn_answers_do_not_count(tables: Tables) -> None:
    rows = answered(tables, ann=ANN, bob=BOB)
    tables.labeling("bob").skip(rows[0])
    tables.labeling("ann").withdraw(rows[1])
    report = agreement(tables).report()
    assert (report.examples, report.pairs[0].both) == (4, 4)


def test_no_overlap_and_one_label_are_said(tables: Tables) -> None:
    rows = tables.fill("One", "Two")
    assert agreement(tables).report().overall.undefined is Undefined.NO_OVERLAP
    tables.labeling("ann").answer(rows[0], "other")
    tables.labeling("bob").answer(rows[1], "other")
    report = agreement(tables).report()
    assert (report.overall.undefined, report.pairs) == (Undefined.NO_OVERLAP, ())
    assert report.answered == {"ann": 1, "bob": 1}
    tables.labeling("bob").answer(rows[0], "other")
    assert agreement(tables).report().overall.undefined is Undefined.ONE_VALUE


def test_records_are_compared_field_by_field(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"artist": {"type": "string"}, "year": {"type": "integer"}},
    }
    file = ProjectFile.create(tmp_path / "records.tunesmith")
    made = Tables(file)
    made.project.begin(Task.extraction("Songs", schema), 0.0)
    rows = made.fill("A", "B", "C", "D")
    for row, artist, year in zip(rows, ("x", "y", "x", "y"), (1, 2, 1, 2), strict=True):
        made.labeling("ann").answer(row, {"artist": artist, "year": year})
        made.labeling("bob").answer(row, {"artist": f" {artist} ", "year": 1})
    report = agreement(made).report()
    artist, year = report.parts
    assert (artist.part, artist.coefficient.value) == ("artist", 1)
    assert year.coefficient.value == pytest.approx(0)
    assert report.pairs[0].same == 2
    assert report.confusions == ()
    file.close()
