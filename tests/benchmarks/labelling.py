"""How long an answer takes, on disk and on screen."""

from __future__ import annotations

import sqlite3
import uuid
from typing import TYPE_CHECKING

from services.domain.example import ExampleFilter
from tests.benchmarks.figures import figure, in_turn, median, milliseconds, percentile
from tests.benchmarks.projects import LABELS, project
from tests.benchmarks.window import page_context, until, until_painted

if TYPE_CHECKING:
    from pathlib import Path

    from services.app import Workspace
    from tests.benchmarks.figures import Figure

ANSWERS = 400
PRESSES = 200
BARE_TABLES = """
CREATE TABLE answer_log (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, row INTEGER NOT NULL,
    author TEXT, act TEXT, label INTEGER, source TEXT, at REAL);
CREATE INDEX answer_log_by_row ON answer_log (row);
CREATE TABLE current_answers (row INTEGER, author TEXT, label INTEGER, seq INTEGER,
    PRIMARY KEY (row, author)) WITHOUT ROWID;
CREATE TABLE example_states (row INTEGER PRIMARY KEY, state INTEGER, label INTEGER);
CREATE TABLE history (seq INTEGER PRIMARY KEY, title TEXT, changes TEXT);
"""


def label_answer(folder: Path) -> Figure:
    """One answer on disk, against the same rows written by bare SQLite."""
    workspace = project(folder, ANSWERS)
    ids = [each.id for each in workspace.datasets.examples(workspace.labeling.queue())]
    bare = _bare_database(folder / "bare.sqlite")
    ours, theirs = in_turn(
        ANSWERS,
        lambda at: workspace.labeling.answer(ids[at], LABELS[at % len(LABELS)]),
        lambda at: _bare_answer(bare, at, ids[at]),
    )
    bare.close()
    workspace.close()
    return figure("label_answer", median(ours), "ms", median(theirs))


def label_key(folder: Path) -> Figure:
    """From a label key to the next row painted, in a project of 100,000 rows."""
    workspace = project(folder, 100_000)
    times = label_key_times(workspace)
    workspace.close()
    return figure("label_key", percentile(times, 95), "ms")


def label_key_times(workspace: Workspace) -> list[float]:
    """Milliseconds from each of many label keys to the next row painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from gui.pages.label.page import LabelPage

    with page_context(workspace) as context:
        page = LabelPage(context)
        page.resize(1244, 900)
        page.show()
        page.opened(ExampleFilter())
        until(lambda: not page.busy)
        until_painted(page.text_card.text.viewport(), page.activateWindow)
        keys = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)

        def press(at: int) -> None:
            until_painted(
                page.text_card.text.viewport(),
                lambda: QTest.keyClick(page.text_card.text, keys[at % 3]),
            )

        return [milliseconds(lambda at=at: press(at)) for at in range(200)]


def _bare_database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(BARE_TABLES)
    connection.executemany(
        "INSERT INTO example_states VALUES (?, 0, NULL)", ((row,) for row in range(ANSWERS))
    )
    return connection


def _bare_answer(connection: sqlite3.Connection, row: int, example_id: str) -> None:
    label = row % len(LABELS)
    connection.execute("BEGIN IMMEDIATE")
    cursor = connection.execute(
        "INSERT INTO answer_log (id, row, author, act, label, source, at)"
        " VALUES (?, ?, 'me', 'answer', ?, 'labelled', 0)",
        (str(uuid.uuid4()), row, label),
    )
    connection.execute(
        "INSERT OR REPLACE INTO current_answers VALUES (?, 'me', ?, ?)",
        (row, label, cursor.lastrowid),
    )
    connection.execute("UPDATE example_states SET state = 1, label = ? WHERE row = ?", (label, row))
    connection.execute(
        "INSERT INTO history (title, changes) VALUES ('Answer', ?)",
        (f'[{{"example_id": "{example_id}", "author": "me", "before": null, "after": {label}}}]',),
    )
    connection.execute("COMMIT")
