"""Whichever file is merged into which, and how often: the same answers stand in the end."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.app import Workspace
from services.domain.answer_log import LogEntry, merged
from services.domain.example import ExampleFilter
from services.domain.task import Task
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LABELS = ("yes", "no")
ORDERS = ((0, 1, 2), (1, 2, 0), (2, 1, 0))
DEEDS: dict[str, Callable[[Workspace, str], None]] = {
    "yes": lambda project, row: project.labeling.answer(row, "yes"),
    "no": lambda project, row: project.labeling.answer(row, "no"),
    "skip": lambda project, row: project.labeling.skip(row),
    "withdraw": lambda project, row: project.labeling.withdraw(row),
    "settle": lambda project, row: project.labeling.correct(row, "no"),
    "flag": lambda project, row: project.labeling.flag(row, reason=project.labeling.author),
    "unflag": lambda project, row: project.labeling.flag(row, flagged=False),
}
deed = st.tuples(
    st.integers(0, 2), st.integers(0, 1), st.sampled_from(sorted(DEEDS)), st.booleans()
)


class Clock:
    """Stands still unless it is told to go on, so that things happen at the same time."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    path = tmp_path_factory.mktemp("base") / "base.tunesmith"
    task = Task.classification("Yes or no", LABELS)
    with Workspace.create(path, task, settings=Settings(author="ann")) as project:
        rows = filled(project, ["One", "Two"])
        project.labeling.answer(rows[0], "yes")
    return path, rows


def opened(path: Path, author: str, clock: Clock) -> Workspace:
    return Workspace.open(path, settings=Settings(author=author), clock=clock)


def stands(project: Workspace) -> dict[str, object]:
    """All that can be seen of each example."""
    return {
        each.id: (
            each.state,
            each.gold,
            each.flagged,
            each.flag_reason,
            project._tables.answers.marks(each.row),
        )
        for each in project.datasets.examples(project.datasets.rows(ExampleFilter()))
    }


def merge(into: Workspace, path: Path) -> bool:
    with into.merging.open(path) as other:
        return not into.merging.merge(other).nothing


@given(st.lists(deed, max_size=8), st.sampled_from([("ann", "bob", "eve"), ("ann", "ann", "bob")]))
@settings(max_examples=8, deadline=None)
def test_merging_does_not_depend_on_the_order(
    base: tuple[Path, list[str]],
    deeds: list[tuple[int, int, str, bool]],
    authors: tuple[str, ...],
) -> None:
    path, rows = base
    clock = Clock()
    clock.at = 10.0
    with tempfile.TemporaryDirectory() as name:
        files = [Path(shutil.copy(path, Path(name) / f"{at}.tunesmith")) for at in range(3)]
        projects = [
            opened(file, author, clock) for file, author in zip(files, authors, strict=True)
        ]
        for who, row, what, later in deeds:
            clock.at += later
            DEEDS[what](projects[who], rows[row])
        for project in projects:
            project.close()
        found = [stood for order in ORDERS for stood in merged_in(files, order, clock)]
        assert all(each == found[0] for each in found)


def merged_in(
    files: list[Path], order: tuple[int, ...], clock: Clock
) -> Iterator[dict[str, object]]:
    """Two files merged into the first of an order, one after the other, and then once more."""
    first, *others = (files[at] for at in order)
    target = first.with_name("target.tunesmith")
    shutil.copy(first, target)
    with opened(target, "me", clock) as project:
        for other in others:
            merge(project, other)
        yield stands(project)
        assert [merge(project, other) for other in files] == [False] * len(files)
        assert project._tables.answers.current() == project._tables.answers.rebuild()
        yield stands(project)
    target.unlink()


@st.composite
def log_pairs(draw: st.DrawFn) -> tuple[list[LogEntry], list[LogEntry]]:
    """Two logs that begin alike and go on apart, each in order of time."""

    def entry(number: int, at: float) -> LogEntry:
        return LogEntry(0, f"{number:03}", "ann", "skip", None, None, None, "", "labelled", 1, at)

    times = sorted(draw(st.lists(st.integers(0, 5), max_size=12)))
    entries = [entry(number, at) for number, at in enumerate(times)]
    begin = draw(st.integers(0, len(entries)))
    mine = [draw(st.booleans()) for _ in entries[begin:]]
    one = [each for each, is_mine in zip(entries[begin:], mine, strict=True) if is_mine]
    two = [each for each, is_mine in zip(entries[begin:], mine, strict=True) if not is_mine]
    return entries[:begin] + one, entries[:begin] + two


@given(log_pairs())
def test_logs_are_put_together_in_order_of_time(
    pair: tuple[list[LogEntry], list[LogEntry]],
) -> None:
    one, two = pair
    both = merged(one, two)
    assert both == merged(two, one)
    assert both == sorted({*one, *two}, key=lambda each: each.moment)
    assert merged(both, two) == both == merged(one, both)
