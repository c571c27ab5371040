from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.domain.prediction import ConnectionKind, Usage
from services.domain.snapshot import Snapshot
from services.evaluation.comparison import (
    RIGHT,
    WRONG,
    adjusted,
    difference,
    marks,
    why_not_comparable,
)
from services.evaluation.mistakes import mistakes
from services.evaluation.records import Cell, Compared, Counts, Difference, Measures
from services.evaluation.significance import mcnemar
from services.evaluation.tied import Tied, tied
from services.evaluation.words import difference_words
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
    found = difference(marks(mine), marks(other))
    assert (found.rows, found.right_in_run, found.right_in_baseline) == (3, 2, 2)
    assert (found.only_run, found.only_baseline) == (1, 1)
    assert found.accuracy == 0


def test_without_a_common_row_there_is_no_difference() -> None:
    mine, other = scored([("a", "a")]), scored([("a", FAILED)])
    assert difference(marks(mine), marks(other)).accuracy is None


def test_mistakes_are_the_counted_wrong_rows() -> None:
    rows = scored([("a", "a"), ("a", "b"), ("a", UNPARSABLE), ("a", FAILED), (None, "b")])
    assert [row.example_id for row in mistakes(rows)] == ["1", "2"]


def test_a_cell_of_the_grid_holds_its_rows_right_ones_on_the_diagonal() -> None:
    rows = scored([("a", "a"), ("a", "b"), ("a", UNPARSABLE)])
    assert [row.example_id for row in mistakes(rows, Cell("a", "a"))] == ["0"]
    assert [row.example_id for row in mistakes(rows, Cell("a", None))] == ["2"]


def _differing(only_run: int, only_baseline: int, both: int = 0) -> Difference:
    mine = bytes([RIGHT] * (only_run + both) + [WRONG] * only_baseline)
    other = bytes([WRONG] * only_run + [RIGHT] * (both + only_baseline))
    return difference(mine, other)


def test_a_difference_is_said_with_its_interval() -> None:
    words = difference_words("tuned", _differing(40, 9, 451))
    assert words == "tuned is better: +6.2 points [3.5 to 9.1]"
    assert difference_words("tuned", _differing(9, 40, 451)).startswith("tuned is worse: −6.2")


def test_no_difference_says_which_gap_would_not_show() -> None:
    assert difference_words("tuned", _differing(4, 2, 114)) == (
        "no difference can be seen with 120 rows; a gap under 8 points would not show"
        " (if the two differ on a fifth of the rows)"
    )
    assert difference_words("tuned", difference(b"", b"")) == "No row has a reply in both runs."


def _compared(
    found: Difference | None = None, accuracy: float | None = 0.5, **more: Any
) -> Compared:
    measured = Measures("r", "s", 1, Counts(), 0, accuracy, None)
    one = replace(run(), id=more.pop("id", "r"))
    return Compared(one, measured, more.pop("usage", Usage()), None, found, **more)


def test_the_runs_of_a_sweep_share_their_chance_of_error() -> None:
    alone, *sweep = adjusted(
        [_compared(_differing(8, 1))]
        + [_compared(_differing(8, 1), sweep="sweep") for _ in range(3)]
    )
    assert alone.difference is not None
    assert alone.difference.p == pytest.approx(mcnemar(8, 1))
    assert alone.difference.p < 0.05
    for each in sweep:
        assert each.difference is not None
        assert each.difference.p == pytest.approx(3 * mcnemar(8, 1))
        assert "adjusted for the 3 runs" in difference_words("tuned", each.difference)
    baseline = _compared(sweep="sweep")
    assert adjusted([baseline]) == (baseline,)


def test_what_cannot_be_told_from_the_best_is_tied_and_the_cheapest_is_proposed() -> None:
    marks_of = {
        "best": bytes([RIGHT] * 90 + [WRONG] * 10),
        "near": bytes([RIGHT] * 88 + [WRONG] * 12),
        "far": bytes([RIGHT] * 50 + [WRONG] * 50),
    }
    costs = {"best": 0.9, "near": 0.2, "far": 0.01}
    candidates = [
        (_compared(id=each, accuracy=found.count(RIGHT) / 100, dollars=costs[each]), found)
        for each, found in marks_of.items()
    ]
    found = tied(candidates)
    assert found == Tied("best", ("best", "near"), "near", by_price=True)
    assert tied(candidates[:1]) is None


def test_where_a_price_is_not_known_tokens_decide() -> None:
    both = bytes([RIGHT] * 9)
    found = tied(
        [
            (_compared(id="long", accuracy=1, usage=Usage(900, 9)), both),
            (_compared(id="short", accuracy=1, usage=Usage(100, 9), dollars=1.0), both),
        ]
    )
    assert found is not None
    assert (found.cheapest, found.by_price) == ("short", False)
