"""The page of a tuned model, and the curves of jobs, by mouse and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from gui.message_dialog import MessageDialog
from gui.navigation import NewRun, Page, ShowJob
from gui.pages.tune.delete_model_dialog import DeleteModelDialog
from gui.pages.tune.job_card import JobAct
from gui.pages.tune.model_facts import since_words
from gui.widgets.request_dialog import RequestDialog
from services.domain.example import ExampleFilter, Split
from services.domain.tuning import JobState
from services.tuning.models import Since
from services.tuning.successors import SUCCESSOR_OF
from tests.gui.tune.conftest import WORDS, Opened

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.tune.model_view import ModelView
    from services.domain.tuning import TuningJob


@pytest.fixture
def opened(tuned: Opened) -> Opened:
    return tuned


@pytest.fixture
def job(opened: Opened) -> TuningJob:
    return opened.workspace.tuning.jobs()[0]


@pytest.fixture
def view(opened: Opened, job: TuningJob) -> ModelView:
    opened.page.opened(ShowJob(job.id))
    return opened.page.model


def click(qtbot: QtBot, made: QPushButton) -> None:
    assert made.isVisible()
    assert made.isEnabled()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def answer_question(qtbot: QtBot, opened: Opened, word: str) -> None:
    dialog = next(
        each for each in opened.page.window().findChildren(MessageDialog) if each.isVisible()
    )
    click(qtbot, next(made for made in dialog.findChildren(QPushButton) if made.text() == word))


def test_a_job_leads_to_the_page_of_its_model_and_escape_back(
    qtbot: QtBot, opened: Opened, job: TuningJob
) -> None:
    opened.page.opened(None)
    leading = opened.page.jobs.cards[job.id].buttons[JobAct.MODEL]
    click(qtbot, leading)
    view = opened.page.model
    assert view.title.text() == "Tuned 1: gemini-3.1-flash-lite, 3 epochs"
    assert view.standing.text() == "answers in us"
    qtbot.waitUntil(lambda: not view.since.isVisible())
    qtbot.keyClick(view.evaluate, Qt.Key.Key_Escape)
    qtbot.waitUntil(leading.hasFocus)


def test_a_model_and_its_checkpoints_are_evaluated_with_their_own_prompt(
    qtbot: QtBot, opened: Opened, view: ModelView, job: TuningJob
) -> None:
    click(qtbot, view.evaluate)
    page, wanted = opened.went[-1]
    assert page is Page.EVALUATE
    assert isinstance(wanted, NewRun)
    assert wanted.prompt.id == job.prompt_id
    assert wanted.model is not None
    assert wanted.model.checkpoint is None
    qtbot.mouseClick(view.checkpoints.evaluate_buttons["2"], Qt.MouseButton.LeftButton)
    _, wanted = opened.went[-1]
    assert isinstance(wanted, NewRun)
    assert wanted.model in opened.workspace.prediction.models()
    assert wanted.model is not None
    assert wanted.model.checkpoint == "2"


def test_another_checkpoint_becomes_the_default(
    qtbot: QtBot, view: ModelView, opened: Opened
) -> None:
    assert set(view.checkpoints.default_buttons) == {"1", "2"}
    qtbot.mouseClick(view.checkpoints.default_buttons["1"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: set(view.checkpoints.default_buttons) == {"2", "3"})
    assert opened.workspace.tuning.jobs()[0].standing.default_checkpoint == "1"


def test_the_model_is_tried_on_a_row_and_its_call_is_shown(
    qtbot: QtBot, view: ModelView, opened: Opened
) -> None:
    click(qtbot, view.smoke.try_row)
    qtbot.waitUntil(lambda: view.smoke.reply.text() in WORDS)
    assert "the gold answer is" in view.smoke.said.text()
    click(qtbot, view.smoke.call)
    window = opened.page.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(RequestDialog)))
    (dialog,) = window.findChildren(RequestDialog)
    dialog.show_text("curl")
    assert "/locations/us/endpoints/" in dialog.text.toPlainText()
    dialog.accept()


def test_answers_that_changed_since_lead_to_tuning_again(
    qtbot: QtBot, view: ModelView, opened: Opened
) -> None:
    datasets = opened.workspace.datasets
    (example, *_) = datasets.examples(datasets.rows(ExampleFilter(split=Split.TRAINING)))
    names = {label.id: label.name for label in opened.workspace.task.labels}
    assert isinstance(example.gold, str)
    other = next(name for name in WORDS if name != names[example.gold])
    opened.workspace.labeling.correct(example.id, other)
    expected = "1 answer changed since this model was tuned."
    qtbot.waitUntil(lambda: view.since.text() == expected)
    click(qtbot, view.tune_again)
    qtbot.waitUntil(lambda: not view.isVisible())


def test_the_same_rows_are_tuned_on_the_next_base(
    qtbot: QtBot, view: ModelView, opened: Opened, job: TuningJob
) -> None:
    assert "may be retired after" in view.successor.words.text()
    qtbot.mouseClick(view.successor.start, Qt.MouseButton.LeftButton)
    answer_question(qtbot, opened, "Tune gemini-3.5-flash")
    jobs = opened.workspace.tuning.jobs
    qtbot.waitUntil(lambda: len(jobs()) == 2)
    made = jobs()[1]
    assert made.base_model == "gemini-3.5-flash"
    assert made.lineage[SUCCESSOR_OF] == job.id
    qtbot.waitUntil(lambda: jobs()[1].remote is not None)
    opened.workspace.tuning.cancel(jobs()[1])


def test_curves_are_read_by_keys(qtbot: QtBot, opened: Opened) -> None:
    opened.page.opened(None)
    view = opened.page.jobs.curves.view
    assert len(view.loss.lines) == 2
    assert [text for _, text in view.loss.lines[1].marks] == ["1", "2", "3"]
    assert "validation accuracy: from" in view.accuracy.accessibleDescription()
    view.loss.setFocus()
    qtbot.keyClick(view.loss, Qt.Key.Key_End)
    last = f"Step {int(view.loss.lines[1].points[-1][0])}"
    assert view.reading.text().startswith(f"{last} · training loss ")
    assert "validation accuracy" in view.reading.text()
    qtbot.keyClick(view.loss, Qt.Key.Key_Left)
    assert not view.reading.text().startswith(f"{last} ")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert view.accuracy.hasFocus()


def test_a_failure_leads_to_the_row_that_it_names(
    qtbot: QtBot, opened: Opened, job: TuningJob
) -> None:
    assert job.remote is not None
    words = "Row: 1. Missing required `contents` field."
    remote = replace(job.remote, error=words, tuned=None)
    opened.workspace.tuning._jobs.put(replace(job, state=JobState.FAILED, remote=remote))
    card = opened.page.jobs.cards[job.id]
    qtbot.waitUntil(lambda: card.job.state is JobState.FAILED)
    opened.page.opened(ShowJob(job.id))
    assert card.failure.isVisible()
    assert card.failure.words.text() == f"The service says: {words}"
    assert "line 2 of the training file" in card.failure.way_out.text()
    click(qtbot, card.failure.open_row)
    page, wanted = opened.went[-1]
    assert page is Page.DATA
    assert isinstance(wanted, ExampleFilter)
    assert wanted.ids is not None
    assert len(wanted.ids) == 1


def test_a_model_is_undeployed_deployed_and_deleted_for_good(
    qtbot: QtBot, view: ModelView, opened: Opened
) -> None:
    click(qtbot, view.undeploy)
    answer_question(qtbot, opened, "Undeploy")
    qtbot.waitUntil(lambda: view.standing.text() == "not deployed")
    assert not view.evaluate.isEnabled()
    assert not view.smoke.try_row.isEnabled()
    click(qtbot, view.deploy)
    qtbot.waitUntil(lambda: view.standing.text() == "answers in us")

    click(qtbot, view.delete)
    (dialog,) = opened.page.window().findChildren(DeleteModelDialog)
    assert not dialog.confirm_button.isEnabled()
    qtbot.keyClicks(dialog.field, view.title.text())
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.standing.text() == "deleted")
    assert not view.delete.isVisible()
    assert opened.workspace.tuning.models() == ()


def test_what_changed_since_is_said_in_the_right_number() -> None:
    one, more = Since(changed=1, withdrawn=1, more=1), Since(changed=31, withdrawn=2, more=3)
    assert since_words(one) == (
        "1 answer changed, 1 row lost its answer, 1 more training row is answered"
        " since this model was tuned."
    )
    assert since_words(more) == (
        "31 answers changed, 2 rows lost their answers, 3 more training rows are answered"
        " since this model was tuned."
    )
