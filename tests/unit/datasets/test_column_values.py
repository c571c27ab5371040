from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.datasets.column_values import MOST_VALUES, ColumnValues, label_columns
from services.domain.errors import AppError
from services.jobs import JobCancelled, JobContext

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_labels_of_another_program_are_no_lists(tmp_path: Path) -> None:
    path = tmp_path / "doccano.jsonl"
    path.write_text('{"text": "a", "label": ["good"]}\n{"text": "b", "label": ["bad", "good"]}\n')
    assert label_columns(path)[0].values == ("good", "bad")


def test_the_values_of_each_column_come_once_with_likely_columns_first(tmp_path: Path) -> None:
    path = write(tmp_path, "text,channel,label\na,web,Refund\nb,web,refund \nc,mail,Billing\nd,,\n")
    columns = label_columns(path)
    assert columns[0] == ColumnValues("label", ("Refund", "Billing"))
    assert ColumnValues("channel", ("web", "mail")) in columns


def test_columns_of_long_or_very_many_values_are_no_labels(tmp_path: Path) -> None:
    lines = "".join(f"text {n},{'x' * 300},{n % 3}\n" for n in range(MOST_VALUES + 2))
    columns = label_columns(write(tmp_path, "text,long,label\n" + lines))
    assert [column.name for column in columns] == ["label"]


def test_json_lines_with_late_columns(tmp_path: Path) -> None:
    path = write(tmp_path, '{"text": "a"}\n{"text": "b", "label": "x"}\n', "rows.jsonl")
    assert label_columns(path)[0] == ColumnValues("label", ("x",))


def test_a_file_without_such_a_column_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "text\n" + "".join(f"text {n}\n" for n in range(MOST_VALUES + 1)))
    with pytest.raises(AppError, match="looks like labels"):
        label_columns(path)


def test_it_stops_when_asked(tmp_path: Path) -> None:
    context = JobContext()
    context.stop()
    with pytest.raises(JobCancelled):
        label_columns(write(tmp_path, "text,label\na,b\n"), context)
