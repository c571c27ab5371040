"""The data of a project: bringing it in, dividing and freezing it, taking it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.datasets.importing import Importer
from services.datasets.mapping import Mapping
from services.datasets.preview import Preview, preview
from services.datasets.snapshots import Snapshots
from services.datasets.splitting import SplitCounts, checked_shares, splitter
from services.domain.example import ExampleFilter, Split
from services.jobs import JobContext

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Sequence

    from services.datasets.records import ImportReport
    from services.domain.example import Example, Value
    from services.domain.snapshot import Snapshot, SnapshotRow
    from services.ports import Clock
    from services.storage.examples import ExampleCounts, ExampleTable
    from services.storage.imports import ImportTable
    from services.storage.project_table import ProjectTable
    from services.storage.snapshots import SnapshotTable
    from services.storage.splits import SplitMove, SplitTable


class Datasets:
    """Examples, their splits and snapshots, files in and out. `author` signs imported answers."""

    def __init__(
        self,
        author: str,
        project: ProjectTable,
        examples: ExampleTable,
        imports: ImportTable,
        splits: SplitTable,
        snapshots: SnapshotTable,
        clock: Clock,
    ) -> None:
        self._project = project
        self._examples = examples
        self._imports = imports
        self._splits = splits
        self._snapshot_table = snapshots
        self._importer = Importer(author, project, imports, clock)
        self._snapshots = Snapshots(snapshots, examples, clock)

    def preview(self, path: Path | str, mapping: Mapping | None = None) -> Preview:
        """The first rows of a file as they would be read, and what was guessed, in words.

        Raises AppError for a file that cannot be imported.
        """
        return preview(Path(path), self._project.task(), mapping or Mapping())

    def import_file(
        self,
        path: Path | str,
        mapping: Mapping | None = None,
        context: JobContext | None = None,
    ) -> ImportReport:
        """Add all rows of a CSV, TSV, JSONL or Excel file that can be read; `mapping` None
        guesses, and the report says what.

        Progress is in bytes of the file, in rows for Excel. When it is stopped or fails, nothing
        of it stays. Raises AppError for a file that cannot be imported, a mapping that names no
        text column or one that is not there, a full disk.
        """
        context = context or JobContext()
        return self._importer.run(Path(path), mapping or Mapping(), context)

    def index(self, context: JobContext | None = None) -> None:
        """Bring the search index up to the newest row, in small pieces; it may be stopped and
        taken up again at any time. Until then newer rows are searched by a scan."""
        self._imports.index(context)

    def rows(self, wanted: ExampleFilter, context: JobContext | None = None) -> array[int]:
        """Row numbers of the wanted examples, in the order of import."""
        return self._examples.rows(wanted, context)

    def counts(
        self, wanted: ExampleFilter | None = None, context: JobContext | None = None
    ) -> ExampleCounts:
        """How many examples are wanted, by state, split, label and flag."""
        return self._examples.counts(wanted or ExampleFilter(), context)

    def examples(self, rows: Sequence[int], text_limit: int | None = None) -> list[Example]:
        """The examples in these rows, texts cut to `text_limit` characters."""
        return self._examples.at(rows, text_limit)

    def example(self, example_id: str) -> Example:
        """Raises AppError when the project has no such example."""
        return self._examples.with_id(example_id)

    def split(
        self,
        training: float = 0.8,
        validation: float = 0.1,
        test: float = 0.1,
        seed: int | None = None,
    ) -> SplitCounts:
        """Assign each row to a split at random, by shares that add up to 1 and by `seed` (None
        keeps the project's); later rows are assigned the same way. See `splitter`.

        Rows whose split came with their file keep it. Raises AppError for unusable shares.
        """
        shares = checked_shares(training, validation, test)
        seed = self._project.record().seed if seed is None else seed
        moves = list(self._splits.plan(splitter(seed, shares)))
        self._splits.assign(moves, shares, seed)
        return _counted(moves)

    def plan_split(
        self,
        training: float = 0.8,
        validation: float = 0.1,
        test: float = 0.1,
        seed: int | None = None,
    ) -> SplitCounts:
        """What `split` would do, without doing it."""
        shares = checked_shares(training, validation, test)
        seed = self._project.record().seed if seed is None else seed
        return _counted(self._splits.plan(splitter(seed, shares)))

    def shares(self) -> tuple[float, float, float] | None:
        """The shares of training, validation and test; None before the first split."""
        return self._project.record().shares

    def seed(self) -> int:
        """The seed that splits are drawn with."""
        return self._project.record().seed

    def snapshot(self, what: str | ExampleFilter, context: JobContext | None = None) -> Snapshot:
        """Freeze ids and texts of "training", "validation", "test", "unlabelled" or "all" rows,
        or of those that a filter finds, with the gold answers of now.

        The same rows with the same texts are the same snapshot. Raises AppError when there are
        no such rows.
        """
        return self._snapshots.take(what, context or JobContext())

    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots, the newest first."""
        return self._snapshot_table.all()

    def snapshot_with_id(self, snapshot_id: str) -> Snapshot:
        """Raises AppError when the project has no such snapshot."""
        return self._snapshots.with_id(snapshot_id)

    def snapshot_rows(self, snapshot: Snapshot) -> tuple[SnapshotRow, ...]:
        """The frozen rows, in order of their ids."""
        return self._snapshot_table.rows(snapshot.id)

    def gold(self, snapshot: Snapshot, revision: int | None = None) -> dict[str, Value]:
        """Gold answers by example id, as of a revision (None: the newest that `snapshot` knows);
        rows without one are left out."""
        wanted = snapshot.revision if revision is None else revision
        return self._snapshot_table.gold(snapshot.id, wanted)

    def sync_gold(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with its gold answers as they are now: a new revision if any changed."""
        return self._snapshots.sync_gold(snapshot)


def _counted(moves: Iterable[SplitMove]) -> SplitCounts:
    by_split = dict.fromkeys(Split, 0)
    assigned = moved = given = 0
    for move in moves:
        by_split[move.after] += 1
        given += move.given
        assigned += move.before is None
        moved += move.before is not None and move.before is not move.after
    return SplitCounts(
        by_split[Split.TRAINING],
        by_split[Split.VALIDATION],
        by_split[Split.TEST],
        assigned,
        moved,
        given,
    )
