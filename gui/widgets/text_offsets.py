"""Places in a text: code points in the project file, UTF-16 units where Qt shows it."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import accumulate

LAST_NARROW = "\uffff"


class TextOffsets:
    """Translates between places in a text and in the QTextDocument that shows it.

    A QTextDocument counts UTF-16 units and shows CR LF as one line break.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def unit(self, code_point: int) -> int:
        """The place in the document of a place in the text."""
        if self._same:
            return code_point
        return self._units[max(0, min(code_point, len(self._text)))]

    def start(self, unit: int) -> int:
        """The place in the text where a piece begins; inside of a pair, that of the whole."""
        if self._same:
            return unit
        at = bisect_left(self._units, unit)
        return at if at < len(self._units) and self._units[at] == unit else at - 1

    def end(self, unit: int) -> int:
        """The place in the text where a piece ends; inside of a pair, that of the whole."""
        return unit if self._same else bisect_left(self._units, unit)

    @cached_property
    def _same(self) -> bool:
        text = self._text
        return text.isascii() and "\r\n" not in text

    @cached_property
    def _units(self) -> list[int]:
        """For each code point, and for the end of the text, its place in the document."""
        widths = [2 if letter > LAST_NARROW else 1 for letter in self._text]
        at = self._text.find("\r\n")
        while at >= 0:
            widths[at] = 0
            at = self._text.find("\r\n", at + 2)
        return list(accumulate(widths, initial=0))
