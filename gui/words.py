"""The glossary's words as they stand on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pills import PillKind
from gui.translation import tr
from services.domain.confidence import Likelihood
from services.domain.example import Split, State

if TYPE_CHECKING:
    from services.prediction.voting import FieldVote, Vote


def state_name(state: State) -> str:
    """Where an example stands."""
    match state:
        case State.UNLABELLED:
            return tr("unlabelled")
        case State.ANSWERED:
            return tr("answered")
        case State.DISPUTED:
            return tr("disputed")
        case State.SKIPPED:
            return tr("skipped")


def state_pill(state: State) -> PillKind:
    """The colour in which a state is shown."""
    match state:
        case State.UNLABELLED:
            return PillKind.NEUTRAL
        case State.ANSWERED:
            return PillKind.OK
        case State.DISPUTED:
            return PillKind.BAD
        case State.SKIPPED:
            return PillKind.WARN


def split_name(split: Split) -> str:
    """The part of the data."""
    match split:
        case Split.TRAINING:
            return tr("training")
        case Split.VALIDATION:
            return tr("validation")
        case Split.TEST:
            return tr("test")


def likelihood_name(word: Likelihood) -> str:
    """How likely an answer is right, as a judge says it."""
    match word:
        case Likelihood.VERY_UNLIKELY:
            return tr("very unlikely")
        case Likelihood.UNLIKELY:
            return tr("unlikely")
        case Likelihood.ABOUT_EVEN:
            return tr("about even")
        case Likelihood.LIKELY:
            return tr("likely")
        case Likelihood.VERY_LIKELY:
            return tr("very likely")


def likelihood_pill(word: Likelihood) -> PillKind:
    """The colour in which a judge's word is shown."""
    match word:
        case Likelihood.VERY_UNLIKELY:
            return PillKind.BAD
        case Likelihood.UNLIKELY:
            return PillKind.WARN
        case Likelihood.ABOUT_EVEN:
            return PillKind.NEUTRAL
        case Likelihood.LIKELY:
            return PillKind.ACCENT
        case Likelihood.VERY_LIKELY:
            return PillKind.OK


def vote_text(vote: Vote | FieldVote) -> str:
    """How many samples agree, as in "4 of 5"; a tie is said."""
    words = tr("{votes} of {samples}, tied") if vote.tied else tr("{votes} of {samples}")
    return words.format(votes=f"{vote.votes:,}", samples=f"{vote.samples:,}")
