"""Coefficients of agreement on screen, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pages.data import words
from gui.translation import tr
from services.labeling.coefficients import Undefined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.labeling.agreement import AgreementReport
    from services.labeling.coefficients import Coefficient

NONE = "–"


def number(value: float | None) -> str:
    """Two decimals, with a real minus sign; a dash where there is none."""
    return NONE if value is None else f"{value:.2f}".replace("-", "−")


def coefficient(found: Coefficient) -> str:
    """The value and its interval."""
    if found.low is None:
        return number(found.value)
    return f"{number(found.value)}  ({number(found.low)} … {number(found.high)})"


def why_none(found: Coefficient) -> str:
    """Why there is no value; empty where there is one."""
    match found.undefined:
        case Undefined.NO_OVERLAP:
            return tr("No row was answered by two authors, so there is nothing to compare.")
        case Undefined.ONE_VALUE:
            return tr(
                "All gave the same answer everywhere. That is full agreement, but chance alone "
                "would give it too, so the measure has no value."
            )
        case None:
            return ""


def name_of_measure(report: AgreementReport) -> str:
    """Which coefficient the report holds."""
    return tr("Cohen’s kappa") if len(report.authors) == 2 else tr("Krippendorff’s alpha")


def authors(answered: Mapping[str, int]) -> str:
    """Who has answered how many rows."""
    if not answered:
        return tr("Nobody has answered a row yet.")
    each = ", ".join(f"{author} ({words.rows(count)})" for author, count in answered.items())
    return tr("Answers so far: {each}.").format(each=each)


def summary(report: AgreementReport) -> str:
    """How many rows were answered by several, and on how many all agree."""
    if not report.examples:
        return ""
    same = report.examples - len(report.differing)
    text = tr("{rows} were answered by two authors or more; on {same} all agree ({percent} %).")
    percent = f"{100 * same / report.examples:.0f}"
    return text.format(rows=words.rows(report.examples), same=f"{same:,}", percent=percent)


def meaning(value: float | None) -> str:
    """How far answers of such agreement can be relied on.

    Krippendorff (2004), Content Analysis, section 11.4: 0.8 and more; down to 0.667 for tentative
    conclusions only.
    """
    if value is None:
        return ""
    if value >= 0.8:
        return tr("The answers can be relied on.")
    if value >= 0.667:
        return tr("Good enough for a first look; the guidelines could be clearer.")
    return tr("The authors understand the labels differently: look at what they mix up.")
