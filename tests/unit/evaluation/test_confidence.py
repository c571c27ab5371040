"""Thresholds on the vote share: chosen on validation, used on rows without an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.confidence import Likelihood
from services.domain.example import ExampleFilter, Split, State
from services.domain.prediction import PredictionState
from services.domain.task import Task
from services.evaluation.intervals import wilson
from services.evaluation.scoring import score
from services.evaluation.votes_accepted import proposed, thresholds
from services.prediction.voting import votes
from services.settings import Settings
from services.storage.runs import RunTable
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run
from tests.unit.evaluation.builders import REFUSED, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from services.domain.prediction import Run
    from services.evaluation.votes_accepted import Threshold

U = PredictionState.UNPARSABLE


def _options(*rows: tuple[str, Sequence[object]]) -> tuple[Threshold, ...]:
    """The thresholds of rows of (gold, samples)."""
    ids = [str(number) for number in range(len(rows))]
    predictions = [
        said(each, what, sample)
        for each, (_, samples) in zip(ids, rows, strict=True)
        for sample, what in enumerate(samples)
    ]
    found = votes(predictions)
    gold = {each: gold for each, (gold, _) in zip(ids, rows, strict=True) if gold}
    return thresholds(score(ids, gold, found), found, 4)


def test_each_number_of_votes_says_how_many_rows_it_accepts_and_how_many_are_right() -> None:
    options = _options(
        ("a", "aaaa"),
        ("b", "bbbb"),
        ("a", "aaab"),
        ("a", "bbba"),
        ("", "aaaa"),
    )
    assert [(each.votes, each.rows, each.accepted, each.right) for each in options] == [
        (4, 4, 2, 2),
        (3, 4, 4, 3),
    ]
    assert [each.coverage for each in options] == [0.5, 1.0]
    assert options[1].interval == wilson(3, 4)


def test_a_tie_and_a_row_without_an_answer_are_never_accepted() -> None:
    options = _options(("a", "aabb"), ("a", [REFUSED, U, REFUSED, U]), ("a", "aaaa"))
    assert [(each.votes, each.accepted) for each in options] == [(4, 1)]


def test_the_lowest_threshold_that_holds_enough_right_answers_is_proposed() -> None:
    options = _options(*[("a", "aaaa")] * 18, *[("a", "aaab")] * 2, *[("a", "bbac")] * 2)
    best = proposed(options)
    assert best is not None
    assert (best.votes, best.accepted) == (3, 20)
    assert proposed(_options(("a", "bbbb"), ("a", "aaab"))) is None
    assert proposed(()) is None


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", ["delivery", "refund", "other"])
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        rows = [
            *({"text": f"row {n}", "label": "refund", "split": "validation"} for n in range(4)),
            *({"text": f"new {n}"} for n in range(5)),
        ]
        filled(made, rows)
        yield made


def _ids(workspace: Workspace, wanted: ExampleFilter) -> list[str]:
    rows = workspace.datasets.rows(wanted)
    return [example.id for example in workspace.datasets.examples(rows)]


def _runs(workspace: Workspace) -> tuple[Run, Run]:
    """Three samples over validation, and over the rows without an answer."""
    prompt = workspace.prompts.create("Plain")
    sure, unsure = ("refund",) * 3, ("refund", "refund", "other")
    validation = _ids(workspace, ExampleFilter(split=Split.VALIDATION))
    wrong = ("other", "other", "refund")
    says = dict(zip(validation, (sure, sure, unsure, wrong), strict=True))
    first = stored_run(workspace, workspace.datasets.snapshot("validation"), prompt, says)
    new = _ids(workspace, ExampleFilter(state=State.UNLABELLED))
    replies = (sure, unsure, ("refund", "other", "delivery"), (U, U, U), sure)
    says = dict(zip(new, replies, strict=True))
    second = stored_run(
        workspace, workspace.datasets.snapshot("unlabelled"), prompt, says, created=2.0
    )
    return first, second


def test_a_run_over_new_rows_takes_its_threshold_from_validation(workspace: Workspace) -> None:
    first, second = _runs(workspace)
    found = workspace.confidence.acceptance(second)
    assert found is not None
    assert (found.basis.id, found.on_validation, found.by_user) == (first.id, True, False)
    assert [(each.votes, each.accepted, each.right) for each in found.options] == [
        (3, 2, 2),
        (2, 4, 3),
    ]
    assert found.chosen == 3
    assert [(each.accepted, each.to_label, each.rows) for each in found.taken] == [
        (2, 3, 5),
        (3, 2, 5),
    ]


def test_the_choice_is_kept_for_all_runs_that_differ_only_in_their_rows(
    workspace: Workspace,
) -> None:
    first, second = _runs(workspace)
    workspace.confidence.accept_from(second, 2)
    for run in (first, second):
        found = workspace.confidence.acceptance(run)
        assert found is not None
        assert (found.chosen, found.by_user) == (2, True)


def test_rows_below_the_threshold_are_for_a_human_the_least_sure_first(
    workspace: Workspace,
) -> None:
    _, second = _runs(workspace)
    new = _ids(workspace, ExampleFilter(state=State.UNLABELLED))
    assert workspace.confidence.to_label(second, 3) == (new[3], new[2], new[1])
    assert workspace.confidence.to_label(second, 2) == (new[3], new[2])
    workspace.labeling.answer(new[3], "other")
    assert workspace.confidence.to_label(second, 2) == (new[2],)


def test_rows_say_votes_and_whether_they_are_right(workspace: Workspace) -> None:
    first, second = _runs(workspace)
    rows = workspace.confidence.rows(first)
    said_votes = sorted((each.vote.words, each.right) for each in rows if each.vote)
    assert said_votes == [("2 of 3", False), ("2 of 3", True), ("3 of 3", True), ("3 of 3", True)]
    assert {each.right for each in workspace.confidence.rows(second)} == {None}


def test_a_single_sample_has_no_votes_to_choose_by(workspace: Workspace) -> None:
    prompt = workspace.prompts.create("Plain")
    run = stored_run(workspace, workspace.datasets.snapshot("all"), prompt, {})
    assert workspace.confidence.acceptance(run) is None
    assert workspace.confidence.rows(run)[0].vote is None


def test_what_a_model_says_of_its_own_answers_is_held_against_human_ones(
    workspace: Workspace,
) -> None:
    first, second = _runs(workspace)
    assert workspace.confidence.own_agreement(first) is None
    table = RunTable(workspace._file.database)
    sure = [
        replace(each, confidence=Likelihood.LIKELY)
        for run in (first, second)
        for each in table.predictions(run.id)
        if each.sample == 0
    ]
    ids = {row.example_id for row in workspace.confidence.rows(first)}
    table.put_predictions(first.id, [each for each in sure if each.example_id in ids])
    found = workspace.confidence.own_agreement(first)
    assert found is not None
    assert (found.trusted.right, found.trusted.rows, found.doubted.rows) == (3, 4, 0)
    table.put_predictions(second.id, [each for each in sure if each.example_id not in ids])
    assert workspace.confidence.own_agreement(second) is None
    words = [each.vote.confidence for each in workspace.confidence.rows(second) if each.vote]
    assert Likelihood.LIKELY in words
