from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.task import Task
from services.evaluation.slices import InSlice, SliceBy, SliceKind, by_length, slices
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run
from tests.unit.evaluation.builders import FAILED, scored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.domain.prediction import Run

ROWS = [
    ("a", "delivery", "mail", "delivery"),
    ("bb", "delivery", "mail", "refund"),
    ("ccc", "refund", "chat", "delivery"),
    ("dddd", "refund", None, "refund"),
]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", ["delivery", "refund"])
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        yield made


@pytest.fixture
def run(workspace: Workspace) -> Run:
    rows = [
        {"text": text, "label": gold} | ({'a.b "c"': channel} if channel else {})
        for text, gold, channel, _ in ROWS
    ]
    ids = filled(workspace, rows)
    says = {each: row[3] for each, row in zip(ids, ROWS, strict=True)}
    prompt = workspace.prompts.create("Plain")
    return stored_run(workspace, workspace.datasets.snapshot("all"), prompt, says)


def _shares(workspace: Workspace, run: Run, by: SliceBy) -> list[tuple[str, int, int]]:
    found = workspace.evaluation.slices(run, by)
    return [(each.value, each.right, each.rows) for each in found]


def test_a_run_is_divided_by_any_column(workspace: Workspace, run: Run) -> None:
    (column,) = workspace.evaluation.columns(run)
    by = SliceBy(SliceKind.COLUMN, column)
    assert _shares(workspace, run, by) == [("mail", 1, 2), ("chat", 0, 1), ("", 1, 1)]
    mistakes = workspace.evaluation.mistakes(run, within=InSlice(by, "mail"))
    assert [row.gold for row in mistakes] == [workspace.task.labels[0].id]
    assert workspace.evaluation.mistakes(run, within=InSlice(by, "")) == ()


def test_a_run_is_divided_by_length_split_and_annotator(workspace: Workspace, run: Run) -> None:
    lengths = _shares(workspace, run, SliceBy(SliceKind.LENGTH))
    assert lengths == [
        ("1 character", 1, 1),
        ("2 characters", 0, 1),
        ("3 characters", 0, 1),
        ("4 characters", 1, 1),
    ]
    workspace.datasets.split(1, 0, 0)
    assert _shares(workspace, run, SliceBy(SliceKind.SPLIT)) == [("training", 2, 4)]
    assert _shares(workspace, run, SliceBy(SliceKind.ANNOTATOR)) == [("me", 2, 4)]


def test_a_slice_under_the_whole_stands_out() -> None:
    rows = scored([("a", "a")] * 80 + [("a", "b")] * 20)
    values = {row.example_id: ["bad" if int(row.example_id) >= 80 else "good"] for row in rows}
    good, bad = slices(rows, values)
    assert (good.low, bad.low) == (False, True)
    assert bad.interval.low == 0


def test_texts_of_one_length_are_one_slice() -> None:
    assert by_length({"1": 5, "2": 5}) == {"1": ["5 characters"], "2": ["5 characters"]}
    assert by_length({}) == {}


def test_nothing_measured_has_no_slices() -> None:
    assert slices(scored([("a", FAILED)]), {}) == ()
