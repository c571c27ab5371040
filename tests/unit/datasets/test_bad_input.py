"""Files that would break a careless program: clear words, nothing lost."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from services.datasets.mapping import Mapping, UnknownLabels
from services.domain.errors import AppError
from services.domain.example import ExampleFilter
from services.jobs import JobContext

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.unit.datasets.conftest import Project

LONG = "The parcel came open. 소포가 열려 있었어요. " * 5_000
CONTROLS = "".join(map(chr, (*range(1, 9), 11, 12, *range(14, 32), 127)))
ARABIC = "لم تصل الطرود بعد \u200f(الطلب 42)"
DISTINCT = 100_000


def write(path: Path, content: str) -> Path:
    path.write_bytes(content.encode())
    return path


@pytest.mark.parametrize("text", [LONG, f"before {CONTROLS} after", ARABIC])
def test_odd_texts_come_in_as_they_are(project: Project, tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "odd.csv", f'text,label\n"{text}",good\nplain,bad\n')
    report = project.datasets.import_file(path, Mapping(text=("text",), answer="label"))
    assert (report.imported, report.left_out_count) == (2, 0)
    assert project.examples()[0].text == text
    project.datasets.index()
    search = {LONG: "소포가 열려", ARABIC: "الطرود"}.get(text, "after")
    assert len(project.datasets.rows(ExampleFilter(search=search))) == 1
    assert len(project.datasets.rows(ExampleFilter(search=search[:2]))) == 1


def test_too_many_distinct_labels_are_refused(project: Project, tmp_path: Path) -> None:
    rows = "".join(f"text {number},label {number}\n" for number in range(DISTINCT))
    path = write(tmp_path / "many.csv", "text,label\n" + rows)
    mapping = Mapping(text=("text",), answer="label", unknown_labels=UnknownLabels.ADD)
    with pytest.raises(AppError, match="100,000 different values") as raised:
        project.datasets.import_file(path, mapping)
    assert "label" in raised.value.way_out
    assert project.count("examples") == 0


def test_many_distinct_labels_can_be_left_unlabelled(project: Project, tmp_path: Path) -> None:
    rows = "".join(f"text {number},label {number}\n" for number in range(5_000))
    path = write(tmp_path / "many.csv", "text,label\n" + rows)
    report = project.datasets.import_file(path, Mapping(text=("text",), answer="label"))
    assert (report.imported, report.labelled, len(report.unknown)) == (5_000, 0, 5_000)
    assert len(project.task.labels) == 2


def test_a_column_of_nothing(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "empty.csv", "text,nothing\none,\ntwo,\n")
    report = project.datasets.import_file(path)
    assert report.imported == 2
    assert [example.metadata for example in project.examples()] == [{}, {}]
    with pytest.raises(AppError, match=r"No row of .* could be imported"):
        project.datasets.import_file(path, Mapping(text=("nothing",)))
    assert project.count("examples") == 2


@pytest.mark.parametrize("change", ["grows", "shrinks", "goes"])
def test_a_file_that_changes_while_it_is_read(
    project: Project, tmp_path: Path, change: str
) -> None:
    rows = "".join(f"row number {number}\n" for number in range(20_000))
    path = write(tmp_path / "live.csv", "text\n" + rows)
    mapping = Mapping(text=("text",))

    def disturb(_: object) -> None:
        match change:
            case "grows":
                with path.open("a") as file:
                    file.write("one more\n")
            case "shrinks":
                path.write_text("text\none\n")
            case _:
                path.unlink(missing_ok=True)

    with pytest.raises(AppError, match=r"changed while it was read|not there any more"):
        project.datasets.import_file(path, mapping, JobContext(disturb))
    assert project.count("examples") == 0
    assert project.datasets.counts().total == 0


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited in size there")
def test_a_disk_that_is_full_while_a_file_comes_in(project: Project, tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", "text,label\nkept,good\n")
    project.datasets.import_file(first)
    rows = "".join(f"row number {number} {'x' * 200}\n" for number in range(20_000))
    second = write(tmp_path / "second.csv", "text\n" + rows)
    with files_of_at_most(2_000_000), pytest.raises(AppError) as raised:
        project.datasets.import_file(second, Mapping(text=("text",)))
    assert "space" in f"{raised.value.title} {raised.value.way_out}"
    assert [example.text for example in project.examples()] == ["kept"]
    report = project.datasets.import_file(second, Mapping(text=("text",)))
    assert report.imported == 20_000
    assert project.datasets.counts().total == 20_001


@contextmanager
def files_of_at_most(size: int) -> Generator[None]:
    """No file of this process may grow beyond so many bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
