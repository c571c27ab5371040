"""Thresholds on the votes as lines of a table, and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.pills import PillKind
from gui.tables.columns import Column
from gui.translation import tr
from gui.widgets.numbers import NONE, interval_text, percent

if TYPE_CHECKING:
    from services.evaluation.confidence import Acceptance, Taken
    from services.evaluation.votes_accepted import Threshold


@dataclass(frozen=True, slots=True)
class VoteOption:
    """A threshold with what it does to the run at hand; `holds`: it is the one in use."""

    threshold: Threshold
    taken: Taken
    holds: bool
    by_user: bool


def options_of(acceptance: Acceptance) -> tuple[VoteOption, ...]:
    """The thresholds of a run, the strictest first."""
    return tuple(
        VoteOption(threshold, taken, threshold.votes == acceptance.chosen, acceptance.by_user)
        for threshold, taken in zip(acceptance.options, acceptance.taken, strict=True)
    )


def from_words(threshold: Threshold) -> str:
    """From how many votes up."""
    words = tr("{votes} of {samples}")
    if threshold.votes < threshold.samples:
        words = tr("{votes} of {samples} up")
    return words.format(votes=threshold.votes, samples=threshold.samples)


def accept_sentence(threshold: Threshold) -> str:
    """What a threshold keeps, and how much of it is right."""
    if not threshold.accepted:
        return tr("Accept from {votes}: no row.").format(votes=from_words(threshold))
    return tr(
        "Accept from {votes}: {coverage} of rows, of those {right} right [{interval}]."
    ).format(
        votes=from_words(threshold),
        coverage=percent(threshold.coverage),
        right=percent(threshold.share_right),
        interval=interval_text(threshold.interval),
    )


def option_columns() -> tuple[Column, ...]:
    """The columns: what is accepted and how much of it is right, then the run at hand."""
    return (
        Column(tr("Accept from"), 104, lambda each: from_words(each.threshold), stretch=1),
        Column(tr("In use"), 84, _use_text, pill=_use_pill),
        Column(
            tr("Rows"),
            86,
            lambda each: percent(each.threshold.coverage) if each.threshold.rows else NONE,
            right=True,
            hint=tr("The share of the measured rows that is accepted."),
        ),
        Column(
            tr("Of those right"),
            150,
            _right_text,
            right=True,
            hint=tr("With the 95 % Wilson interval."),
        ),
        Column(
            tr("Accepted here"),
            110,
            lambda each: f"{each.taken.accepted:,} / {each.taken.rows:,}",
            right=True,
            mute=True,
            hint=tr("Rows of this run with a reply that are accepted."),
        ),
        Column(
            tr("To label"),
            76,
            lambda each: f"{each.taken.to_label:,}" if each.taken.to_label else NONE,
            right=True,
            hint=tr("Rows of this run below the threshold that have no gold answer."),
        ),
    )


def _use_text(option: VoteOption) -> str:
    if not option.holds:
        return ""
    return tr("chosen") if option.by_user else tr("proposed")


def _use_pill(option: VoteOption) -> PillKind | None:
    if not option.holds:
        return None
    return PillKind.OK if option.by_user else PillKind.ACCENT


def _right_text(option: VoteOption) -> str:
    threshold = option.threshold
    if not threshold.accepted:
        return NONE
    return f"{percent(threshold.share_right)}  [{interval_text(threshold.interval)}]"
