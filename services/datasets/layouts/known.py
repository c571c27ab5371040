"""The layouts of JSON rows that are known, and which one rows are in."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from services.datasets.layouts import argilla, chat, doccano, kiln, label_studio, prodigy
from services.datasets.layouts.found import Found, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Layout(enum.StrEnum):
    """How rows are laid out in JSON: plainly, or as another program does it."""

    RECORDS = "records"
    CONTENTS = "contents"
    MESSAGES = "messages"
    LABEL_STUDIO = "label_studio"
    KILN = "kiln"
    ARGILLA = "argilla"
    PRODIGY = "prodigy"
    DOCCANO = "doccano"


NAMES = {
    Layout.RECORDS: "plain records",
    Layout.CONTENTS: "Gemini tuning rows",
    Layout.MESSAGES: "chat messages (OpenAI, Gemini 1.0)",
    Layout.LABEL_STUDIO: "Label Studio",
    Layout.KILN: "Kiln",
    Layout.ARGILLA: "Argilla",
    Layout.PRODIGY: "Prodigy",
    Layout.DOCCANO: "doccano",
}
"""The names of the layouts on screen."""
CHATS = (Layout.CONTENTS, Layout.MESSAGES)


@dataclass(frozen=True, slots=True)
class _Reading:
    is_row: Callable[[Record], bool]
    row: Callable[[Record], Found]


def layout_of(rows: Sequence[object]) -> Layout:
    """The layout that every one of these rows is in; plain records where there is none."""
    records = [cast("Record", row) for row in rows if isinstance(row, dict)]
    if not records or len(records) < len(rows):
        return Layout.RECORDS
    for layout in Layout:
        if layout is not Layout.RECORDS and all(map(_reading(layout).is_row, records)):
            return layout
    return Layout.RECORDS


def found_in(record: Record, layout: Layout) -> Found:
    """What a row holds; one that is not in the layout is read as a plain record."""
    if layout is Layout.RECORDS or not (reading := _reading(layout)).is_row(record):
        return Found(fields=record)
    return reading.row(record)


def _reading(layout: Layout) -> _Reading:
    match layout:
        case Layout.RECORDS:
            return _Reading(bool, lambda record: Found(fields=record))
        case Layout.CONTENTS:
            return _Reading(chat.is_contents, chat.contents)
        case Layout.MESSAGES:
            return _Reading(chat.is_messages, chat.messages)
        case Layout.LABEL_STUDIO:
            return _Reading(label_studio.is_row, label_studio.row)
        case Layout.KILN:
            return _Reading(kiln.is_row, kiln.row)
        case Layout.ARGILLA:
            return _Reading(argilla.is_row, argilla.row)
        case Layout.PRODIGY:
            return _Reading(prodigy.is_row, prodigy.row)
        case Layout.DOCCANO:
            return _Reading(doccano.is_row, doccano.row)
