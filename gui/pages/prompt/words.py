"""Words and colours of the Prompt page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from gui.translation import tr
from services.domain.prompt import PartKind, Technique

if TYPE_CHECKING:
    from gui.palette import Tokens


def technique_name(technique: Technique) -> str:
    """The technique as it is called on screen."""
    match technique:
        case Technique.ZERO_SHOT:
            return tr("Zero-shot")
        case Technique.FEW_SHOT:
            return tr("Few-shot")
        case Technique.CHAIN_OF_THOUGHT:
            return tr("Chain of thought")


def technique_words(technique: Technique) -> str:
    """What a technique does, in a line."""
    match technique:
        case Technique.ZERO_SHOT:
            return tr("The instruction and the row, no examples. What a tuned model is asked.")
        case Technique.FEW_SHOT:
            return tr("Training rows with their gold answers stand before the row.")
        case Technique.CHAIN_OF_THOUGHT:
            return tr("The model reasons first, then answers after “Answer:”. No shots.")


def part_name(kind: PartKind) -> str:
    """What a part of a prompt is, for the legend."""
    match kind:
        case PartKind.SYSTEM:
            return tr("System")
        case PartKind.SHOT:
            return tr("Shots")
        case PartKind.QUERY:
            return tr("This row")
        case PartKind.EXPECTED:
            return tr("Expected, not sent")


def dollars_text(dollars: float | None) -> str:
    """An amount in US dollars, small ones in full; words where the price is not known."""
    if dollars is None:
        return tr("price not known")
    return f"${dollars:,.2f}" if dollars >= 1 else f"${dollars:.6f}"


def breakable(text: str) -> str:
    """The text with places where a line may break: a long label has no space in it."""
    return re.sub(r"([_/:,;-])(?=\S)", "\\1\u200b", text)


@dataclass(frozen=True, slots=True)
class PartColors:
    """The bar at the left of a part, and its ground."""

    bar: str
    ground: str


def part_colors(kind: PartKind, tokens: Tokens) -> PartColors:
    """The colours by which a part is told apart."""
    match kind:
        case PartKind.SYSTEM:
            return PartColors(tokens.edge, tokens.alt)
        case PartKind.SHOT:
            return PartColors(tokens.warn, _faint(tokens.warn_soft, tokens))
        case PartKind.QUERY:
            return PartColors(tokens.accent, _faint(tokens.accent_soft, tokens))
        case PartKind.EXPECTED:
            return PartColors(tokens.ok, _faint(tokens.ok_soft, tokens))


def _faint(ground: str, tokens: Tokens) -> str:
    """Half the colour: it stands under a whole page of text."""
    first, second = QColor(ground), QColor(tokens.surface)
    return QColor(
        (first.red() + second.red()) // 2,
        (first.green() + second.green()) // 2,
        (first.blue() + second.blue()) // 2,
    ).name()
