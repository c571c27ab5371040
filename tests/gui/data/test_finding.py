from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.navigation import Page
from gui.pages.data.count_combo import COUNT_ROLE
from gui.pages.data.filter_bar import NoSplit
from services.domain.example import ExampleFilter, Split, State
from tests.gui.data.conftest import settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage
    from services.app import Workspace

    OpenPage = Callable[[Workspace], DataPage]


def texts(page: DataPage) -> list[str]:
    return [page.model.row(number).text for number in range(page.model.rowCount())]


def counts(page: DataPage) -> dict[str, int]:
    combo = page.filters.label
    return {combo.itemText(n): combo.itemData(n, COUNT_ROLE) for n in range(combo.count())}


def test_the_title_counts_what_there_is(project: Workspace, open_page: OpenPage) -> None:
    page = open_page(project)
    assert page.title == "Questions"
    assert page._subtitle.text() == "5 examples · 80 % labelled"
    assert page.foot.showing.text() == "5 examples"


def test_ctrl_f_then_typing_finds_any_spelling(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.search.hasFocus()
    qtbot.keyClicks(page.filters.search, "PARCEL")
    settled(qtbot, page)
    assert texts(page) == ["Where is my parcel?", "The parcel came open"]
    assert page.foot.showing.text() == "Showing 2 of 5 examples"
    assert counts(page) == {"All labels": 2, "Delivery": 2, "Billing": 0, "Refund": 0}
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Escape)
    settled(qtbot, page)
    assert page.model.rowCount() == 5


def test_two_korean_syllables_are_found(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    page.filters.search.setText("환불")
    settled(qtbot, page)
    assert page.model.rowCount() == 1


def test_each_choice_counts_what_it_would_find(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    page.filters.label.setCurrentText("Delivery")
    settled(qtbot, page)
    assert page.model.rowCount() == 2
    assert counts(page) == {"All labels": 5, "Delivery": 2, "Billing": 1, "Refund": 1}
    states = page.filters.state
    place = states.findData(State.UNLABELLED)
    assert states.itemData(place, COUNT_ROLE) == 0


def test_split_and_flag_filter_too(qtbot: QtBot, project: Workspace, open_page: OpenPage) -> None:
    project.datasets.split(0.4, 0.3, 0.3, seed=1)
    project.labeling.flag(project.datasets.examples([2])[0].id)
    page = open_page(project)
    for split in Split:
        page.filters.split.choose(split)
        settled(qtbot, page)
        wanted = ExampleFilter(split=split)
        assert list(page.model.ids) == list(project.datasets.rows(wanted))
    page.filters.split.choose(NoSplit.NONE)
    settled(qtbot, page)
    assert page._no_match.isVisible()
    page.filters.split.choose(None)
    assert page.filters.flagged.text() == "Flagged 0"
    settled(qtbot, page)
    assert page.filters.flagged.text() == "Flagged 1"
    qtbot.mouseClick(page.filters.flagged, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert list(page.model.ids) == [2]


def test_a_filter_that_finds_nothing_says_so_and_can_be_cleared(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    page.filters.search.setText("zebra")
    settled(qtbot, page)
    assert page._no_match.isVisible()
    qtbot.mouseClick(page._no_match_clear, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    assert page.model.rowCount() == 5


def test_a_query_from_another_page_sets_the_filter(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    wanted = project.datasets.examples([2, 5])
    page.opened(ExampleFilter(ids=frozenset(example.id for example in wanted)))
    settled(qtbot, page)
    assert list(page.model.ids) == [2, 5]


def test_enter_and_double_click_open_the_example_on_the_label_page(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    asked: list[tuple[object, object]] = []
    page.context.navigation.requested.connect(lambda to, query: asked.append((to, query)))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    third = page.table.visualRect(page.model.index(2, 1)).center()
    for click in (qtbot.mouseClick, qtbot.mouseDClick):
        click(page.table.viewport(), Qt.MouseButton.LeftButton, pos=third)
    second, last = project.datasets.examples([2, 3])
    assert asked == [(Page.LABEL, second.id), (Page.LABEL, last.id)]


def test_the_selected_example_is_shown_in_full(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    example = project.datasets.examples([5])[0]
    project.labeling.flag(example.id, reason="rude")
    settled(qtbot, page)
    page.table.go_to_row(4)
    panel = page.panel
    assert panel.isVisible()
    assert panel.text.toPlainText() == "Nobody answers me 😡"
    assert (panel._flag.isVisible(), panel._flag.text()) == (True, "rude")
    assert panel._state.text() == "unlabelled"


def test_an_answer_given_elsewhere_shows_at_once(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    project.labeling.answer(project.datasets.examples([5])[0].id, "Billing")
    qtbot.waitUntil(lambda: page._subtitle.text() == "5 examples · 100 % labelled")
    assert page.model.index(4, 2).data() == "Billing"


def test_the_example_folds_away_where_there_is_little_room(
    qtbot: QtBot, project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(project)
    assert page.panel.isVisible()
    page.resize(828, 700)
    assert not page.panel.isVisible()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.isVisible()


def test_a_project_without_examples_leads_to_the_import(
    empty_project: Workspace, open_page: OpenPage
) -> None:
    page = open_page(empty_project)
    assert page.first_import.isVisible()
    assert not page.exchange.export_button.isEnabled()
