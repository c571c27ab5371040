"""Words and colours of the Prompt page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from gui.translation import tr
from services.domain.prompt import AnswerFormat, PartKind, Role, ShotStrategy, Technique

if TYPE_CHECKING:
    from gui.palette import Tokens
    from services.domain.task import TaskKind


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


def strategy_name(strategy: ShotStrategy, kind: TaskKind) -> str:
    """The strategy as it is called on screen."""
    match strategy:
        case ShotStrategy.STRATIFIED:
            return tr("Random, by label") if kind.has_labels else tr("Random")
        case ShotStrategy.RANDOM:
            return tr("Random")
        case ShotStrategy.SIMILAR:
            return tr("Similar")
        case ShotStrategy.SIMILAR_PER_LABEL:
            return tr("Similar, by label")
        case ShotStrategy.DIVERSE:
            return tr("Diverse")


def strategy_words(strategy: ShotStrategy) -> str:
    """What a strategy does, in a line."""
    match strategy:
        case ShotStrategy.STRATIFIED | ShotStrategy.RANDOM:
            return tr("The same training rows for each row.")
        case ShotStrategy.SIMILAR:
            return tr("Other ones for each row: those most like it, the nearest last.")
        case ShotStrategy.SIMILAR_PER_LABEL:
            return tr("Other ones for each row: those most like it of each label in turn.")
        case ShotStrategy.DIVERSE:
            return tr("The same for each row: training rows as different as can be.")


def answer_name(answer: AnswerFormat) -> str:
    """The answer format as it is called on screen."""
    match answer:
        case AnswerFormat.ANSWER:
            return tr("The answer alone")
        case AnswerFormat.CONFIDENCE:
            return tr("Answer and confidence in words")
        case AnswerFormat.FREE:
            return tr("As the instruction says")


def answer_words(answer: AnswerFormat, technique: Technique) -> str:
    """What an answer format does with a technique, in a line."""
    match answer:
        case AnswerFormat.ANSWER if technique is Technique.CHAIN_OF_THOUGHT:
            return tr("No model is held to anything, since it reasons first.")
        case AnswerFormat.ANSWER:
            return tr("A base model is held to the labels or the schema.")
        case AnswerFormat.CONFIDENCE:
            return tr("Two lines: “Answer:” and “Confidence:”, very unlikely to very likely.")
        case AnswerFormat.FREE:
            return tr("Nothing is added to the request, and no model is held to anything.")


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


def role_name(role: Role) -> str:
    """Who speaks a turn."""
    return tr("user") if role is Role.USER else tr("model")


def dollars_text(dollars: float | None) -> str:
    """An amount in US dollars, small ones with two digits that count; words where the price is
    not known."""
    if dollars is None:
        return tr("price not known")
    decimals = max(2, 1 - floor(log10(dollars))) if 0 < dollars < 1 else 2
    return f"${dollars:,.{decimals}f}"


def breakable(text: str) -> str:
    """The text with places where a line may break: a long label has no space in it."""
    return re.sub(r"([_/:,;.@=-])(?=\S)", "\\1\u200b", text)


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
