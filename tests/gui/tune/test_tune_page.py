from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gui.message_dialog import MessageDialog
from gui.navigation import NewRun, Page
from gui.pages.tune.job_card import JobAct
from services.domain.example import ExampleFilter, Split, State
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.pages.tune.job_card import JobCard
    from tests.gui.tune.conftest import Opened

    OpenPage = Callable[[int], Opened]


def looked(qtbot: QtBot, opened: Opened) -> None:
    qtbot.waitUntil(lambda: bool(opened.page.form.bar.arithmetic.text()))


def ready(qtbot: QtBot, opened: Opened) -> None:
    qtbot.waitUntil(opened.page.form.bar.start.isEnabled)


def only_card(opened: Opened) -> JobCard:
    (card,) = opened.page.jobs.cards.values()
    return card


def started(qtbot: QtBot, opened: Opened) -> JobCard:
    ready(qtbot, opened)
    qtbot.keyClick(opened.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    cards = opened.page.jobs.cards
    qtbot.waitUntil(lambda: bool(cards) and only_card(opened).job.remote is not None)
    return only_card(opened)


def test_a_project_without_a_prompt_is_led_to_write_one(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(0)
    assert opened.page.write_prompt.isVisible()
    qtbot.mouseClick(opened.page.write_prompt, Qt.MouseButton.LeftButton)
    assert opened.went == [(Page.PROMPT, None)]


def test_the_button_says_what_it_will_do(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    ready(qtbot, opened)
    rows = opened.workspace.tuning.estimate(opened.workspace.prompts.all()[0]).rows
    assert opened.page.form.bar.start.text().startswith(
        f"Tune gemini-3.1-flash-lite: 4 epochs, {rows} rows, about "
    )
    assert opened.page.form.bar.start.text().endswith("free in the Sandbox")
    assert "× 4 epochs" in opened.page.form.bar.arithmetic.text()
    assert len(opened.page.form.checks.texts) == 1
    assert opened.page.form.checks.texts[0].startswith("In order: ")


def test_epochs_typed_by_hand_make_an_own_recipe(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    ready(qtbot, opened)
    epochs = opened.page.form.recipe.one.epochs
    epochs.setFocus()
    epochs.selectAll()
    qtbot.keyClicks(epochs, "7")
    qtbot.keyClick(epochs, Qt.Key.Key_Tab)
    assert opened.page.form.recipe.one.recipe.currentText() == "My own"
    qtbot.waitUntil(lambda: "7 epochs" in opened.page.form.bar.start.text())


def test_a_recipe_fills_in_its_figures(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    choice = opened.page.form.recipe.one.recipe
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    chosen = opened.page.form.recipe.chosen_recipes[0]
    assert (chosen.epochs, chosen.adapter_size) == (2, 1)
    assert chosen.name == "Gemini 1.0 guide: 2 epochs"


def test_what_is_missing_blocks_and_leads_there(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(10)
    looked(qtbot, opened)
    assert not opened.page.form.bar.start.isEnabled()
    assert "at least 16 are needed" in opened.page.form.checks.texts[0]
    qtbot.mouseClick(opened.page.form.checks.links[0], Qt.MouseButton.LeftButton)
    wanted = ExampleFilter(state=State.UNLABELLED, split=Split.TRAINING)
    assert opened.went == [(Page.LABEL, wanted)]


def test_a_key_starts_a_job_that_ends_in_a_tuned_model(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    card = started(qtbot, opened)
    qtbot.waitUntil(lambda: card.job.state.ended)
    assert card.job.state is JobState.SUCCEEDED
    assert card.state.text() == "succeeded"
    assert "billed" in card.cost.text()
    assert opened.page.notices.notices[0].text.startswith("The tuned model is ready.")
    whole, *checkpoints = opened.workspace.tuning.models()
    assert whole.checkpoint is None
    assert [model.checkpoint for model in checkpoints] == ["3", "2", "1"]
    qtbot.mouseClick(card.more, Qt.MouseButton.LeftButton)
    names = {part.accessibleName().split(":")[0] for part in card.findChildren(QLabel)}
    assert {"Endpoint", "Training", "Statistics"} <= names
    qtbot.mouseClick(card.buttons[JobAct.EVALUATE], Qt.MouseButton.LeftButton)
    page, wanted = opened.went[-1]
    assert page is Page.EVALUATE
    assert isinstance(wanted, NewRun)
    assert wanted.model == opened.workspace.tuning.models()[0]
    qtbot.waitUntil(lambda: "not done yet" not in " ".join(opened.page.form.checks.texts))
    qtbot.mouseClick(card.buttons[JobAct.DELETE_FILES], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.job.lineage["training"]["uri"] == "")


def test_cancelling_asks_first(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    opened.page.form.recipe.one.epochs.setValue(100)
    card = started(qtbot, opened)
    qtbot.mouseClick(card.buttons[JobAct.CANCEL], Qt.MouseButton.LeftButton)
    (dialog,) = opened.page.window().findChildren(MessageDialog)
    words = {made.text(): made for made in dialog.findChildren(QPushButton)}
    assert words["Let it run"].isDefault()
    qtbot.mouseClick(words["Cancel the job"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.job.state.ended)
    assert card.job.state is JobState.CANCELLED


def test_an_interrupted_job_can_go_on_or_be_discarded(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    card = started(qtbot, opened)
    job = card.job
    qtbot.waitUntil(lambda: card.job.state.ended)
    table = opened.workspace.tuning._jobs
    for job_id in ("a" * 36, "b" * 36):
        cut_off = replace(job, id=job_id, state=JobState.PREPARING, remote=None, ended=None)
        table.put(cut_off)
    cards = opened.page.jobs.cards
    qtbot.waitUntil(lambda: len(cards) == 3)
    assert cards["a" * 36].state.text() == "interrupted"
    qtbot.mouseClick(cards["a" * 36].buttons[JobAct.DISCARD], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "a" * 36 not in cards)
    going_on = cards["b" * 36]
    qtbot.mouseClick(going_on.buttons[JobAct.CONTINUE], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: going_on.job.state is JobState.SUCCEEDED)


def test_rows_that_were_left_out_can_be_opened(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    card = started(qtbot, opened)
    qtbot.waitUntil(lambda: card.job.state.ended)
    job = card.job
    assert job.remote is not None
    assert job.remote.statistics is not None
    statistics = replace(job.remote.statistics, truncated=2, dropped=((1, "empty"), (3, "long")))
    opened.workspace.tuning._jobs.put(
        replace(job, remote=replace(job.remote, statistics=statistics))
    )
    qtbot.waitUntil(card.buttons[JobAct.DROPPED].isVisible)
    qtbot.mouseClick(card.buttons[JobAct.DROPPED], Qt.MouseButton.LeftButton)
    page, query = opened.went[-1]
    assert page is Page.DATA
    assert isinstance(query, ExampleFilter)
    assert query.ids is not None
    assert len(query.ids) == 2


def test_every_field_has_a_name_and_can_be_reached_by_tab(
    qtbot: QtBot, open_page: OpenPage
) -> None:
    opened = open_page(180)
    ready(qtbot, opened)
    recipe = opened.page.form.recipe
    recipe.prompt.setFocus()
    one, kind = recipe.one, recipe.kind.button_of(False)
    first = [recipe.prompt, recipe.model, kind, recipe.cap]
    order = [*first, one.recipe, one.epochs, one.rate, one.adapter]
    for field in order:
        assert field.accessibleName() or field.accessibleDescription()
        assert QApplication.focusWidget() in (field, field.focusProxy() or field)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def test_a_key_asks_for_the_jobs_now(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(180)
    card = started(qtbot, opened)
    qtbot.keyClick(opened.page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    titles = [job.title for job in opened.page.context.background.jobs]
    assert "Asking for tuning jobs" in titles
    qtbot.waitUntil(lambda: card.job.state.ended)


def test_a_job_of_the_other_connection_is_shown_as_not_followed(
    qtbot: QtBot, open_page: OpenPage
) -> None:
    opened = open_page(180)
    card = started(qtbot, opened)
    qtbot.waitUntil(lambda: card.job.state.ended)
    there = replace(
        card.job,
        id="c" * 36,
        state=JobState.TUNING,
        ended=None,
        connection=ConnectionKind.VERTEX,
    )
    opened.workspace.tuning._jobs.put(there)
    qtbot.waitUntil(lambda: there.id in opened.page.jobs.cards)
    shown = opened.page.jobs.cards[there.id]
    assert "not followed" in shown.progress.text()
    assert not shown.buttons[JobAct.CANCEL].isVisible()
    assert not shown.bar.isVisible()
