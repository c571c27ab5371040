"""What drawing a split does to each row: groups and near copies together, labels in proportion."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from services.datasets.splitting import cutter, placer, split_key
from services.storage.splits import SplitMove

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.example import Split
    from services.domain.split_rule import SplitRule
    from services.storage.splits import SplitRow


def plan_split(
    rows: Sequence[SplitRow], rule: SplitRule, leaders: Sequence[int] | None = None
) -> list[SplitMove]:
    """The move of each row, in their order.

    `leaders` gives for each row the place of the first that it must stay with. Splits that came
    with a file stay; rows that belong with such a row join the first of them. Of rows that stay
    together the first one's key is drawn, so that turning this on moves few rows.

    Stratified, the rows of a gold label are put in the order of their numbers and cut at the
    shares, from a random start (systematic sampling): each has the same chance of being test as
    any other row, labelled or not, so the test rows stay like all rows; only the luck of the draw
    within a label is taken out. Rows without a gold label are drawn one by one as always.
    """
    keys = _joined([split_key(row.id, row.group) for row in rows], leaders)
    together = bool(rule.group) or leaders is not None
    fixed = _fixed(rows, keys) if together else {}
    place_of = placer(rule.seed)
    cut = cutter(rule.shares)
    places = _strata(rows, keys, fixed, rule) if rule.stratified else {}
    moves: list[SplitMove] = []
    for row, key in zip(rows, keys, strict=True):
        if row.given and row.split is not None:
            moves.append(SplitMove(row.row, row.split, row.split, given=True))
            continue
        after = fixed.get(key)
        if after is None:
            place = places.get(key)
            after = cut(place_of(key) if place is None else place)
        moves.append(SplitMove(row.row, row.split, after, given=False))
    return moves


def _joined(keys: list[str], leaders: Sequence[int] | None) -> list[str]:
    """The key of the first row that each one stays with, by its group, by nearness, or by both."""
    if leaders is None:
        return keys
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := parent.setdefault(key, key)) != key:
            parent[key] = parent[above]
            key = above
        return key

    order = {key: at for at, key in reversed(list(enumerate(keys)))}
    for at, leader in enumerate(leaders):
        one, other = sorted((root(keys[at]), root(keys[leader])), key=order.__getitem__)
        parent[other] = one
    return [root(key) for key in keys]


def _fixed(rows: Sequence[SplitRow], keys: Sequence[str]) -> dict[str, Split]:
    """Where rows that came with a split draw those that stay with them."""
    found: dict[str, Split] = {}
    for row, key in zip(rows, keys, strict=True):
        if row.given and row.split is not None:
            found.setdefault(key, row.split)
    return found


def _strata(
    rows: Sequence[SplitRow], keys: Sequence[str], fixed: dict[str, Split], rule: SplitRule
) -> dict[str, float]:
    """Places from 0 to 1 that spread each label's rows evenly, by key."""
    place_of = placer(rule.seed)
    label_of: dict[str, int] = {}
    sizes: Counter[str] = Counter()
    for row, key in zip(rows, keys, strict=True):
        if row.label is not None and key not in fixed and not row.given:
            label_of.setdefault(key, row.label)
            sizes[key] += 1
    strata: dict[int, list[str]] = defaultdict(list)
    for key, label in label_of.items():
        strata[label].append(key)
    places: dict[str, float] = {}
    for label, members in strata.items():
        total = sum(sizes[key] for key in members)
        before = place_of(f"label {label}")
        for key in sorted(members, key=place_of):
            places[key] = before / total % 1
            before += sizes[key]
    return places
