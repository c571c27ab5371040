"""Sample projects of real data that come with the program."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.datasets.mapping import Mapping
from services.domain.errors import AppError
from services.domain.task import Task, TaskKind

if TYPE_CHECKING:
    from services.datasets.use_cases import Datasets
    from services.jobs import JobContext

_FOLDER = Path(__file__).parents[2] / "resources" / "samples"
_NAMES = ("banking", "film_reviews", "extraction")


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample project, not yet opened.

    `rows` counts all rows, `labelled` those that have a gold answer; the others are left to label.
    `shares` are those of training, validation and test. `source`, `licence` and `attribution` say
    where the data come from.
    """

    name: str
    title: str
    language: str
    rows: int
    labelled: int
    shares: tuple[float, float, float]
    description: str
    source: str
    licence: str
    attribution: str
    task: Task
    path: Path

    @property
    def kind(self) -> TaskKind:
        return self.task.kind

    def fill(self, datasets: Datasets, context: JobContext | None = None) -> None:
        """Bring the rows into an empty project of the sample's task, split and searchable.

        The rows come with their split; the rule that is kept beside is for rows added later.
        """
        answer = "label" if self.kind.has_labels else "record"
        mapping = Mapping(text=("text",), answer=answer, split="split", encoding="utf-8")
        datasets.import_file(self.path, mapping, context)
        datasets.split(*self.shares)
        datasets.index(context)


def samples() -> tuple[Sample, ...]:
    """The samples in the order of the start page."""
    return tuple(sample(name) for name in _NAMES)


def sample(name: str) -> Sample:
    """The sample of this name. Raises AppError when there is none."""
    if name not in _NAMES:
        raise AppError(f"There is no sample “{name}”.", f"Choose one of: {', '.join(_NAMES)}.")
    folder = _FOLDER / name
    table = tomllib.loads((folder / "sample.toml").read_text("utf-8"))
    training, validation, test = table["shares"]
    return Sample(
        name=name,
        title=table["title"],
        language=table["language"],
        rows=table["rows"],
        labelled=table["labelled"],
        shares=(training, validation, test),
        description=table["description"],
        source=table["source"],
        licence=table["licence"],
        attribution=table["attribution"],
        task=_task(table),
        path=folder / "rows.jsonl",
    )


def _task(table: dict[str, Any]) -> Task:
    title, guidelines = table["title"], table["guidelines"].strip()
    match TaskKind(table["kind"]):
        case TaskKind.CLASSIFICATION:
            task = Task.classification(title, _names(table), guidelines)
        case TaskKind.SENTIMENT:
            task = Task.sentiment(title, _names(table), guidelines)
        case TaskKind.EXTRACTION:
            return Task.extraction(title, table["schema"], guidelines)
    described = (
        replace(label, description=said["description"])
        for label, said in zip(task.labels, table["labels"], strict=True)
    )
    return replace(task, labels=tuple(described))


def _names(table: dict[str, Any]) -> list[str]:
    return [label["name"] for label in table["labels"]]
