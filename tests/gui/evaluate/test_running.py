"""Runs from the Evaluate page, answered by the Sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gui.batch_follower import BatchFollower
from gui.pages.evaluate.run_choice import RunOptions, Target
from gui.pages.evaluate.run_dialog import RunDialog
from services.connection import Connection
from services.domain.batch import BatchState
from services.domain.prediction import ConnectionKind, Model, PredictionState, RunState
from services.prediction.caps import Cap
from services.prediction.cost import RunEstimate
from services.settings import Folders, Settings
from tests.fakes.runs import stored_run
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QPushButton
    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage
    from services.app import Workspace


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    made = Connection(Settings(author="me"), Folders.below(tmp_path_factory.mktemp("sandbox")))
    yield made
    made.close()


@pytest.fixture
def workspace(tmp_path: Path, connection: Connection) -> Iterator[Workspace]:
    with empty_tickets(tmp_path, connection) as made:
        yield made


def _ask(qtbot: QtBot, page: EvaluatePage) -> RunDialog:
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.starter.dialog is not None)
    dialog = page.starter.dialog
    assert dialog is not None
    return dialog


def _choose_rows(dialog: RunDialog, part: str) -> None:
    parts = [dialog.rows.itemData(at).part for at in range(dialog.rows.count())]
    dialog.rows.setCurrentIndex(parts.index(part))


def test_without_prompt_or_rows_the_page_says_what_is_missing(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace
) -> None:
    page.opened(None)
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title == "There is no prompt yet."
    workspace.prompts.create("Plain")
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "no rows" in page.notices.notices[0].title)


def test_a_run_is_estimated_started_and_measured(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    workspace.prompts.create("Plain")
    page.opened(None)
    dialog = _ask(qtbot, page)
    qtbot.waitUntil(lambda: "calls × about" in dialog.estimate_text)
    with qtbot.waitSignal(page.starter.ended):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: page.current is not None and page.current.compared.run.state is RunState.FINISHED,
    )
    row = page.current
    assert row is not None
    counts = row.compared.measures.counts
    assert counts.counted == workspace.datasets.snapshots()[0].scored
    assert row.compared.usage.input_tokens > 0
    assert page.detail.figures.accuracy.number.endswith("%")


def test_looks_at_the_test_rows_are_counted_and_said(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    prompt = workspace.prompts.create("Plain")
    model = workspace.prediction.models()[0]
    workspace.prediction.run(model, prompt, workspace.datasets.snapshot("test"))
    page.opened(None)
    qtbot.waitUntil(lambda: page.current is not None)
    assert "1 look at test rows" in page.looks.text()
    dialog = _ask(qtbot, page)
    assert "look number" not in dialog.note
    _choose_rows(dialog, "test")
    assert "look number 2" in dialog.note
    dialog.reject()


def test_a_new_run_over_other_rows_is_shown(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    prompt = workspace.prompts.create("Plain")
    model = workspace.prediction.models()[0]
    workspace.prediction.run(model, prompt, workspace.datasets.snapshot("validation"))
    page.opened(None)
    qtbot.waitUntil(lambda: page.current is not None)
    dialog = _ask(qtbot, page)
    _choose_rows(dialog, "unlabelled")
    with qtbot.waitSignal(page.starter.ended):
        qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.snapshots.currentText().startswith("Unlabelled"))
    qtbot.waitUntil(lambda: "label some of them" in page.detail.figures.accuracy.caption)
    assert not page.detail.review.isEnabled()


def test_a_run_that_was_cancelled_can_be_resumed(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    workspace.prompts.create("Plain")
    page.opened(None)
    dialog = _ask(qtbot, page)
    dialog.samples.setValue(5)
    background = page.context.background
    background.started.connect(lambda job: job.progressed.connect(lambda _: job.cancel()))
    with qtbot.waitSignal(page.starter.ended):
        qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    background.started.disconnect()
    qtbot.waitUntil(page.detail.resume.isVisible)
    (run,) = workspace.prediction.runs()
    assert run.state is RunState.STOPPED
    assert not page.detail.retry.isVisible(), "nothing has failed"
    rest = workspace.prediction.counts(run)[PredictionState.NOT_RUN]
    _carry_on(qtbot, page, page.detail.resume, f"{rest} calls")
    (run,) = workspace.prediction.runs()
    assert run.state is RunState.FINISHED
    assert len(workspace.prediction.predictions(run)) == run.samples * (
        workspace.datasets.snapshot_with_id(run.snapshot_id).size
    )
    qtbot.waitUntil(lambda: not page.detail.resume.isVisible())


def test_a_capped_run_stops_says_why_and_is_resumed_with_another_cap(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    workspace.prompts.create("Plain")
    page.opened(None)
    dialog = _ask(qtbot, page)
    qtbot.waitUntil(lambda: "calls × about" in dialog.estimate_text)
    assert not dialog.plan.again.isVisible(), "nothing was asked before"
    dialog.plan.kind.setFocus()
    qtbot.keyClick(dialog.plan.kind, Qt.Key.Key_C)
    assert dialog.plan.calls.isVisible()
    dialog.plan.calls.setValue(3)
    words: list[str] = []
    page.context.background.progressed.connect(
        lambda *_: words.extend(line.words.text() for line in page.watch.lines)
    )
    with qtbot.waitSignal(page.starter.ended):
        qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title == "Stopped at the cap of 3 calls."
    assert any("tokens" in each and "$" in each for each in words)
    assert not page.watch.isVisible()
    qtbot.waitUntil(page.detail.resume.isVisible)
    _carry_on(qtbot, page, page.detail.resume, "calls · under", calls=2)
    (run,) = workspace.prediction.runs()
    assert workspace.prediction.counts(run)[PredictionState.ANSWERED] == 5


def test_a_cap_chosen_before_the_estimate_is_filled_in_by_it(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    workspace.prompts.create("Plain")
    page.opened(None)
    dialog = _ask(qtbot, page)
    dialog.plan.show_waiting()
    dialog.plan.kind.setFocus()
    qtbot.keyClick(dialog.plan.kind, Qt.Key.Key_C)
    assert dialog.plan.calls.value() == 1
    qtbot.waitUntil(lambda: "calls × about" in dialog.estimate_text)
    assert dialog.plan.calls.value() == dialog.rows.currentData().rows
    dialog.plan.calls.setValue(2)
    dialog.samples.setValue(2)
    qtbot.waitUntil(lambda: "calls × about" in dialog.estimate_text)
    assert dialog.plan.calls.value() == 2, "what was typed stays"
    dialog.reject()


def test_failed_calls_are_run_again(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    prompt = workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("validation")
    rows = workspace.datasets.snapshot_rows(snapshot)
    says = {row.example_id: PredictionState.FAILED for row in rows[:2]}
    model = workspace.prediction.models()[0]
    run = stored_run(workspace, snapshot, prompt, says, model=model.resource)
    page.opened(None)
    qtbot.waitUntil(page.detail.retry.isVisible)
    _carry_on(qtbot, page, page.detail.retry, "2 calls")
    counts = workspace.prediction.counts(run)
    assert counts[PredictionState.FAILED] == 0
    assert counts[PredictionState.NOT_RUN] == snapshot.size - 2


def test_a_run_like_an_earlier_one_says_what_is_known_before(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    prompt = workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("validation")
    model = workspace.prediction.models()[0]
    workspace.prediction.run(model, prompt, snapshot)
    page.opened(None)
    dialog = _ask(qtbot, page)
    known = f"0 calls · {snapshot.size} known before"
    qtbot.waitUntil(lambda: known in dialog.estimate_text)
    dialog.plan.again.click()
    asked = f"{snapshot.size} calls · under"
    qtbot.waitUntil(lambda: asked in dialog.estimate_text)
    assert dialog.choice.ask_again
    dialog.reject()


def test_what_costs_money_starts_only_once_it_is_said_how_much(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    prompt = workspace.prompts.create("Plain")
    paid = Model("Flash", "flash", "global", ConnectionKind.VERTEX, "flash")
    target = Target("validation", 12)
    options = RunOptions((paid,), (prompt,), (target,), 0, "acme")
    dialog = RunDialog(page.context.theme, options)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.confirm_button.isEnabled()
    dialog.show_estimate(dialog.choice, RunEstimate(12, 100, 20, 3.0, "12 calls", 0, 60.0))
    assert dialog.confirm_button.isEnabled()
    assert "12 calls · about $3.00 · about 1 min" in dialog.estimate_text
    dialog.plan.kind.setCurrentIndex(dialog.plan.kind.findData("dollars"))
    assert dialog.plan.cap == Cap(dollars=3.75)
    dialog.samples.setValue(2)
    assert not dialog.confirm_button.isEnabled()
    dialog.show_estimate(dialog.choice, RunEstimate(24, 200, 40, None, "24 calls"))
    assert dialog.plan.cap == Cap(calls=24), "without a price there are no dollars"
    assert "price not known" in dialog.estimate_text


def _carry_on(
    qtbot: QtBot, page: EvaluatePage, how: QPushButton, plan: str, *, calls: int | None = None
) -> None:
    """Press a button that carries the run on, look at its plan, and agree."""
    qtbot.mouseClick(how, Qt.MouseButton.LeftButton)
    dialog = page.starter.continue_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: plan in dialog.plan.text)
    if calls is not None:
        dialog.plan.kind.setCurrentIndex(dialog.plan.kind.findData("calls"))
        dialog.plan.calls.setValue(calls)
    with qtbot.waitSignal(page.starter.ended):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_a_batch_is_offered_for_many_rows_watched_and_cancelled(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    workspace.prompts.create("Plain")
    page.opened(None)
    dialog = _ask(qtbot, page)
    dialog.samples.setValue(2)
    assert not dialog.plan.batch.isVisible(), "not worth it for so few"
    dialog.samples.setMaximum(200)
    dialog.samples.setValue(200)
    assert dialog.plan.batch.isVisible()
    dialog.plan.batch.setFocus()
    qtbot.keyClick(dialog.plan.batch, Qt.Key.Key_Space)
    assert dialog.choice.batch
    assert not dialog.plan.kind.isVisible(), "a batch has no cap"
    qtbot.waitUntil(lambda: "at $0.125 and" in dialog.estimate_text)
    with qtbot.waitSignal(page.starter.ended):
        qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.watch.lines))
    (line,) = page.watch.lines
    assert line.words.text().startswith("Batch: ")
    qtbot.mouseClick(line.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.prediction.runs()[0].batch is BatchState.CANCELLING)
    follower = BatchFollower(page.context.background, workspace, page)
    qtbot.waitUntil(lambda: workspace.prediction.runs()[0].state is RunState.STOPPED)
    qtbot.waitUntil(lambda: not page.watch.lines)
    follower.deleteLater()


def test_the_evaluation_service_is_asked_once_more(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    prompt, model = workspace.prompts.create("Plain"), workspace.prediction.models()[0]
    workspace.prediction.run(model, prompt, workspace.datasets.snapshot("validation"))
    page.opened(None)
    qtbot.waitUntil(lambda: page.current is not None)
    verify = page.detail.verify
    assert "stands in" in verify.words.text()
    verify.button.setFocus()
    qtbot.keyClick(verify.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "The service agrees on all" in verify.words.text())
    qtbot.waitUntil(verify.button.isEnabled)
