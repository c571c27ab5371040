"""What another file of the same project has that the open one has not."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from services.domain.answer_log import LogEntry
from services.domain.text import fold
from services.storage.failures import told_in_words
from services.storage.label_rows import LabelRow, label_numbers, read_labels

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    from services.jobs import JobContext
    from services.storage.database import Database
    from services.storage.other_file import OtherFile

NO_REVISION = 0
"""Stands for guidelines that only the other file has."""

_MISSING = """
    WITH unknown AS (
        SELECT DISTINCT row FROM main.answer_log l
        WHERE NOT EXISTS (SELECT 1 FROM mine.answer_log m WHERE m.id = l.id)
    )
    SELECT e.row, m.row FROM main.examples e
    JOIN main.example_states s ON s.row = e.row
    LEFT JOIN mine.examples m ON m.id = e.id
    WHERE e.row <= (SELECT last_row FROM main.project)
    AND CASE WHEN m.row IS NULL THEN s.hidden = 0 ELSE e.row IN (SELECT row FROM unknown) END
    ORDER BY e.row
"""
_KNOWN_AS = """
    SELECT DISTINCT l.author, m.author FROM main.answer_log l
    JOIN mine.answer_log m ON m.id = l.id WHERE m.author <> l.author
"""
_LOG = (
    "SELECT row, seq, id, author, act, label, record, evidence, reason, source, guideline, at"
    " FROM answer_log WHERE row IN ({}) ORDER BY row, seq"
)


class Place(NamedTuple):
    """An example's row in the other file, and in the open one; None where it is new there."""

    theirs: int
    ours: int | None


@dataclass(frozen=True, slots=True)
class Translation:
    """From the words of the other file to those of the open one.

    `labels` maps their numbers to our label ids, `added` are labels that we have not, and
    `same_named` names that both files gave to labels of their own. `guidelines` maps revisions,
    `authors` names. `guidelines_differ` and `schema_differs`: what is asked is not the same.
    """

    labels: Mapping[int, str]
    added: tuple[LabelRow, ...]
    same_named: tuple[str, ...]
    guidelines: Mapping[int, int]
    authors: Mapping[str, str]
    guidelines_differ: bool
    schema_differs: bool


def translation(
    ours: sqlite3.Connection, theirs: sqlite3.Connection, authors: Mapping[str, str]
) -> Translation:
    """Labels are matched by id, then by name; guidelines by their text."""
    known, found = read_labels(ours), read_labels(theirs)
    by_name = {fold(row.name): row.id for row in known.values() if row.stands}
    same: dict[str, str] = {}
    added: list[LabelRow] = []
    for row in found.values():
        if row.id in known:
            continue
        if fold(row.name) in by_name:
            same[row.id] = by_name[fold(row.name)]
        else:
            added.append(row)
    numbers = label_numbers(theirs)
    texts = dict(ours.execute("SELECT text, revision FROM guidelines ORDER BY revision"))
    revisions = theirs.execute("SELECT revision, text FROM guidelines")
    return Translation(
        {number: same.get(own, own) for number, own in numbers.own_id_of.items()},
        tuple(_behind(known.values(), added, same)),
        tuple(found[label_id].name for label_id in same),
        {revision: texts.get(text, NO_REVISION) for revision, text in revisions},
        authors,
        _differs(ours, theirs, "SELECT text FROM guidelines ORDER BY revision DESC LIMIT 1"),
        _differs(ours, theirs, "SELECT schema FROM project"),
    )


def _differs(ours: sqlite3.Connection, theirs: sqlite3.Connection, query: str) -> bool:
    return ours.execute(query).fetchone() != theirs.execute(query).fetchone()


def _behind(
    known: Iterable[LabelRow], added: Iterable[LabelRow], same: Mapping[str, str]
) -> Iterator[LabelRow]:
    """Added labels stand behind those that are there."""
    last = max((row.position for row in known), default=-1)
    for position, row in enumerate(added, last + 1):
        into = row.merged_into
        yield replace(row, position=position, merged_into=into and same.get(into, into))


@contextmanager
def both(
    database: Database, other: OtherFile, context: JobContext
) -> Generator[sqlite3.Connection]:
    """The other file as `main`, the open one as `mine`, both for reading."""
    with (
        told_in_words(other.copy),
        closing(sqlite3.connect(f"{other.copy.as_uri()}?mode=ro", uri=True)) as connection,
        context.on_stop(connection.interrupt),
    ):
        address = f"{database.path.absolute().as_uri()}?mode=ro"
        connection.execute("ATTACH ? AS mine", (address,))
        connection.execute("PRAGMA temp_store = MEMORY")
        yield connection


def places(connection: sqlite3.Connection) -> list[Place]:
    """The examples that are new here, and those of which the other log says more."""
    return [Place(*row) for row in connection.execute(_MISSING)]


def known_as(connection: sqlite3.Connection) -> dict[str, str]:
    """Authors whose answers came in under another name before, by their name in that file."""
    return dict(connection.execute(_KNOWN_AS))


def logs(
    connection: sqlite3.Connection, rows: Sequence[int], labels: Mapping[int, str]
) -> dict[int, list[LogEntry]]:
    """All entries of these rows, the oldest first; `labels` gives the id of a number."""
    found: dict[int, list[LogEntry]] = {row: [] for row in rows}
    marks = ",".join("?" * len(rows))
    for row, *entry in connection.execute(_LOG.format(marks), tuple(rows)):
        found[row].append(_entry(entry, labels))
    return found


def _entry(columns: Sequence[Any], labels: Mapping[int, str]) -> LogEntry:
    entry = LogEntry(*columns)
    return entry if entry.label is None else entry._replace(label=labels[columns[4]])


def translated(entry: LogEntry, words: Translation) -> LogEntry:
    """An entry of the other file, whose labels are ours already, as it is to be kept here."""
    return entry._replace(
        author=words.authors.get(entry.author, entry.author),
        guideline=words.guidelines.get(entry.guideline, NO_REVISION),
    )
