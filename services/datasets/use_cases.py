"""The data of a project: bringing it in, dividing and freezing it, taking it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.datasets.answer_survey import survey
from services.datasets.exporting import Exporter
from services.datasets.importing import Importer
from services.datasets.mapping import Mapping
from services.datasets.preview import Preview, preview
from services.datasets.row_file import RowFileWriter
from services.datasets.saving import RowTable, save_rows
from services.datasets.snapshots import Snapshots
from services.domain.example import ExampleFilter
from services.domain.split_rule import SplitRule
from services.jobs import JobContext

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator, Sequence

    from pandas import DataFrame

    from services.datasets.answer_survey import AnswerSurvey
    from services.datasets.exporting import ExportReport
    from services.datasets.records import ImportReport
    from services.datasets.saving import SaveReport
    from services.datasets.splits import Splits
    from services.datasets.splitting import SplitCounts
    from services.domain.evidence import Evidence
    from services.domain.example import Example, Value
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot, SnapshotRow
    from services.ports import Clock
    from services.prompts.use_cases import Prompts
    from services.storage.examples import ExampleTable
    from services.storage.imports import ImportTable
    from services.storage.project_table import ProjectTable
    from services.storage.snapshots import SnapshotTable
    from services.storage.tally import ExampleCounts, Tally

_BLOCK = 128


class Datasets:
    """Examples, their splits and snapshots, files in and out. `author` signs imported answers."""

    def __init__(
        self,
        author: str,
        project: ProjectTable,
        examples: ExampleTable,
        imports: ImportTable,
        splits: Splits,
        snapshots: SnapshotTable,
        clock: Clock,
        prompts: Prompts,
    ) -> None:
        self._project = project
        self._examples = examples
        self._imports = imports
        self._splits = splits
        self._snapshot_table = snapshots
        self._importer = Importer(author, project, imports, clock)
        self._snapshots = Snapshots(snapshots, examples, clock)
        writer = RowFileWriter(examples, prompts)
        self._exporter = Exporter(self._snapshots, snapshots, examples, prompts, writer, clock)

    def preview(self, path: Path | str, mapping: Mapping | None = None) -> Preview:
        """The first rows of a file as they would be read, and what was guessed, in words.

        Raises AppError for a file that cannot be imported.
        """
        return preview(Path(path), self._project.task(), mapping or Mapping())

    def survey(
        self, path: Path | str, mapping: Mapping, context: JobContext | None = None
    ) -> AnswerSurvey:
        """What stands in the answer column of a file, by the complete mapping of a preview; it
        may be stopped at any time."""
        return survey(Path(path), self._project.task(), mapping, context or JobContext())

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

    def rows(
        self,
        wanted: ExampleFilter,
        context: JobContext | None = None,
        limit: int | None = None,
    ) -> array[int]:
        """Row numbers of the wanted examples, in the order of import; the first `limit` of them
        (None: all) come without looking for the last."""
        return self._examples.rows(wanted, context, limit)

    def counts(
        self, wanted: ExampleFilter | None = None, context: JobContext | None = None
    ) -> ExampleCounts:
        """How many examples are wanted, by state, split, label and flag."""
        return self._examples.counts(wanted or ExampleFilter(), context)

    def tally(self, wanted: ExampleFilter, context: JobContext | None = None) -> Tally:
        """How the examples divide that a filter finds when label, state, split and flag are left
        open: any choice of these is counted from it."""
        return self._examples.tally(wanted, context)

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
        *,
        group: str = "",
        together: bool = False,
        stratified: bool = False,
        context: JobContext | None = None,
    ) -> SplitCounts:
        """Assign each row to a split at random, by shares that add up to 1 and by `seed` (None
        keeps the project's); later rows are assigned the same way. See `splitter`.

        Rows that say the same in the metadata column `group` stay together; with `together`, rows
        of nearly the same text do too; `stratified` keeps the shares within each gold label. See
        `services.datasets.split_plan`. Rows whose split came with their file keep it. Raises
        AppError for unusable shares.
        """
        wanted = self._project.record().seed if seed is None else seed
        shares = (training, validation, test)
        return self.split_by(SplitRule(wanted, shares, group, together, stratified), context)

    def split_by(self, rule: SplitRule, context: JobContext | None = None) -> SplitCounts:
        """`split` by a rule."""
        return self._splits.draw(rule, context)

    def plan_split(self, rule: SplitRule, context: JobContext | None = None) -> SplitCounts:
        """What `split_by` would do, without doing it."""
        return self._splits.plan(rule, context)

    def split_rule(self) -> SplitRule | None:
        """What the splits were drawn by; None before the first split."""
        return self._splits.rule()

    def seed(self) -> int:
        """The seed that splits are drawn with."""
        return self._project.record().seed

    def metadata_columns(self) -> tuple[str, ...]:
        """The columns of the metadata that rows have, as of the newest ones."""
        return self._splits.columns()

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

    def export(
        self,
        folder: Path | str,
        prompt: Prompt,
        layout: str = "gemini",
        context: JobContext | None = None,
    ) -> ExportReport:
        """Write training.jsonl, validation.jsonl and manifest.jsonl into a folder, replacing
        older ones: each row that has a gold answer, with the zero-shot twin of the prompt.

        `layout` "messages" writes the retired layout of Gemini 1.0, which no model takes any more,
        under names that say so. Lines are UTF-8 without a byte order mark and end in a line feed.
        The manifest's first line says what the files were made from (prompt version, snapshots,
        gold revisions, SHA-256), the others which example each line is. Rows that break a rule of
        tuning rows are named in the report and in the manifest. Raises AppError when there is
        nothing to write, or the folder cannot be written.
        """
        return self._exporter.export(Path(folder), prompt, layout, context or JobContext())

    def save(
        self,
        path: Path | str,
        wanted: ExampleFilter | None = None,
        context: JobContext | None = None,
    ) -> SaveReport:
        """Write the wanted rows (None: all) as .csv, .xlsx or .jsonl, with label or record, marked
        words, split, state, flag, id and metadata. See `save_rows`."""
        rows = self._examples.rows(wanted or ExampleFilter(), context)
        table = self._row_table()
        return save_rows(Path(path), lambda: self._stream(rows, context or JobContext()), table)

    def to_pandas(self, wanted: ExampleFilter | None = None) -> DataFrame:
        """The wanted rows (None: all) as a frame with the columns of `save`; None where there is
        no value."""
        import pandas as pd

        table = self._row_table()
        records = [
            table.record(example) for example in self._examples.stream(wanted or ExampleFilter())
        ]
        filled = [{name: row.get(name) for name in table.columns} for row in records]
        return pd.DataFrame(filled, columns=table.columns, dtype=object)

    def _row_table(self) -> RowTable:
        def evidence(example: Example) -> Evidence | None:
            return self._examples.evidence([example.row]).get(example.row)

        return RowTable(self._project.task(), evidence)

    def _stream(self, rows: array[int], context: JobContext) -> Iterator[Example]:
        for start in range(0, len(rows), _BLOCK):
            context.report(start, len(rows))
            yield from self._examples.at(rows[start : start + _BLOCK])
