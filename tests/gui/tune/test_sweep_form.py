"""Several recipes at once, their cap, and the table of a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from gui.message_dialog import MessageDialog
from gui.pages.tune.number_list import numbers
from services.domain.tuning import JobState, Recipe, StartFrom
from tests.gui.tune.test_tune_page import ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from tests.gui.tune.conftest import Opened

    OpenPage = Callable[[int], Opened]


def typed(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


def says(qtbot: QtBot, opened: Opened, words: str) -> None:
    start = opened.page.form.bar.start
    qtbot.waitUntil(lambda: start.isEnabled() and words in start.text())


def sweeping(qtbot: QtBot, opened: Opened) -> None:
    """Choose the sweep by the arrow key."""
    ready(qtbot, opened)
    one = opened.page.form.recipe.kind.button_of(False)
    one.setFocus()
    qtbot.keyClick(one, Qt.Key.Key_Right)


def test_the_guide_is_offered_as_a_sweep_and_marked(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(60)
    sweeping(qtbot, opened)
    says(qtbot, opened, "Start 5 jobs on gemini-3.1-flash-lite: 36 epochs, ")
    fields = opened.page.form.recipe.sweep
    assert fields.source.currentText() == "Gemini 1.0 guide"
    assert "2 / 1 / 1 · 4 / 1 / 1 · 6 / 1 / 4 · 12 / 4 / 4 · 12 / 4 / 1" in fields.list.text()
    assert "500 to 1,000 rows" in fields.list.text()
    assert not fields.epochs.isVisible()


def test_a_grid_of_ones_own_is_typed(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(60)
    sweeping(qtbot, opened)
    fields = opened.page.form.recipe.sweep
    fields.source.setFocus()
    qtbot.keyClick(fields.source, Qt.Key.Key_Down)
    typed(qtbot, fields.epochs, "2 4")
    typed(qtbot, fields.rates, "0.5, 1")
    typed(qtbot, fields.sizes, "4")
    says(qtbot, opened, "Start 4 jobs on gemini-3.1-flash-lite: 12 epochs, ")
    typed(qtbot, fields.epochs, "two")
    assert "Whole numbers" in fields.epochs.accessibleDescription()
    assert not opened.page.form.bar.start.isEnabled()
    assert opened.page.form.recipe.chosen_recipes == ()
    typed(qtbot, fields.epochs, ",".join(map(str, range(1, 30))))
    assert "More than 40 jobs" in fields.epochs.accessibleDescription()


def test_a_cap_is_kept_and_led_to(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(60)
    ready(qtbot, opened)
    cap = opened.page.form.recipe.cap
    assert cap.text() == "no cap"
    typed(qtbot, cap, "12.5")
    qtbot.keyClick(cap, Qt.Key.Key_Return)
    assert opened.page.context.settings.value.tuning_cap == 12.5
    assert opened.page.form.recipe.chosen_cap == 12.5


def test_tuned_models_are_offered_to_go_on_from(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(60)
    ready(qtbot, opened)
    recipe = opened.page.form.recipe
    assert not recipe.start_from.isVisible()
    point = StartFrom("projects/1/locations/us/models/2@1", "1", "Tuned 1, checkpoint 1 (epoch 1)")
    recipe._starting_points = lambda model: (point,) if "3.1" in model else ()
    recipe.refresh_starts()
    assert recipe.start_from.isVisible()
    recipe.start_from.setFocus()
    qtbot.keyClick(recipe.start_from, Qt.Key.Key_Down)
    assert recipe.chosen_start == point
    says(qtbot, opened, "Tune further, on gemini-3.1-flash-lite: 4 epochs")
    recipe._starting_points = lambda model: ()
    opened.page.form.refresh_starts()
    assert not recipe.start_from.isVisible()
    says(qtbot, opened, "Tune gemini-3.1-flash-lite: 4 epochs")


def test_a_sweep_ends_in_a_table_with_its_best_and_its_neighbours(
    qtbot: QtBot, open_page: OpenPage
) -> None:
    opened = open_page(60)
    form = opened.page.form
    form.propose((Recipe(1, 1.0, 1), Recipe(2, 1.0, 4)))
    says(qtbot, opened, "Start 2 jobs")
    qtbot.keyClick(opened.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    cards = opened.page.sweeps.cards
    qtbot.waitUntil(lambda: len(cards) == 1)
    (card,) = cards.values()
    qtbot.waitUntil(lambda: card.evaluate.text().startswith("Run 2 models"))
    assert card.best.text() == ""
    card.evaluate.setFocus()
    qtbot.keyClick(card.evaluate, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Best on the validation rows" in card.best.text())
    assert "Practice only" in card.best.text()
    assert not card.evaluate.isVisible()
    qtbot.mouseClick(card.neighbours, Qt.MouseButton.LeftButton)
    assert form.recipe.sweep.source.currentText() == "Neighbours of the best"
    assert form.recipe.chosen_recipes == card.result.neighbours


def test_a_sweep_is_stopped_after_a_question(qtbot: QtBot, open_page: OpenPage) -> None:
    opened = open_page(60)
    opened.page.form.propose((Recipe(90, 1.0, 1), Recipe(100, 1.0, 4)))
    says(qtbot, opened, "Start 2 jobs")
    qtbot.keyClick(opened.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    cards = opened.page.sweeps.cards
    jobs = opened.workspace.tuning.jobs
    qtbot.waitUntil(lambda: len(cards) == 1 and all(job.remote for job in jobs()))
    (card,) = cards.values()
    qtbot.waitUntil(card.stop.isVisible)
    card.stop.setFocus()
    qtbot.keyClick(card.stop, Qt.Key.Key_Space)
    (dialog,) = opened.page.window().findChildren(MessageDialog)
    words = {made.text(): made for made in dialog.findChildren(QPushButton)}
    assert words["Let it run"].isDefault()
    qtbot.mouseClick(words["Stop the sweep"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not card.stop.isVisible())
    assert {job.state for job in jobs()} == {JobState.CANCELLED}


@pytest.mark.parametrize(
    ("text", "found"),
    [("2, 4;8 8", (2, 4, 8)), ("", None), ("2, x", None), ("0", None), ("101", None)],
)
def test_numbers_in_a_row(text: str, found: tuple[int, ...] | None) -> None:
    assert numbers(text, int, 1, 100) == found
