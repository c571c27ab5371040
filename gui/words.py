"""The glossary's words as they stand on screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.pills import PillKind
from services.domain.example import Split, State


def tr(text: str) -> str:
    return QCoreApplication.translate("words", text)


def state_name(state: State) -> str:
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
    match split:
        case Split.TRAINING:
            return tr("training")
        case Split.VALIDATION:
            return tr("validation")
        case Split.TEST:
            return tr("test")
