"""What an evaluation says."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.domain.prediction import PredictionState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.example import Value
    from services.domain.prediction import Run, Usage
    from services.domain.tuning import Recipe

COUNTED = frozenset({PredictionState.ANSWERED, PredictionState.UNPARSABLE, PredictionState.REFUSED})
"""The states that accuracy counts; failed and not run stay out and are counted beside it."""


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """What a run says of one example, beside the gold answer of the revision in use.

    `predicted` is the majority of the samples, with `share` of their votes; `gold` None: not
    scored.
    """

    example_id: str
    state: PredictionState
    gold: Value | None
    predicted: Value | None
    right: bool
    share: float = 0.0
    repaired: bool = False

    @property
    def counted(self) -> bool:
        return self.gold is not None and self.state in COUNTED


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the confusion grid: gold label id against predicted label id.

    `predicted` is None for "no label": the reply was unparsable or refused.
    """

    gold: str
    predicted: str | None

    @property
    def right(self) -> bool:
        return self.gold == self.predicted


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of a 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what came back, of those with a gold answer; `without_gold` counts the others.

    Of those answered, `repaired` were read only once their JSON had been mended.
    """

    answered: int = 0
    unparsable: int = 0
    refused: int = 0
    failed: int = 0
    not_run: int = 0
    without_gold: int = 0
    repaired: int = 0

    @property
    def counted(self) -> int:
        """The rows that accuracy is a share of."""
        return self.answered + self.unparsable + self.refused


@dataclass(frozen=True, slots=True)
class Ratios:
    """Precision, recall and F1, each None where it is 0/0; `reason` then says why, in words."""

    precision: float | None
    recall: float | None
    f1: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LabelMeasures:
    """One label: `support` rows have it as gold answer, `predicted` were given it, `right` both."""

    label: str
    support: int
    predicted: int
    right: int
    ratios: Ratios


@dataclass(frozen=True, slots=True)
class FieldMeasures:
    """One field of the records, or all of them together (`field` empty).

    Values that are there on both sides are `right`, `wrong`, or not of the field's `format`;
    `missing` has a gold value only, `extra` a predicted one only, `unread` a gold value but no
    reply that could be read.
    """

    field: str
    right: int
    wrong: int
    missing: int
    extra: int
    unread: int
    ratios: Ratios
    format: int = 0

    @property
    def support(self) -> int:
        return self.right + self.wrong + self.format + self.missing + self.unread


class AbsentRule(enum.StrEnum):
    """What becomes of a predicted value where the gold record does not have the field at all.

    COUNTED: it is extra, and lowers precision. SKIPPED: it is left out. A field that the gold
    record has with an absent value counts by both.
    """

    COUNTED = "counted"
    SKIPPED = "skipped"


class MeasureKind(enum.StrEnum):
    """The measures beside accuracy and F1; see `definitions`."""

    NORMALISED = "normalised_match"
    MICRO_F1 = "micro_f1"
    MICRO_PRECISION = "micro_precision"
    MICRO_RECALL = "micro_recall"
    BALANCED_ACCURACY = "balanced_accuracy"
    MATTHEWS = "matthews"


@dataclass(frozen=True, slots=True)
class MoreMeasure:
    """A further measure; `value` None where it is 0/0, and `reason` says why in words."""

    kind: MeasureKind
    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VoteBin:
    """Answered rows whose vote share is above `low` and up to `high`.

    `share` is their mean vote share, None without a row.
    """

    low: float
    high: float
    rows: int
    right: int
    share: float | None

    @property
    def accuracy(self) -> float | None:
        return self.right / self.rows if self.rows else None


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """What stays when only rows with a vote share of at least `share` are taken."""

    share: float
    rows: int
    right: int

    @property
    def accuracy(self) -> float:
        return self.right / self.rows


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well the vote share tells right from wrong, over answered rows with a gold answer.

    `error` is the expected calibration error over `bins`. `coverage` goes from the highest share
    to the lowest; `counted` are all rows that accuracy counts.
    """

    bins: tuple[VoteBin, ...]
    error: float
    coverage: tuple[CoveragePoint, ...]
    counted: int


@dataclass(frozen=True, slots=True)
class Measures:
    """A run measured by one gold revision of its snapshot.

    `accuracy` is exact match, right / (answered + unparsable + refused), with its 95 % Wilson
    interval; None when there is nothing to count, and `reason` says why in words. Labels:
    `macro_f1`, `per_label` and `confusion`. Records: `per_field` and `all_fields`, by the rule
    `absent`. `f1_interval` belongs to `f1`, `more` holds what is shown on request, `reliability`
    is None unless rows have several samples.
    """

    run_id: str
    snapshot_id: str
    revision: int
    counts: Counts
    right: int
    accuracy: float | None
    interval: Interval | None
    reason: str = ""
    macro_f1: float | None = None
    per_label: tuple[LabelMeasures, ...] = ()
    confusion: Mapping[Cell, int] = field(default_factory=dict[Cell, int])
    per_field: tuple[FieldMeasures, ...] = ()
    all_fields: FieldMeasures | None = None
    f1_interval: Interval | None = None
    more: tuple[MoreMeasure, ...] = ()
    reliability: Reliability | None = None
    absent: AbsentRule = AbsentRule.COUNTED

    @property
    def f1(self) -> float | None:
        """The F1 shown in front: macro-F1 over labels, or F1 over all fields of the records."""
        return self.all_fields.ratios.f1 if self.all_fields else self.macro_f1


@dataclass(frozen=True, slots=True)
class Difference:
    """A run against the baseline, on the `rows` that both have.

    `only_run` rows are right in the run alone, `only_baseline` in the baseline alone. `p` is that
    of the exact McNemar test, adjusted for the size of a sweep (Holm); `interval` is the 95 % one
    of the difference (Newcombe).
    """

    rows: int
    right_in_run: int
    right_in_baseline: int
    only_run: int
    only_baseline: int
    p: float = 1.0
    interval: Interval | None = None
    family: int = 1

    @property
    def accuracy(self) -> float | None:
        """Accuracy of the run minus that of the baseline; None without a common row."""
        return (self.right_in_run - self.right_in_baseline) / self.rows if self.rows else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A run with its measures beside a baseline.

    `difference` is None for the baseline itself and where the two cannot be compared; `reason`
    then says why not, in words. `usage` is the sum over all calls, `milliseconds` the median call;
    `dollars` is what its answers cost when each is asked for, whether this run paid for it or
    took it as it was known before; None where the price is not known. `recipe` and `sweep`
    are those of a tuned model.
    """

    run: Run
    measures: Measures
    usage: Usage
    milliseconds: float | None
    difference: Difference | None = None
    reason: str = ""
    dollars: float | None = None
    recipe: Recipe | None = None
    sweep: str = ""
