"""Parquet files, in batches of rows."""

from __future__ import annotations

import datetime
import math
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from services.datasets.layouts.known import Layout, layout_of
from services.datasets.record_table import RecordTable
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from services.datasets.mapping import Mapping

_BATCH = 200
_SAMPLE_ROWS = 20


class ParquetTable(RecordTable):
    """`line` is the number of a row, from 1. Missing values and bytes that are no text are
    empty."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self._path = path
        self._file = _opened(path)
        self._done = 0
        super().__init__(self._read(), mapping.layout or Layout.RECORDS)

    def position(self) -> tuple[int, int | None]:
        return self._done, self._file.metadata.num_rows

    def close(self) -> None:
        self._file.close()

    def _read(self) -> Iterator[tuple[int, object]]:
        for line, row in enumerate(_rows(self._path, self._file), start=1):
            self._done = line
            yield line, row


def guess_layout(path: Path) -> Layout:
    """The layout that the first rows are in. Raises AppError for a damaged file."""
    file = _opened(path)
    try:
        return layout_of(list(islice(_rows(path, file), _SAMPLE_ROWS)))
    finally:
        file.close()


def _rows(path: Path, file: Any) -> Iterator[object]:  # noqa: ANN401 (pyarrow has no types)
    with _damage_in_words(path):
        for batch in file.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                yield plain(row)


def plain(value: object) -> object:
    """A value as JSON has them: dates by ISO 8601, numbers without a needless fraction."""
    if isinstance(value, dict):
        record = cast("dict[Any, Any]", value)
        return {str(key): plain(each) for key, each in record.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in cast("list[Any]", value)]
    if value is None or isinstance(value, str | bool | int):
        return value
    return _single(value)


def _single(value: object) -> str | float | None:
    match value:
        case float():
            return _number(value)
        case bytes():
            return _text(value)
        case datetime.datetime():
            midnight = value.time() == datetime.time()
            return value.date().isoformat() if midnight else value.isoformat(" ")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)


def _number(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() else value


def _text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _opened(path: Path) -> Any:  # noqa: ANN401 (pyarrow has no types)
    from pyarrow.parquet import ParquetFile

    with _damage_in_words(path):
        return ParquetFile(path)


@contextmanager
def _damage_in_words(path: Path) -> Generator[None]:
    import pyarrow as pa

    failure = cast("type[Exception]", pa.ArrowException)
    try:
        yield
    except failure as error:
        raise AppError(
            f"{path.name} is damaged, or no Parquet file.",
            "Write it again from the program that it comes from.",
            str(error),
        ) from error
