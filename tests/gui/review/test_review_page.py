from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.navigation import MistakesOf, Page
from services.domain.prediction import PredictionState, Run, Verdict
from services.domain.task import Task
from services.evaluation.causes import Cause
from services.evaluation.records import Cell
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.review.page import ReviewPage
    from services.app import Workspace
    from tests.gui.review.conftest import MakeProject, OpenPage

Key = Qt.Key
LABELS = ("delivery", "refund", "other")
TEXTS = ("Where is my parcel?", "환불해 주세요 😡", "الطلب متأخر", "I cannot sign in.")
GOLD = ("delivery", "refund", "delivery", "other")
SAID = ("delivery", "delivery", PredictionState.UNPARSABLE, "refund")


@pytest.fixture
def workspace(make_project: MakeProject) -> Workspace:
    return make_project(Task.classification("Tickets", LABELS, guidelines="Be **strict**."))


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    rows = zip(TEXTS, GOLD, strict=True)
    return filled(workspace, [{"text": text, "label": label} for text, label in rows])


@pytest.fixture
def run(workspace: Workspace, ids: list[str]) -> Run:
    """One right, three wrong: the rows 1, 2 and 3, in the order of their ids."""
    return _stored(workspace, dict(zip(ids, SAID, strict=True)))


@pytest.fixture
def page(open_page: OpenPage, workspace: Workspace, run: Run) -> ReviewPage:
    return open_page(workspace, MistakesOf(run))


def _stored(workspace: Workspace, says: dict[str, Any], **more: Any) -> Run:
    prompts = workspace.prompts.all()
    prompt = prompts[0] if prompts else workspace.prompts.create("Plain")
    return stored_run(workspace, workspace.datasets.snapshot("all"), prompt, says, **more)


def _press(qtbot: QtBot, *keys: Qt.Key | str) -> None:
    """Press keys wherever the focus is, as a user does."""
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        if isinstance(key, str):
            qtbot.keyClicks(target, key)
        else:
            qtbot.keyClick(target, key)


def _undo(qtbot: QtBot, key: Qt.Key = Key.Key_Z) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClick(target, key, Qt.KeyboardModifier.ControlModifier)


def _text(page: ReviewPage) -> str:
    return page.view.case.text.toPlainText()


def test_the_first_mistake_stands_beside_its_gold_answer(page: ReviewPage) -> None:
    case = page.view.case
    assert _text(page) == TEXTS[1]
    assert (case.gold.value, case.predicted.value) == ("refund", "delivery")
    assert case.predicted.pill == "wrong"
    assert case.accessible_place == "Mistake 1 of 3"


