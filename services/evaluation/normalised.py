"""Records that say the same once spelling is set aside."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, cast

from services.domain.prediction import PredictionState
from services.domain.values import value_key
from services.evaluation.records import MeasureKind, MoreMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.evaluation.records import ScoredRow


def normalised_match(
    rows: Sequence[ScoredRow], schema: Mapping[str, Any] | None = None
) -> MoreMeasure:
    """The share of counted rows whose record equals the gold one after `normalised`."""
    counted = [row for row in rows if row.counted]
    if not counted:
        return MoreMeasure(MeasureKind.NORMALISED, None, "No row with a gold answer has a reply.")
    same = sum(
        row.right
        or (
            row.state is PredictionState.ANSWERED
            and value_key(normalised(row.predicted), schema)
            == value_key(normalised(row.gold), schema)
        )
        for row in counted
    )
    return MoreMeasure(MeasureKind.NORMALISED, same / len(counted))


def normalised(value: object) -> object:
    """A value with every text in it in NFKC, without case, doubled space, and punctuation at the
    ends of words."""
    if isinstance(value, str):
        words = unicodedata.normalize("NFKC", value).casefold().split()
        return " ".join(filter(None, map(_bare, words)))
    if isinstance(value, list):
        return [normalised(each) for each in cast("list[object]", value)]
    if isinstance(value, dict):
        record = cast("dict[str, object]", value)
        return {name: normalised(each) for name, each in record.items()}
    return value


def _bare(word: str) -> str:
    marks = {each for each in word if unicodedata.category(each).startswith("P")}
    return word.strip("".join(marks)) if marks else word
