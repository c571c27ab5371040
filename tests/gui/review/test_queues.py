"""Choosing what is reviewed, blind reviews, what stands beside a row, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.navigation import MistakesOf, NamedRows, Page
from gui.pages.review.blind import gold_first
from gui.pages.review.more_panels import Panel
from services.domain.confidence import Judge, Judgement, Likelihood
from services.domain.example import Split
from services.domain.prediction import PredictionState, Run, Verdict
from services.domain.task import Task
from services.evaluation.causes import Cause
from services.evaluation.review_queue import QueueKind, ReviewOf
from services.storage.judgements import JudgementTable
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.review.page import ReviewPage
    from services.app import Workspace
    from tests.gui.review.conftest import MakeProject, OpenPage

Key = Qt.Key
TEXTS = ("my parcel is late", "give me my money", "the parcel is lost", "I cannot sign in")
GOLD = ("delivery", "refund", "delivery", "other")


@pytest.fixture
def workspace(make_project: MakeProject) -> Workspace:
    return make_project(Task.classification("Tickets", ("delivery", "refund", "other")))


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    rows = zip(TEXTS, GOLD, strict=True)
    return filled(workspace, [{"text": text, "label": label} for text, label in rows])


@pytest.fixture
def run(workspace: Workspace, ids: list[str]) -> Run:
    """One right, three wrong."""
    says = ("delivery", "delivery", "refund", PredictionState.UNPARSABLE)
    return _stored(workspace, dict(zip(ids, says, strict=True)))


def _stored(workspace: Workspace, says: dict[str, Any], **more: Any) -> Run:
    prompts = workspace.prompts.all()
    prompt = prompts[0] if prompts else workspace.prompts.create("Plain")
    return stored_run(workspace, workspace.datasets.snapshot("all"), prompt, says, **more)


def _press(qtbot: QtBot, *keys: Qt.Key | str) -> None:
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        if isinstance(key, str):
            qtbot.keyClicks(target, key)
        else:
            qtbot.keyClick(target, key)


def _place(page: ReviewPage) -> str:
    return page.view.case.accessible_place


def test_another_queue_is_chosen_in_the_menu(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    _stored(workspace, dict(zip(ids, ("refund", "delivery", "refund", "other"), strict=True)))
    page = open_page(workspace, run)
    page.queue_menu.fill()
    (agree,) = [each for each in page.queue_menu.actions() if each.text().startswith("All runs")]
    agree.trigger()
    qtbot.waitUntil(lambda: _place(page) == "Mistake 1 of 2")
    assert page.queue_menu.button.text() == "All runs against the gold"
    _press(qtbot, Key.Key_M)
    assert [workspace.evaluation.verdicts(each) for each in workspace.prediction.runs()] == [
        {ids[1]: Verdict.MODEL_WRONG}
    ] * 2


def test_an_empty_queue_says_so_and_another_can_be_chosen(
    open_page: OpenPage, workspace: Workspace, run: Run
) -> None:
    page = open_page(workspace, ReviewOf(run, QueueKind.TUNED_ONLY))
    assert page.session is None
    assert page.queue_menu.button.isVisible()


def test_right_ones_are_mixed_in_and_said(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    page = open_page(workspace, ReviewOf(run, mixed=True))
    assert "1 right among them, drawn by seed" in page.view.tally.text()
    assert page.session is not None
    page.session.go_to(ids[0])
    page.opened(None)
    assert page.view.verdict.first.text() == "M   Both right"
    _press(qtbot, Key.Key_M)
    assert workspace.evaluation.verdicts(run) == {ids[0]: Verdict.RIGHT}


def test_a_blind_review_names_nobody(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    page = open_page(workspace, ReviewOf(run, blind=True))
    assert "1 without a predicted answer left out" in page.view.tally.text()
    case = page.view.case
    shown = (case.gold.value, case.predicted.value)
    assert shown == (("refund", "delivery") if gold_first(ids[1]) else ("delivery", "refund"))
    assert (case.gold.pill, case.predicted.pill, case.predicted.note) == ("", "", "")
    assert case.more.buttons[Panel.REPLY].isHidden()
    assert case.more.buttons[Panel.OTHERS].isHidden()
    _press(qtbot, Key.Key_M, Key.Key_G)
    assert workspace.evaluation.verdicts(run) == {}
    _press(qtbot, Key.Key_1 if gold_first(ids[1]) else Key.Key_2)
    assert workspace.evaluation.verdicts(run) == {ids[1]: Verdict.MODEL_WRONG}
    _press(qtbot, Key.Key_2 if gold_first(ids[2]) else Key.Key_1)
    assert workspace.evaluation.verdicts(run)[ids[2]] is Verdict.GOLD_WRONG
    assert workspace.datasets.example(ids[2]).gold == workspace.task.labels[1].id


def test_similar_training_rows_and_other_runs_stand_beside_a_row(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    workspace.datasets.split(1.0, 0.0, 0.0)
    _stored(workspace, {ids[2]: "delivery"}, model="another")
    page = open_page(workspace, run)
    more = page.view.case.more
    _press(qtbot, Key.Key_Right, Key.Key_O)
    others = more.others.model()
    assert [others.index(0, at).data() for at in (1, 2)] == ["delivery", "right"]
    _press(qtbot, Key.Key_T)
    similar = more.similar.model()
    qtbot.waitUntil(lambda: similar.rowCount() > 0)
    assert [similar.index(0, at).data() for at in (0, 1)] == [TEXTS[0], "delivery"]
    _press(qtbot, Key.Key_T)
    assert more.open is None


def test_a_note_is_kept(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    page = open_page(workspace, run)
    _press(qtbot, Key.Key_N, "ask Kim", Key.Key_Escape)
    assert workspace.notes.of(ids[1]) == "ask Kim"
    _press(qtbot, Key.Key_Right)
    assert workspace.notes.of(ids[2]) == ""
    assert page.view.case.more.note.toPlainText() == ""


def test_an_unclear_guideline_is_written_down_beside_the_row(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    page = open_page(workspace, run)
    _press(qtbot, Key.Key_U, "Lost is delivery.")
    qtbot.keyClick(page.view.guidelines.editor, Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert workspace.task.guidelines == "Lost is delivery."
    assert workspace.evaluation.verdicts(run) == {ids[1]: Verdict.GUIDELINE_UNCLEAR}
    assert page.view.verdict.isVisible()


def test_rows_like_this_one_become_a_named_queue(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run
) -> None:
    (unlabelled,) = filled(workspace, ["where is my money"])
    page = open_page(workspace, run)
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        _press(qtbot, Key.Key_L)
    assert asked.args is not None
    target, rows = asked.args
    assert target is Page.LABEL
    assert isinstance(rows, NamedRows)
    assert (rows.name, rows.wanted.ranked) == ("Like “give me my money”", (unlabelled,))


def test_test_rows_are_not_chosen_by_likeness(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run
) -> None:
    (unlabelled,) = filled(workspace, ["where is my money"])
    workspace.bulk.split([workspace.datasets.example(unlabelled).row], Split.TEST)
    page = open_page(workspace, run)
    _press(qtbot, Key.Key_L)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert "There is no unlabelled row" in page.notices.notices[0].title


def test_causes_lead_to_what_to_do_next(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run
) -> None:
    page = open_page(workspace, run)
    _press(qtbot, Key.Key_C)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title == "No mistake was judged yet."
    _press(qtbot, Key.Key_G, Key.Key_1, Key.Key_C)
    qtbot.waitUntil(lambda: page.steps.dialog is not None)
    dialog = page.steps.dialog
    assert dialog is not None
    assert dialog.table.model().index(0, 0).data() == "refund"
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.mouseClick(dialog.steps[Cause.LABEL_ERROR], Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[0] is Page.DATA
    assert asked.args[1].label == workspace.task.labels[1].id


def test_the_values_of_a_record_are_marked_in_the_text(
    open_page: OpenPage, make_project: MakeProject
) -> None:
    schema = {"type": "object", "properties": {"to": {"type": "string"}, "at": {"type": "string"}}}
    trips = make_project(Task.extraction("Trips", schema))
    (example_id,) = filled(trips, ["To Rome by noon from Oslo"])
    trips.labeling.answer(example_id, {"to": "Rome", "at": "noon"})
    run = _stored(trips, {example_id: {"to": "Oslo", "at": "noon"}})
    page = open_page(trips, ReviewOf(run, field="to"))
    marked = {each.name: (each.start, each.end) for each in page.view.case.text._coloured}
    assert marked == {
        "to: gold answer": (3, 7),
        "at: both": (11, 15),
        "to: prediction": (21, 25),
    }
    blind = open_page(trips, ReviewOf(run, blind=True))
    assert blind.view.case.blind_diff.isVisible()
    assert "“to”" not in blind.view.tally.text()


def test_the_word_of_a_judge_stands_beside_the_prediction(
    open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    table = JudgementTable(workspace._file.database)
    table.set_judge(run.id, Judge(run.model, workspace.judges.starter()), 1.0)
    said = workspace.task.labels[0].id
    table.put(run.id, [Judgement(ids[1], said, Likelihood.UNLIKELY, "unlikely")])
    assert open_page(workspace, run).view.case.predicted.note == "judge: unlikely"


def test_a_field_comes_from_the_measures(open_page: OpenPage, make_project: MakeProject) -> None:
    schema = {"type": "object", "properties": {"to": {"type": "string"}, "at": {"type": "string"}}}
    trips = make_project(Task.extraction("Trips", schema))
    ids = filled(trips, ["To Rome at noon", "To Oslo at two"])
    for each in ids:
        trips.labeling.answer(each, {"to": "Rome", "at": "noon"})
    run = _stored(trips, {ids[0]: {"to": "Rome"}, ids[1]: {"to": "Oslo", "at": "noon"}})
    page = open_page(trips, MistakesOf(run, field="at"))
    assert _place(page) == "Mistake 1 of 1"
    assert "field “at”" in page.view.tally.text()
