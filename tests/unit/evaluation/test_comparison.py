from __future__ import annotations

from services.domain.prediction import ConnectionKind
from services.domain.snapshot import Snapshot
from services.evaluation.comparison import difference, why_not_comparable
from services.evaluation.mistakes import mistakes
from services.evaluation.records import Cell
from tests.unit.evaluation.builders import FAILED, UNPARSABLE, run, scored

SNAPSHOTS = {
    each: Snapshot(each, each, f"hash {each[0]}", 3, 1, 3, 0.0) for each in ("s", "same", "other")
}


def test_only_the_same_rows_over_the_same_connection_are_compared() -> None:
    assert why_not_comparable(run("s"), run("same"), SNAPSHOTS) == ""
    assert "other rows" in why_not_comparable(run("other"), run("s"), SNAPSHOTS)
    vertex = run("s", ConnectionKind.VERTEX)
    assert why_not_comparable(vertex, run("s"), SNAPSHOTS) == (
        "It comes from Vertex AI, the baseline from the Sandbox."
    )


def test_the_difference_is_taken_on_rows_that_count_in_both() -> None:
    mine = scored([("a", "a"), ("a", "a"), ("b", FAILED), ("b", UNPARSABLE), ("b", "b")])
    other = scored([("a", "b"), ("a", "a"), ("b", "b"), ("b", "b"), ("b", FAILED)])
    found = difference(mine, other)
    assert (found.rows, found.right_in_run, found.right_in_baseline) == (3, 2, 2)
    assert (found.only_run, found.only_baseline) == (1, 1)
    assert found.accuracy == 0


def test_without_a_common_row_there_is_no_difference() -> None:
    assert difference(scored([("a", "a")]), scored([("a", FAILED)])).accuracy is None


def test_mistakes_are_the_counted_wrong_rows() -> None:
    rows = scored([("a", "a"), ("a", "b"), ("a", UNPARSABLE), ("a", FAILED), (None, "b")])
    assert [row.example_id for row in mistakes(rows)] == ["1", "2"]


def test_a_cell_of_the_grid_holds_its_rows_right_ones_on_the_diagonal() -> None:
    rows = scored([("a", "a"), ("a", "b"), ("a", UNPARSABLE)])
    assert [row.example_id for row in mistakes(rows, Cell("a", "a"))] == ["0"]
    assert [row.example_id for row in mistakes(rows, Cell("a", None))] == ["2"]
