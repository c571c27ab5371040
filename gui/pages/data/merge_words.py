"""What a merge brings, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pages.data import words
from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from services.domain.merging import MergeReport

MOST_NAMED = 8


def brings(report: MergeReport) -> Iterator[str]:
    """What comes in, a sentence each."""
    if report.answers:
        yield answers_words(report.answers)
    if report.new_rows == 1:
        yield tr("1 row that only this file has.")
    elif report.new_rows:
        text = tr("{n} rows that only this file has.")
        yield text.format(n=f"{report.new_rows:,}")
    if report.notes:
        yield tr("1 note.") if report.notes == 1 else tr("{n} notes.").format(n=report.notes)
    if report.labels:
        yield tr("New labels: {names}.").format(names=_named(report.labels))


def warns(report: MergeReport) -> Iterator[str]:
    """What to know before."""
    if report.disputed:
        text = tr("On {rows} the authors will disagree; settle that on the Label page.")
        yield text.format(rows=words.rows(report.disputed))
    for author, count in report.conflicts.items():
        text = tr(
            "{author} says something else in the two files on {rows}. If these are two people, "
            "give the one in the file another name below; else the newer answer stands."
        )
        yield text.format(author=author, rows=words.rows(count))
    if report.repeated:
        text = tr("{rows} of the new ones have a text that is here already.")
        if report.repeated == 1:
            text = tr("{rows} of the new ones has a text that is here already.")
        yield text.format(rows=words.rows(report.repeated))
    if report.same_named:
        text = tr("Labels of the same name that were added in both files become one: {names}.")
        yield text.format(names=_named(report.same_named))
    if report.guidelines_differ:
        yield tr("The guidelines in the file are others; yours stay as they are.")
    if report.schema_differs:
        yield tr("The fields in the file are others; yours stay as they are.")


def answers_words(answers: Mapping[str, int]) -> str:
    """How many answers come in, and whose they are."""
    total = sum(answers.values())
    if len(answers) == 1:
        whose = next(iter(answers))
    else:
        whose = ", ".join(f"{author} {count:,}" for author, count in answers.items())
    text = tr("1 answer ({whose}).") if total == 1 else tr("{n} answers ({whose}).")
    return text.format(n=f"{total:,}", whose=whose)


def _named(names: Sequence[str]) -> str:
    named = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return named + (f" … (+{more:,})" if more > 0 else "")
