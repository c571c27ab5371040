"""Changes to many rows: in slices, stopped, cut off, and beside other work."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from services.jobs import JobCancelled, JobContext
from tests.unit.history.conftest import content, deed_count, write_rows

if TYPE_CHECKING:
    from pathlib import Path

    from services.domain.snapshot import SnapshotRow
    from services.jobs import Progress

MANY = 300


@pytest.fixture
def many(workspace: Workspace, tmp_path: Path) -> Workspace:
    texts = [f"further ticket {number}" for number in range(MANY)]
    workspace.datasets.import_file(write_rows(tmp_path / "many.csv", texts))
    return workspace


def stopping_after(rows: int) -> JobContext:
    """A context whose user asks to stop once that many rows are done."""

    def look(progress: Progress) -> None:
        if progress.done >= rows:
            context.stop()

    context = JobContext(look)
    return context


def test_a_stopped_change_leaves_everything_as_it_was(many: Workspace) -> None:
    before, deeds = content(many), deed_count(many)
    rows = many.datasets.rows(ExampleFilter())
    with pytest.raises(JobCancelled):
        many.bulk.label(rows, "refund", stopping_after(128))
    assert content(many) == before
    assert deed_count(many) == deeds


def test_a_stopped_undo_leaves_what_was_done(many: Workspace) -> None:
    rows = many.datasets.rows(ExampleFilter())
    many.bulk.label(rows, "refund")
    done = content(many)
    with pytest.raises(JobCancelled):
        many.history.undo(stopping_after(2))
    assert content(many) == done
    assert many.history.undo_title == f"Label {MANY + 30} rows as “refund”"


def test_what_a_kill_cut_off_can_be_undone(many: Workspace) -> None:
    before = content(many)
    many.bulk.delete(many.datasets.rows(ExampleFilter()))
    path = many.path
    many.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE history SET whole = 0 WHERE seq = (SELECT max(seq) FROM history)"
        )
    with Workspace.open(path) as again:
        again.history.undo()
        assert content(again) == before


def test_nothing_is_undone_while_a_change_is_under_way(many: Workspace) -> None:
    refused: list[AppError] = []

    def undo(_: Progress) -> None:
        if not refused:
            with pytest.raises(AppError, match="still under way") as error:
                many.history.undo()
            refused.append(error.value)

    rows = many.datasets.rows(ExampleFilter())
    many.bulk.flag(rows, True, "", JobContext(undo))
    assert refused
    assert many.datasets.counts().flagged == MANY + 30


def test_rows_put_into_a_split_stay_there(many: Workspace) -> None:
    many.bulk.split([1, 2, 3], Split.TEST)
    many.datasets.split(0.8, 0.2, 0.0)
    assert [example.split for example in many.datasets.examples([1, 2, 3])] == [Split.TEST] * 3
    many.bulk.split([1, 2, 3], None)
    many.datasets.split(0.8, 0.2, 0.0)
    assert many.datasets.counts(ExampleFilter(split=Split.TEST)).total == 0


def test_deleted_rows_are_nowhere(many: Workspace) -> None:
    example = many.datasets.examples([1])[0]
    many.bulk.delete([1])
    assert 1 not in many.datasets.rows(ExampleFilter(search=example.text))
    assert 1 not in many.labeling.queue()
    assert example.id not in {row.example_id for row in _all_rows(many)}
    with pytest.raises(AppError, match="not in the project any more"):
        many.labeling.answer(example.id, "refund")


def _all_rows(workspace: Workspace) -> tuple[SnapshotRow, ...]:
    return workspace.datasets.snapshot_rows(workspace.datasets.snapshot("all"))
