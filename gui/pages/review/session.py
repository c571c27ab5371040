"""The rows that are reviewed in one go, and where the user is among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.evaluation.review_queue import ReviewOf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.app import Workspace
    from services.domain.confidence import Likelihood
    from services.domain.prediction import Finding, Run, Verdict
    from services.evaluation.records import Cell
    from services.evaluation.review import ReviewQueue
    from services.evaluation.review_queue import ReviewCase


@dataclass(frozen=True, slots=True)
class Loaded:
    """A queue, the confused labels of its run with their rows, the most first, and what judges
    said, by run and example."""

    queue: ReviewQueue
    confused: tuple[tuple[Cell, int], ...]
    judged: Mapping[str, Mapping[str, Likelihood]]


class Session:
    """Walks along the rows. They stay the same while the session lasts: a row whose gold answer
    was fixed is no mistake any more, but one can go back to it."""

    def __init__(self, loaded: Loaded) -> None:
        self.queue = loaded.queue
        self.wanted = loaded.queue.wanted
        self.run = self.wanted.run
        self.cases = loaded.queue.cases
        self._judged = loaded.judged
        self._findings: Mapping[str, Mapping[str, Finding]] = loaded.queue.findings
        self.position = next((at for at in range(len(self.cases)) if self._open(at)), 0)

    @property
    def current(self) -> ReviewCase:
        return self.cases[self.position]

    @property
    def example_id(self) -> str:
        return self.current.row.example_id

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the current row."""
        return self._verdict(self.current)

    @property
    def text(self) -> str:
        return self.queue.texts[self.example_id]

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs whose mistakes are among the rows, that of the queue first."""
        found = {self.run.id: self.run}
        found.update({run.id: run for case in self.cases for run in case.runs})
        return tuple(found.values())

    @property
    def judged(self) -> Likelihood | None:
        """What a judge said of the current prediction."""
        return self._judged.get(self.current.run.id, {}).get(self.example_id)

    def take_findings(self, findings: Mapping[str, Mapping[str, Finding]]) -> None:
        """The verdicts as they stand now."""
        self._findings = findings

    def move(self, step: int) -> bool:
        """Go to another row; false at either end."""
        wanted = self.position + step
        if not 0 <= wanted < len(self.cases):
            return False
        self.position = wanted
        return True

    def go_to(self, example_id: str) -> bool:
        """Go to the row of an example; false when it is not among the rows."""
        places = {case.row.example_id: at for at, case in enumerate(self.cases)}
        self.position = places.get(example_id, self.position)
        return example_id in places

    def tally(self) -> Counter[Verdict]:
        """How many of the rows have which verdict."""
        found = (self._verdict(case) for case in self.cases)
        return Counter(verdict for verdict in found if verdict is not None)

    def _verdict(self, case: ReviewCase) -> Verdict | None:
        found = self._findings.get(case.runs[0].id, {}).get(case.row.example_id)
        return found.verdict if found else None

    def _open(self, at: int) -> bool:
        return self._verdict(self.cases[at]) is None


def load(workspace: Workspace, wanted: ReviewOf | None) -> Loaded | None:
    """Gather what a review needs; may take a moment.

    Without a wish it is the newest run that has mistakes; None when there is no run at all.
    """
    if wanted is not None:
        return _loaded(workspace, wanted)
    found = None
    for run in workspace.prediction.runs():
        found = _loaded(workspace, ReviewOf(run))
        if found.queue.cases:
            return found
    return found


def _loaded(workspace: Workspace, wanted: ReviewOf) -> Loaded:
    queue = workspace.review.queue(wanted)
    confusion = workspace.evaluation.measure(wanted.run).confusion
    wrong = ((cell, count) for cell, count in confusion.items() if count and not cell.right)
    runs = {case.run.id: case.run for case in queue.cases}
    return Loaded(
        queue,
        tuple(sorted(wrong, key=lambda pair: -pair[1])),
        {run_id: workspace.judges.words(run) for run_id, run in runs.items()},
    )
