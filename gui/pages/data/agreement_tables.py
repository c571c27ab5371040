"""The tables of the agreement: by label or field, what is mixed up, and pair by pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.pages.data.agreement_words import coefficient, number
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.theme import Theme
    from services.labeling.agreement import AgreementReport

MOST_AUTHORS = 3
"""Authors who have a column of their own; of more, the answers are counted together."""
HEIGHT = 230


def part_table(
    theme: Theme, report: AgreementReport, name_of: Callable[[str], str], title: str
) -> LazyTableView:
    """Each label or field: how often it was given, and how far the authors agree on it."""
    columns = (
        Column(title, 180, lambda each: name_of(each.part), stretch=True),
        *_given_columns(report.authors),
        Column(
            tr("Agreement"),
            90,
            lambda each: number(each.coefficient.value),
            right=True,
            hint=tr("On this alone against all others; – where it has no value."),
        ),
    )
    return _table(theme, columns, report.parts, title)


def _given_columns(authors: Sequence[str]) -> tuple[Column, ...]:
    if len(authors) > MOST_AUTHORS:
        return (Column(tr("Given"), 80, lambda each: f"{sum(each.given):,}", right=True),)
    return tuple(
        Column(author, 90, lambda each, at=at: f"{each.given[at]:,}", right=True)
        for at, author in enumerate(authors)
    )


def confusion_table(
    theme: Theme, report: AgreementReport, name_of: Callable[[str], str]
) -> LazyTableView:
    """Pairs of labels that authors gave to the same row; Enter opens the rows of a pair."""
    columns = (
        Column(tr("One said"), 180, lambda each: name_of(each.labels[0]), stretch=True),
        Column(tr("Another said"), 180, lambda each: name_of(each.labels[1]), stretch=True),
        Column(tr("Rows"), 80, lambda each: f"{len(each.examples):,}", right=True),
    )
    return _table(theme, columns, report.confusions, tr("Labels that are mixed up"))


def pair_table(theme: Theme, report: AgreementReport) -> LazyTableView:
    """Two authors at a time."""
    columns = (
        Column(tr("Authors"), 180, lambda each: " · ".join(each.authors), stretch=True),
        Column(tr("Both answered"), 110, lambda each: f"{each.both:,}", right=True),
        Column(tr("Alike"), 80, lambda each: f"{each.same:,}", right=True),
        Column(
            tr("Cohen’s kappa"),
            170,
            lambda each: coefficient(each.kappa),
            right=True,
            hint=tr("With the 95 % interval."),
        ),
    )
    return _table(theme, columns, report.pairs, tr("Pairs of authors"))


def _table(
    theme: Theme, columns: tuple[Column, ...], rows: Sequence[Any], name: str
) -> LazyTableView:
    model = LazyTableModel(columns, lambda places: [rows[place] for place in places])
    made = LazyTableView(model, theme, name)
    model.setParent(made)
    made.show_ids(range(len(rows)))
    made.setMinimumHeight(HEIGHT)
    if rows:
        made.go_to_row(0)
    return made
