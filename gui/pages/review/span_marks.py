"""Where the values of both records stand in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor

from gui.translation import tr
from gui.widgets.marked_text import ColouredWords
from services.domain.values import is_absent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.palette import Tokens


def span_marks(
    text: str, names: tuple[str, str], records: tuple[Any, Any], tokens: Tokens
) -> tuple[ColouredWords, ...]:
    """The words of the text that both records have, and those that one of them has; `names` are
    those of the records. Values that do not stand in the text word by word have no mark."""
    first, second = (dict(_places(text, record)) for record in records)
    made = [
        ColouredWords(*place, QColor(tokens.ok_soft), tr("{field}: both").format(field=field))
        for place, field in first.items()
        if second.get(place) == field
    ]
    for name, mine, other, colour in (
        (names[0], first, second, tokens.accent_soft),
        (names[1], second, first, tokens.bad_soft),
    ):
        made += [
            ColouredWords(*place, QColor(colour), f"{field}: {name}")
            for place, field in mine.items()
            if other.get(place) != field
        ]
    return tuple(made)


def _places(text: str, record: Any) -> Iterator[tuple[tuple[int, int], str]]:
    if isinstance(record, dict):
        for field, value in _leaves("", record):
            words = str(value)
            start = text.find(words)
            if start < 0:
                start = text.lower().find(words.lower()) if len(text.lower()) == len(text) else -1
            if start >= 0:
                yield (start, start + len(words)), field


def _leaves(field: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Values with the name of their field; lists have those of their elements."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(name, part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(field, part)
    elif not is_absent(value) and not isinstance(value, bool):
        yield field, value
