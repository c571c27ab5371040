"""Plain text: a row on each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.datasets.encoding import bad_character, bytes_read, open_text
from services.datasets.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.table import Cells


class TextLinesTable:
    """One column; empty lines are passed over."""

    answers = ()

    def __init__(self, path: Path, mapping: Mapping) -> None:
        assert mapping.encoding is not None
        self.columns = ["text"]
        self._size = path.stat().st_size
        self._text = open_text(path, mapping.encoding)

    def rows(self) -> Iterator[Cells | LeftOut]:
        for line, text in enumerate(self._text, start=1):
            if bad := bad_character(text):
                yield LeftOut(line, f"It holds {bad}, which is no character of the encoding.")
            elif not text.isspace():
                yield line, [text.rstrip("\r\n")]

    def position(self) -> tuple[int, int | None]:
        return bytes_read(self._text), self._size

    def close(self) -> None:
        self._text.close()
