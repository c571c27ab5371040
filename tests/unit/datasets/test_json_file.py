from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from services.datasets.encoding import guess_encoding
from services.datasets.json_file import read_json
from services.datasets.json_paths import path_name, paths_in, rows_at
from services.datasets.mapping import Mapping
from services.datasets.opening import look
from services.datasets.preview import preview
from services.datasets.source import FileKind
from services.domain.errors import AppError
from services.domain.task import Task
from tests.unit.datasets.reading import DATA, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.datasets.conftest import Project

CASES: dict[str, str] = json.loads((DATA / "jsontestsuite" / "cases.json").read_text("utf-8"))
TASK = Task.classification("Reviews", ["good", "bad"])


def save(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), "utf-8")
    return path


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ([{"text": "a"}], ("",)),
        ({"data": {"rows": [{"text": "a"}]}, "version": 2}, ("data/rows",)),
        ({"train": [{"text": "a"}], "test": [{"text": "b"}]}, ("*", "train", "test")),
        ({"v": 2, "a": [{"text": "a"}], "b": [{"text": "b"}]}, ("*", "a", "b")),
        ({"rows": [{"text": "a"}], "labels": [{"name": "b"}]}, ("rows", "labels")),
        ({"hello": ["hi"], "bye": ["see you", "ciao"]}, ("*", "hello", "bye")),
        ({"text": ["a", "b"], "label": ["x", "y"]}, ("",)),
        ({"1": {"text": "a"}, "2": {"text": "b"}}, ("*",)),
        ([{"title": "t", "parts": [{"text": "a"}]}], ("", "*/parts")),
        ({"text": "a", "label": "x"}, ("",)),
        ({"a/b": [{"~*": [{"text": "a"}]}]}, ("a~1b", "a~1b/*/~0~2")),
        ([], ()),
        (17, ()),
    ],
)
def test_where_rows_stand(value: object, paths: tuple[str, ...]) -> None:
    assert paths_in(value) == paths


def test_rows_bring_along_what_stands_around_them() -> None:
    value = {"talks": [{"topic": "cards", "lines": ["hi", "ho"]}, {"topic": "loans", "lines": []}]}
    assert paths_in(value) == ("talks", "talks/*/lines")
    assert list(rows_at(value, "talks/*/lines")) == [
        {"topic": "cards", "text": "hi"},
        {"topic": "cards", "text": "ho"},
    ]
    assert list(rows_at({"b": [{"text": 1}], "c": [{"text": 2}]}, "*")) == [
        {"key": "b", "text": 1},
        {"key": "c", "text": 2},
    ]
    value = {"v": 2, "a": [{"text": 1}], "meta": {"x": 1}, "b": [{"text": 2}]}
    assert [row["key"] for row in rows_at(value, "*") if isinstance(row, dict)] == ["a", "b"]
    assert list(rows_at({"a~/*": [1]}, "a~0~1~2")) == [1]
    assert path_name("talks/*/a~1b") == "talks › each › a/b"


def test_an_object_of_columns(tmp_path: Path) -> None:
    path = save(tmp_path / "rows.json", {"text": ["a", "b"], "label": ["x", "y"]})
    assert read(path) == (["text", "label"], [["a", "x"], ["b", "y"]])


def test_nested_lists_with_names_in_the_first(tmp_path: Path) -> None:
    rows = [["text", "label"], ["one", "good"], ["two", "bad"]]
    path = save(tmp_path / "rows.json", rows)
    form = look(path, Mapping())
    assert (form.mapping.header, form.has_header) == (1, True)
    assert "Header: the first line" in form.guessed
    assert read(path) == (["text", "label"], rows[1:])
    path = save(tmp_path / "bare.json", [["Where is it?", "good"], ["Here.", "bad"]])
    assert read(path)[0] == ["column 1", "column 2"]
    assert len(read(path)[1]) == 2


def test_the_path_can_be_chosen(project: Project, tmp_path: Path) -> None:
    value = {"train": [{"text": "a", "label": "good"}], "dev": [{"text": "b", "label": "bad"}]}
    path = save(tmp_path / "rows.json", value)
    shown = project.datasets.preview(path)
    assert shown.kind is FileKind.JSON
    assert shown.form.paths == ("*", "train", "dev")
    assert shown.mapping.split == "key"
    assert "Rows: “all parts”, the first of 3 lists" in shown.guessed
    assert [row.text for row in shown.rows] == ["a", "b"]
    assert project.datasets.import_file(path, Mapping(path="dev")).imported == 1
    assert project.label_of(project.examples()[0]) == "bad"


def test_a_path_that_is_not_there_holds_no_rows(project: Project, tmp_path: Path) -> None:
    path = save(tmp_path / "rows.json", [{"text": "a"}])
    with pytest.raises(AppError, match="holds no rows"):
        project.datasets.import_file(path, Mapping(path="nowhere"))


def test_where_json_breaks_is_said(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('[\n {"text": "a"},\n {"text" "b"}\n]')
    with pytest.raises(AppError, match=r"rows\.json is not JSON") as caught:
        look(path, Mapping())
    assert caught.value.way_out.startswith("Line 3, column 10: ")


def test_half_a_character_is_told_row_by_row(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('[{"text": "a"}, {"text": "\\ud800"}]')
    report = project.datasets.import_file(path)
    assert [(row.line, row.reason) for row in report.left_out] == [
        (2, "It holds half a character (U+D800).")
    ]


def refused(work: Callable[[], object]) -> AppError | None:
    """The error in words; anything else is a crash."""
    try:
        work()
    except AppError as error:
        return error
    return None


@pytest.mark.parametrize("name", CASES)
def test_every_way_to_write_json(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(zlib.decompress(base64.b64decode(CASES[name])))
    error = refused(lambda: read_json(path, guess_encoding(path)))
    if name.startswith("y_"):
        assert error is None
    if name.startswith("n_"):
        assert error is not None
        assert "is not JSON" in error.title or "nested too deeply" in error.title
    no_rows = refused(lambda: preview(path, TASK, Mapping()))
    assert error is None or no_rows is not None
    assert no_rows is None or no_rows.way_out
