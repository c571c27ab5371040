"""How sure answers are: their votes, and from how many on they are accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gui.navigation import NamedRows, Page
from gui.pages.evaluate.confidence_view import ConfidenceView, Side
from gui.pages.evaluate.sure_rows import Order
from services.domain.confidence import Likelihood
from services.domain.example import ExampleFilter, Split, State
from services.storage.runs import RunTable
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage
    from services.app import Workspace
    from services.domain.prediction import Run

SURE, UNSURE, TIED = ("refund",) * 3, ("refund", "refund", "other"), ("refund", "other", "delivery")


def _ids(workspace: Workspace, wanted: ExampleFilter) -> list[str]:
    rows = workspace.datasets.rows(wanted)
    return [example.id for example in workspace.datasets.examples(rows)]


@pytest.fixture
def runs(workspace: Workspace) -> tuple[Run, Run]:
    """Three samples over validation rows, and over rows without an answer."""
    texts = [f"I want my refund for order {n}" for n in range(20)]
    labelled = [{"text": text, "label": "refund", "split": "validation"} for text in texts]
    filled(workspace, [*labelled, {"text": "a parcel"}, {"text": "again"}, {"text": "why"}])
    prompt = workspace.prompts.create("Plain")
    validation = _ids(workspace, ExampleFilter(split=Split.VALIDATION))
    says = {each: SURE if n < 16 else UNSURE for n, each in enumerate(validation)}
    says[validation[-1]] = TIED
    first = stored_run(workspace, workspace.datasets.snapshot("validation"), prompt, says)
    new = _ids(workspace, ExampleFilter(state=State.UNLABELLED))
    says = dict(zip(new, (SURE, UNSURE, TIED), strict=True))
    snapshot = workspace.datasets.snapshot("unlabelled")
    return first, stored_run(workspace, snapshot, prompt, says, created=2.0)


def _opened(qtbot: QtBot, page: EvaluatePage, run: Run) -> ConfidenceView:
    page.opened(run)
    qtbot.waitUntil(lambda: page.current is not None and page.current.compared.run.id == run.id)
    view = page.confidence
    page.detail.tabs.setCurrentWidget(view)
    qtbot.waitUntil(lambda: view.shown is not None and view.shown.run.id == run.id)
    return view


def _click(qtbot: QtBot, view: ConfidenceView, side: Side) -> None:
    qtbot.mouseClick(view.side.button_of(side), Qt.MouseButton.LeftButton)


def _column(view: ConfidenceView, column: int) -> list[str]:
    model = view.rows.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_rows_are_sorted_by_their_votes(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    view = _opened(qtbot, page, runs[1])
    assert _column(view, 2) == ["1 of 3, tied", "2 of 3", "3 of 3"]
    view.rows.order.setCurrentIndex(view.rows.order.findData(Order.MOST_VOTES))
    view.rows.order.activated.emit(view.rows.order.currentIndex())
    assert _column(view, 2) == ["3 of 3", "2 of 3", "1 of 3, tied"]
    assert _column(view, 5) == ["", "", ""]


def test_the_threshold_is_said_in_a_sentence_and_chosen_by_key(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, runs: tuple[Run, Run]
) -> None:
    view = _opened(qtbot, page, runs[0])
    _click(qtbot, view, Side.VOTES)
    pane = view.thresholds
    sentence = pane.sentence.text()
    assert sentence.startswith("Accept from 2 of 3 up: 95.0 % of rows, of those 100.0 % right [")
    assert "20 validation rows" in pane.basis.text()
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_Home)
    qtbot.keyClick(pane.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.sentence.text().startswith("Accept from 3 of 3: 80.0 %"))
    found = workspace.confidence.acceptance(runs[1])
    assert found is not None
    assert (found.chosen, found.by_user) == (3, True)
    assert not pane.choose.isEnabled()


def test_rows_below_the_threshold_become_a_queue_on_the_label_page(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, runs: tuple[Run, Run]
) -> None:
    view = _opened(qtbot, page, runs[1])
    _click(qtbot, view, Side.VOTES)
    pane = view.thresholds
    assert pane.effect.text() == "This run: 2 of 3 accepted; 1 row below is for you to label."
    pane.table.go_to_row(0)
    assert pane.effect.text() == "This run: 1 of 3 accepted; 2 rows below are for you to label."
    with qtbot.waitSignal(page.context.navigation.requested) as went:
        qtbot.mouseClick(pane.label_rows, Qt.MouseButton.LeftButton)
    assert went.args
    assert went.args[0] is Page.LABEL
    query = went.args[1]
    assert isinstance(query, NamedRows)
    assert query.name == "Fewer than 3 of 3 votes"
    new = _ids(workspace, ExampleFilter(state=State.UNLABELLED))
    assert query.wanted.ranked == (new[2], new[1])


def test_single_samples_have_no_votes_to_show(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, runs: tuple[Run, Run]
) -> None:
    prompt = workspace.prompts.all()[0]
    single = stored_run(
        workspace, workspace.datasets.snapshot("validation"), prompt, {}, created=3.0
    )
    view = _opened(qtbot, page, single)
    assert view.rows.table.isColumnHidden(2)
    _click(qtbot, view, Side.VOTES)
    assert not view.thresholds.table.isVisible()


def test_what_the_model_says_of_its_own_answers_is_shown_as_words(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, runs: tuple[Run, Run]
) -> None:
    table = RunTable(workspace._file.database)
    said = [Likelihood.UNLIKELY, *[Likelihood.VERY_LIKELY] * 60]
    table.put_predictions(
        runs[0].id,
        [
            replace(each, confidence=word)
            for each, word in zip(table.predictions(runs[0].id), said, strict=False)
        ],
    )
    view = _opened(qtbot, page, runs[0])
    assert not view.rows.table.isColumnHidden(3)
    view.rows.order.setCurrentIndex(view.rows.order.findData(Order.OWN_LEAST))
    view.rows.order.activated.emit(view.rows.order.currentIndex())
    assert _column(view, 3)[:2] == ["unlikely", "very likely"]
    _click(qtbot, view, Side.JUDGE)
    assert view.judge.facts.text() == (
        "What the model says of its own answers: Of answers called likely or very likely, 19 of"
        " 19 are right; of the others, 1 of 1."
    )
    assert view.judge.ask.isVisible()
