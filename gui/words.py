"""The glossary's words as they stand on screen."""

from __future__ import annotations

from gui.pills import PillKind
from gui.translation import tr
from services.domain.example import Split, State


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
