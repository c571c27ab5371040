"""Intervals of F1, by drawing the rows anew many times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.evaluation.records import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from services.evaluation.records import Cell

    Floats = NDArray[np.float64]

DRAWS = 1000
SEED = 0
BLOCK = 2_000_000
"""Numbers that are held at once."""
SMALL = 8
"""Rows up to which a cell is small."""


def macro_f1_interval(grid: Mapping[Cell, int]) -> Interval | None:
    """The 95 % percentile interval of macro-F1; None without a row.

    All rows are drawn anew, as often as there are rows, from the cells of the confusion grid (a
    multinomial draw, seeded): that is the same as drawing the rows themselves, since rows of one
    cell are alike. Efron (1979), Bootstrap methods: another look at the jackknife.
    """
    import numpy as np

    if not grid:
        return None
    labels = sorted({each for cell in grid for each in (cell.gold, cell.predicted) if each})
    places = {label: at for at, label in enumerate(labels)}
    gold, found, right = (np.zeros((len(grid), len(labels))) for _ in range(3))
    for at, cell in enumerate(grid):
        gold[at, places[cell.gold]] = 1
        if cell.predicted is not None:
            found[at, places[cell.predicted]] = 1
        if cell.right:
            right[at, places[cell.gold]] = 1

    def macro(drawn: Floats) -> Floats:
        both = drawn @ (gold + found)
        f1 = np.divide(2 * (drawn @ right), both, out=np.zeros_like(both), where=both > 0)
        return f1.sum(axis=1) / np.maximum((both > 0).sum(axis=1), 1)

    return _interval([macro(drawn) for drawn in _draws(list(grid.values()))])


def micro_f1_interval(patterns: Mapping[tuple[int, int, int], int]) -> Interval | None:
    """The 95 % percentile interval of F1 over all fields; None without a row that counts.

    `patterns` counts rows by what they add: values that are right, predicted, and in the gold
    answer. Drawn like `macro_f1_interval`.
    """
    import numpy as np

    if not patterns:
        return None
    adds = np.array(list(patterns), dtype=float)
    sums = [drawn @ adds for drawn in _draws(list(patterns.values()))]
    found = [each[:, 1] + each[:, 2] for each in sums]
    return _interval(
        [
            np.divide(2 * each[:, 0], both, out=np.zeros_like(both), where=both > 0)
            for each, both in zip(sums, found, strict=True)
        ]
    )


def _draws(counts: list[int]) -> Iterator[Floats]:
    """All draws in blocks, each row of which adds up to the number of rows."""
    import numpy as np

    chance = np.random.default_rng(SEED)
    cells = np.array(counts)
    size = max(1, min(DRAWS, BLOCK // len(counts)))
    for start in range(0, DRAWS, size):
        yield _drawn(chance, cells, min(size, DRAWS - start)).astype(float)


def _drawn(chance: np.random.Generator, cells: NDArray[np.int64], draws: int) -> NDArray[np.int64]:
    """`draws` multinomial draws. Rows of small cells are drawn one by one, since a draw for each
    of thousands of cells that hold two or three rows takes five times as long."""
    import numpy as np

    large = cells > SMALL
    small_rows = np.repeat(np.flatnonzero(~large), cells[~large])
    total = int(cells.sum())
    sizes = np.append(cells[large], len(small_rows))
    first = chance.multinomial(total, sizes / total, size=draws)
    number = first[:, -1]
    found = small_rows[chance.integers(0, max(len(small_rows), 1), int(number.sum()))]
    places = np.repeat(np.arange(draws), number) * len(cells) + found
    drawn = np.bincount(places, minlength=draws * len(cells)).reshape(draws, len(cells))
    drawn[:, large] = first[:, :-1]
    return drawn


def _interval(found: list[Floats]) -> Interval:
    import numpy as np

    low, high = np.percentile(np.concatenate(found), [2.5, 97.5])
    return Interval(float(low), float(high))
