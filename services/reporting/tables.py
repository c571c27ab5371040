"""A report as tables: what each CSV file holds."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from services.files import beside
from services.reporting.words import difference_number, label_names, prompt_words, tokens, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from services.evaluation.records import Interval, Ratios
    from services.reporting.records import Report

ENCODING = "utf-8-sig"
"""With a byte order mark, Excel shows every script."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: `name` without its ending, a heading for each column, and the rows."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]


def tables(report: Report) -> tuple[Table, ...]:
    """All tables that are drawn from the report alone; runs are named by their number in it,
    counted from 1, and by their id in the first."""
    return (
        _runs(report),
        _parts(report),
        _more(report),
        _confusion(report),
        _bins(report),
        _coverage(report),
        _curves(report),
        _data(report),
    )


def write_table(table: Table, path: Path) -> None:
    """Write beside, then replace; None is an empty cell. Raises AppError when the file cannot be
    written."""
    with beside(path) as part, part.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(table.rows)


def _runs(report: Report) -> Table:
    columns = (
        "number", "run", "model", "prompt", "connection", "state", "accuracy", "low", "high",
        "right", "counted", "f1", "f1_low", "f1_high", "difference_points", "p", "difference_low",
        "difference_high", "words", "answered", "unparsable", "refused", "repaired", "failed",
        "not_run", "without_gold", "gold_revision", "input_tokens", "output_tokens",
        "thought_tokens", "tokens", "dollars", "median_milliseconds", "epochs",
        "learning_rate_multiplier", "adapter_size", "mistakes",
    )  # fmt: skip
    return Table("runs", columns, (_run(report, at) for at in range(len(report.runs))))


def _run(report: Report, at: int) -> tuple[Any, ...]:
    each = report.runs[at]
    compared, measures, run = each.compared, each.compared.measures, each.run
    found, recipe, counts = compared.difference, compared.recipe, asdict(measures.counts)
    bounds = found.interval if found else None
    return (
        at + 1,
        run.id,
        run.model.name,
        prompt_words(each),
        run.model.connection.value,
        run.state.value,
        measures.accuracy,
        *_bounds(measures.interval),
        measures.right,
        measures.counts.counted,
        measures.f1,
        *_bounds(measures.f1_interval),
        difference_number(each),
        found.p if found else None,
        *_bounds(bounds),
        verdict(each),
        *(counts[name] for name in ("answered", "unparsable", "refused", "repaired")),
        *(counts[name] for name in ("failed", "not_run", "without_gold")),
        measures.revision,
        *asdict(compared.usage).values(),
        tokens(compared),
        compared.dollars,
        compared.milliseconds,
        *(
            (recipe.epochs, recipe.learning_rate_multiplier, recipe.adapter_size)
            if recipe
            else (None, None, None)
        ),
        each.mistake_count,
    )


def _bounds(interval: Interval | None) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if interval else (None, None)


def _parts(report: Report) -> Table:
    """Measures by label, or by field."""
    if report.task.kind.has_labels:
        columns = ("number", "label", "rows", "predicted", "right", *_RATIOS)
        return Table("labels", columns, _labels(report))
    counted = ("right", "wrong", "format", "missing", "extra", "unread")
    return Table("fields", ("number", "field", *counted, *_RATIOS), _fields(report, counted))


_RATIOS = ("precision", "recall", "f1", "reason")


def _ratios(ratios: Ratios) -> tuple[float | str | None, ...]:
    return ratios.precision, ratios.recall, ratios.f1, ratios.reason


def _labels(report: Report) -> Iterator[tuple[Any, ...]]:
    names = label_names(report)
    for number, each in enumerate(report.runs, 1):
        for one in each.compared.measures.per_label:
            name = names.get(one.label, one.label)
            yield number, name, one.support, one.predicted, one.right, *_ratios(one.ratios)


def _fields(report: Report, counted: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    for number, each in enumerate(report.runs, 1):
        measures = each.compared.measures
        for one in (measures.all_fields, *measures.per_field):
            if one is not None:
                values = (getattr(one, name) for name in counted)
                yield number, one.field or "all fields", *values, *_ratios(one.ratios)


def _more(report: Report) -> Table:
    rows = (
        (number, one.kind.value, one.value, one.reason)
        for number, each in enumerate(report.runs, 1)
        for one in each.compared.measures.more
    )
    return Table("more_measures", ("number", "measure", "value", "reason"), rows)


def _confusion(report: Report) -> Table:
    names = label_names(report)
    rows = (
        (
            number,
            names.get(cell.gold, cell.gold),
            "" if cell.predicted is None else names.get(cell.predicted, cell.predicted),
            found,
        )
        for number, each in enumerate(report.runs, 1)
        for cell, found in each.compared.measures.confusion.items()
    )
    return Table("confusion", ("number", "gold", "predicted", "rows"), rows)


def _bins(report: Report) -> Table:
    rows = (
        (number, one.low, one.high, one.share, one.rows, one.right)
        for number, each in enumerate(report.runs, 1)
        if (found := each.compared.measures.reliability)
        for one in found.bins
    )
    return Table("reliability", ("number", "low", "high", "mean_share", "rows", "right"), rows)


def _coverage(report: Report) -> Table:
    rows = (
        (number, one.share, one.rows, one.right, found.counted)
        for number, each in enumerate(report.runs, 1)
        if (found := each.compared.measures.reliability)
        for one in found.coverage
    )
    return Table("coverage", ("number", "from_share", "rows", "right", "counted"), rows)


def _curves(report: Report) -> Table:
    rows = (
        (each.job.id, name.value, point.step, point.value)
        for each in report.jobs
        for name, line in each.curves.items()
        for point in line
    )
    return Table("tuning_curves", ("job", "curve", "step", "value"), rows)


def _data(report: Report) -> Table:
    counts, names = report.data.counts, label_names(report)
    rows = [("all", "", counts.total), ("flagged", "", counts.flagged)]
    rows += [
        ("split", "none" if split is None else split.name.lower(), number)
        for split, number in counts.by_split.items()
    ]
    rows += [("state", state.name.lower(), number) for state, number in counts.by_state.items()]
    rows += [
        ("label", names.get(label, label), number)
        for label, number in counts.by_label.items()
        if label is not None
    ]
    return Table("data", ("what", "which", "rows"), rows)
