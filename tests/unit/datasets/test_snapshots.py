from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.datasets.snapshots import digest_of
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Source
from services.domain.snapshot import SnapshotRow
from services.domain.standing import Mark, MarkChange

if TYPE_CHECKING:
    from pathlib import Path

    from services.domain.example import Example
    from tests.unit.datasets.conftest import Project


@pytest.fixture
def labelled(project: Project, tmp_path: Path) -> Project:
    """Twenty rows of which each second is labelled."""
    path = tmp_path / "rows.csv"
    path.write_text(
        "text,label\n" + "".join(f"row {n},{'good' if n % 2 else ''}\n" for n in range(20))
    )
    project.datasets.import_file(path)
    return project


def answer(project: Project, example: Example, name: str | None) -> None:
    label = project.task.label_named(name) if name else None
    before = project.answers.marks(example.row).get("ada", Mark())
    change = MarkChange(example.id, "ada", before, Mark(answer=label.id if label else None))
    with project.file.database.write(Changes.of(Kind.ANSWERS)) as connection:
        project.answers.put(connection, [(example.row, change)], Source.LABELLED, 2.0)


def test_the_same_rows_are_the_same_snapshot(labelled: Project) -> None:
    snapshot = labelled.datasets.snapshot("all")
    assert (snapshot.size, snapshot.scored, snapshot.revision) == (20, 10, 1)
    assert snapshot.name == "All, 20 rows"
    rows = labelled.datasets.snapshot_rows(snapshot)
    assert [row.text for row in rows] == [f"row {n}" for n in range(20)]
    assert snapshot.hash == digest_of(rows)
    assert labelled.datasets.snapshot(ExampleFilter()) == snapshot
    assert labelled.datasets.snapshots() == (snapshot,)
    unlabelled = labelled.datasets.snapshot("unlabelled")
    assert (unlabelled.size, unlabelled.scored) == (10, 0)
    assert {known.id for known in labelled.datasets.snapshots()} == {snapshot.id, unlabelled.id}


def test_gold_answers_have_revisions_that_hold_only_what_changed(labelled: Project) -> None:
    datasets = labelled.datasets
    first = datasets.snapshot("all")
    assert datasets.sync_gold(first) == first
    stored = labelled.count("gold_answers")
    examples = labelled.examples()
    answer(labelled, examples[0], "bad")
    answer(labelled, examples[1], "bad")
    answer(labelled, examples[3], None)
    second = datasets.sync_gold(first)
    assert (second.revision, second.scored) == (2, 10)
    assert labelled.count("gold_answers") == stored + 3
    names = {label.id: label.name for label in labelled.task.labels}
    now = {example_id: names[str(v)] for example_id, v in datasets.gold(second).items()}
    assert now[examples[0].id] == now[examples[1].id] == "bad"
    assert examples[3].id not in now
    before = datasets.gold(second, revision=1)
    assert names[str(before[examples[1].id])] == "good"
    assert datasets.gold(first) == before
    assert datasets.snapshot("all") == second


def test_later_rows_do_not_change_a_snapshot(labelled: Project, tmp_path: Path) -> None:
    snapshot = labelled.datasets.snapshot("all")
    path = tmp_path / "more.csv"
    path.write_text("text\nlater\n")
    labelled.datasets.import_file(path)
    assert len(labelled.datasets.snapshot_rows(snapshot)) == 20
    assert labelled.datasets.snapshot("all").id != snapshot.id


def test_a_split_without_rows_is_refused(labelled: Project) -> None:
    with pytest.raises(AppError, match="no test rows"):
        labelled.datasets.snapshot("test")


def test_an_unknown_snapshot_is_refused(labelled: Project) -> None:
    with pytest.raises(AppError, match="not in the project any more"):
        labelled.datasets.snapshot_with_id("gone")


def test_a_snapshot_left_unfinished_is_not_shown(labelled: Project) -> None:
    snapshot = labelled.datasets.snapshot("all")
    with labelled.file.database.bulk(Changes.of()) as bulk:
        bulk.connection.execute(
            "INSERT INTO snapshots VALUES ('x', 'cut off', 'unfinished x', 0, 3.0)"
        )
    assert labelled.datasets.snapshots() == (snapshot,)
    labelled.datasets.snapshot("unlabelled")
    assert labelled.count("snapshots") == 2


def test_the_hash_tells_rows_apart() -> None:
    one = [SnapshotRow("a", "x"), SnapshotRow("b", "y")]
    assert digest_of(one) == digest_of(list(one))
    assert digest_of(one) != digest_of([SnapshotRow("a", "x"), SnapshotRow("b", "z")])
