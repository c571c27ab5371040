"""The labels of a project and its guidelines: changed without breaking what refers to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.evidence import Evidence
from services.domain.example import Source
from services.domain.ids import new_id
from services.domain.text import fold
from services.domain.values import value_key
from services.labeling.task_changes import task_parts
from services.storage.effects import label_part
from services.storage.label_rows import LabelRow
from services.storage.label_use import LabelUse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.deeds import Part
    from services.domain.standing import Mark
    from services.domain.task import Label, Task
    from services.history.use_cases import History
    from services.jobs import JobContext
    from services.storage.label_use import LabelUseTable
    from services.storage.project_table import GuidelineRevision, ProjectTable


class Labels:
    """Each change is one deed that can be undone.

    Answers and predictions hold the ids of labels. A renamed label keeps its id; a label that was
    merged into another gives way to it wherever it is read, so that stored runs stay right. Former
    names stay known, since models tuned with them go on saying them.
    """

    def __init__(
        self, author: str, project: ProjectTable, uses: LabelUseTable, history: History
    ) -> None:
        self._author = author
        self._project = project
        self._uses = uses
        self._history = history

    def uses(self, context: JobContext | None = None) -> dict[str, LabelUse]:
        """What holds each label, by its id; counts the whole project, so call it aside."""
        found = self._uses.uses(context)
        return {label.id: found.get(label.id, LabelUse()) for label in self._task().labels}

    def add(self, name: str) -> Label:
        """A further label behind the others. Raises AppError when there is one of that name."""
        task = self._task().with_labels([name])
        self.save(f"Add the label “{task.labels[-1].name}”", task)
        return task.labels[-1]

    def rename(self, label_id: str, name: str) -> None:
        """Give a label another name; the one it had stays known as a former one.

        Raises AppError when the name is empty or another label has it.
        """
        label = self._label(label_id)
        self.change(label_id, name, label.description, label.color)

    def describe(self, label_id: str, description: str) -> None:
        """Say what a label means."""
        label = self._label(label_id)
        self.change(label_id, label.name, description, label.color)

    def color(self, label_id: str, color: str) -> None:
        """Give a label a colour, by its name in the palette; empty for none."""
        label = self._label(label_id)
        self.change(label_id, label.name, label.description, color)

    def change(self, label_id: str, name: str, description: str, color: str) -> None:
        """Rename, describe and colour a label in one deed. Raises AppError as `rename` does."""
        label, name = self._label(label_id), name.strip()
        self._check_name(name, label)
        names = dict.fromkeys((*label.former, label.name))
        changed = replace(
            label,
            name=name,
            description=description.strip(),
            color=color,
            former=tuple(old for old in names if old != name),
        )
        self._replace(_title(label, changed), changed)

    def order(self, ids: Sequence[str]) -> None:
        """Put the labels into an order; `ids` are those of all labels."""
        task = self._task()
        labels = {label.id: label for label in task.labels}
        ordered = tuple(labels[label_id] for label_id in ids)
        self.save("Reorder the labels", replace(task, labels=ordered))

    def merge(self, label_id: str, into: str) -> None:
        """Let one label stand for another, which is no choice any more."""
        gone, stays = self._label(label_id), self._label(into)
        if gone.id == stays.id:
            raise AppError("A label cannot be merged into itself.", "Choose another label.")
        rows = self._uses.rows()
        names = (*stays.former, gone.name, *gone.former)
        part = label_part(
            rows,
            [
                replace(rows[gone.id], merged_into=stays.id),
                replace(rows[stays.id], former=tuple(dict.fromkeys(names))),
            ],
        )
        self._apply(f"Merge “{gone.name}” into “{stays.name}”", part)

    def remove(self, label_id: str) -> None:
        """Take away a label that no answer holds. Raises AppError when one does."""
        label = self._label(label_id)
        if self.uses()[label_id].answers:
            raise AppError(
                f"There are answers that say “{label.name}”.",
                "Merge it into another label, or give these rows another one first.",
            )
        if len(self._task().labels) == 1:
            raise AppError("A project needs a label.", "Add another one first.")
        rows = self._uses.rows()
        part = label_part(rows, [replace(rows[label_id], removed=True)])
        self._apply(f"Remove the label “{label.name}”", part)

    def split(
        self,
        label_id: str,
        name: str,
        rows: Sequence[int],
        context: JobContext | None = None,
    ) -> int:
        """A new label, next to a label, for these rows (by number) of it; returns how many.

        The new answers are this author's; where others say otherwise they settle the matter.
        Raises AppError when the name is empty or taken.
        """
        label, name = self._label(label_id), name.strip()
        self._check_name(name, None)
        new = LabelRow(new_id(), name)

        def moved(mark: Mark, others: tuple[Mark, ...]) -> Mark:
            disputed = any(
                other.answer is not None and value_key(other.answer) != value_key(new.id)
                for other in others
            )
            settled = new.id if disputed or mark.adjudicated is not None else None
            return replace(
                mark,
                answer=new.id,
                skipped=False,
                reason="",
                adjudicated=settled,
                check_again=False,
                evidence=Evidence(),
            )

        title = f"Split “{name}” from “{label.name}”"
        first = [self._placed_behind(label, new)]
        return self._history.edit(title, rows, self._author, moved, Source.LABELLED, context, first)

    def guidelines(self) -> list[GuidelineRevision]:
        """All that the guidelines ever were, the newest first."""
        return self._project.guideline_revisions()

    def parts(self, task: Task) -> list[Part]:
        """What makes the changed task of the one that stands."""
        return task_parts(self._uses.rows(), self._task(), task)

    def save(self, title: str, task: Task) -> None:
        """Save a changed task under the words by which it is undone; nothing when it is the
        same. Labels are matched by id, and none is taken away."""
        self._history.apply(title, self.parts(task))

    def _placed_behind(self, label: Label, new: LabelRow) -> Part:
        rows = self._uses.rows()
        order: list[LabelRow] = []
        for known in self._task().labels:
            order.append(rows[known.id])
            if known.id == label.id:
                order.append(new)
        part = label_part(rows, [replace(row, position=at) for at, row in enumerate(order)])
        assert part is not None
        return part

    def _replace(self, title: str, changed: Label) -> None:
        task = self._task()
        labels = tuple(changed if known.id == changed.id else known for known in task.labels)
        self.save(title, replace(task, labels=labels))

    def _apply(self, title: str, part: Part | None) -> None:
        if part is not None:
            self._history.apply(title, [part])

    def _check_name(self, name: str, label: Label | None) -> None:
        if not name:
            raise AppError("The label has no name.", "Type a name.")
        for other in self._task().labels:
            if fold(other.name) == fold(name) and other != label:
                raise AppError(
                    f"There is a label “{other.name}” already.",
                    "Choose another name, or merge the two labels.",
                )

    def _label(self, label_id: str) -> Label:
        label = self._task().label_with_id(label_id)
        if label is None:
            raise AppError(
                "This label is not in the project any more.", "Choose another one.", label_id
            )
        return label

    def _task(self) -> Task:
        return self._project.task()


def _title(before: Label, after: Label) -> str:
    if after.name != before.name:
        return f"Rename “{before.name}” to “{after.name}”"
    if after.description != before.description:
        return f"Describe “{before.name}”"
    return f"Colour “{before.name}”"
