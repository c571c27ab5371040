"""Labelling: what one author says of examples, one row after another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.domain.evidence import Evidence
from services.domain.example import ExampleFilter, Source
from services.domain.standing import Mark
from services.domain.values import value_key
from services.labeling.fitting import Fit, misfit_rows
from services.labeling.queue import Queue, queued_rows
from services.labeling.renaming import renamed_mark
from services.labeling.session import Session
from services.labeling.values import checked_value

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Mapping, Sequence

    from services.domain.deeds import Part
    from services.domain.evidence import Slot
    from services.domain.example import Answer, Value
    from services.domain.task import Task
    from services.history.use_cases import History
    from services.jobs import JobContext
    from services.labeling.labels import Labels
    from services.labeling.suggestions import Suggestions
    from services.storage.answers import AnswerTable
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable


class Labeling:
    """Answers, skips and flags of `author`. Each call is on disk when it returns."""

    def __init__(
        self,
        author: str,
        project: ProjectTable,
        examples: ExampleTable,
        answers: AnswerTable,
        history: History,
        labels: Labels,
        suggestions: Suggestions,
    ) -> None:
        self.author = author
        self._project = project
        self._examples = examples
        self._answers = answers
        self._history = history
        self._labels = labels
        self._suggestions = suggestions

    def answer(
        self,
        example_id: str,
        value: str | Mapping[str, Any],
        *,
        source: Source = Source.LABELLED,
        evidence: Evidence | None = None,
    ) -> None:
        """Give an answer: a label by id or name, or a record. Replaces this author's former one.

        `evidence` says where in the text the values of a record stand (in code points), and which
        fields are not in it. If this author has settled a dispute on this example before, the
        settled answer follows. Raises AppError when the value is no answer to the task.
        """
        checked = self.check(value)
        found = evidence or Evidence()

        def answered(mark: Mark) -> Mark:
            settled = None if mark.adjudicated is None else checked
            return replace(
                mark,
                answer=checked,
                skipped=False,
                reason="",
                adjudicated=settled,
                check_again=False,
                evidence=found,
            )

        self._change(f"Answer “{self._words(checked)}”", example_id, answered, source)

    def correct(
        self,
        example_id: str,
        value: str | Mapping[str, Any],
        evidence: Evidence | None = None,
        also: Sequence[Part] = (),
    ) -> None:
        """Fix the gold answer, as a review does.

        It becomes this author's answer, and where other authors say otherwise the adjudicated one.
        Without `evidence`, what this author said about the record before is kept where it holds.
        `also`: what else belongs to the same deed, such as a verdict.
        """
        checked = self.check(value)
        row = self._examples.row_of(example_id)
        others = (
            mark.answer
            for author, mark in self._answers.marks(row).items()
            if author != self.author and mark.answer is not None
        )
        disputed = any(value_key(other) != value_key(checked) for other in others)

        def corrected(mark: Mark) -> Mark:
            settled = checked if disputed or mark.adjudicated is not None else None
            return replace(
                mark,
                answer=checked,
                skipped=False,
                reason="",
                adjudicated=settled,
                check_again=False,
                evidence=_kept(mark, checked) if evidence is None else evidence,
            )

        title = f"Correct to “{self._words(checked)}”"
        self._change(title, example_id, corrected, Source.REVIEWED, also)

    def skip(self, example_id: str, reason: str = "") -> None:
        """Say that no answer will be given now, and perhaps why."""

        def skipped(mark: Mark) -> Mark:
            return replace(
                mark,
                answer=None,
                skipped=True,
                reason=reason,
                adjudicated=None,
                check_again=False,
                evidence=Evidence(),
            )

        self._change("Skip", example_id, skipped, Source.LABELLED)

    def withdraw(self, example_id: str) -> None:
        """Take this author's answer or skip back."""

        def withdrawn(mark: Mark) -> Mark:
            return Mark(flagged=mark.flagged, flag_reason=mark.flag_reason)

        self._change("Withdraw the answer", example_id, withdrawn, Source.LABELLED)

    def flag(
        self,
        example_id: str,
        flagged: bool = True,
        reason: str = "",
        also: Sequence[Part] = (),
    ) -> None:
        """Flag an example for somebody to look at, with a reason; or take the flag away.

        `also`: what else belongs to the same deed, such as a verdict.
        """

        def with_flag(mark: Mark) -> Mark:
            return replace(mark, flagged=flagged, flag_reason=reason if flagged else "")

        title = "Flag" if flagged else "Remove the flag"
        self._change(title, example_id, with_flag, Source.LABELLED, also)

    def check(self, value: str | Mapping[str, Any]) -> Value:
        """The value as it would be stored. Raises AppError when it is no answer to the task."""
        return checked_value(self.task(), value)

    def mark(self, example_id: str) -> Mark:
        """What this author says of an example now."""
        return self._answers.mark(self._examples.row_of(example_id), self.author)

    def answers_of(self, example_id: str) -> list[Answer]:
        """All answers ever given to an example, the oldest first."""
        return self._answers.log_of(self._examples.row_of(example_id), example_id)

    def queue(
        self,
        queue: Queue = Queue.UNLABELLED,
        wanted: ExampleFilter | None = None,
        context: JobContext | None = None,
    ) -> array[int]:
        """Row numbers of the examples that ask for an answer, in order.

        Raises AppError when the local model, which orders LEAST_CERTAIN, has too little to learn.
        """
        wanted = wanted or ExampleFilter()
        if queue is Queue.LEAST_CERTAIN:
            return self._suggestions.least_certain(wanted, context)
        seed = self._project.record().seed
        return queued_rows(self._examples, queue, wanted, seed, context)

    def session(
        self,
        queue: Queue = Queue.UNLABELLED,
        wanted: ExampleFilter | None = None,
        context: JobContext | None = None,
    ) -> Session:
        """A walk along a queue, from its first row."""
        return Session(self._examples, self.queue(queue, wanted, context))

    def task(self) -> Task:
        return self._project.task()

    def save_task(self, task: Task) -> None:
        """Save a changed task: name, labels (matched by id), schema, guidelines."""
        self._labels.save("Change what is asked", task)

    def fit(
        self,
        schema: Mapping[str, Any],
        renames: Mapping[Slot, str] | None = None,
        context: JobContext | None = None,
    ) -> Fit:
        """Which examples have answers, of any author, that would not fit another schema.

        `renames`: new names of fields, by their old place in the schema.
        """
        count, rows = misfit_rows(schema, self._answers.records(), renames or {}, context)
        return Fit(count, frozenset(one.id for one in self._examples.at(rows, text_limit=1)))

    def save_schema(
        self,
        schema: Mapping[str, Any],
        renames: Mapping[Slot, str] | None = None,
        context: JobContext | None = None,
    ) -> None:
        """Another schema for the records to come; in this author's answers fields get the names
        of `renames`, by their old place in the schema. Answers stay as they are otherwise; see
        `fit`. Takes long where many answers are renamed; stopped, it leaves all as it was.
        """
        rows = sorted({row for row, _ in self._answers.records()}) if renames else []

        def edit(mark: Mark, _: tuple[Mark, ...]) -> Mark:
            return renamed_mark(mark, renames or {})

        parts = self._labels.parts(replace(self.task(), schema=schema))
        self._history.edit(
            "Change the schema", rows, self.author, edit, Source.LABELLED, context, parts
        )

    def set_guidelines(self, text: str) -> None:
        """A new revision of the guidelines, unless the text is the same."""
        self._labels.save("Change the guidelines", replace(self.task(), guidelines=text))

    def add_label(self, name: str) -> None:
        """A further label behind the others. Raises AppError when there is one of that name."""
        self._labels.add(name)

    def _change(
        self,
        title: str,
        example_id: str,
        changed: Callable[[Mark], Mark],
        source: Source,
        also: Sequence[Part] = (),
    ) -> None:
        def edit(mark: Mark, _: tuple[Mark, ...]) -> Mark:
            return changed(mark)

        self._history.do(title, example_id, self.author, edit, source, also)

    def _words(self, value: Value) -> str:
        label = self.task().label_with_id(value) if isinstance(value, str) else None
        return label.name if label else "record"


def _kept(mark: Mark, value: Value) -> Evidence:
    """The evidence of a mark that also holds of a corrected record."""
    if not isinstance(mark.answer, dict) or not isinstance(value, dict):
        return Evidence()
    return mark.evidence.of(mark.answer, value)
