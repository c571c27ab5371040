"""Opening a file as a table: what the mapping leaves open is guessed, and said in words."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.datasets import delimited, excel, json_file, json_lines, parquet
from services.datasets.encoding import NAMES, guess_encoding
from services.datasets.folder import TablesTable, TextFilesTable, kinds_of_folder
from services.datasets.json_paths import path_name
from services.datasets.layouts import known
from services.datasets.layouts.known import Layout
from services.datasets.mapping import Mapping
from services.datasets.plain_text import TextLinesTable
from services.datasets.source import FileKind, cannot_read, kinds_of
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from services.datasets.table import Table

_EVEN = 0.9


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written: the mapping with that filled in, what was guessed, in words, and
    what there is to choose from: `kinds`, `sheets` of a workbook, `paths` and `layouts` of JSON.
    `has_header` says that a row can hold the names of the columns."""

    mapping: Mapping
    guessed: tuple[str, ...] = ()
    kinds: tuple[FileKind, ...] = ()
    sheets: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()
    has_header: bool = False

    @property
    def kind(self) -> FileKind:
        assert self.mapping.kind is not None
        return self.mapping.kind

    def said(self, text: str, mapping: Mapping) -> Form:
        """With one more guess."""
        return replace(self, mapping=mapping, guessed=(*self.guessed, text))


def look(path: Path, mapping: Mapping) -> Form:
    """How a file is written, guessed where the mapping leaves it open.

    Raises AppError for a file that is missing, unreadable, empty or of another kind.
    """
    try:
        form = _with_kind(path, mapping)
        match form.kind:
            case FileKind.EXCEL:
                return _excel_form(path, form)
            case FileKind.DELIMITED:
                return _delimited_form(path, _encoded(path, form))
            case FileKind.TEXT_LINES:
                return _encoded(path, form)
            case FileKind.JSON_LINES:
                return _json_lines_form(path, _encoded(path, form))
            case FileKind.JSON:
                return _json_form(path, _encoded(path, form))
            case FileKind.PARQUET:
                return _with_layout(form, parquet.guess_layout(path))
            case FileKind.FOLDER_OF_TEXTS | FileKind.FOLDER_OF_TABLES:
                return form
    except OSError as error:
        raise cannot_read(path, error) from error


