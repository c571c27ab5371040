"""Words and colours of the Prompt page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from services.domain.prompt import PartKind, Technique

if TYPE_CHECKING:
    from gui.palette import Tokens


def _tr(text: str) -> str:
    return QCoreApplication.translate("PromptPage", text)


def technique_name(technique: Technique) -> str:
    """The technique as it is called on screen."""
    match technique:
        case Technique.ZERO_SHOT:
            return _tr("Zero-shot")
        case Technique.FEW_SHOT:
            return _tr("Few-shot")
        case Technique.CHAIN_OF_THOUGHT:
            return _tr("Chain of thought")


def technique_words(technique: Technique) -> str:
    """What a technique does, in a line."""
    match technique:
        case Technique.ZERO_SHOT:
            return _tr("The instruction and the row, no examples. What a tuned model is asked.")
        case Technique.FEW_SHOT:
            return _tr("Training rows with their gold answers stand before the row.")
        case Technique.CHAIN_OF_THOUGHT:
            return _tr("The model reasons first, then answers after “Answer:”. No shots.")


def part_name(kind: PartKind) -> str:
    """What a part of a prompt is, for the legend."""
    match kind:
        case PartKind.SYSTEM:
            return _tr("System instruction")
        case PartKind.SHOT:
            return _tr("Shots")
        case PartKind.QUERY:
            return _tr("Row at hand")
        case PartKind.EXPECTED:
            return _tr("Expected answer, not sent")


def dollars_text(dollars: float | None) -> str:
    """An amount in US dollars, small ones in full; words where the price is not known."""
    if dollars is None:
        return _tr("price not known")
    return f"${dollars:,.2f}" if dollars >= 1 else f"${dollars:.6f}"


@dataclass(frozen=True, slots=True)
class PartColors:
    """The bar at the left of a part, and its ground."""

    bar: str
    ground: str


def part_colors(kind: PartKind, tokens: Tokens) -> PartColors:
    """The colours by which a part is told apart."""
    match kind:
        case PartKind.SYSTEM:
            return PartColors(tokens.edge, tokens.hover)
        case PartKind.SHOT:
            return PartColors(tokens.warn, tokens.warn_soft)
        case PartKind.QUERY:
            return PartColors(tokens.accent, tokens.accent_soft)
        case PartKind.EXPECTED:
            return PartColors(tokens.ok, tokens.ok_soft)
