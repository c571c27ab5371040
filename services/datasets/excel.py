"""Excel workbooks (.xlsx), row by row."""

from __future__ import annotations

import datetime
import zipfile
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from services.datasets.excel_text import from_excel
from services.datasets.header import header_line
from services.datasets.table import fitted, named_columns
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.records import LeftOut
    from services.datasets.table import Cells

_SAMPLE_ROWS = 100


class ExcelTable:
    """One sheet of a workbook, read while it is iterated; formulas by their last result."""

    answers = ()

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self._path = path
        self._book = _opened(path)
        self._sheet = self._sheet_named(mapping.sheet)
        self._done = 0
        self._rows = self._read()
        self._pending: list[Cells] = []
        self.columns = self._read_columns(mapping.header or 0)

    def rows(self) -> Iterator[Cells | LeftOut]:
        width = len(self.columns)
        for line, cells in self._pending:
            yield fitted(line, cells, width)
        for line, cells in self._rows:
            yield fitted(line, cells, width)

    def position(self) -> tuple[int, int | None]:
        return self._done, self._sheet.max_row

    def close(self) -> None:
        self._book.close()

    def _sheet_named(self, name: str | None) -> Any:  # noqa: ANN401 (openpyxl has no types)
        if name is None:
            return self._book.worksheets[0]
        if name in self._book.sheetnames:
            return self._book[name]
        raise AppError(
            f"{self._path.name} has no sheet “{name}”.",
            f"Choose one of: {', '.join(self._book.sheetnames)}.",
        )

    def _read_columns(self, header: int) -> list[str]:
        if header:
            found = next((row for row in self._rows if row[0] >= header), None)
            return named_columns(_without_empty_end(found[1])) if found else []
        self._pending = list(islice(self._rows, _SAMPLE_ROWS))
        widths = (len(_without_empty_end(cells)) for _, cells in self._pending)
        return named_columns([""] * max(widths, default=0))

    def _read(self) -> Iterator[Cells]:
        with _damage_in_words(self._path):
            for line, values in enumerate(self._sheet.iter_rows(values_only=True), start=1):
                self._done = line
                cells = [as_text(value) for value in values]
                if any(cells):
                    yield line, cells


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets that hold cells, in the workbook's order. Raises AppError."""
    book = _opened(path)
    try:
        return tuple(sheet.title for sheet in book.worksheets)
    finally:
        book.close()


def guess_header(path: Path, mapping: Mapping) -> int:
    """The row of the column names, 0 where there is none."""
    table = ExcelTable(path, mapping)
    try:
        rows = [row for row in islice(table.rows(), _SAMPLE_ROWS) if isinstance(row, tuple)]
    finally:
        table.close()
    return header_line(rows)


def as_text(value: object) -> str:
    """A cell's value as text: numbers without a needless fraction, dates as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return from_excel(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return str(value)


def _opened(path: Path) -> Any:  # noqa: ANN401 (openpyxl has no types)
    import openpyxl

    with _damage_in_words(path):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    if not book.worksheets:
        raise AppError(f"{path.name} has no sheet with cells.", "Choose another file.")
    return book


@contextmanager
def _damage_in_words(path: Path) -> Generator[None]:
    """Openpyxl raises whatever the broken part of a workbook leads to."""
    from xml.etree.ElementTree import ParseError

    try:
        yield
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, EOFError) as error:
        raise AppError(
            f"{path.name} is damaged.",
            "Open it in Excel and save it again, then import it.",
            str(error),
        ) from error


def _without_empty_end(cells: list[str]) -> list[str]:
    end = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[:end]
