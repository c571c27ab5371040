from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.datasets.mapping import LabelRange, Mapping
from services.datasets.source import FileKind
from services.domain.errors import AppError
from services.domain.task import Task
from tests.unit.datasets.reading import DATA, read, read_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.datasets.conftest import Project


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def test_plain_text_is_a_row_per_line(project: Project, tmp_path: Path) -> None:
    path = save(tmp_path / "notes.txt", "Hello, you.\n\nIt rains, it pours, again\r\n환불\n")
    shown = project.datasets.preview(path)
    assert shown.kind is FileKind.TEXT_LINES
    assert shown.form.kinds == (FileKind.DELIMITED, FileKind.TEXT_LINES)
    assert [(row.line, row.text) for row in shown.rows] == [
        (1, "Hello, you."),
        (3, "It rains, it pours, again"),
        (4, "환불"),
    ]


def test_a_table_in_a_text_file_stays_a_table(tmp_path: Path) -> None:
    path = save(tmp_path / "ratings.txt", "id\tdocument\tlabel\n1\t좋다\t1\n2\t나쁘다\t0\n")
    assert read(path) == (["id", "document", "label"], [["1", "좋다", "1"], ["2", "나쁘다", "0"]])
    assert read(path, Mapping(kind=FileKind.TEXT_LINES))[1][1] == ["1\t좋다\t1"]


def test_a_bad_byte_in_plain_text_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes("재미있다 정말\n좋은 영화다\n".encode() * 4 + b"bad \xff\n")
    _, rows, left_out = read_all(path)
    assert len(rows) == 8
    assert left_out[0].line == 9


def test_each_text_file_of_a_folder_is_a_row(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "reviews"
    save(folder / "train" / "good" / "1.txt", "Fine.\nReally.\n")
    save(folder / "train" / "bad" / "2.txt", "지루한 영화였다 정말로 지루했다", "euc-kr")
    save(folder / "test" / "bad" / "3.md", "Dull.")
    save(folder / "train" / "bad" / "empty.txt", "")
    save(folder / ".hidden" / "4.txt", "no")
    shown = project.datasets.preview(folder)
    assert shown.kind is FileKind.FOLDER_OF_TEXTS
    assert (shown.mapping.answer, shown.mapping.split) == ("folder", "folders above")
    report = project.datasets.import_file(folder)
    assert report.reasons == {"train/bad/empty.txt is empty.": 1}
    found = [(each.text, project.label_of(each)) for each in project.examples()]
    assert found == [
        ("Dull.", "bad"),
        ("지루한 영화였다 정말로 지루했다", "bad"),
        ("Fine.\nReally.\n", "good"),
    ]
    assert project.examples()[0].metadata == {"file": "3.md"}


def test_the_tables_of_a_folder_follow_one_another(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    save(folder / "a.csv", "text;label\none;good\ntwo;bad;much;too\n")
    save(folder / "b.jsonl", '{"label": "bad", "text": "three", "stars": 2}\n')
    save(folder / "c.json", "[broken")
    save(folder / "readme.txt", "About these files")
    shown = project.datasets.preview(folder)
    assert shown.kind is FileKind.FOLDER_OF_TABLES
    assert shown.form.kinds == (FileKind.FOLDER_OF_TABLES, FileKind.FOLDER_OF_TEXTS)
    report = project.datasets.import_file(folder)
    assert [(each.text, project.label_of(each)) for each in project.examples()] == [
        ("one", "good"),
        ("three", "bad"),
    ]
    assert project.examples()[1].metadata == {"file": "b.jsonl", "stars": "2"}
    reasons = [row.reason for row in report.left_out]
    assert reasons[0] == "a.csv: It has 4 cells, the table has 2 columns."
    assert reasons[1].startswith("c.json: c.json is not JSON. Line 1")


def test_a_folder_without_files(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(AppError, match="holds no files to import"):
        read(tmp_path / "nothing")


def test_the_film_reviews_of_nsmc(make_project: Callable[[Task], Project]) -> None:
    project = make_project(Task.sentiment("영화", ["부정", "긍정"]))
    shown = project.datasets.preview(DATA / "nsmc" / "raw")
    assert (shown.mapping.text, shown.mapping.answer) == (("review",), "rating")
    assert shown.mapping.ranges == (LabelRange(1, 4, "부정"), LabelRange(9, 10, "긍정"))
    report = project.datasets.import_file(DATA / "nsmc" / "raw")
    assert (report.imported, report.left_out_count) == (384 + 1210, 434)
    assert report.reasons == {"Its answer is in none of the ranges of numbers.": 434}
    counts = project.datasets.counts()
    assert [counts.by_label[label.id] for label in project.task.labels] == [384, 1210]
