"""Training and validation rows as files that a model is tuned with, and what is in them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson

from services.datasets.gemini_rows import file_warnings
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.files import beside, make_folder, remove

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.datasets.records import BrokenRow
    from services.datasets.row_file import RowFileWriter, WrittenRows
    from services.datasets.snapshots import Snapshots
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.jobs import JobContext
    from services.ports import Clock
    from services.prompts.use_cases import Prompts
    from services.storage.examples import ExampleTable
    from services.storage.snapshots import SnapshotTable

_SPLITS = (Split.TRAINING, Split.VALIDATION)
MARKS = {"gemini": "", "messages": ".messages-retired"}
"""The layouts to choose from, and what stands in the names of their files."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """`rows` were written to `path`, `size` bytes; `sha256` is of all of them.

    `unlabelled` rows of the split have no gold answer and so no place in the file; `broken` ones
    break a rule of tuning rows and were left out.
    """

    path: Path
    rows: int
    size: int
    sha256: str
    unlabelled: int
    broken: tuple[BrokenRow, ...]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`validation` is None when no validation row has a gold answer. `prompt` is the one in the
    rows: the zero-shot twin of the prompt that was asked for."""

    training: ExportedFile
    validation: ExportedFile | None
    manifest: Path
    prompt: Prompt
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of an export, and what it was made from."""

    path: Path
    snapshot: Snapshot
    written: WrittenRows

    def told(self) -> ExportedFile:
        written = self.written
        unlabelled = self.snapshot.size - self.snapshot.scored
        rows = len(written.examples)
        return ExportedFile(
            self.path, rows, written.size, written.sha256, unlabelled, written.broken
        )


class Exporter:
    """Writes tuning files from snapshots of the splits."""

    def __init__(
        self,
        snapshots: Snapshots,
        table: SnapshotTable,
        examples: ExampleTable,
        prompts: Prompts,
        writer: RowFileWriter,
        clock: Clock,
    ) -> None:
        self._snapshots = snapshots
        self._table = table
        self._examples = examples
        self._prompts = prompts
        self._writer = writer
        self._clock = clock

    def export(
        self, folder: Path, prompt: Prompt, layout: str, context: JobContext
    ) -> ExportReport:
        """See `Datasets.export`."""
        make_folder(folder)
        twin = self._prompts.zero_shot_twin(prompt)
        snapshots = self._labelled_snapshots(context)
        if Split.TRAINING not in snapshots:
            raise _nothing("No training row has a gold answer.")
        names = {split: f"{split.name.lower()}{MARKS[layout]}.jsonl" for split in _SPLITS}
        manifest = folder / f"manifest{MARKS[layout]}.jsonl"
        parts: list[_Part] = []
        with ExitStack() as files:
            manifest_part = files.enter_context(beside(manifest))
            for split, snapshot in snapshots.items():
                path = folder / names[split]
                part = files.enter_context(beside(path))
                parts.append(
                    _Part(path, snapshot, self._write(part, snapshot, twin, layout, context))
                )
            if not parts[0].written.examples:
                raise _nothing("Each training row breaks a rule.", parts[0].written.broken)
            twin = self._prompts.mark_used(twin)
            _write_manifest(manifest_part, parts, self._head(parts, twin, layout))
        if Split.VALIDATION not in snapshots:
            remove(folder / names[Split.VALIDATION])
        return _report(parts, manifest, twin)

    def _labelled_snapshots(self, context: JobContext) -> dict[Split, Snapshot]:
        """Snapshots of training and validation, of those that have rows with a gold answer."""
        found: dict[Split, Snapshot] = {}
        for split in _SPLITS:
            wanted = ExampleFilter(split=split, state=State.ANSWERED)
            if self._examples.counts(wanted, context).total:
                found[split] = self._snapshots.take(split.name.lower(), context)
        return found

    def _write(
        self, part: Path, snapshot: Snapshot, twin: Prompt, layout: str, context: JobContext
    ) -> WrittenRows:
        rows = self._table.rows(snapshot.id)
        gold = self._table.gold(snapshot.id, snapshot.revision)
        renderer = self._prompts.renderer(twin)
        return self._writer.write(part, rows, gold, renderer, layout, context)

    def _head(self, parts: list[_Part], twin: Prompt, layout: str) -> dict[str, Any]:
        """The first line of the manifest: what the files were made from."""
        return {
            "layout": layout,
            "retired": layout == "messages",
            "created": self._clock.now(),
            "prompt": {"id": twin.id, "version": twin.version, "name": twin.name},
            "files": [
                {
                    "file": part.path.name,
                    "rows": len(part.written.examples),
                    "sha256": part.written.sha256,
                    "snapshot": part.snapshot.id,
                    "snapshot_hash": part.snapshot.hash,
                    "gold_revision": part.snapshot.revision,
                }
                for part in parts
            ],
        }


def _write_manifest(path: Path, parts: list[_Part], head: dict[str, Any]) -> None:
    with path.open("wb") as file:
        for entry in chain((head,), _entries(parts)):
            file.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))


def _entries(parts: list[_Part]) -> Iterator[dict[str, Any]]:
    """One entry for each line of the files, then one for each row that was left out."""
    for part in parts:
        name = part.path.name
        for line, example_id in enumerate(part.written.examples, start=1):
            yield {"file": name, "line": line, "example": example_id}
        for broken in part.written.broken:
            yield {"file": name, "example": broken.example_id, "left_out": broken.reason}


def _report(parts: list[_Part], manifest: Path, twin: Prompt) -> ExportReport:
    training = parts[0].told()
    validation = parts[1].told() if len(parts) > 1 else None
    rows = validation.rows if validation else 0
    warnings = file_warnings(training.rows, rows, training.size)
    if validation is None:
        warnings += ("No validation row has a gold answer, so there is no validation file.",)
    return ExportReport(
        training, validation, manifest, twin, (*parts[0].written.problems, *warnings)
    )


def _nothing(title: str, broken: tuple[BrokenRow, ...] = ()) -> AppError:
    return AppError(
        title,
        "Label rows of the training split, or split the data first, on the Data page.",
        broken[0].reason if broken else "",
    )
