"""Which label key a press means, also while the keyboard writes another script."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from services.labeling.keys import KEYS

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

# The two-set layout of Korean keyboards: the letter that stands where the Latin one does.
_JAMO = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"
_SHIFTED_JAMO = "ㅃㅉㄸㄲㅆㅒㅖ"
_JAMO_PLACES = dict(zip(_JAMO, "qwertyuiopasdfghjklzxcvbnm", strict=True)) | dict(
    zip(_SHIFTED_JAMO, "qwertop", strict=True)
)

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_PC_STARTS = (2, 16, 30, 44)
_PC_CODES = {
    start + at: key
    for row, start in zip(_ROWS, _PC_STARTS, strict=True)
    for at, key in enumerate(row)
    if key in KEYS
}
"""Scan codes of the first set, as Windows says them; Linux adds eight."""
_LINUX_OFFSET = 8
_MAC_KEYS = "asdfhgzxcv bqweryt123465 97 8  ou ip lj k    nm"
"""Virtual key codes of macOS, from 0."""


def pressed_key(event: QKeyEvent, platform: str | None = None) -> str | None:
    """The key of KEYS that a press means, or None.

    By what the key writes; else, for Korean letters, by the Latin letter of the same place; else
    by the place of the key on the keyboard, as `platform` (Qt's name for it) numbers the keys.
    """
    modifiers = Qt.KeyboardModifier
    if event.modifiers() & (
        modifiers.ControlModifier | modifiers.AltModifier | modifiers.MetaModifier
    ):
        return None
    text = event.text()
    if text in _JAMO_PLACES:
        return _JAMO_PLACES[text]
    # Full-width letters and digits of Japanese keyboards are the plain ones here.
    written = unicodedata.normalize("NFKC", text).casefold()
    if len(written) == 1 and written in KEYS:
        return written
    if not _by_place(event, text):
        return None
    key = _key_at_place(event, platform or QGuiApplication.platformName())
    return key if not text.isascii() or (key or "").isdigit() else None


def _by_place(event: QKeyEvent, text: str) -> bool:
    """Another script's letter, or a sign where other keyboards have a digit."""
    if not text.isprintable() or not text.strip():
        return False
    shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    return not text.isascii() or not (shift or text.isalnum())


def _key_at_place(event: QKeyEvent, platform: str) -> str | None:
    if platform == "cocoa":
        code = event.nativeVirtualKey()
        key = _MAC_KEYS[code] if code < len(_MAC_KEYS) else " "
        return key if key in KEYS else None
    offset = 0 if platform == "windows" else _LINUX_OFFSET
    return _PC_CODES.get(event.nativeScanCode() - offset)
