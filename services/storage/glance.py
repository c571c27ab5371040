"""A look at a project file from outside, without opening or touching it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from services.domain.glance import ProjectGlance
from services.domain.task import TaskKind

if TYPE_CHECKING:
    from pathlib import Path


def glance(path: Path) -> ProjectGlance | None:
    """None when there is no readable project file.

    What is still in the journal of a file that is open elsewhere is not seen.
    """
    try:
        modified = path.stat().st_mtime
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            name, kind, rows = connection.execute(
                "SELECT name, kind, last_row - (SELECT count(*) FROM example_states"
                " WHERE hidden <> 0 AND row <= last_row) FROM project"
            ).fetchone()
        return ProjectGlance(name, TaskKind(kind), rows, modified)
    except (OSError, sqlite3.Error, TypeError, ValueError):
        return None
