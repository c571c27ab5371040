from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from services.datasets.source import FileKind, cannot_read, kinds_of
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"text\n", FileKind.DELIMITED),
        ("a.tsv", b"text\n", FileKind.DELIMITED),
        ("a.txt", b"text\n", FileKind.DELIMITED),
        ("a.txt", b'{"text": 1}\n{}', FileKind.JSON_LINES),
        ("a.jsonl", b'{"text": 1}\n', FileKind.JSON_LINES),
        ("a.json", b'{"text": 1}\n', FileKind.JSON),
        ("a.json", b'{"text": 1}\n{"text": 2}\n', FileKind.JSON_LINES),
        ("a.json", b'[{"text": 1}]', FileKind.JSON),
        ("a.json", b'{\n  "rows": []\n}', FileKind.JSON),
        ("a.jsonl", b'[{"text": 1}]', FileKind.JSON),
        ("task_run.kiln", b'{\n"v": 1}', FileKind.JSON),
        ("a.txt", b'{\n"v": 1}', FileKind.JSON),
        ("a.csv", b"text\nnul \0 in a long line of a text file" + b" x" * 100, FileKind.DELIMITED),
    ],
)
def test_the_kind_is_told_by_name_and_content(
    tmp_path: Path, name: str, content: bytes, kind: FileKind
) -> None:
    (tmp_path / name).write_bytes(content)
    assert kinds_of(tmp_path / name)[0] is kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n \r\n", "is empty"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old kind, or protected by a password"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"SQLite format 3\0", "a database"),
        (bytes(range(256)) * 4, "not a text file"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "rows.json"
    path.write_bytes(content)
    with pytest.raises(AppError, match=words) as caught:
        kinds_of(path)
    assert caught.value.way_out


def test_a_zip_archive_is_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "")
    with pytest.raises(AppError, match="a Word document"):
        kinds_of(path)


def test_a_file_that_vanished(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="not there any more"):
        kinds_of(tmp_path / "gone.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="cannot be read"):
        kinds_of(tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("text\n")
    path.chmod(0)
    with pytest.raises(AppError, match="may not read"):
        kinds_of(path)


def test_the_words_for_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    error = cannot_read(tmp_path / "secret.csv", PermissionError(13, "denied"))
    assert error.title == "You may not read secret.csv."
