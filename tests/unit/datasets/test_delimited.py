from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.datasets.delimited import quotes_swallow
from services.datasets.mapping import Mapping
from services.datasets.opening import guess_form
from tests.unit.datasets.reading import DATA, read, read_all

if TYPE_CHECKING:
    from pathlib import Path

SPECTRUM = sorted((DATA / "csv-spectrum" / "csvs").glob("*.csv"))


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_csv_spectrum_has_its_right_answers(path: Path) -> None:
    answers = (path.parents[1] / "json" / f"{path.stem}.json").read_text("utf-8")
    answers = json.loads(answers.replace("\\r\\n", "\\n"))  # the files came with LF alone
    columns, rows = read(path)
    assert [dict(zip(columns, row, strict=True)) for row in rows] == answers


@pytest.mark.parametrize(
    ("name", "delimiter", "columns", "count"),
    [
        ("simple.psv", "|", ["Year", "New dwellings", "Other dwellings"], 28),
        ("simple.ssv", ";", ["date", "temperature", "place"], 6),
        ("mixedGLB.csv", ",", ["Year", "Jan", "Feb"], 133),
        ("weird_head_padding.csv", ";", ["column 1", "column 2"], 86),
        ("null.csv", ",", ["column 1", "column 2", "column 3"], 10),
        ("spanish_chars.csv", ",", ["GF_ID", "FN_ID", "SF_ID"], 116),
        ("utf-16le_encoded.csv", ",", ["Organisation_code", "Organisation_name"], 327),
        ("utf8bom.csv", ",", ["column 1", "column 2"], 1),
    ],
)
def test_messy_tables(name: str, delimiter: str, columns: list[str], count: int) -> None:
    path = DATA / "messytables" / name
    found, rows = read(path)
    assert guess_form(path, Mapping())[0].delimiter == delimiter
    assert found[: len(columns)] == columns
    assert len(rows) == count


def test_a_header_far_down_can_be_named() -> None:
    path = DATA / "messytables" / "weird_head_padding.csv"
    columns, rows = read(path, Mapping(header=12))
    assert columns[:4] == ["column 1", "1985", "1993", "2000"]
    assert len(rows) == 86 - 10  # nine lines above the header, and itself


def test_titles_above_the_header_are_passed_over_and_said() -> None:
    _, guessed = guess_form(DATA / "messytables" / "mixedGLB.csv", Mapping())
    assert "Header: line 4; the 3 lines before it passed over" in guessed


@pytest.mark.parametrize(("name", "count"), [("train", 10_003), ("test", 3_080)])
def test_banking77_is_read_whole(name: str, count: int) -> None:
    columns, rows = read(DATA / "banking77" / f"{name}.csv")
    assert columns == ["text", "category"]
    assert len(rows) == count
    assert len({category for _, category in rows}) == 77


def test_null_and_na_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("text,label\nnull,NA\nNone,nan\n")
    assert read(path)[1] == [["null", "NA"], ["None", "nan"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_each_kind_of_line_end(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "ends.csv"
    path.write_bytes(ending.join(["text,label", '"two\nlines",a', "three,b", ""]).encode())
    assert read(path)[1] == [["two\nlines", "a"], ["three", "b"]]


def test_mixed_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "ends.csv"
    path.write_bytes(b"text,label\r\none,a\ntwo,b\rthree,c")
    assert read(path)[1] == [["one", "a"], ["two", "b"], ["three", "c"]]


def test_duplicate_padded_and_missing_column_names(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(" text ,Text,,label\na,b,c,d\n")
    assert read(path)[0] == ["text", "Text (2)", "column 3", "label"]


def test_a_file_without_header(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("Where is my card?,card_arrival\nIt is lost,lost\nStill waiting,card_arrival\n")
    columns, rows = read(path)
    assert columns == ["column 1", "column 2"]
    assert len(rows) == 3


def test_a_bad_byte_names_its_row_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "korean.csv"
    lines = ["text,label", *(f"영화가 재미있다 {n},좋음" for n in range(20))]
    content = "\n".join(lines).encode().replace("다 7".encode(), b"\xff 7")
    path.write_bytes(content)
    _, rows, left_out = read_all(path)
    assert len(rows) == 19
    (bad,) = left_out
    assert bad.line == 9
    assert "0xFF" in bad.reason


def test_rows_with_too_many_cells_are_named(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("text,label\na,b\nc,d,e\nf,g,,\nh\n")
    _, rows, left_out = read_all(path)
    assert rows == [["a", "b"], ["f", "g"], ["h", ""]]
    assert [(row.line, row.reason) for row in left_out] == [
        (3, "It has 3 cells, the table has 2 columns.")
    ]


def test_an_open_quote_that_swallows_rows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "inches.csv"
    path.write_text('text,label\na,b\n"5 inches,c\nd,e\nf,g\n')
    _, rows, left_out = read_all(path)
    assert rows == [["a", "b"]]
    assert left_out[0].line == 3
    assert "lines 3 to 5" in left_out[0].reason
    _, rows = read(path, Mapping(quoting=False))
    assert ['"5 inches', "c"] in rows


def test_a_last_cell_that_ends_in_a_line_break_is_no_open_quote(tmp_path: Path) -> None:
    path = tmp_path / "break.csv"
    path.write_text('text,label\na,"b\n"\nc,"d ""e""\nf"\n')
    assert read(path)[1] == [["a", "b\n"], ["c", 'd "e"\nf']]


def test_a_very_long_row(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"text,label\n{'x' * 200_000},a\n")
    assert len(read(path)[1][0][0]) == 200_000


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(cells, min_size=width, max_size=width).filter(any), min_size=1, max_size=8
    )
)


@given(tables, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@example([["=1+1", "@x", "a\rb"]], ",", "utf-8")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_what_is_written_is_read(
    tmp_path: Path, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    path = tmp_path / "round.csv"
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([f"c{n}" for n in range(len(rows[0]))])
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    mapping = Mapping(delimiter=delimiter, encoding=encoding, header=1)
    columns, found = read(path, mapping)
    assert columns == [f"c{n}" for n in range(len(rows[0]))]
    assert found == rows


@pytest.mark.parametrize(
    ("content", "swallows"),
    [
        ('text,label\n"5 inches,c\nd,e\n"6 inches,f\ng,h\n', True),
        ('text,label\na,b\n"never closed,c\nd,e\n', True),
        ('text,label\n"Yes" he said,b\n', True),
        ('text,label\n"two\nlines, ""quoted""",b\nplain "inside",c\n', False),
    ],
)
def test_quotes_that_are_no_quotes_are_told(
    tmp_path: Path, content: str, *, swallows: bool
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(content)
    mapping = Mapping(delimiter=",", encoding="utf-8", header=1)
    assert quotes_swallow(path, mapping) is swallows


def test_no_row_is_lost_in_a_cell_between_two_stray_quotes(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('text,label\n"5 inches,c\nd,e\n"6 inches,f\ng,h\n')
    _, rows, left_out = read_all(path)
    assert rows == [["g", "h"]]
    assert [row.line for row in left_out] == [2]
    assert "lines 2 to 4" in left_out[0].reason
    assert len(read(path, Mapping(quoting=False))[1]) == 4
