from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.datasets.samples import sample, samples
from services.domain.errors import AppError
from services.domain.example import Split, State
from services.domain.task import TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.datasets.samples import Sample
    from services.domain.task import Task
    from tests.unit.datasets.conftest import Project


def test_there_is_one_sample_of_each_kind() -> None:
    assert [each.kind for each in samples()] == list(TaskKind)


@pytest.mark.parametrize("each", samples(), ids=lambda each: each.name)
def test_a_sample_opens_split_and_partly_labelled(
    each: Sample, make_project: Callable[[Task], Project]
) -> None:
    project = make_project(each.task)
    each.fill(project.datasets)
    counts = project.datasets.counts()
    assert counts.total == each.rows
    assert counts.by_state[State.ANSWERED] == each.labelled
    assert counts.by_state[State.UNLABELLED] == each.rows - each.labelled
    assert counts.by_split[None] == 0
    for split, share in zip(Split, each.shares, strict=True):
        assert abs(counts.by_split[split] / each.rows - share) < 0.1
    if each.kind.has_labels:
        assert all(counts.by_label[label.id] > 30 for label in each.task.labels)
    assert project.table.record().indexed_row == each.rows


def test_everyone_who_opens_a_sample_has_the_same_test_rows(
    make_project: Callable[[Task], Project],
) -> None:
    each = sample("banking")
    opened = [make_project(each.task), make_project(each.task)]
    for project in opened:
        each.fill(project.datasets)
    one, other = (
        {example.text for example in project.examples() if example.split is Split.TEST}
        for project in opened
    )
    assert one == other


@pytest.mark.parametrize("each", samples(), ids=lambda each: each.name)
def test_a_sample_comes_with_its_licence_and_says_where_it_is_from(each: Sample) -> None:
    assert each.path.with_name("LICENSE").stat().st_size > 1000
    assert each.licence in ("CC BY 4.0", "CC0 1.0")
    assert "github.com" in each.source
    assert "Changed:" in each.attribution


def test_an_unknown_sample_is_refused() -> None:
    with pytest.raises(AppError, match="no sample “x”"):
        sample("x")
