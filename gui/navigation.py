"""How one page opens another, without knowing it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from services.domain.example import ExampleFilter
    from services.domain.prediction import Model, Run
    from services.domain.prompt import Prompt
    from services.evaluation.records import Cell
    from services.evaluation.slices import InSlice


class Page(enum.Enum):
    """The pages of the window; START is shown without a button in the rail."""

    START = "start"
    DATA = "data"
    LABEL = "label"
    PROMPT = "prompt"
    TUNE = "tune"
    EVALUATE = "evaluate"
    REVIEW = "review"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class MistakesOf:
    """What to review: the mistakes of a run, or all rows of a cell of its confusion grid; `within`
    a slice, only those of it; `field`: those in which this field is wrong."""

    run: Run
    cell: Cell | None = None
    within: InSlice | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class LabelFrom:
    """Label the rows of a filter, beginning with an example."""

    example_id: str
    wanted: ExampleFilter


@dataclass(frozen=True, slots=True)
class NamedRows:
    """Label the rows of a filter that has a name, such as those on which a model was unsure."""

    name: str
    wanted: ExampleFilter


@dataclass(frozen=True, slots=True)
class NewRun:
    """Begin a run of a prompt, with a model that was chosen already, over a part of the data:
    "validation" or "test"."""

    prompt: Prompt
    model: Model | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class ShowJob:
    """Show a tuning job: the page of its model, where it has one."""

    job_id: str


class Navigation(QObject):
    """Whoever shows the pages listens to `requested`."""

    requested = Signal(object, object)

    def go(self, page: Page, query: object | None = None) -> None:
        """Show a page; `query` tells it what to show, such as a filter or an example."""
        self.requested.emit(page, query)
