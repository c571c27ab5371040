"""A full disk and missing rights: told in words, nothing lost."""

from __future__ import annotations

import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, State
from services.storage.imports import NewExample
from services.storage.project_file import ProjectFile
from tests.fakes.privileges import without_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.storage.conftest import Tables

MANY = 500_000


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_full_disk_while_answering(tables: Tables) -> None:
    rows = tables.fill("one", "two")
    tables.labeling().answer(rows[0], "billing")
    connection = tables.database.read()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AppError, match="no space left"):
        tables.labeling().skip(rows[1], "x" * 1_000_000)
    assert tables.examples.with_id(rows[1]).state is State.UNLABELLED
    assert tables.examples.with_id(rows[0]).state is State.ANSWERED
    connection.execute("PRAGMA max_page_count = 1000000")
    tables.labeling().skip(rows[1], "later")
    assert tables.answers.rebuild() == tables.answers.current()


def test_a_folder_that_may_not_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with without_root(), pytest.raises(AppError, match="cannot be opened for writing"):
        ProjectFile.create(open_folder / "new.tunesmith")
    assert list(open_folder.iterdir()) == []


def test_a_file_that_may_not_be_read(open_folder: Path) -> None:
    path = open_folder / "theirs.tunesmith"
    path.write_bytes(b"SQLite format 3\0")
    path.chmod(0o600)
    with without_root(), pytest.raises(AppError, match="cannot be read"):
        ProjectFile.open(path)


def test_an_answer_passes_bulk_work(tables: Tables) -> None:
    """The import goes on until the answer is written, which must not wait for its end."""
    (row,) = tables.fill("one")
    answered = threading.Event()

    def answer() -> None:
        tables.labeling().answer(row, "billing")
        answered.set()

    def rows() -> Iterator[NewExample]:
        thread.start()
        for number in range(MANY):
            if answered.is_set():
                return
            yield NewExample(f"row {number}", {})

    thread = threading.Thread(target=answer)
    added = tables.imports.add("rows.csv", "{}", rows(), "me", 0.0).rows
    thread.join()
    assert added < MANY
    assert len(tables.examples.rows(ExampleFilter())) == added + 1
