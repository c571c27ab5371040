from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.files import beside

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_when_all_of_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")
    with beside(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["rows.csv"]
    assert path.read_text() == "new"


def write_half(path: Path, error: OSError) -> None:
    with beside(path) as part:
        part.write_text("half of it")
        raise error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "could not be written"),
        (PermissionError(errno.EACCES, "denied"), "may not write"),
    ],
)
def test_when_the_disk_refuses_the_older_file_stays(
    tmp_path: Path, error: OSError, words: str
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")
    with pytest.raises(AppError, match=words) as caught:
        write_half(path, error)
    assert caught.value.way_out
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["rows.csv"]
