from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.task import Task, TaskKind
from services.storage.glance import glance
from services.storage.project_file import ProjectFile
from services.storage.project_table import ProjectTable

if TYPE_CHECKING:
    from pathlib import Path


def test_it_tells_name_and_kind_and_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "tickets.tunesmith"
    file = ProjectFile.create(path)
    ProjectTable(file.database).begin(Task.sentiment("Tickets"), 0.0)
    file.close()
    before = path.read_bytes()
    found = glance(path)
    assert found is not None
    assert (found.name, found.kind, found.examples) == ("Tickets", TaskKind.SENTIMENT, 0)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [None, b"", b"no project", b"SQLite format 3\0" + b"x" * 200])
def test_what_is_no_project_is_none(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.tunesmith"
    if content is not None:
        path.write_bytes(content)
    assert glance(path) is None
