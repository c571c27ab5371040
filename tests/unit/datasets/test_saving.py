from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.datasets.saving import RowTable, save_rows
from services.domain.errors import AppError
from services.domain.example import Example, ExampleFilter, Split, State
from services.domain.task import Task
from tests.unit.datasets.reading import DATA, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.datasets.conftest import Project

ENDINGS = [".csv", ".xlsx", ".jsonl"]
TASK = Task.classification("Reviews", ["good", "bad"])


@pytest.fixture
def filled(project: Project, tmp_path: Path) -> Project:
    rows = [
        {"text": "=1+1", "label": "good", "split": "train", "channel": "web", "Text": "mine"},
        {"text": "@SUM(A1)\r\nzwei\n", "label": "bad", "split": "test"},
        {"text": "한국어 \u0001 😀 שלום", "channel": "+49"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    project.datasets.import_file(path)
    return project


def saved_again(project: Project, other: Project, path: Path) -> list[Example]:
    """The rows as another project reads them from what was saved."""
    assert project.datasets.save(path).left_out == ()
    other.datasets.import_file(path)
    return other.examples()


@pytest.mark.parametrize("ending", ENDINGS)
def test_saved_rows_come_back_exactly(
    filled: Project, make_project: Callable[[Task], Project], tmp_path: Path, ending: str
) -> None:
    other = make_project(TASK)
    again = saved_again(filled, other, tmp_path / f"saved{ending}")
    before = filled.examples()
    assert [row.text for row in again] == [row.text for row in before]
    assert [other.label_of(row) for row in again] == ["good", "bad", None]
    assert [row.split for row in again] == [Split.TRAINING, Split.TEST, None]
    assert again[0].metadata["channel"] == "web"
    assert again[0].metadata["Text (2)"] == "mine"
    assert again[0].metadata["id"] == before[0].id


@pytest.mark.parametrize("ending", ENDINGS)
def test_naughty_strings_come_back_exactly(
    make_project: Callable[[Task], Project], tmp_path: Path, ending: str
) -> None:
    strings = json.loads((DATA / "blns" / "blns.json").read_text("utf-8"))
    texts = [text for text in strings if text.strip()]
    path = tmp_path / "blns.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}) for text in texts))
    project, other = make_project(TASK), make_project(TASK)
    project.datasets.import_file(path)
    again = saved_again(project, other, tmp_path / f"saved{ending}")
    assert [row.text for row in again] == texts


def test_records_are_saved_as_json(make_project: Callable[[Task], Project], tmp_path: Path) -> None:
    task = Task.extraction("Tables", {"type": "object", "properties": {"city": {}}})
    project = make_project(task)
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "in Köln", "record": {"city": "Köln"}}\n', "utf-8")
    project.datasets.import_file(path)
    project.datasets.save(tmp_path / "saved.csv")
    project.datasets.save(tmp_path / "saved.jsonl")
    columns, rows = read(tmp_path / "saved.csv")
    assert dict(zip(columns, rows[0], strict=True))["record"] == '{"city": "Köln"}'
    assert json.loads((tmp_path / "saved.jsonl").read_text("utf-8"))["record"] == {"city": "Köln"}


def test_only_the_wanted_rows_are_saved(filled: Project, tmp_path: Path) -> None:
    wanted = ExampleFilter(state=State.ANSWERED)
    report = filled.datasets.save(tmp_path / "saved.csv", wanted)
    assert report.rows == 2
    assert [row[0] for row in read(tmp_path / "saved.csv")[1]] == ["=1+1", "@SUM(A1)\r\nzwei\n"]


def test_a_text_too_long_for_excel_is_named(filled: Project, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"text\n{'x' * 40_000}\n")
    filled.datasets.import_file(path)
    report = filled.datasets.save(tmp_path / "saved.xlsx")
    assert report.rows == 3
    assert report.left_out[0].example_id == filled.examples()[-1].id
    assert "32,767" in report.left_out[0].reason


def test_another_ending_is_refused(filled: Project, tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"as “\.txt”"):
        filled.datasets.save(tmp_path / "saved.txt")


def test_a_folder_that_is_not_there(filled: Project, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="no folder"):
        filled.datasets.save(tmp_path / "gone" / "saved.csv")


def test_a_file_that_cannot_be_replaced_stays(filled: Project, tmp_path: Path) -> None:
    target = tmp_path / "saved.csv"
    target.mkdir()
    with pytest.raises(AppError, match="could not be written"):
        filled.datasets.save(target)
    assert target.is_dir()
    assert not list(tmp_path.glob(".saved*"))


def test_a_frame_has_the_same_columns(filled: Project) -> None:
    frame = filled.datasets.to_pandas()
    assert list(frame["text"]) == [row.text for row in filled.examples()]
    assert list(frame["label"]) == ["good", "bad", None]
    assert list(frame["split"]) == ["training", "test", None]
    assert frame["channel"][1] is None
    assert list(filled.datasets.to_pandas(ExampleFilter(split=Split.TEST))["label"]) == ["bad"]


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@given(
    st.lists(st.tuples(texts, st.dictionaries(names, texts, max_size=3)), min_size=1, max_size=5),
    st.sampled_from(ENDINGS),
)
@example([("_x0041_ \x00\x0b\ufffe\r", {"Label": "=x"})], ".xlsx")
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
def test_whatever_is_written_is_read(
    tmp_path: Path, rows: list[tuple[str, dict[str, str]]], ending: str
) -> None:
    examples = [
        Example(n, f"id {n}", text, State.UNLABELLED, metadata=metadata)
        for n, (text, metadata) in enumerate(rows)
    ]
    path = tmp_path / f"saved{ending}"
    table = RowTable(TASK, lambda _: None)
    assert save_rows(path, lambda: iter(examples), table).rows == len(rows)
    columns, found = read(path)
    assert [row[columns.index("text")] for row in found] == [text for text, _ in rows]
    assert sorted(cell for row in found for cell in row if cell) == sorted(
        cell for each in examples for cell in table.cells(each) if cell
    )
