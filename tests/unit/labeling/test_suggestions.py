"""Suggestions from the local model and from stored runs, and the queue that needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, State
from services.domain.prediction import PredictionState
from services.domain.prompt import Technique
from services.labeling.queue import Queue
from services.labeling.suggestions import Suggestion, Sureness
from tests.fakes.runs import stored_run
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.app import Workspace


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("tickets")
    workspace = fill_with_tickets(empty_tickets(folder), folder)
    yield workspace
    workspace.close()


def named(workspace: Workspace, suggestion: Suggestion) -> str:
    label = workspace.task.label_with_id(str(suggestion.value))
    assert label is not None
    return label.name


def test_the_local_model_learns_from_the_answers_and_suggests(tickets: Workspace) -> None:
    suggestions = tickets.suggestions
    assert suggestions.learn() == suggestions.learned_from == 60
    rows = tickets.labeling.queue(Queue.UNLABELLED)
    unlabelled = tickets.datasets.examples(rows)
    said = suggestions.local(unlabelled)
    assert [named(tickets, said[example.id]) for example in unlabelled] == [
        "refund", "card", "delivery", "refund", "card", "delivery",
    ]  # fmt: skip
    assert {one.sureness for one in said.values()} == {Sureness.SURE}


def test_least_certain_rows_come_first(tickets: Workspace) -> None:
    rows = tickets.labeling.queue(Queue.LEAST_CERTAIN)
    assert sorted(rows) == list(tickets.labeling.queue(Queue.UNLABELLED))
    some = tickets.labeling.queue(Queue.LEAST_CERTAIN, ExampleFilter(search="door"))
    assert len(some) == 2


def test_with_too_few_answers_there_are_words_and_no_suggestions(tmp_path: Path) -> None:
    with empty_tickets(tmp_path) as workspace:
        assert workspace.suggestions.learn() == 0
        assert workspace.suggestions.local([]) == {}
        with pytest.raises(AppError, match="Too little is labelled"):
            workspace.labeling.queue(Queue.LEAST_CERTAIN)


def test_a_stored_run_suggests_what_it_answered(tickets: Workspace) -> None:
    ids = [one.id for one in tickets.datasets.examples([61, 62, 63])]
    snapshot = tickets.datasets.snapshot(ExampleFilter(state=State.UNLABELLED))
    prompt = tickets.prompts.create("P", Technique.ZERO_SHOT, tickets.prompts.starters()[0])
    says = {ids[0]: "card", ids[1]: PredictionState.REFUSED, ids[2]: "refund"}
    run = stored_run(tickets, snapshot, prompt, says)
    found = tickets.suggestions.of_run(run, ids)
    assert {known: named(tickets, one) for known, one in found.items()} == {
        ids[0]: "card",
        ids[2]: "refund",
    }
    assert {one.sureness for one in found.values()} == {None}


@pytest.mark.parametrize(
    ("share", "sureness"),
    [(1.0, Sureness.SURE), (0.8, Sureness.SURE), (0.6, Sureness.LIKELY), (0.4, Sureness.GUESS)],
)
def test_how_sure_is_said_in_words(share: float, sureness: Sureness) -> None:
    assert Sureness.of(share) is sureness
