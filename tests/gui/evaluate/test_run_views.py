"""The table and chart of runs, and the sides of one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from gui.navigation import MistakesOf, Page
from gui.pages.evaluate.plan_box import PlanBox
from services.domain.example import ExampleFilter, Split
from services.domain.ids import new_id
from services.domain.prediction import ConnectionKind, PredictionState, Run
from services.domain.tuning import JobState, Recipe, TuningJob
from services.evaluation.records import Cell
from services.evaluation.slices import InSlice, SliceBy, SliceKind
from services.prediction.caps import Cap
from services.storage.tuning_jobs import TuningJobTable
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage
    from services.app import Workspace

GOLD = ["delivery", "refund", "other"] * 4


@pytest.fixture
def runs(workspace: Workspace, ids: list[str]) -> tuple[Run, Run]:
    """A weak run of a base model, and one of a model tuned with eight epochs that is all right."""
    prompt = workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("all")
    job = TuningJob(
        new_id(),
        JobState.SUCCEEDED,
        "base",
        Recipe(epochs=8),
        ConnectionKind.SANDBOX,
        prompt.id,
        1,
        snapshot.id,
        None,
        {},
        0,
        1.0,
    )
    TuningJobTable(workspace._file.database).put(job)

    def run(says: list[Any], **more: Any) -> Run:
        return stored_run(workspace, snapshot, prompt, dict(zip(ids, says, strict=True)), **more)

    weak = ["refund", "other", "delivery"] * 3 + [PredictionState.UNPARSABLE, "refund", "other"]
    return (
        run(weak, model="base", created=1.0),
        run(GOLD, model="tuned", created=2.0, job_id=job.id),
    )


def _open(qtbot: QtBot, page: EvaluatePage) -> None:
    page.opened(None)
    qtbot.waitUntil(lambda: page.current is not None)


def _models(page: EvaluatePage) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_runs_are_sorted_and_filtered_by_keys(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    assert _models(page) == ["tuned", "base"]
    page.runs.order.setFocus()
    qtbot.keyClicks(page.runs.order, "Model")
    assert _models(page) == ["base", "tuned"]
    qtbot.keyClicks(page.runs.filter, "tun")
    assert _models(page) == ["tuned"]
    qtbot.keyClicks(page.runs.filter, "x")
    assert page.runs.none_shown.isVisible()


def test_recipes_stand_in_columns_and_the_tied_are_named(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    model = page.table.model()
    cells = {
        str(model.headerData(at, Qt.Orientation.Horizontal)): model.index(0, at).data()
        for at in range(model.columnCount())
    }
    assert (cells["Epochs"], cells["Rate"], cells["Adapter"]) == ("8", "×1", "4")
    assert cells["Latency"] == "120 ms"
    assert page.runs.tied.text().startswith("tuned · Plain v1 · zero-shot is better than every")
    assert page.detail.figures.verdict.text().startswith("tuned is better: +83.3 points [")


def test_the_chart_is_walked_by_keys(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    qtbot.mouseClick(page.runs.view.button_of(True), Qt.MouseButton.LeftButton)
    chart = page.runs.chart
    assert {dot.key for dot in chart.dots} == {run.id for run in runs}
    other = next(dot for dot in chart.dots if dot.key != page.table.current_id)
    step = Qt.Key.Key_Left if chart.dots[0] is other else Qt.Key.Key_Right
    qtbot.keyClick(chart, step)
    assert page.table.current_id == other.key
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0] is Page.REVIEW
    qtbot.mouseClick(
        chart,
        Qt.MouseButton.LeftButton,
        pos=chart.position(next(dot for dot in chart.dots if dot is not other)).toPoint(),
    )
    assert page.table.current_id != other.key


def test_more_measures_unfold_with_their_meaning(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    page.table.go_to(runs[0].id)
    more = page.detail.more
    assert not more._lines.isVisible()
    qtbot.keyClick(more.toggle, Qt.Key.Key_Space)
    assert more._lines.isVisible()
    assert more.texts["micro recall"] == "0.167"
    assert "−" in more.texts["Matthews correlation"]


def test_confused_pairs_open_their_rows(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run], workspace: Workspace
) -> None:
    _open(qtbot, page)
    page.table.go_to(runs[0].id)
    pairs = page.detail.panel.pairs
    page.detail.tabs.setCurrentWidget(page.detail.panel)
    first = [pairs.model().index(0, column).data() for column in range(3)]
    assert first[2] == "3"
    pairs.go_to_row(0)
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.keyClick(pairs, Qt.Key.Key_Return)
    ids = {label.name: label.id for label in workspace.task.labels}
    cell = Cell(ids[str(first[0])], ids[str(first[1])])
    assert asked.args == [Page.REVIEW, MistakesOf(runs[0], cell)]


def test_a_large_grid_gets_the_room_of_the_table(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    page.detail.tabs.setCurrentWidget(page.detail.panel)
    before = page.detail.panel.height()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page, Qt.Key.Key_M, control)
    assert not page.runs.isVisible()
    qtbot.waitUntil(lambda: page.detail.panel.height() > before)
    qtbot.keyClick(page, Qt.Key.Key_M, control)
    assert page.runs.isVisible()


def test_slices_open_their_mistakes(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    page.table.go_to(runs[0].id)
    slices = page.detail.slices
    page.detail.tabs.setCurrentWidget(slices)
    qtbot.waitUntil(lambda: slices.table.model().rowCount() > 0)
    qtbot.keyClicks(slices.by, "Ann")
    qtbot.waitUntil(lambda: slices.table.model().index(0, 0).data() == "me")
    assert slices.table.model().index(0, 1).data() == "16.7 %"
    slices.table.go_to_row(0)
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.keyClick(slices.table, Qt.Key.Key_Return)
    within = InSlice(SliceBy(SliceKind.ANNOTATOR), "me")
    assert asked.args == [Page.REVIEW, MistakesOf(runs[0], None, within)]


def test_one_sample_has_no_vote_share_and_says_so(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run]
) -> None:
    _open(qtbot, page)
    page.detail.tabs.setCurrentWidget(page.detail.reliability)
    assert page.detail.reliability.none.isVisible()
    assert "5 samples" in page.detail.reliability.none.text()


def test_without_a_gold_answer_every_side_says_so(
    qtbot: QtBot, page: EvaluatePage, runs: tuple[Run, Run], workspace: Workspace, ids: list[str]
) -> None:
    for each in ids:
        workspace.labeling.withdraw(each)
    _open(qtbot, page)
    qtbot.waitUntil(lambda: page.detail.figures.accuracy.number == "–")
    assert "label some of them" in page.detail.figures.accuracy.caption
    assert page.detail.figures.f1.number == "–"
    assert not page.detail.review.isEnabled()
    assert not page.detail.verify.button.isEnabled()
    assert not page.runs.tied.isVisible()
    for at in range(page.detail.tabs.count()):
        page.detail.tabs.setCurrentIndex(at)
        page.grab()
    page.detail.tabs.setCurrentWidget(page.detail.slices)
    qtbot.waitUntil(page.detail.slices.none.isVisible)


def test_a_quick_run_stops_after_fifty_rows(qtbot: QtBot) -> None:
    box = PlanBox()
    qtbot.addWidget(box)
    box.kind.setFocus()
    qtbot.keyClicks(box.kind, "Quick")
    assert box.cap == Cap(rows=50)


def test_what_was_chosen_is_measured_on_test(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, ids: list[str]
) -> None:
    rows = list(workspace.datasets.rows(ExampleFilter()))
    workspace.bulk.split(rows[:4], Split.VALIDATION)
    workspace.bulk.split(rows[4:8], Split.TEST)
    snapshot = workspace.datasets.snapshot("validation")
    says = {each.example_id: "refund" for each in workspace.datasets.snapshot_rows(snapshot)}
    prompt = workspace.prompts.create("Plain")
    stored_run(workspace, snapshot, prompt, says)
    _open(qtbot, page)
    assert page.detail.on_test.isVisible()
    qtbot.mouseClick(page.detail.on_test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.starter.dialog is not None)
    dialog = page.starter.dialog
    assert dialog is not None
    assert dialog.choice.target.part == "test"
    assert dialog.choice.prompt.id == prompt.id
    assert "look number 1" in dialog.note
    dialog.reject()
    test = stored_run(workspace, workspace.datasets.snapshot("test"), prompt, {}, created=2.0)
    page.opened(test)
    qtbot.waitUntil(lambda: "1 look at test rows" in page.looks.text())
    assert not page.detail.on_test.isVisible()
