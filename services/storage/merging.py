"""Another file of the same project comes in: all of it in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.answer_log import conflicts, merged
from services.domain.changes import Changes, Kind
from services.domain.deeds import PartKind
from services.jobs import JobContext
from services.storage.comparing import both, known_as, places, repeated, translated, translation
from services.storage.effects import hiding_parts, label_part
from services.storage.label_rows import label_numbers, read_labels, write_labels
from services.storage.log_writing import logs, merged_part
from services.storage.merge_notes import merged_notes, write_notes
from services.storage.merge_telling import RowMerge, Told
from services.storage.merge_writing import MergeWriter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping

    from services.domain.answer_log import LogEntry
    from services.domain.deeds import Part
    from services.domain.example import Split
    from services.domain.merging import MergeReport
    from services.storage.comparing import Place
    from services.storage.database import Database
    from services.storage.history import HistoryTable
    from services.storage.other_file import OtherFile

AT_ONCE = 64
CHANGED = Changes.of(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK, Kind.HISTORY)


class MergeTable:
    """Compares and merges. Examples, labels and log entries are matched by their ids."""

    def __init__(self, database: Database, deeds: HistoryTable) -> None:
        self._database = database
        self._deeds = deeds

    def plan(
        self, other: OtherFile, authors: Mapping[str, str], context: JobContext | None = None
    ) -> MergeReport:
        """What a merge would bring; `authors` maps names in the other file to names here."""
        context = context or JobContext()
        with both(self._database, other, context) as theirs:
            merging = _Merging(self._database.read(), theirs, authors)
            for _ in merging.blocks(context):
                pass
            report = merging.told.report(other.name, merging.words)
            again = repeated(theirs, merging.places)
            return replace(report, known_as=known_as(theirs), repeated=again)

    def merge(
        self,
        other: OtherFile,
        authors: Mapping[str, str],
        split_of: Callable[[str, Mapping[str, str]], Split] | None,
        at: float,
        context: JobContext | None = None,
    ) -> MergeReport:
        """Bring everything in as one deed; stopped or failed, nothing of it is there.

        `split_of` gives the split by id and metadata where an example has none from its import.
        """
        context = context or JobContext()
        with (
            both(self._database, other, context) as theirs,
            self._database.bulk(Changes.of()) as bulk,
        ):
            merging = _Merging(bulk.connection, theirs, authors)
            seq = self._deeds.begin(bulk.connection, f"Merge {other.name}", at)
            for position, part in enumerate(merging.carried_out(split_of, context)):
                self._deeds.add_part(bulk.connection, seq, position, part)
            context.check()
        with self._database.write(CHANGED) as connection:
            self._deeds.finish(connection, seq)
        return merging.told.report(other.name, merging.words)


class _Merging:
    """Two files side by side; what it finds on the way is `told`."""

    def __init__(
        self, ours: sqlite3.Connection, theirs: sqlite3.Connection, authors: Mapping[str, str]
    ) -> None:
        self._ours = ours
        self._theirs = theirs
        self.words = translation(ours, theirs, authors)
        self.places = places(theirs)
        self.notes = merged_notes(theirs)
        self.told = Told(label_numbers(ours), len(self.notes))

    def blocks(self, context: JobContext) -> Iterator[list[RowMerge]]:
        """The logs of each example as one, some examples at a time."""
        labels = label_numbers(self._ours).own_id_of
        for start in range(0, len(self.places), AT_ONCE):
            context.report(start, len(self.places))
            block = self.places[start : start + AT_ONCE]
            theirs = logs(self._theirs, [place.theirs for place in block], self.words.labels)
            ours = logs(self._ours, [place.ours for place in block if place.ours], labels)
            yield [
                self._merged(place, ours.get(place.ours or 0, []), theirs[place.theirs])
                for place in block
            ]

    def carried_out(
        self, split_of: Callable[[str, Mapping[str, str]], Split] | None, context: JobContext
    ) -> Iterator[Part]:
        """Write labels and examples; the parts of the deed by which that is taken back."""
        labels = label_part(read_labels(self._ours), self.words.added)
        write_labels(self._ours, self.words.added)
        if labels is not None:
            yield labels
        writer = MergeWriter(self._ours, self._theirs, split_of)
        for block in self.blocks(context):
            brought: dict[int, list[LogEntry]] = {}
            for step in block:
                writer.write(step)
                if step.place.ours is not None and step.brought:
                    brought[step.place.ours] = step.brought
            if brought:
                yield merged_part(brought)
        yield from hiding_parts(PartKind.IMPORTED, writer.finish())
        write_notes(self._ours, self.notes)

    def _merged(self, place: Place, ours: list[LogEntry], theirs: list[LogEntry]) -> RowMerge:
        known = {entry.id: entry for entry in ours}
        there = [known.get(entry.id) or translated(entry, self.words) for entry in theirs]
        step = RowMerge(place, ours, merged(ours, there), conflicts(ours, there))
        self.told.add(step)
        return step
