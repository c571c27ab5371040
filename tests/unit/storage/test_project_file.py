"""Project files: made, refused with clear words, left untouched, copied, migrated."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from services.domain.errors import AppError
from services.domain.task import Task
from services.storage.migrations import MIGRATIONS, version_of
from services.storage.project_file import APPLICATION_ID, ProjectFile
from services.storage.project_table import ProjectTable

STORED = sorted((Path(__file__).parents[2] / "fixtures" / "projects").glob("*.tunesmith"))


def refused(path: Path) -> AppError:
    """Opening fails, and the file and its folder are as before."""
    before = path.read_bytes()
    around = sorted(each.name for each in path.parent.iterdir())
    with pytest.raises(AppError) as caught:
        ProjectFile.open(path)
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == around
    return caught.value


def made(path: Path) -> Path:
    file = ProjectFile.create(path)
    ProjectTable(file.database).begin(Task.classification("Support", ["a", "b"]), 0.0)
    file.close()
    return path


def test_a_new_project_opens_again(path: Path) -> None:
    made(path)
    file = ProjectFile.open(path)
    assert [label.name for label in ProjectTable(file.database).task().labels] == ["a", "b"]
    file.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name, "home"][:1]


def test_a_file_is_never_overwritten_by_a_new_project(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(AppError, match="already"):
        ProjectFile.create(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    "content", [b"", b"id,text\n1,hello\n", b"SQLite format 3\0", bytes(range(256)) * 8]
)
def test_what_is_no_project_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "not a Tunesmith project" in refused(path).title


def test_another_sqlite_file_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    assert "not a Tunesmith project" in refused(path).title


def test_a_newer_file_is_refused(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    assert "newer version" in refused(path).title


def test_a_file_that_was_cut_off_is_refused(path: Path) -> None:
    content = made(path).read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "damaged" in refused(path).title


def test_a_file_with_overwritten_pages_is_refused(path: Path) -> None:
    content = bytearray(made(path).read_bytes())
    content[8192:40960] = b"\x5a" * (40960 - 8192)
    path.write_bytes(content)
    assert "damaged" in refused(path).title


def test_a_missing_file_is_told(path: Path) -> None:
    with pytest.raises(AppError, match="not there any more"):
        ProjectFile.open(path)


def test_a_folder_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(AppError, match="cannot be read"):
        ProjectFile.open(path)


def test_a_second_window_is_told(path: Path) -> None:
    made(path)
    file = ProjectFile.open(path)
    with pytest.raises(AppError, match="open in another window"):
        ProjectFile.open(path)
    file.close()
    ProjectFile.open(path).close()


def test_a_second_process_is_told(path: Path) -> None:
    made(path)
    file = ProjectFile.open(path)
    script = (
        "import sys, pathlib\n"
        "from services.storage.project_file import ProjectFile\n"
        "try: ProjectFile.open(pathlib.Path(sys.argv[1]))\n"
        "except Exception as error: print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    file.close()
    assert "open in another window" in told.stdout


def test_a_copy_is_whole(path: Path, tmp_path: Path) -> None:
    made(path)
    file = ProjectFile.open(path)
    target = tmp_path / "copy.tunesmith"
    file.save_copy(target)
    file.save_copy(target)
    copy = ProjectFile.open(target)
    assert ProjectTable(copy.database).task() == ProjectTable(file.database).task()
    copy.close()
    file.close()


def test_a_copy_into_a_missing_folder_is_told(path: Path, tmp_path: Path) -> None:
    made(path)
    file = ProjectFile.open(path)
    with pytest.raises(AppError, match=r"cannot be opened|could not be written"):
        file.save_copy(tmp_path / "nowhere" / "copy.tunesmith")
    file.close()


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.stem)
def test_stored_files_of_every_version_open(stored: Path, path: Path) -> None:
    shutil.copy(stored, path)
    file = ProjectFile.open(path)
    connection = file.database.read()
    assert version_of(connection) == len(MIGRATIONS)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert ProjectTable(file.database).task().labels
    file.close()


def test_there_is_a_stored_file_for_every_version() -> None:
    assert len(STORED) == len(MIGRATIONS)


def add_colour(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE labels ADD COLUMN shade TEXT NOT NULL DEFAULT 'blue'")


def fail_half_way(connection: sqlite3.Connection) -> None:
    add_colour(connection)
    message = "half way"
    raise sqlite3.OperationalError(message)


def version_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return version_of(connection)


def test_an_older_file_is_backed_up_and_brought_up_to_date(path: Path) -> None:
    made(path)
    file = ProjectFile.open(path, (*MIGRATIONS, add_colour))
    assert file.database.read().execute("SELECT DISTINCT shade FROM labels").fetchall() == [
        ("blue",)
    ]
    file.close()
    backup = path.with_name(f"project.version-{len(MIGRATIONS)}.backup")
    assert version_in(path) == len(MIGRATIONS) + 1
    assert version_in(backup) == len(MIGRATIONS)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    made(path)
    with pytest.raises(AppError):
        ProjectFile.open(path, (*MIGRATIONS, fail_half_way))
    file = ProjectFile.open(path)
    columns = [row[1] for row in file.database.read().execute("PRAGMA table_info(labels)")]
    file.close()
    assert "shade" not in columns