def test_model_wrong_is_kept_and_goes_on(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    _press(qtbot, Key.Key_M)
    assert _text(page) == TEXTS[2]
    alignment = page.view.case.text.document().defaultTextOption().alignment()
    assert alignment & Qt.AlignmentFlag.AlignRight
    assert "No answer could be read" in page.view.case.predicted.note
    assert workspace.evaluation.verdicts(run) == {ids[1]: Verdict.MODEL_WRONG}
    assert "1 model wrong, 2 to judge" in page.view.tally.text()


def test_gold_wrong_chooses_the_label_by_its_key_and_measures_all_runs_anew(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    _press(qtbot, Key.Key_G, Key.Key_1)
    assert workspace.datasets.example(ids[1]).gold == workspace.task.labels[0].id
    assert workspace.evaluation.verdicts(run) == {ids[1]: Verdict.GOLD_WRONG}
    assert _text(page) == TEXTS[2]
    qtbot.waitUntil(page.view.rescored.isVisible)
    assert page.view.rescored.text.startswith("Measured anew: 25.0 % → 50.0 %")
    _press(qtbot, Key.Key_Left)
    assert page.view.case.predicted.pill == "right"
    assert page.view.case.gold.pill == "fixed"


def test_enter_takes_the_predicted_label(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, ids: list[str]
) -> None:
    _press(qtbot, Key.Key_2, Key.Key_Return)
    assert workspace.datasets.example(ids[1]).gold == workspace.task.labels[0].id


def test_escape_leaves_the_question_open_for_later(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, run: Run
) -> None:
    _press(qtbot, Key.Key_G, Key.Key_Escape)
    assert not page.view.verdict.asking
    assert workspace.evaluation.verdicts(run) == {}
    _press(qtbot, Key.Key_M)
    assert _text(page) == TEXTS[2]


def test_ambiguous_flags_the_row_with_the_reason(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    _press(qtbot, Key.Key_A, "two things at once", Key.Key_Return)
    example = workspace.datasets.example(ids[1])
    assert (example.flagged, example.flag_reason) == (True, "two things at once")
    assert workspace.evaluation.verdicts(run) == {ids[1]: Verdict.AMBIGUOUS}
    assert _text(page) == TEXTS[2]


def test_shots_come_from_training_only(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, ids: list[str]
) -> None:
    _press(qtbot, Key.Key_S)
    assert "not in the training split" in page.notices.notices[0].title
    workspace.datasets.split(1.0, 0.0, 0.0)
    _press(qtbot, Key.Key_4)
    assert "Added to the shots" in page.notices.notices[0].title
    assert workspace.prompts.all()[0].shots.by_hand == (ids[1],)
    assert _text(page) == TEXTS[1]


def test_undo_takes_back_verdicts_one_after_another_and_redo_gives_them_again(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    _press(qtbot, Key.Key_G, Key.Key_1, Key.Key_M)
    assert _text(page) == TEXTS[3]
    _undo(qtbot)
    assert _text(page) == TEXTS[2]
    assert workspace.evaluation.verdicts(run) == {ids[1]: Verdict.GOLD_WRONG}
    _undo(qtbot)
    assert _text(page) == TEXTS[1]
    assert workspace.evaluation.verdicts(run) == {}
    assert workspace.datasets.example(ids[1]).gold == workspace.task.labels[1].id
    _undo(qtbot, Key.Key_Y)
    assert workspace.datasets.example(ids[1]).gold == workspace.task.labels[0].id
    assert workspace.evaluation.verdicts(run) == {ids[1]: Verdict.GOLD_WRONG}


def test_a_correction_can_be_undone_in_a_later_review(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    open_page(workspace, MistakesOf(run))
    _press(qtbot, Key.Key_G, Key.Key_1)
    later = open_page(workspace, MistakesOf(run))
    assert later.view.case.accessible_place == "Mistake 1 of 2"
    _undo(qtbot)
    assert workspace.datasets.example(ids[1]).gold == workspace.task.labels[1].id
    assert workspace.evaluation.verdicts(run) == {}


def test_next_previous_and_the_reply(qtbot: QtBot, page: ReviewPage) -> None:
    _press(qtbot, Key.Key_Space, Key.Key_Right)
    assert _text(page) == TEXTS[3]
    assert not page.view.next.isEnabled()
    _press(qtbot, Key.Key_Backspace, Key.Key_Left)
    assert _text(page) == TEXTS[1]
    assert not page.view.case.more.reply.isVisible()
    _press(qtbot, Key.Key_R)
    assert page.view.case.more.reply.isVisible()
    assert page.view.case.more.reply.toPlainText() == "It is delivery."


def test_after_the_last_one_the_page_says_what_was_found(qtbot: QtBot, page: ReviewPage) -> None:
    _press(qtbot, Key.Key_M, Key.Key_M, Key.Key_M)
    notice = page.notices.notices[0]
    assert (notice.title, notice.text) == ("That was the last one.", "3 model wrong.")
    assert notice.run is not None
    notice.run()
    qtbot.waitUntil(lambda: page.steps.dialog is not None)
    dialog = page.steps.dialog
    assert dialog is not None
    assert list(dialog.steps) == [Cause.MODEL_ERROR]
    dialog.reject()


def test_a_cell_of_the_grid_shows_its_rows_only(
    open_page: OpenPage, workspace: Workspace, run: Run, qtbot: QtBot
) -> None:
    other, refund = workspace.task.labels[2].id, workspace.task.labels[1].id
    page = open_page(workspace, MistakesOf(run, Cell(other, refund)))
    assert _text(page) == TEXTS[3]
    assert page.view.case.accessible_place == "Mistake 1 of 1"


def test_a_review_goes_on_where_it_stopped(
    open_page: OpenPage, workspace: Workspace, run: Run, ids: list[str]
) -> None:
    workspace.evaluation.judge(run, ids[1], Verdict.MODEL_WRONG)
    assert _text(open_page(workspace, None)) == TEXTS[2]


def test_without_a_run_the_page_leads_to_evaluate(
    open_page: OpenPage, workspace: Workspace, qtbot: QtBot
) -> None:
    page = open_page(workspace, None)
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        qtbot.mouseClick(page.nothing.to_evaluate, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[0] is Page.EVALUATE


def test_many_labels_are_found_by_typing(
    qtbot: QtBot, open_page: OpenPage, make_project: MakeProject
) -> None:
    many = make_project(Task.classification("Many", [f"label {number}" for number in range(40)]))
    (example_id,) = filled(many, [{"text": "one", "label": "label 1"}])
    _stored(many, {example_id: "label 2"})
    open_page(many, None)
    _press(qtbot, Key.Key_G, "label 37", Key.Key_Return)
    assert many.datasets.example(example_id).gold == many.task.labels[37].id


def test_a_record_is_compared_field_by_field_and_corrected_in_a_form(
    qtbot: QtBot, open_page: OpenPage, make_project: MakeProject
) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
    }
    trips = make_project(Task.extraction("Trips", schema))
    (example_id,) = filled(trips, ["To Rome, two of us"])
    trips.labeling.answer(example_id, {"city": "Roma", "people": 2})
    _stored(trips, {example_id: {"city": "Rome", "people": 2.0, "mood": "calm"}})
    page = open_page(trips, None)
    found = {line.name: line.right for line in page.view.case.diff.lines}
    assert found == {"city": False, "people": True, "mood": False}
    _press(qtbot, Key.Key_G, Key.Key_Escape)
    assert not page.view.verdict.asking
    _press(qtbot, Key.Key_G)
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    _press(qtbot, "Rome", Key.Key_Return)
    assert trips.datasets.example(example_id).gold == {"city": "Rome", "people": 2}


def test_keys_do_nothing_while_there_is_nothing_to_review(
    qtbot: QtBot, open_page: OpenPage, workspace: Workspace
) -> None:
    page = open_page(workspace, None)
    qtbot.keyClick(page, Key.Key_M)
    assert page.session is None


def test_another_run_can_be_picked(
    qtbot: QtBot, page: ReviewPage, workspace: Workspace, ids: list[str]
) -> None:
    _stored(workspace, {ids[0]: "other"}, model="another", created=2.0)
    page.opened(None)
    assert [page.runs.itemText(at) for at in range(2)] == ["another · Plain v1", "small · Plain v1"]
    page.runs.setFocus()
    qtbot.keyClick(page.runs, Key.Key_Up)
    qtbot.waitUntil(lambda: _text(page) == TEXTS[0])


def test_every_key_is_listed(page: ReviewPage) -> None:
    listed = page.keys()
    words = " ".join(each.keys for each in listed).split()
    assert all(key in words for key in ("M", "G", "A", "S", "R", "Ctrl+Z", "Esc"))
