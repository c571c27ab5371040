from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from sklearn.metrics import f1_score

from services.evaluation.bootstrap import macro_f1_interval, micro_f1_interval
from services.evaluation.records import Cell

LABELS = "abcd"


def _pairs(number: int) -> list[tuple[str, str]]:
    chance = random.Random(7)
    golds = chance.choices(LABELS, (50, 30, 15, 5), k=number)
    return [(gold, gold if chance.random() < 0.7 else chance.choice(LABELS)) for gold in golds]


def test_drawing_cells_is_like_drawing_rows() -> None:
    pairs = _pairs(200)
    grid = Counter(Cell(*pair) for pair in pairs)
    ours = macro_f1_interval(grid)
    chance = np.random.default_rng(1)
    gold, found = (np.array(side) for side in zip(*pairs, strict=True))
    drawn = [
        f1_score(gold[rows], found[rows], average="macro")
        for rows in (chance.integers(0, 200, 200) for _ in range(300))
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=0.02)


def test_the_interval_is_the_same_each_time() -> None:
    grid = Counter(Cell(*pair) for pair in _pairs(50))
    assert macro_f1_interval(grid) == macro_f1_interval(grid)


def test_a_label_that_never_comes_and_no_label_at_all_count() -> None:
    ours = macro_f1_interval({Cell("a", None): 3, Cell("b", "b"): 3})
    assert ours is not None
    assert (ours.low, ours.high) == (0.5, 0.5)
    assert macro_f1_interval({}) is None


def test_all_right_leaves_nothing_open() -> None:
    ours = macro_f1_interval({Cell("a", "a"): 9})
    assert ours is not None
    assert (ours.low, ours.high) == (1, 1)


def test_fields_are_drawn_by_rows() -> None:
    ours = micro_f1_interval({(2, 2, 2): 40, (1, 2, 2): 10, (0, 0, 2): 5})
    assert ours is not None
    assert ours.low < 2 * 90 / (100 + 110) < ours.high
    assert micro_f1_interval({(0, 0, 0): 4}) is not None
    assert micro_f1_interval({}) is None
