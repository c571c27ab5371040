"""How a file is read: its form, and which column is what."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.datasets.layouts.known import Layout
    from services.datasets.source import FileKind
    from services.domain.duplicates import Duplicates


class UnknownLabels(enum.StrEnum):
    """What becomes of a row whose answer names no label of the project."""

    ADD = "add"
    LEAVE_UNLABELLED = "leave_unlabelled"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class LabelRange:
    """Numbers from `low` to `high`, both included, stand for the label named `label`."""

    low: float
    high: float
    label: str

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is read as what.

    While `text` is empty the columns are guessed; once it names one or more columns (joined by a
    line break), `answer`, `split` and `group` are taken as they stand, None meaning that there is
    none. The group stands in the metadata under GROUP. `metadata` None keeps all other columns.
    None in `kind`, `delimiter`, `encoding`, `header`, `sheet`, `path` and `layout` is guessed.
    `path` is where in a JSON file the rows stand, see `json_paths`. `header` is the line of the
    column names, 0 where there is none. `quoting` False reads quotes as ordinary characters.
    `labels` are answers of the file and the label that each stands for; “” leaves its rows
    unlabelled. With `ranges` the answer column holds numbers; rows outside all of them are left
    out. `duplicates` None keeps rows whose text is there already, but skips them when rows of a
    file of the same name are in the project.
    """

    text: tuple[str, ...] = ()
    answer: str | None = None
    split: str | None = None
    group: str | None = None
    metadata: tuple[str, ...] | None = None
    delimiter: str | None = None
    quoting: bool = True
    encoding: str | None = None
    header: int | None = None
    sheet: str | None = None
    kind: FileKind | None = None
    path: str | None = None
    layout: Layout | None = None
    ranges: tuple[LabelRange, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    unknown_labels: UnknownLabels = UnknownLabels.LEAVE_UNLABELLED
    duplicates: Duplicates | None = None
