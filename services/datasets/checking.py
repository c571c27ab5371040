"""Looking over the data: checks of what is in the project, and a look at texts from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.datasets.checks import (
    CheckReport,
    Finding,
    Subject,
    conflicts,
    empty_or_long,
    few_of_label,
    imbalance,
    leaks,
    near_shots,
    report,
    rows_by_label,
)
from services.datasets.mapping import Mapping
from services.datasets.opening import open_table
from services.datasets.preview import complete
from services.datasets.records import LeftOut
from services.datasets.rows import RowReader
from services.domain.changes import Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, State
from services.domain.prompt import Technique
from services.jobs import JobContext
from services.learning.label_errors import likely_errors
from services.learning.odd_texts import Oddity, odd_texts
from services.learning.text_differences import differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.datasets.likeness import ExampleLikenesses
    from services.domain.changes import Changes
    from services.domain.example import Example
    from services.learning.child import Child
    from services.learning.text_differences import TextDifferences
    from services.prompts.use_cases import Prompts
    from services.storage.database import Database
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable

_ODD = {
    Oddity.SCRIPT: Subject.ODD_SCRIPT,
    Oddity.LENGTH: Subject.ODD_LENGTH,
    Oddity.WORDS: Subject.ODD_WORDS,
}
_ROWS_PER_REPORT = 200
_CONCERNED = (Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK, Kind.PROMPTS)


@dataclass(frozen=True, slots=True)
class ProductionLook:
    """`texts` were read from the file named `source`, to which the places in `found` refer;
    `left_out` of its rows hold no text that could be read."""

    source: str
    texts: tuple[str, ...]
    left_out: int
    found: TextDifferences


class Checks:
    """What takes long is computed in the child process; what was found is kept until the data
    change."""

    def __init__(
        self,
        database: Database,
        project: ProjectTable,
        examples: ExampleTable,
        prompts: Prompts,
        likenesses: ExampleLikenesses,
        child: Child,
    ) -> None:
        self._project = project
        self._examples = examples
        self._prompts = prompts
        self._likenesses = likenesses
        self._child = child
        self._known: CheckReport | None = None
        self._changes = 0
        database.subscribe(self._on_change)

    def known(self) -> CheckReport | None:
        """What `run` found, if nothing has changed since."""
        return self._known

    def run(self, context: JobContext | None = None) -> CheckReport:
        """Look over all examples. A thousand rows take a second or two, a hundred thousand some
        minutes, most of it for likely label errors; stops with the context."""
        context = context or JobContext()
        known, changes = self._known, self._changes
        if known is not None:
            return known
        found = self._look(context)
        if changes == self._changes:
            self._known = found
        return found

    def production(self, path: Path | str, context: JobContext | None = None) -> ProductionLook:
        """How the texts of a file differ from those that are labelled (test rows too). Nothing of
        the file comes into the project.

        Raises AppError for a file that cannot be read or holds no text, and when no example is
        labelled.
        """
        context = context or JobContext()
        answered = self._examples.stream(ExampleFilter(state=State.ANSWERED), context)
        labelled = [example.text for example in answered]
        if not labelled:
            raise AppError(
                "No example is labelled yet, so there is nothing to compare with.",
                "Label some examples first.",
            )
        texts, left_out = self._read(Path(path), context)
        found = self._child.run(differences, texts, labelled, context=context)
        return ProductionLook(Path(path).name, tuple(texts), left_out, found)

    def _look(self, context: JobContext) -> CheckReport:
        task = self._project.task()
        alike = self._likenesses.of_all(context)
        examples = self._examples.at(alike.rows)
        context.check()
        found = [
            *leaks(examples, alike.likeness),
            *near_shots(examples, alike.likeness, self._shots()),
            *conflicts(examples, alike.likeness, task),
            *empty_or_long(examples),
            *self._odd(examples, context),
        ]
        looked_at = list(Subject)
        if task.kind.has_labels:
            rows_of = rows_by_label(examples)
            found += [*few_of_label(task, rows_of), *imbalance(task, rows_of)]
            doubted = self._doubted(examples, context)
            if doubted is None:
                looked_at.remove(Subject.LABEL_ERRORS)
            found += doubted or ()
        else:
            for subject in (Subject.FEW, Subject.IMBALANCE, Subject.LABEL_ERRORS):
                looked_at.remove(subject)
        return report(looked_at, found)

    def _shots(self) -> set[str]:
        """Ids of what the newest version of each prompt shows."""
        return {
            shot.id
            for prompt in self._prompts.all()
            if prompt.technique is not Technique.ZERO_SHOT
            for shot in self._prompts.shots(prompt.shots)
        }

    def _odd(self, examples: Sequence[Example], context: JobContext) -> Iterator[Finding]:
        texts = [example.text for example in examples]
        found = self._child.run(odd_texts, texts, context=context)
        for oddity, subject in _ODD.items():
            ids = tuple(examples[each.place].id for each in found if each.oddity is oddity)
            if ids:
                yield Finding(subject, ids)

    def _doubted(
        self, examples: Sequence[Example], context: JobContext
    ) -> tuple[Finding, ...] | None:
        """None when the answers cannot be judged: too few, or nothing learned from them."""
        judged = [example for example in examples if isinstance(example.gold, str)]
        texts = [example.text for example in judged]
        labels = [str(example.gold) for example in judged]
        found = self._child.run(likely_errors, texts, labels, context=context)
        if not found:
            return None if found is None else ()
        named = {label.id: label.name for label in self._project.task().labels}
        about = (named[labels[found[0].place]], named[found[0].likelier])
        ids = tuple(judged[each.place].id for each in found)
        return (Finding(Subject.LABEL_ERRORS, ids, about),)

    def _read(self, path: Path, context: JobContext) -> tuple[list[str], int]:
        """The texts of a file as they would be imported, and how many rows were left out."""
        task = self._project.task()
        mapping, _ = complete(path, task, Mapping())
        texts: list[str] = []
        left_out = 0
        with open_table(path, mapping) as table:
            reader = RowReader(task, mapping, table.columns)
            for count, cells in enumerate(table.rows()):
                if count % _ROWS_PER_REPORT == 0:
                    context.report(*table.position())
                row = cells if isinstance(cells, LeftOut) else reader.read(*cells)
                if isinstance(row, LeftOut):
                    left_out += 1
                else:
                    texts.append(row.text)
        if not texts:
            raise AppError(f"{path.name} holds no texts.", "Choose a file with a text in each row.")
        return texts, left_out

    def _on_change(self, changes: Changes) -> None:
        if changes.concern(*_CONCERNED):
            self._changes += 1
            self._known = None
