"""The one rule by which texts are compared and searched."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The form in which a text is searched and compared: NFC, then case folding, then NFC."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
