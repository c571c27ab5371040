"""A folder: a row for each text file, or the tables of its files one after another."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from services.datasets.encoding import bad_character, guess_encoding, open_text
from services.datasets.records import LeftOut
from services.datasets.source import FileKind, cannot_read
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.table import Cells, Table

_ENDINGS = {
    FileKind.FOLDER_OF_TEXTS: (".txt", ".text", ".md"),
    FileKind.FOLDER_OF_TABLES: (
        ".csv", ".tsv", ".tab", ".xlsx", ".json", ".jsonl", ".ndjson", ".kiln", ".parquet",
    ),
}  # fmt: skip
_KILN_RUN = "task_run.kiln"
_KNOWN_FILES = 200
_LONGEST = 10_000_000
_FILE, _FOLDER, _ABOVE = "file", "folder", "folders above"


class TextFilesTable:
    """Each file is a row, with its name and its folder, which is often the answer.

    `line` is the place of a file in the order of names.
    """

    answers = ()

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self.columns = ["text", _FILE, _FOLDER, _ABOVE]
        self._folder = path
        self._encoding = mapping.encoding
        self._files = files_in(path, FileKind.FOLDER_OF_TEXTS)
        self._done = 0

    def rows(self) -> Iterator[Cells | LeftOut]:
        for line, file in enumerate(self._files, start=1):
            self._done = line
            yield self._row(line, file)

    def position(self) -> tuple[int, int | None]:
        return self._done, len(self._files)

    def close(self) -> None:
        """No file stays open."""

    def _row(self, line: int, file: Path) -> Cells | LeftOut:
        name = str(file.relative_to(self._folder))
        try:
            with open_text(file, self._encoding or guess_encoding(file)) as opened:
                text = opened.read(_LONGEST + 1)
        except AppError as error:
            return LeftOut(line, f"{error.title} {error.way_out}")
        if len(text) > _LONGEST:
            return LeftOut(line, f"{name} has more than {_LONGEST:,} characters.")
        if not text.strip():
            return LeftOut(line, f"{name} is empty.")
        if bad := bad_character(text):
            return LeftOut(line, f"{name} holds {bad}, which is no character of the encoding.")
        *above, folder = ("", *file.relative_to(self._folder).parts[:-1])
        return line, [text, file.name, folder, "/".join(above[1:])]


class TablesTable:
    """The rows of each file in the order of names; columns of the same name are one."""

    def __init__(self, path: Path, opened: Callable[[Path], AbstractContextManager[Table]]) -> None:
        self._folder = path
        self._opened = opened
        self._files = files_in(path, FileKind.FOLDER_OF_TABLES)
        self._done = 0
        self._places = {_FILE: 0}
        self.columns = [_FILE]
        self.answers: list[str] = []
        self._know_columns()

    def rows(self) -> Iterator[Cells | LeftOut]:
        for done, file in enumerate(self._files):
            self._done = done
            name = str(file.relative_to(self._folder))
            try:
                with self._opened(file) as table:
                    for row in table.rows():
                        yield self._row(name, row, table)
            except AppError as error:
                yield LeftOut(1, f"{name}: {error.title} {error.way_out}")

    def position(self) -> tuple[int, int | None]:
        return self._done, len(self._files)

    def close(self) -> None:
        """No file stays open."""

    def _know_columns(self) -> None:
        """The columns of the first files; those of later ones are added when they are read."""
        for file in self._files[:_KNOWN_FILES]:
            with suppress(AppError), self._opened(file) as table:
                self._grow(table)

    def _row(self, name: str, row: Cells | LeftOut, table: Table) -> Cells | LeftOut:
        if isinstance(row, LeftOut):
            return LeftOut(row.line, f"{name}: {row.reason}")
        self._grow(table)
        cells = [""] * len(self.columns)
        cells[0] = name
        for column, cell in zip(table.columns, row[1], strict=False):
            cells[self._places[column]] = cell
        return row[0], cells

    def _grow(self, table: Table) -> None:
        for column in table.columns:
            if column not in self._places:
                self._places[column] = len(self.columns)
                self.columns.append(column)
        self.answers += [column for column in table.answers if column not in self.answers]


def kinds_of_folder(path: Path) -> tuple[FileKind, ...]:
    """How the files of a folder can be read, most of them first. Raises AppError."""
    kinds = {kind: len(files_in(path, kind)) for kind in _ENDINGS}
    found = sorted((kind for kind in kinds if kinds[kind]), key=lambda kind: -kinds[kind])
    if not found:
        raise AppError(
            f"The folder {path.name} holds no files to import.",
            "Choose a folder with text files, or with CSV, Excel, JSON or JSONL files.",
        )
    return tuple(found)


def files_in(folder: Path, kind: FileKind) -> list[Path]:
    """The files of a kind in a folder and the folders in it, by name; hidden ones are no part.

    Where Kiln's runs are among them, they alone are rows. Raises AppError.
    """
    try:
        found = [
            path
            for path in sorted(folder.rglob("*"))
            if path.suffix.lower() in _ENDINGS[kind]
            and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
            and path.is_file()
        ]
    except OSError as error:
        raise cannot_read(folder, error) from error
    runs = [path for path in found if path.name == _KILN_RUN]
    return runs or [path for path in found if path.suffix.lower() != ".kiln"]
