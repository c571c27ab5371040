"""The task of a project: what is asked of each text."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class TaskKind(enum.StrEnum):
    """What is asked of a text: one label, a feeling, or a record."""

    CLASSIFICATION = "classification"
    SENTIMENT = "sentiment"
    EXTRACTION = "extraction"

    @property
    def has_labels(self) -> bool:
        return self is not TaskKind.EXTRACTION


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a list. Answers hold its `id`; its `name` can change.

    `former` are names that it had, or that labels had which were merged into it: models tuned
    then still say them. `color` is one of the palette's names, or empty.
    """

    id: str
    name: str
    description: str = ""
    color: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """`labels` for classification and sentiment; `schema`, a JSON schema, for extraction."""

    name: str
    kind: TaskKind
    labels: tuple[Label, ...] = ()
    schema: Mapping[str, Any] | None = None
    guidelines: str = ""

    @classmethod
    def classification(cls, name: str, labels: Iterable[str], guidelines: str = "") -> Task:
        """One label of a list for each text. Raises AppError for an unusable list."""
        return cls(name, TaskKind.CLASSIFICATION, _labels(labels), guidelines=guidelines)

    @classmethod
    def sentiment(
        cls,
        name: str,
        labels: Iterable[str] = ("negative", "positive"),
        guidelines: str = "",
    ) -> Task:
        """A classification whose labels are feelings. Raises AppError for an unusable list."""
        return cls(name, TaskKind.SENTIMENT, _labels(labels), guidelines=guidelines)

    @classmethod
    def extraction(cls, name: str, schema: Mapping[str, Any], guidelines: str = "") -> Task:
        """A JSON record for each text, by a schema whose type is object with properties."""
        return cls(name, TaskKind.EXTRACTION, schema=schema, guidelines=guidelines)

    def label_named(self, name: str) -> Label | None:
        """The label of this name; spelling may differ in case and surrounding space."""
        wanted = fold(name.strip())
        return next((label for label in self.labels if fold(label.name) == wanted), None)

    def label_with_id(self, label_id: str) -> Label | None:
        return next((label for label in self.labels if label.id == label_id), None)

    def with_labels(self, names: Iterable[str]) -> Task:
        """This task with labels of further names behind those it has."""
        return replace(self, labels=(*self.labels, *_labels(names, taken=self.labels)))


def _labels(names: Iterable[str], taken: Iterable[Label] = ()) -> tuple[Label, ...]:
    seen = {fold(label.name) for label in taken}
    labels: list[Label] = []
    for name in (raw.strip() for raw in names):
        if not name:
            raise AppError("A label has no name.", "Give each label a name, one per line.")
        if fold(name) in seen:
            raise AppError(
                f"The label “{name}” is there twice.",
                "Give each label a name of its own; upper and lower case count as the same.",
            )
        seen.add(fold(name))
        labels.append(Label(new_id(), name))
    if not labels and not seen:
        raise AppError("There are no labels.", "Name at least one label.")
    return tuple(labels)
