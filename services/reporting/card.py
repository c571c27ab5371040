"""What a model card says by itself, and what it must leave to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.prediction import ConnectionKind
from services.evaluation.numbers import percent
from services.evaluation.significance import smallest_gap
from services.reporting.words import count, label_names, left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.evaluation.records import LabelMeasures, Measures
    from services.reporting.records import Report

FEW = 10
"""Rows of a label under which its own measures say little."""
NAMED = 12
TO_FILL_IN = (
    "Who answers for this model, and where to reach them",
    "Who may use it, and for what",
    "What it must not be used for",
    "Where the data comes from, and under which terms it may be used",
    "People or groups whom its errors may harm, and what is done about it",
)
"""What no program can know."""


def limits(report: Report) -> tuple[str, ...]:
    """What speaks against taking the numbers of the subject at their word, as sentences."""
    measures = report.subject.compared.measures
    return (*_of_origin(report), *_of_rows(report, measures), *_of_labels(report, measures))


def _of_origin(report: Report) -> Iterable[str]:
    kind = report.subject.run.model.connection
    if kind is ConnectionKind.SANDBOX:
        yield "Practice: the Sandbox answered, not Gemini. No number here says how Gemini does."
    if kind is ConnectionKind.ELSEWHERE:
        yield "The predictions were made elsewhere; nothing is known of how, or at what cost."
    if not report.data.is_test:
        yield (
            "Measured on rows outside the test split. What was chosen by these numbers does worse"
            " on new rows than they say; measure the chosen one once on test."
        )
    if report.data.is_test and report.data.looks > 1:
        yield (
            f"{count(report.data.looks, 'run')} looked at test rows. Where one was chosen by what"
            " they said, it does worse on new rows."
        )


def _of_rows(report: Report, measures: Measures) -> Iterable[str]:
    counts = measures.counts
    if measures.accuracy is None:
        yield measures.reason
    else:
        gap = 100 * smallest_gap(counts.counted)
        yield (
            f"With {count(counts.counted, 'row')}, a gap of less than {gap:.0f} points between two"
            " models would not show (if the two differ on a fifth of the rows)."
        )
    if counts.failed or counts.not_run:
        yield f"Left out of accuracy: {left_out(counts)}."
    if counts.without_gold:
        yield f"{count(counts.without_gold, 'row')} without a gold answer: not scored."
    if unread := counts.unparsable + counts.refused:
        yield (
            f"{percent(unread / counts.counted)} of the replies could not be read or were refused;"
            " they count as wrong."
        )
    wrong_gold = sum(each.verdict == "gold wrong" for each in report.subject.mistakes)
    if wrong_gold:
        yield f"A review found the gold answer wrong in {count(wrong_gold, 'mistake')} shown here."


def _of_labels(report: Report, measures: Measures) -> Iterable[str]:
    if not report.task.kind.has_labels:
        return
    names = label_names(report)
    per_label = measures.per_label
    seen = {each.label for each in per_label if each.support}
    absent = [label.name for label in report.task.labels if label.id not in seen]
    few = [each for each in per_label if 0 < each.support < FEW]
    never = [each for each in per_label if each.support and not each.predicted]
    if absent:
        yield f"Never seen in a gold answer here, so nothing is known of them: {_listed(absent)}."
    if few:
        yield f"Fewer than {FEW} rows, so their own measures say little: {_of(few, names)}."
    if never:
        yield f"Never predicted: {_of(never, names)}."


def _of(labels: Iterable[LabelMeasures], names: Mapping[str, str]) -> str:
    return _listed([names.get(each.label, each.label) for each in labels])


def _listed(names: list[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
