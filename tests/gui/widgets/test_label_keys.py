"""Which key a press means, whatever script the keyboard writes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from gui.widgets.label_keys import pressed_key

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def press(
    text: str, *, scan: int = 0, virtual: int = 0, modifier: Qt.KeyboardModifier = NONE
) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, 0, modifier, scan, virtual, 0, text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", "1"),
        ("a", "a"),
        ("A", "a"),
        ("ㅂ", "q"),
        ("ㅃ", "q"),
        ("ㅁ", "a"),
        ("ㅋ", "z"),
        ("ㅡ", "m"),
        ("１", "1"),
        ("ａ", "a"),
        ("0", None),
        ("!", None),
        (" ", None),
        ("\r", None),
        ("", None),
        ("ß", None),
    ],
)
def test_by_what_it_writes_or_the_place_of_a_korean_letter(text: str, key: str | None) -> None:
    assert pressed_key(press(text), "xcb") == key


@pytest.mark.parametrize(
    ("platform", "scan", "virtual"),
    [("xcb", 24, 0), ("wayland", 24, 0), ("windows", 16, 0), ("cocoa", 0, 12)],
)
def test_by_place_on_a_keyboard_of_another_script(platform: str, scan: int, virtual: int) -> None:
    russian = press("й", scan=scan, virtual=virtual)
    assert pressed_key(russian, platform) == "q"


def test_signs_on_the_digit_row_are_digits_and_elsewhere_nothing() -> None:
    assert pressed_key(press("&", scan=10), "xcb") == "1"
    assert pressed_key(press("é", scan=11), "xcb") == "2"
    assert pressed_key(press(",", scan=58), "xcb") is None
    assert pressed_key(press("!", scan=10, modifier=SHIFT), "xcb") is None


@pytest.mark.parametrize(
    "modifier",
    [
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.MetaModifier,
    ],
)
def test_commands_are_no_label_keys(modifier: Qt.KeyboardModifier) -> None:
    assert pressed_key(press("a", modifier=modifier), "xcb") is None
