"""Queues, the walk along them, and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.example import ExampleFilter, Split, State
from services.domain.task import Task
from services.labeling.queue import Queue
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Support", ["billing", "refund"])
    path = tmp_path / "queue.tunesmith"
    with Workspace.create(path, task, settings=Settings(author="me")) as workspace:
        filled(workspace, [f"text {n}" for n in range(8)])
        ids = [one.id for one in workspace.datasets.examples(range(1, 9))]
        workspace.labeling.answer(ids[0], "billing")
        workspace.labeling.skip(ids[1])
        workspace.labeling.flag(ids[2])
        yield workspace


def test_each_queue_holds_its_rows(project: Workspace) -> None:
    queue = project.labeling.queue
    assert list(queue(Queue.IN_ORDER)) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert list(queue(Queue.UNLABELLED)) == [3, 4, 5, 6, 7, 8]
    assert list(queue(Queue.SKIPPED)) == [2]
    assert list(queue(Queue.FLAGGED)) == [3]
    assert list(queue(Queue.DISPUTED)) == []
    assert sorted(queue(Queue.RANDOM)) == [3, 4, 5, 6, 7, 8]
    assert queue(Queue.RANDOM) == queue(Queue.RANDOM)


def test_a_queue_stays_within_its_filter(project: Workspace) -> None:
    queue = project.labeling.queue
    assert list(queue(Queue.UNLABELLED, ExampleFilter(search="text 5"))) == [6]
    assert list(queue(Queue.UNLABELLED, ExampleFilter(state=State.SKIPPED))) == []
    assert list(queue(Queue.IN_ORDER, ExampleFilter(state=State.SKIPPED))) == [2]
    assert list(queue(Queue.TEST, ExampleFilter(split=Split.TRAINING))) == []


def test_the_test_queue_is_the_unlabelled_rows_of_the_test_split(project: Workspace) -> None:
    project.bulk.split([1, 2, 4, 7], Split.TEST)
    assert list(project.labeling.queue(Queue.TEST)) == [4, 7]


def test_what_is_read_ahead_is_the_next_row(project: Workspace) -> None:
    session = project.labeling.session(Queue.IN_ORDER)
    assert session.current().row == 1
    session.look_ahead()
    session.step(1)
    assert session.current().row == 2
    session.look_ahead()
    session.step(-1)
    assert session.current().row == 1
    session.look_ahead()
    second = project.datasets.examples([2])[0]
    project.labeling.answer(second.id, "refund")
    session.forget_ahead()
    session.step(1)
    assert session.current().state is State.ANSWERED
    assert [one.row for one in session.upcoming(3)] == [2, 3, 4]


def test_a_note_is_kept_replaced_and_taken_away(project: Workspace) -> None:
    example = project.datasets.examples([4])[0]
    assert project.notes.of(example.id) == ""
    project.notes.write(example.id, " two questions in one ")
    assert project.notes.of(example.id) == "two questions in one"
    project.notes.write(example.id, "ask Ada")
    assert project.notes.of(example.id) == "ask Ada"
    project.notes.write(example.id, "")
    assert project.notes.of(example.id) == ""
    assert project.datasets.examples([4]) == [replace(example)]
