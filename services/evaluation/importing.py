"""Predictions that were made elsewhere, brought in as a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.datasets.layouts.known import Layout
from services.datasets.mapping import Mapping
from services.datasets.opening import look, open_table
from services.datasets.records import LISTED, LeftOut
from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.prediction import (
    ConnectionKind,
    Model,
    Prediction,
    PredictionState,
    Run,
    RunState,
)
from services.domain.prompt import Technique
from services.domain.text import fold
from services.evaluation.brought_in import (
    Line,
    PredictionColumns,
    guess_columns,
    line_of,
    sample_answers,
    shares,
)
from services.prompts.parsing import ReplyParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from services.datasets.use_cases import Datasets
    from services.domain.snapshot import Snapshot, SnapshotRow
    from services.evaluation.brought_in import Share
    from services.jobs import JobContext
    from services.ports import Clock
    from services.storage.project_table import ProjectTable
    from services.storage.runs import RunTable
    from services.storage.scoring import ScoringTable

BLOCK = 500


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came of a file: the run, how many rows of its snapshot have a prediction now
    (`matched`), of which `unparsable` name no label and fit no schema, and how many have none.

    `left_out` lists the first LISTED lines that stand for no row, `reasons` counts all of them.
    """

    run: Run
    matched: int
    unparsable: int
    without: int
    left_out: tuple[LeftOut, ...]
    reasons: Counter[str]


@dataclass(frozen=True, slots=True)
class PredictionFile:
    """The columns of a file, what each was taken for, and its first rows."""

    columns: tuple[str, ...]
    guess: PredictionColumns
    first: tuple[tuple[str, ...], ...]


class PredictionImport:
    """Reads predictions for the rows of a snapshot out of a CSV, TSV, JSONL or Excel file."""

    def __init__(
        self,
        project: ProjectTable,
        datasets: Datasets,
        runs: RunTable,
        scoring: ScoringTable,
        clock: Clock,
    ) -> None:
        self._project = project
        self._datasets = datasets
        self._runs = runs
        self._scoring = scoring
        self._clock = clock

    def preview(self, path: Path) -> PredictionFile:
        """Raises AppError for a file that cannot be read."""
        with open_table(path, _form(path)) as table:
            columns = tuple(table.columns)
            rows = (row for row in table.rows() if not isinstance(row, LeftOut))
            first = tuple(tuple(row[1]) for _, row in zip(range(5), rows, strict=False))
        return PredictionFile(columns, guess_columns(columns), first)

    def run(
        self,
        path: Path,
        snapshot: Snapshot,
        name: str,
        columns: PredictionColumns | None,
        context: JobContext,
    ) -> BroughtIn:
        """See `Evaluation.import_predictions`."""
        chosen = columns or self.preview(path).guess
        _check(chosen, path)
        lines, left_out = _lines(path, chosen, context)
        rows = self._datasets.snapshot_rows(snapshot)
        ids = self._ids(snapshot, rows, chosen.id)
        matched, strangers = _matched(lines, rows, ids)
        left_out += strangers
        if not matched:
            raise AppError(
                f"No line of {path.name} belongs to a row of “{snapshot.name}”.",
                "Choose the rows that were predicted, and the column that holds their id or text.",
            )
        said = shares(matched.values())
        parser = ReplyParser(self._project.task(), Technique.ZERO_SHOT)
        predictions = [
            prediction
            for example_id, line in matched.items()
            for prediction in _predictions(example_id, line, said.get(line.number), parser)
        ]
        run = self._new_run(name or path.stem, snapshot, predictions)
        self._write(run, predictions)
        unparsable = {p.example_id for p in predictions if p.state is PredictionState.UNPARSABLE}
        unparsable -= {p.example_id for p in predictions if p.state is PredictionState.ANSWERED}
        return BroughtIn(
            run,
            len(matched),
            len(unparsable),
            len(rows) - len(matched),
            tuple(sorted(left_out, key=lambda each: each.line)[:LISTED]),
            Counter(each.reason for each in left_out),
        )

    def _ids(self, snapshot: Snapshot, rows: Sequence[SnapshotRow], column: str) -> dict[str, str]:
        """The example of each id: its own, or what a metadata column of that name says of it
        alone."""
        told = self._scoring.column(snapshot.id, column) if column else {}
        number = Counter(value for values in told.values() for value in values)
        foreign = {
            value: example_id
            for example_id, values in told.items()
            for value in values
            if number[value] == 1
        }
        return foreign | {row.example_id: row.example_id for row in rows}

    def _new_run(self, name: str, snapshot: Snapshot, predictions: Sequence[Prediction]) -> Run:
        samples = max(max(each.sample + 1, each.voters or 1) for each in predictions)
        model = Model(name, name, "", ConnectionKind.ELSEWHERE, "")
        return Run(
            new_id(),
            name,
            model,
            "",
            0,
            snapshot.id,
            samples,
            RunState.FINISHED,
            self._clock.now(),
        )

    def _write(self, run: Run, predictions: Sequence[Prediction]) -> None:
        self._runs.add(run)
        for start in range(0, len(predictions), BLOCK):
            self._runs.put_predictions(run.id, predictions[start : start + BLOCK])


