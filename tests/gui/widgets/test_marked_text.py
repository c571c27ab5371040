"""Marked words by code points, whatever the text is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtTest import QTest

from gui.widgets.marked_text import ColouredWords, MarkedText
from gui.widgets.text_offsets import TextOffsets

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PIECES = (
    "a", "é", "e\u0301", "환", "불", "😡", "👩\u200d👩\u200d👧", "🇰🇷",
    "ا", "\n", "\r\n", " ", "𝄞",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs", "Cc"])).map(
    "".join
)
KEEP = QTextCursor.MoveMode.KeepAnchor


@pytest.fixture
def text(qtbot: QtBot) -> MarkedText:
    made = MarkedText()
    qtbot.addWidget(made)
    return made


def mark(text: MarkedText, start: int, end: int) -> None:
    cursor = text.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, KEEP)
    text.setTextCursor(cursor)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS, st.data())
def test_what_qt_marks_is_what_stands_at_the_code_points(
    text: MarkedText, words: str, data: st.DataObject
) -> None:
    text.show_text(words)
    offsets = TextOffsets(words)
    assert text.document().characterCount() - 1 == offsets.unit(len(words))
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    mark(text, offsets.unit(start), offsets.unit(end))
    shown = text.textCursor().selectedText().replace("\u2029", "\n")
    found = text.marked
    expected = words[start:end].replace("\r\n", "\n").strip()
    if "\r" not in expected:
        assert (found.words.replace("\r\n", "\n") if found else "") == expected
        assert shown.strip() == expected or "\u2028" in expected
    if found is not None:
        assert words[found.start : found.end] == found.words


@given(TEXTS, st.data())
def test_there_and_back(words: str, data: st.DataObject) -> None:
    offsets = TextOffsets(words)
    at = data.draw(st.integers(0, len(words)))
    if words[at - 1 : at + 1] != "\r\n":
        assert offsets.start(offsets.unit(at)) == offsets.end(offsets.unit(at)) == at


def test_half_of_a_pair_stands_for_the_whole(text: MarkedText) -> None:
    text.show_text("a😡b")
    mark(text, 1, 2)
    assert text.marked is not None
    assert (text.marked.words, text.marked.start, text.marked.end) == ("😡", 1, 2)


def test_keys_mark_whole_letters(text: MarkedText, qtbot: QtBot) -> None:
    text.show_text("😡e\u0301환불")
    text.show()
    for _ in range(2):
        QTest.keyClick(text, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert text.marked is not None
    assert (text.marked.words, text.marked.start, text.marked.end) == ("😡e\u0301", 0, 3)


def test_coloured_words_stand_where_they_belong(text: MarkedText) -> None:
    text.show_text("😡\r\n환불 해")
    text.show_coloured([ColouredWords(3, 5, QColor("red"), "what")])
    (selection,) = text.extraSelections()
    assert selection.cursor.selectedText() == "환불"
    text.show_text("next")
    assert text.extraSelections() == []
