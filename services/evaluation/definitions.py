"""What each measure means; stands beside the number, and in docs/measures.md."""

from __future__ import annotations

from dataclasses import dataclass

from services.evaluation.records import MeasureKind


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure: its name and what it means, in a sentence or two."""

    name: str
    text: str


ACCURACY = Definition(
    "accuracy (exact match)",
    "Right / (answered + unparsable + refused). Calls that failed or were not run stay out and are"
    " counted beside it. With its 95 % Wilson interval.",
)
MACRO_F1 = Definition(
    "macro-F1",
    "The plain mean of F1 over all labels that are in a gold answer or a prediction, so that rare"
    " labels count as much as frequent ones. Its 95 % interval is a bootstrap over the cells of the"
    " confusion grid, with a fixed seed.",
)
FIELD_F1 = Definition(
    "F1 over all fields",
    "2 right / (predicted values + gold values), every value of every field counting once. Values"
    " are compared by type: numbers by amount, dates by day, lists as sets. Its 95 % interval is a"
    " bootstrap over the rows, with a fixed seed.",
)
DIFFERENCE = Definition(
    "difference to the baseline",
    "Accuracy minus that of the baseline, on the rows that count in both. The exact McNemar test at"
    " 5 % decides whether it is called a difference; among runs of one sweep it is adjusted by"
    " Holm's method. The interval is Newcombe's 95 % one for paired proportions.",
)
PER_LABEL = Definition(
    "precision, recall and F1",
    "Precision: right / predictions of the label. Recall: right / gold answers of the label. F1:"
    " 2 right / (predictions + gold answers). A dash stands where it would be 0 / 0, with the"
    " reason.",
)
RELIABILITY = Definition(
    "reliability of the vote share",
    "Answered rows in ten bins by the share of samples that agree, each with its accuracy. The"
    " expected calibration error is the mean distance of accuracy and vote share over the bins,"
    " weighted by their rows.",
)
COVERAGE = Definition(
    "coverage",
    "When only rows with a vote share of at least s are taken: how many of all counted rows they"
    " are, and how many of them are right.",
)
MORE = {
    MeasureKind.NORMALISED: Definition(
        "normalised match",
        "Like exact match of whole records, after upper and lower case, doubled spaces and"
        " punctuation at the ends of words are set aside in every text.",
    ),
    MeasureKind.MICRO_F1: Definition(
        "micro-F1",
        "2 right / (predicted labels + gold answers) over all rows. It differs from accuracy only"
        " where replies gave no label.",
    ),
    MeasureKind.MICRO_PRECISION: Definition(
        "micro precision", "Right / replies that gave a label."
    ),
    MeasureKind.MICRO_RECALL: Definition(
        "micro recall", "Right / rows that count; the same as accuracy."
    ),
    MeasureKind.BALANCED_ACCURACY: Definition(
        "balanced accuracy", "The plain mean of recall over the labels that have gold answers."
    ),
    MeasureKind.MATTHEWS: Definition(
        "Matthews correlation",
        "How far predictions and gold answers go together, from −1 over 0 (chance) to 1;"
        " Gorodkin's form for many labels. “No label” is a label of its own.",
    ),
}
"""The measures that are shown on request."""
ABSENT = {
    "counted": "A value that the gold record does not have is extra and lowers precision.",
    "skipped": "Fields that the gold record does not have at all are left out.",
}
"""The two rules for absent values."""


def all_definitions() -> tuple[Definition, ...]:
    """Every measure, in the order in which the documentation explains them."""
    front = (ACCURACY, MACRO_F1, FIELD_F1, DIFFERENCE)
    return (*front, *MORE.values(), PER_LABEL, RELIABILITY, COVERAGE)
