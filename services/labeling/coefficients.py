"""How far authors agree beyond chance: Cohen's kappa and Krippendorff's alpha."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Statistic = Callable[[Amounts], float | None]

RESAMPLES = 1000
FEWEST_FOR_INTERVAL = 20
SEED = 20


class Undefined(enum.StrEnum):
    """Why a coefficient has no value."""

    NO_OVERLAP = "no_overlap"
    """No example has answers of two authors."""
    ONE_VALUE = "one_value"
    """Only one value was ever given, so that chance alone explains all agreement."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """1 is full agreement, 0 what chance gives, below 0 less than chance.

    `value` is None where it is `undefined`. `low` and `high` bound the 95 % interval; None where
    none was asked for, with fewer than 20 examples, and where all agree.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    undefined: Undefined | None = None


def cohen_kappa(
    pairs: Sequence[tuple[Hashable, Hashable]], *, interval: bool = True
) -> Coefficient:
    """Agreement of two authors; a pair is what the one and the other said of an example.

    κ = (p_o − p_e) / (1 − p_e), with p_o the share of pairs that agree and p_e the sum over the
    values of the product of both authors' shares. Cohen (1960), A coefficient of agreement for
    nominal scales, Educational and Psychological Measurement 20(1), pages 37 to 46.
    """
    patterns = Counter(pairs)
    places = _places(value for pair in patterns for value in pair)
    first = _Table([{one: 1} for one, _ in patterns], places)
    second = _Table([{two: 1} for _, two in patterns], places)
    differs = _amounts(one != two for one, two in patterns)

    def kappa(amounts: Amounts) -> float | None:
        total = amounts.sum()
        by_chance = (first.totals(amounts) @ second.totals(amounts)) / total**2
        return _beyond_chance((amounts @ differs) / total, 1 - by_chance)

    return _measured(patterns.values(), kappa, interval=interval)


def krippendorff_alpha(
    units: Sequence[Sequence[Hashable]], *, interval: bool = True
) -> Coefficient:
    """Agreement of any number of authors; a unit is what was said of one example, by whoever.

    Units of fewer than two values are left out, so answers may be missing.
    α = 1 − D_o / D_e. For nominal values, with m_u values in unit u, n_uc of them c, n_c of c in
    all and n = Σ n_c: D_o = Σ_u (m_u − Σ_c n_uc (n_uc − 1) / (m_u − 1)) / n and
    D_e = (n² − Σ_c n_c²) / (n (n − 1)). Krippendorff (2011), Computing Krippendorff's
    Alpha-Reliability, section C.
    """
    patterns = Counter(frozenset(Counter(unit).items()) for unit in units if len(unit) > 1)
    counted = [dict(pattern) for pattern in patterns]
    table = _Table(counted, _places(value for pattern in counted for value in pattern))
    differs = _amounts(_differing(list(each.values())) for each in counted)

    def alpha(amounts: Amounts) -> float | None:
        by_value = table.totals(amounts)
        total = by_value.sum()
        expected = (total**2 - by_value @ by_value) / (total * (total - 1))
        return _beyond_chance((amounts @ differs) / total, expected)

    return _measured(patterns.values(), alpha, interval=interval)


class _Table:
    """How often each value stands in each pattern."""

    def __init__(
        self, patterns: Sequence[Mapping[Hashable, int]], places: Mapping[Hashable, int]
    ) -> None:
        cells = [
            (at, places[value], count)
            for at, pattern in enumerate(patterns)
            for value, count in pattern.items()
        ]
        self._pattern = [at for at, _, _ in cells]
        self._place = [place for _, place, _ in cells]
        self._count = _amounts(count for _, _, count in cells)
        self._size = len(places)

    def totals(self, amounts: Amounts) -> Amounts:
        """How often each value was given, when pattern p stands `amounts[p]` times."""
        import numpy as np

        weights = amounts[self._pattern] * self._count
        return np.bincount(self._place, weights, self._size).astype(np.float64, copy=False)


def _places(values: Iterable[Hashable]) -> dict[Hashable, int]:
    return {value: place for place, value in enumerate(dict.fromkeys(values))}


def _amounts(numbers: Iterable[float]) -> Amounts:
    import numpy as np

    return np.array(list(numbers), dtype=np.float64)


def _differing(counts: Sequence[int]) -> float:
    """The values of a unit that differ from its others, each by the share that they do."""
    total = sum(counts)
    return total - sum(count * (count - 1) for count in counts) / (total - 1)


def _beyond_chance(observed: float, by_chance: float) -> float | None:
    """Agreement beyond chance, from the disagreement seen and the one that chance gives."""
    return 1 - float(observed) / float(by_chance) if by_chance > 0 else None


def _measured(counts: Iterable[int], statistic: Statistic, *, interval: bool) -> Coefficient:
    amounts = _amounts(counts)
    if not amounts.size:
        return Coefficient(None, undefined=Undefined.NO_OVERLAP)
    value = statistic(amounts)
    if value is None:
        return Coefficient(None, undefined=Undefined.ONE_VALUE)
    if not interval or amounts.sum() < FEWEST_FOR_INTERVAL or value == 1:
        return Coefficient(value)
    return Coefficient(value, *_bounds(amounts, statistic))


def _bounds(amounts: Amounts, statistic: Statistic) -> tuple[float, float]:
    """The 95 % percentile interval over resampled examples.

    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13. Resamples in which
    the statistic is undefined are left out.
    """
    import numpy as np

    total = int(amounts.sum())
    drawn = np.random.default_rng(SEED).multinomial(total, amounts / total, RESAMPLES)
    found = [value for each in drawn if (value := statistic(each.astype(float))) is not None]
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)
