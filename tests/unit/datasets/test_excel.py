from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.datasets.excel_text import fits, from_excel, to_excel
from services.datasets.mapping import Mapping
from services.datasets.opening import guess_form
from services.domain.errors import AppError
from tests.unit.datasets.reading import read

if TYPE_CHECKING:
    from pathlib import Path


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_values_become_cells(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["text", "n", "when", "day", "yes"],
        [
            "한국어\nzwei",
            3,
            datetime.datetime(2026, 1, 2, 3, 4),  # noqa: DTZ001
            datetime.date(2026, 1, 2),
            True,
        ],
        [None, None, None, None, None],
        ["half", 0.5, None, None, False],
    ]
    columns, found = read(workbook(tmp_path / "rows.xlsx", first=rows))
    assert columns == ["text", "n", "when", "day", "yes"]
    assert found == [
        ["한국어\nzwei", "3", "2026-01-02 03:04:00", "2026-01-02", "true"],
        ["half", "0.5", "", "", "false"],
    ]


def test_the_first_sheet_or_a_named_one(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "rows.xlsx", first=[["text"], ["one"]], second=[["text"], ["two"], ["three"]]
    )
    assert "Sheet: “first”, the first of 2" in guess_form(path, Mapping())[1]
    assert read(path)[1] == [["one"]]
    assert read(path, Mapping(sheet="second"))[1] == [["two"], ["three"]]
    with pytest.raises(AppError, match="no sheet “third”"):
        read(path, Mapping(sheet="third"))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "rows.xlsx", first=[["text"], ["one"]])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(AppError, match="damaged"):
        read(path)


@given(st.text())
@example("_x0041_ and _x000D_ and _x005F_x0041_ \r\x00\uffff")
def test_each_character_survives_in_a_cell(text: str) -> None:
    assert from_excel(to_excel(text)) == text


def test_a_cell_holds_so_many_characters() -> None:
    assert fits("x" * 32_767)
    assert not fits("x" * 32_768)
    assert not fits("😀" * 20_000)