def _lines(
    path: Path, columns: PredictionColumns, context: JobContext
) -> tuple[list[Line], list[LeftOut]]:
    """The lines of the file, and what could not be read."""
    lines: list[Line] = []
    left_out: list[LeftOut] = []
    with open_table(path, _form(path)) as table:
        for row in table.rows():
            context.report(*table.position())
            if isinstance(row, LeftOut):
                left_out.append(row)
                continue
            places = {name: place for place, name in enumerate(table.columns)}
            lines.append(line_of(*row, places, columns))
    return lines, left_out


def _form(path: Path) -> Mapping:
    """Rows as they stand: a column named like those of a labelling tool is no layout here."""
    return look(path, Mapping(layout=Layout.RECORDS)).mapping


def _check(columns: PredictionColumns, path: Path) -> None:
    if not columns.prediction and not columns.samples:
        raise AppError(
            f"No column of {path.name} holds predictions.",
            "Choose the column of the predictions, or call it “prediction”.",
        )
    if not columns.id and not columns.text:
        raise AppError(
            f"No column of {path.name} says which row a line stands for.",
            "Choose a column with the ids or the texts of the rows, or call it “id” or “text”.",
        )


def _matched(
    lines: Iterable[Line], rows: Sequence[SnapshotRow], ids: dict[str, str]
) -> tuple[dict[str, Line], list[LeftOut]]:
    """The line of each example; by its id, else by its text (exact, then folded).

    Of rows with the same text each takes a line of its own; when the lines run out, the others
    take the last one: the same text was given the same answer.
    """
    by_text: dict[str, list[str]] = {}
    for row in rows:
        by_text.setdefault(_same_text(row.text), []).append(row.example_id)
    matched: dict[str, Line] = {}
    left_out: list[LeftOut] = []
    alike: dict[str, Line] = {}
    for line in lines:
        wanted, text = ids.get(line.id.strip()), _same_text(line.text)
        found = [wanted] if wanted else by_text.get(text, []) if text else []
        free = next((each for each in found if each not in matched), None)
        if free is not None:
            matched[free] = line
            if wanted is None:
                alike[text] = line
        else:
            left_out.append(LeftOut(line.number, _stranger(line, known=bool(found))))
    for text, line in alike.items():
        for each in by_text[text]:
            matched.setdefault(each, line)
    return matched, left_out


def _stranger(line: Line, *, known: bool) -> str:
    if known:
        return "The row that it stands for has a prediction already."
    if not line.id.strip() and not line.text.strip():
        return "It has neither an id nor a text."
    return "No row of the snapshot has its id or its text."


def _same_text(text: str) -> str:
    return " ".join(fold(text).split())


def _predictions(
    example_id: str, line: Line, share: Share | None, parser: ReplyParser
) -> Iterator[Prediction]:
    answers = sample_answers(line.samples)
    for sample, reply in enumerate(answers or (line.prediction,)):
        parsed = parser.parse(reply)
        counted = share if not answers else None
        yield Prediction(
            example_id,
            sample,
            parsed.state,
            parsed.value,
            reply,
            error=parsed.problem,
            votes=counted.votes if counted else None,
            voters=counted.voters if counted else None,
        )
