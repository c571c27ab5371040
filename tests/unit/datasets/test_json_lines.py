from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.datasets.reading import read, read_all

if TYPE_CHECKING:
    from pathlib import Path


def test_values_become_cells(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    row = {"text": "한국어", "n": 3, "big": 12345678901234567890, "no": None, "yes": True}
    path.write_text(json.dumps(row | {"record": {"name": "Ä", "list": [1.5]}}) + "\n", "utf-8")
    assert read(path) == (
        ["text", "n", "big", "no", "yes", "record"],
        [["한국어", "3", "12345678901234567890", "", "true", '{"name": "Ä", "list": [1.5]}']],
    )


def test_keys_of_later_lines_are_further_columns(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [{"text": f"row {n}"} for n in range(150)]
    path.write_text("\n".join(map(json.dumps, [*lines, {"text": "last", "late": "yes"}])))
    columns, rows = read(path)
    assert columns == ["text", "late"]
    assert rows[-1] == ["last", "yes"]


def test_bad_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        '{"text": "재미있다"}\n'.encode()
        + b'{"text": "good"}\n\n{"text": \n["text"]\n{"text": NaN}\n{"text": "\xff"}\n'
        b'{"text": "\\ud800"}\n' + b'{"a":' * 100_000 + b'\n{"text": "last"}'
    )
    _, rows, left_out = read_all(path)
    assert [row[0] for row in rows] == ["재미있다", "good", "last"]
    assert [row.line for row in left_out] == [4, 5, 6, 7, 8, 9]
    assert "not JSON" in left_out[0].reason
    assert "not a JSON object" in left_out[1].reason
    assert "NaN" in left_out[2].reason
    assert "0xFF" in left_out[3].reason


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.dictionaries(texts, texts, min_size=1, max_size=4), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_what_is_written_is_read(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    path = tmp_path / "round.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    columns, found = read(path)
    filled = [{k: v for k, v in zip(columns, row, strict=False) if v} for row in found]
    assert filled == [{k: v for k, v in row.items() if v} for row in rows]
