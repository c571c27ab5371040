"""Jobs that end, or cannot be asked for, while the user is anywhere."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from gui.job_follower import JobFollower
from gui.message_dialog import MessageDialog
from gui.pages.tune.end_notice import end_notice
from gui.stop_question import StopQuestion
from gui.widgets.notice_bar import NoticeKind
from services.domain.tuning import JobState
from services.ports import CallError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.background import Background
    from services.connection import Connection
    from services.domain.tuning import TuningJob
    from tests.gui.tune.conftest import Opened


@pytest.fixture
def running(tuned: Opened) -> TuningJob:
    """As the project was left: the job had not ended when it was last asked for."""
    (job,) = tuned.workspace.tuning.jobs()
    assert job.remote is not None
    remote = replace(job.remote, state=JobState.TUNING, tuned=None, completed_epochs=1)
    left = replace(job, state=JobState.TUNING, remote=remote, ended=None)
    tuned.workspace.tuning._jobs.put(left)
    return left


@pytest.fixture
def revoked(shared: Connection) -> Iterator[None]:
    """The key is revoked at the service while a job runs."""
    shared.tuning_api()
    revoke(shared, revoked=True)
    yield
    revoke(shared, revoked=False)


def revoke(connection: Connection, *, revoked: bool) -> None:
    address = connection._ready().address.base_url
    body = json.dumps({"revoked": revoked, "forget": revoked}).encode()
    request = urllib.request.Request(f"{address}/sandbox/tokens", data=body, method="POST")
    urllib.request.urlopen(request, timeout=60).close()


def follower(tuned: Opened) -> JobFollower:
    context = tuned.page.context
    return JobFollower(context.background, context.events, tuned.workspace, tuned.page)


def test_a_job_that_ended_while_the_program_was_closed_is_told_at_its_start(
    qtbot: QtBot, tuned: Opened, running: TuningJob
) -> None:
    with qtbot.waitSignal(follower(tuned).ended) as told:
        pass
    number, job = told.args or [0, running]
    assert (number, job.id) == (1, running.id)
    notice = end_notice(number, job, lambda: None)
    assert notice.kind is NoticeKind.SUCCESS
    assert "still in the bucket" in notice.text
    assert notice.action == "Show the model"
    part = replace(
        job, state=JobState.PARTLY_SUCCEEDED, error="Checkpoint 1 could not be deployed."
    )
    notice = end_notice(number, part, lambda: None)
    assert notice.kind is NoticeKind.WARNING
    assert notice.text.startswith("The tuned model is ready in part. Checkpoint 1 could not be")


def test_a_revoked_key_is_told_beside_the_job_which_goes_on(
    qtbot: QtBot, tuned: Opened, running: TuningJob, revoked: None, shared: Connection
) -> None:
    card = tuned.page.jobs.cards[running.id]
    following = follower(tuned)
    with qtbot.waitSignal(following.failed) as failed:
        pass
    assert failed.args is not None
    assert isinstance(failed.args[0], CallError)
    tuned.page.opened(None)
    qtbot.waitUntil(card.note.isVisible)
    assert card.note.text().startswith("Not asked since ")
    assert card.note.text().endswith("The job itself goes on at the service.")
    assert card.state.text() == "tuning"
    assert card.progress.text() == "epoch 1 of 3"
    revoke(shared, revoked=False)
    tuned.workspace.following.soon()
    qtbot.waitUntil(lambda: card.state.text() == "succeeded")
    assert not card.note.isVisible()


def test_quitting_says_what_becomes_of_jobs_that_wait(
    qtbot: QtBot, background: Background, tuned: Opened
) -> None:
    asked = StopQuestion(background, None, lambda: 2)
    assert asked.needed
    stopped: list[bool] = []
    asked.ask(lambda: stopped.append(True))
    window = tuned.page.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(MessageDialog)))
    (dialog,) = window.findChildren(MessageDialog)
    words = " ".join(part.text() for part in dialog.findChildren(QLabel))
    assert "2 tuning jobs wait their turn. They are not sent while this is closed, and" in words
    assert "when you open this project again" in words
    next(made for made in dialog.findChildren(QPushButton) if made.text() == "Stop").click()
    assert stopped == [True]
    assert not StopQuestion(background).needed
