"""One change to many rows at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.domain.deeds import PartKind, ranges_of
from services.domain.evidence import Evidence
from services.domain.example import Source, State
from services.labeling.values import checked_value
from services.storage.effects import hiding_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.domain.example import ExampleFilter, Split
    from services.domain.standing import Mark
    from services.history.use_cases import History
    from services.jobs import JobContext
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable
    from services.storage.splits import SplitTable


class Bulk:
    """Changes to rows given by their numbers, each call one deed that can be undone.

    Calls take long for many rows: they report rows done of all, and leave everything as it was
    when they are stopped. They return how many rows changed.
    """

    def __init__(
        self,
        author: str,
        project: ProjectTable,
        examples: ExampleTable,
        splits: SplitTable,
        history: History,
    ) -> None:
        self._author = author
        self._project = project
        self._examples = examples
        self._splits = splits
        self._history = history

    def label(
        self,
        rows: Sequence[int],
        value: str | Mapping[str, Any],
        context: JobContext | None = None,
    ) -> int:
        """Give all rows this author's answer: a label by id or name, or a record.

        Raises AppError when the value is no answer to the task.
        """
        task = self._project.task()
        checked = checked_value(task, value)
        label = task.label_with_id(checked) if isinstance(checked, str) else None

        def answered(mark: Mark, _: tuple[Mark, ...]) -> Mark:
            settled = None if mark.adjudicated is None else checked
            return replace(
                mark,
                answer=checked,
                skipped=False,
                reason="",
                adjudicated=settled,
                check_again=False,
                evidence=Evidence(),
            )

        title = f"Label {_counted(rows)} as “{label.name if label else 'record'}”"
        return self._history.edit(title, rows, self._author, answered, Source.LABELLED, context)

    def flag(
        self,
        rows: Sequence[int],
        flagged: bool = True,
        reason: str = "",
        context: JobContext | None = None,
    ) -> int:
        """Flag all rows, or take the flags away."""

        def with_flag(mark: Mark, _: tuple[Mark, ...]) -> Mark:
            return replace(mark, flagged=flagged, flag_reason=reason if flagged else "")

        title = f"Flag {_counted(rows)}" if flagged else f"Remove the flag of {_counted(rows)}"
        return self._history.edit(title, rows, self._author, with_flag, Source.LABELLED, context)

    def check_again(
        self, rows: Sequence[int], wanted: bool = True, context: JobContext | None = None
    ) -> int:
        """Put rows into the queue of what is to be checked again, or take them out of it."""

        def marked(mark: Mark, _: tuple[Mark, ...]) -> Mark:
            return replace(mark, check_again=wanted)

        title = f"{'Check' if wanted else 'Do not check'} {_counted(rows)} again"
        return self._history.edit(title, rows, self._author, marked, Source.LABELLED, context)

    def check_answered_again(self, wanted: ExampleFilter, context: JobContext | None = None) -> int:
        """Put the answered rows of a filter into the queue of what is to be checked again."""
        answered = replace(wanted, state=State.ANSWERED)
        return self.check_again(self._examples.rows(answered, context), True, context)

    def split(
        self, rows: Sequence[int], split: Split | None, context: JobContext | None = None
    ) -> int:
        """Put rows into a split for good: no later split moves them. None takes them out."""
        where = f"into {split.name.lower()}" if split is not None else "out of their split"
        return self._history.apply(
            f"Put {_counted(rows)} {where}",
            self._splits.parts_for(rows, split),
            context,
            len(rows),
        )

    def delete(self, rows: Sequence[int], context: JobContext | None = None) -> int:
        """Take rows out of the project. They stay in its file, so that it can be undone."""
        shown = self._examples.shown(rows)
        ranges = ((first, last) for first, last in ranges_of(sorted(shown)))
        return self._history.apply(
            f"Delete {_counted(shown)}", hiding_parts(PartKind.DELETED, ranges), context, len(shown)
        )


def _counted(rows: Sequence[int]) -> str:
    return f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
