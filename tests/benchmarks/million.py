"""One project of a million rows, made once in a run and shared by the benches that need one."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import time
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from services.app import Workspace
from services.domain.ids import id_sequence
from services.domain.task import Task
from services.domain.text import fold
from services.jobs import JobContext
from services.settings import Settings
from services.storage.database import PAGE_SIZE
from services.storage.schema import FIRST
from tests.benchmarks.projects import LABELS, texts_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS = 1_000_000
PATIENCE_SECONDS = 900
ROOT = Path(__file__).resolve().parents[2]
BARE_BATCH = 1000
BareRow = tuple[int, str, str, str, str, int, str]
BARE_STATEMENTS: tuple[tuple[str, Callable[[BareRow], tuple[object, ...]]], ...] = (
    (
        "INSERT INTO examples (row, id, text, folded, metadata) VALUES (?, ?, ?, ?, ?)",
        itemgetter(0, 1, 2, 3, 4),
    ),
    ("INSERT INTO example_states (row, state, label) VALUES (?, 1, ?)", itemgetter(0, 5)),
    (
        (
            "INSERT INTO answer_log (id, row, author, act, label, source, guideline, at)"
            " VALUES (?, ?, 'me', 'answer', ?, 'imported', 1, 0)"
        ),
        itemgetter(6, 0, 5),
    ),
    (
        (
            "INSERT INTO current_answers (row, author, adjudicated, label, seq)"
            " VALUES (?, 'me', 0, ?, ?)"
        ),
        itemgetter(0, 5, 0),
    ),
)


def imported(folder: Path) -> dict[str, float]:
    """Import the rows in a process of its own: `seconds`, and at its peak `megabytes`."""
    shared = _shared(folder)
    told = shared / "import.json"
    if not told.exists():
        told.write_text(_in_child("import", _texts(folder), shared / "bench.tunesmith"))
    return json.loads(told.read_text())


def imported_bare(folder: Path) -> dict[str, float]:
    """The same rows by a bare loop, in a process of its own."""
    return json.loads(_in_child("bare", _texts(folder), folder / "bare.sqlite"))


def project(folder: Path) -> Workspace:
    """The project, open, split and with its search index ready."""
    imported(folder)
    workspace = opened(folder)
    workspace.datasets.index()
    if workspace.datasets.split_rule() is None:
        workspace.datasets.split(seed=1)
    return workspace


def opened(folder: Path) -> Workspace:
    """The project, open as it is."""
    return Workspace.open(_shared(folder) / "bench.tunesmith", settings=Settings(author="me"))


def _shared(folder: Path) -> Path:
    shared = folder.parent / "million"
    shared.mkdir(exist_ok=True)
    return shared


def _texts(folder: Path) -> Path:
    source = _shared(folder) / "texts.csv"
    return source if source.exists() else texts_file(source, ROWS, labelled=True)


def _in_child(what: str, source: Path, target: Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", __name__, what, str(source), str(target)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_SECONDS,
    ).stdout


def _import(source: Path, target: Path) -> None:
    """As the window imports: progress is reported, and the work could be stopped."""
    task = Task.classification("Bench", LABELS)
    with Workspace.create(target, task, settings=Settings(author="me")) as workspace:
        workspace.datasets.import_file(source, context=JobContext(lambda progress: None))


def _bare(source: Path, target: Path) -> None:
    """The csv module and SQLite, into the same tables, as the barest code leaves the same rows:
    nothing is checked, counted, reported or shared with anybody."""
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(FIRST)
    connection.execute("BEGIN")
    with source.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for batch in _numbered(reader):
            for statement, place in BARE_STATEMENTS:
                connection.executemany(statement, map(place, batch))
    connection.execute("COMMIT")
    connection.close()


def _numbered(reader: Iterator[list[str]]) -> Iterator[list[BareRow]]:
    """All that is stored of each row, a batch at a time."""
    ids, log_ids = id_sequence(), id_sequence()
    labels = {name: number for number, name in enumerate(LABELS, 1)}
    rows = (
        (row, next(ids), text, fold(text), json.dumps({"channel": channel}), labels[label], log_id)
        for row, ((text, channel, label), log_id) in enumerate(
            zip(reader, log_ids, strict=False), 1
        )
    )
    while batch := list(islice(rows, BARE_BATCH)):
        yield batch


def _peak_megabytes() -> float:
    """The largest working set of this process so far."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    began = time.perf_counter()
    {"import": _import, "bare": _bare}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    seconds = time.perf_counter() - began
    sys.stdout.write(
        json.dumps({"seconds": seconds, "cpu": time.process_time(), "megabytes": _peak_megabytes()})
    )
