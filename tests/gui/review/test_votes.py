"""Several samples of a row: a mistake says how many of them made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.navigation import MistakesOf
from gui.pages.review.field_diff import VOTES
from services.domain.task import Task
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.pages.review.page import ReviewPage
    from services.app import Workspace

    MakeProject = Callable[[Task], Workspace]
    OpenPage = Callable[[Workspace, object], ReviewPage]


def _opened(
    workspace: Workspace, open_page: OpenPage, example_id: str, *says: object
) -> ReviewPage:
    prompt = workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("all")
    run = stored_run(
        workspace, snapshot, prompt, {example_id: says if len(says) > 1 else next(iter(says))}
    )
    return open_page(workspace, MistakesOf(run))


def test_the_votes_of_a_label_are_said_and_so_is_a_tie(
    make_project: MakeProject, open_page: OpenPage
) -> None:
    workspace = make_project(Task.classification("Tickets", ("refund", "card")))
    (example,) = filled(workspace, [{"text": "hello", "label": "refund"}])
    page = _opened(workspace, open_page, example, "card", "card", "refund")
    assert page.view.case.predicted.note == "Votes: 2 of 3"
    page = _opened(workspace, open_page, example, "card", "refund")
    assert page.view.case.predicted.note == "Votes: 1 of 2, tied"


def test_a_single_sample_has_no_votes(make_project: MakeProject, open_page: OpenPage) -> None:
    workspace = make_project(Task.classification("Tickets", ("refund", "card")))
    (example,) = filled(workspace, [{"text": "hello", "label": "refund"}])
    assert not _opened(workspace, open_page, example, "card").view.case.predicted.note


def test_each_field_of_a_record_says_its_votes(
    make_project: MakeProject, open_page: OpenPage
) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    workspace = make_project(Task.extraction("Cities", schema))
    (example,) = filled(workspace, ["to Seoul"])
    workspace.labeling.answer(example, {"city": "Seoul"})
    page = _opened(workspace, open_page, example, {"city": "Bonn"}, {"city": "Bonn"}, {"city": "x"})
    table = page.view.case.diff.table
    assert not table.isColumnHidden(VOTES)
    assert table.model().index(0, VOTES).data() == "2 of 3"
    page = _opened(workspace, open_page, example, {"city": "Bonn"})
    assert page.view.case.diff.table.isColumnHidden(VOTES)
