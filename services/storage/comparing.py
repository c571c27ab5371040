"""What another file of the same project has that the open one has not."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from services.domain.text import fold
from services.storage.effects import IMPORT_UNDONE
from services.storage.failures import told_in_words
from services.storage.label_rows import LabelRow, label_numbers, read_labels

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    from services.domain.answer_log import LogEntry
    from services.jobs import JobContext
    from services.storage.database import Database
    from services.storage.other_file import OtherFile

AT_ONCE = 256
NO_REVISION = 0
"""Stands for guidelines that only the other file has."""

_MISSING = """
    WITH unknown AS (
        SELECT DISTINCT row FROM main.answer_log l
        WHERE NOT EXISTS (SELECT 1 FROM mine.answer_log m WHERE m.id = l.id)
    )
    SELECT e.row, m.row, s.hidden = 0 AND coalesce(t.hidden, :undone) & :undone
    FROM main.examples e
    JOIN main.example_states s ON s.row = e.row
    LEFT JOIN mine.examples m ON m.id = e.id
    LEFT JOIN mine.example_states t ON t.row = m.row
    WHERE e.row <= (SELECT last_row FROM main.project)
    AND (s.hidden = 0 AND coalesce(t.hidden, :undone) & :undone
         OR m.row IS NOT NULL AND e.row IN (SELECT row FROM unknown))
    ORDER BY e.row
"""
_TEXTS_HERE = """
    SELECT m.folded FROM mine.examples m JOIN mine.example_states s ON s.row = m.row
    WHERE s.hidden = 0 AND m.row <= (SELECT last_row FROM mine.project)
"""
_USED = """
    SELECT id FROM main.labels WHERE number IN (
        SELECT label FROM main.answer_log l
        WHERE NOT EXISTS (SELECT 1 FROM mine.answer_log m WHERE m.id = l.id)
    )
"""
_KNOWN_AS = """
    SELECT DISTINCT l.author, m.author FROM main.answer_log l
    JOIN mine.answer_log m ON m.id = l.id WHERE m.author <> l.author
"""


class Place(NamedTuple):
    """An example's row in the other file, and in the open one; None where it never was there.

    `comes` says that it comes along: it is new, or went when its import or a merge was undone.
    """

    theirs: int
    ours: int | None
    comes: bool


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
    """Labels are matched by id, then by name; guidelines by their text.

    A label that was removed here comes back where answers that come along hold it. `theirs` has
    the other file as `main`, ours as `mine`.
    """
    known, found = read_labels(ours), read_labels(theirs)
    used = {label_id for (label_id,) in theirs.execute(_USED)}
    by_name = {fold(row.name): row.id for row in known.values() if row.stands}
    same: dict[str, str] = {}
    added: list[LabelRow] = []
    for row in found.values():
        before = known.get(row.id)
        if before and not (before.removed and row.stands and row.id in used):
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
    found = connection.execute(_MISSING, {"undone": IMPORT_UNDONE})
    return [Place(theirs, ours, bool(comes)) for theirs, ours, comes in found]


def repeated(connection: sqlite3.Connection, found: Sequence[Place]) -> int:
    """How many of the examples that come along have a text that is here already."""
    coming = [place.theirs for place in found if place.comes]
    texts = Counter[int]()
    for start in range(0, len(coming), AT_ONCE):
        rows = tuple(coming[start : start + AT_ONCE])
        marks = ",".join("?" * len(rows))
        query = f"SELECT folded FROM main.examples WHERE row IN ({marks})"
        texts.update(hash(text) for (text,) in connection.execute(query, rows))
    if not texts:
        return 0
    here = (hash(text) for (text,) in connection.execute(_TEXTS_HERE))
    return sum(texts[text] for text in texts.keys() & set(filter(texts.__contains__, here)))


def known_as(connection: sqlite3.Connection) -> dict[str, str]:
    """Authors whose answers came in under another name before, by their name in that file."""
    return dict(connection.execute(_KNOWN_AS))


def translated(entry: LogEntry, words: Translation) -> LogEntry:
    """An entry of the other file, whose labels are ours already, as it is to be kept here."""
    return entry._replace(
        author=words.authors.get(entry.author, entry.author),
        guideline=words.guidelines.get(entry.guideline, NO_REVISION),
    )
