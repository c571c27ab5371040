"""Runs from the Evaluate page, answered by the Sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gui.pages.evaluate.confidence_view import Side
from services.connection import Connection
from services.domain.confidence import Likelihood
from services.domain.prediction import RunState
from services.settings import Folders, Settings
from tests.fakes.runs import stored_run
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.pages.evaluate.page import EvaluatePage
    from gui.pages.evaluate.run_dialog import RunDialog
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
    qtbot.waitUntil(lambda: page.starter.dialog is not None, timeout=5000)
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
    qtbot.waitUntil(lambda: "calls × about" in dialog.estimate_text, timeout=5000)
    with qtbot.waitSignal(page.starter.ended, timeout=30_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: page.current is not None and page.current.compared.run.state is RunState.FINISHED,
        timeout=5000,
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
    qtbot.waitUntil(lambda: page.current is not None, timeout=5000)
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
    qtbot.waitUntil(lambda: page.current is not None, timeout=5000)
    dialog = _ask(qtbot, page)
    _choose_rows(dialog, "unlabelled")
    with qtbot.waitSignal(page.starter.ended, timeout=30_000):
        qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.snapshots.currentText().startswith("Unlabelled"), timeout=5000)
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
    with qtbot.waitSignal(page.starter.ended, timeout=30_000):
        qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    background.started.disconnect()
    qtbot.waitUntil(page.detail.resume.isVisible, timeout=5000)
    (run,) = workspace.prediction.runs()
    assert run.state is RunState.STOPPED
    with qtbot.waitSignal(page.starter.ended, timeout=30_000):
        qtbot.mouseClick(page.detail.resume, Qt.MouseButton.LeftButton)
    (run,) = workspace.prediction.runs()
    assert run.state is RunState.FINISHED
    assert len(workspace.prediction.predictions(run)) == run.samples * (
        workspace.datasets.snapshot_with_id(run.snapshot_id).size
    )
    qtbot.waitUntil(lambda: not page.detail.resume.isVisible(), timeout=5000)


def test_a_judge_is_asked_and_its_words_are_held_against_human_answers(
    qtbot: QtBot, page: EvaluatePage, workspace: Workspace, tmp_path: Path
) -> None:
    fill_with_tickets(workspace, tmp_path)
    snapshot = workspace.datasets.snapshot("test")
    gold = workspace.datasets.gold(snapshot)
    names = {label.id: label.name for label in workspace.task.labels}
    says = {each: names[str(value)] for each, value in gold.items()}
    wrong = min(says)
    says[wrong] = next(name for name in names.values() if name != says[wrong])
    run = stored_run(workspace, snapshot, workspace.prompts.create("Plain"), says)
    page.opened(run)
    qtbot.waitUntil(lambda: page.current is not None)
    view = page.confidence
    page.detail.tabs.setCurrentWidget(view)
    qtbot.waitUntil(lambda: view.shown is not None)
    qtbot.mouseClick(view.side.button_of(Side.JUDGE), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.judge.first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.dialog is not None, timeout=10_000)
    dialog = view.dialog
    assert dialog is not None
    dialog.layout_field.setPlainText("{{what}}")
    assert "{{what}} is unknown" in dialog.layout_field.accessibleDescription()
    qtbot.mouseClick(dialog.start_over, Qt.MouseButton.LeftButton)
    assert "unknown" not in dialog.layout_field.accessibleDescription()
    qtbot.waitUntil(lambda: dialog.estimate_text.startswith(f"{len(says)} calls"))
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)

    def all_judged() -> bool:
        standing = view.shown.judge if view.shown else None
        return standing is not None and standing.judged == len(says)

    qtbot.waitUntil(all_judged, timeout=20_000)
    assert view.judge.judged.text().endswith(f"judged {len(says)} of {len(says)} answers.")
    assert view.judge.facts.text().startswith("Of answers called likely or very likely, ")
    words = {row.example_id: row.word for row in workspace.confidence.rows(run)}
    assert {words[each] for each in says} > {Likelihood.ABOUT_EVEN}
    assert words[wrong] in {Likelihood.UNLIKELY, Likelihood.VERY_UNLIKELY, Likelihood.ABOUT_EVEN}
