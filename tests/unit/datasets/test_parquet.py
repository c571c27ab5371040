from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from services.datasets.layouts.known import Layout
from services.datasets.mapping import Mapping
from services.datasets.opening import look
from services.datasets.source import FileKind
from services.domain.errors import AppError
from tests.unit.datasets.reading import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.datasets.conftest import Project


def save(path: Path, rows: list[dict[str, Any]]) -> Path:
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_rows_come_in_with_their_answers(project: Project, tmp_path: Path) -> None:
    rows = [{"text": f"텍스트 {n}", "label": "good" if n % 2 else None} for n in range(450)]
    path = save(tmp_path / "rows.parquet", rows)
    assert project.datasets.preview(path).kind is FileKind.PARQUET
    report = project.datasets.import_file(path)
    assert (report.imported, report.labelled) == (450, 225)
    assert project.examples()[449].text == "텍스트 449"


def test_values_become_texts(tmp_path: Path) -> None:
    row = {
        "text": "a",
        "stars": 3.0,
        "share": 0.5,
        "none": float("nan"),
        "price": Decimal("1.10"),
        "day": datetime.date(2026, 1, 2),
        "at": datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC),
        "bytes": "é".encode(),
        "picture": b"\xff\xd8",
        "list": ["x", "y"],
        "yes": True,
    }
    columns, (cells,) = read(save(tmp_path / "rows.parquet", [row]))
    assert dict(zip(columns, cells, strict=True)) == {
        "text": "a",
        "stars": "3",
        "share": "0.5",
        "none": "",
        "price": "1.10",
        "day": "2026-01-02",
        "at": "2026-01-02 03:04:00+00:00",
        "bytes": "é",
        "picture": "",
        "list": '["x", "y"]',
        "yes": "true",
    }


def test_chats_in_parquet(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "good"}]
    path = save(tmp_path / "rows.parquet", [{"messages": turns}])
    assert look(path, Mapping()).mapping.layout is Layout.MESSAGES


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = save(tmp_path / "rows.parquet", [{"text": "a"}])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(AppError, match="is damaged"):
        read(path)