def guess_form(path: Path, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping with the form of the file filled in, and what was guessed; see `look`."""
    form = look(path, mapping)
    return form.mapping, form.guessed


@contextmanager
def open_table(path: Path, mapping: Mapping) -> Generator[Table]:
    """The file as a table, by a mapping from `look`. Raises AppError, also while reading."""
    try:
        table = _table(path, mapping)
        try:
            yield table
        finally:
            table.close()
    except OSError as error:
        raise cannot_read(path, error) from error


def _table(path: Path, mapping: Mapping) -> Table:
    assert mapping.kind is not None
    match mapping.kind:
        case FileKind.EXCEL:
            return excel.ExcelTable(path, mapping)
        case FileKind.PARQUET:
            return parquet.ParquetTable(path, mapping)
        case FileKind.JSON_LINES:
            return json_lines.JsonLinesTable(path, mapping)
        case FileKind.JSON:
            return json_file.JsonTable(path, mapping)
        case FileKind.DELIMITED:
            return delimited.DelimitedTable(path, mapping)
        case FileKind.TEXT_LINES:
            return TextLinesTable(path, mapping)
        case FileKind.FOLDER_OF_TEXTS:
            return TextFilesTable(path, mapping)
        case FileKind.FOLDER_OF_TABLES:
            return TablesTable(path, lambda file: _open_member(file, mapping.encoding))


@contextmanager
def _open_member(file: Path, encoding: str | None) -> Generator[Table]:
    """A file of a folder, its form guessed on its own."""
    with open_table(file, look(file, Mapping(encoding=encoding)).mapping) as table:
        yield table


def _with_kind(path: Path, mapping: Mapping) -> Form:
    kinds = kinds_of_folder(path) if path.is_dir() else kinds_of(path)
    kind = mapping.kind if mapping.kind in kinds else None
    if kind is None and FileKind.TEXT_LINES in kinds and _is_prose(path, mapping):
        kind = FileKind.TEXT_LINES
    return Form(replace(mapping, kind=kind or kinds[0]), kinds=kinds)


def _is_prose(path: Path, mapping: Mapping) -> bool:
    """Whether no delimiter divides the lines of a file into columns."""
    if mapping.delimiter is not None:
        return False
    encoding = mapping.encoding or guess_encoding(path)
    return delimited.best_evenness(path, encoding, quoting=mapping.quoting) < _EVEN


def _encoded(path: Path, form: Form) -> Form:
    if form.mapping.encoding is not None:
        return form
    encoding = guess_encoding(path)
    return form.said(
        f"Encoding: {NAMES.get(encoding, encoding)}", replace(form.mapping, encoding=encoding)
    )


def _delimited_form(path: Path, form: Form) -> Form:
    form = replace(form, has_header=True)
    mapping = form.mapping
    assert mapping.encoding is not None
    if mapping.delimiter is None:
        delimiter = delimited.guess_delimiter(path, mapping.encoding, quoting=mapping.quoting)
        mapping = replace(mapping, delimiter=delimiter)
        form = form.said(f"Delimiter: {delimited.DELIMITERS[delimiter]}", mapping)
    elif len(mapping.delimiter) != 1 or mapping.delimiter in '\r\n"':
        raise AppError(
            "The delimiter has to be one character.", "Give one character, like a comma or a tab."
        )
    if mapping.header is None:
        header = delimited.guess_header(path, mapping)
        form = form.said(_said_header(header), replace(mapping, header=header))
    return form


def _excel_form(path: Path, form: Form) -> Form:
    form = replace(form, sheets=excel.sheet_names(path), has_header=True)
    mapping = form.mapping
    if mapping.sheet is None:
        first = form.sheets[0]
        mapping = replace(mapping, sheet=first)
        form = replace(form, mapping=mapping)
        if len(form.sheets) > 1:
            form = form.said(f"Sheet: “{first}”, the first of {len(form.sheets)}", mapping)
    if mapping.header is None:
        header = excel.guess_header(path, mapping)
        form = form.said(_said_header(header), replace(mapping, header=header))
    return form


def _json_lines_form(path: Path, form: Form) -> Form:
    assert form.mapping.encoding is not None
    return _with_layout(form, json_lines.guess_layout(path, form.mapping.encoding))


def _json_form(path: Path, form: Form) -> Form:
    mapping = form.mapping
    assert mapping.encoding is not None
    value, paths = json_file.find_rows(path, mapping.encoding)
    form = replace(form, paths=paths)
    if mapping.path is None:
        mapping = replace(mapping, path=paths[0])
        form = replace(form, mapping=mapping)
        if len(paths) > 1:
            said = f"Rows: {_said_path(paths[0])}, the first of {len(paths)} lists"
            form = form.said(said, mapping)
    assert mapping.path is not None
    header = json_file.guess_header(value, mapping.path)
    form = replace(form, has_header=header is not None)
    if header is not None and mapping.header is None:
        form = form.said(_said_header(header), replace(mapping, header=header))
    return _with_layout(form, json_file.guess_layout(value, mapping.path))


def _with_layout(form: Form, guess: Layout) -> Form:
    foreign = guess is not Layout.RECORDS
    if foreign:
        form = replace(form, layouts=(guess, Layout.RECORDS))
    if form.mapping.layout is not None:
        return form
    mapping = replace(form.mapping, layout=guess)
    if not foreign:
        return replace(form, mapping=mapping)
    return form.said(f"Layout: {known.NAMES[guess]}", mapping)


def _said_path(path: str) -> str:
    return f"“{path_name(path)}”" if path else "the whole file"


def _said_header(line: int | None) -> str:
    if not line:
        return "No header: the columns are numbered"
    if line == 1:
        return "Header: the first line"
    before = "the line" if line == 2 else f"the {line - 1} lines"
    return f"Header: line {line}; {before} before it passed over"
