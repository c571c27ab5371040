"""Labels are changed in the dialog, which says what a change touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gui.navigation import Page
from gui.pages.data.page import DataPage
from gui.widgets.label_editor.dialog import LabelsDialog
from gui.widgets.label_editor.guidelines_dialog import GuidelinesDialog
from gui.widgets.label_editor.merge_dialog import MergeLabelDialog
from gui.widgets.label_editor.split_dialog import SplitLabelDialog
from services.domain.example import ExampleFilter
from tests.gui.data.conftest import settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
    from pytestqt.qtbot import QtBot

    from services.app import Workspace

    OpenPage = Callable[[Workspace], DataPage]


@pytest.fixture
def dialog(qtbot: QtBot, open_page: OpenPage, project: Workspace) -> LabelsDialog:
    """Opened from the Data page, on the first label, with everything counted."""
    page = open_page(project)
    page.foot.labels_button.click()
    made = shown(qtbot, page, LabelsDialog)
    ready(qtbot, made)
    return made


def ready(qtbot: QtBot, dialog: LabelsDialog) -> None:
    qtbot.waitUntil(lambda: dialog.counted)


def names(project: Workspace) -> list[str]:
    return [label.name for label in project.task.labels]


def type_into(qtbot: QtBot, field: QLineEdit | QPlainTextEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_a_label_is_renamed_and_says_what_that_touches(
    qtbot: QtBot, dialog: LabelsDialog, project: Workspace
) -> None:
    type_into(qtbot, dialog.form.name, "Parcels")
    assert "2 rows" in dialog.form.touches
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    assert names(project) == ["Parcels", "Billing", "Refund"]
    assert project.task.labels[0].former == ("Delivery",)
    dialog.travelling.undo_button.click()
    assert names(project) == ["Delivery", "Billing", "Refund"]


def test_a_label_is_merged_into_another(
    qtbot: QtBot, dialog: LabelsDialog, project: Workspace
) -> None:
    dialog.form.merge_button.click()
    merging = shown(qtbot, dialog, MergeLabelDialog)
    merging.into.setCurrentText("Refund")
    assert merging.question.startswith("2 rows say “Delivery” and will read “Refund”.")
    merging.confirm_button.click()
    assert names(project) == ["Billing", "Refund"]
    assert project.datasets.counts().by_label[project.task.labels[1].id] == 3


def test_rows_with_certain_words_get_a_label_of_their_own(
    qtbot: QtBot, dialog: LabelsDialog, project: Workspace
) -> None:
    dialog.form.split_button.click()
    splitting = shown(qtbot, dialog, SplitLabelDialog)
    qtbot.keyClicks(splitting.name, "Damage")
    qtbot.keyClicks(splitting.search, "open")
    qtbot.waitUntil(lambda: splitting.question == "Label 1 row of “Delivery” as “Damage”?")
    splitting.confirm_button.click()
    qtbot.waitUntil(lambda: names(project) == ["Delivery", "Damage", "Billing", "Refund"])
    ready(qtbot, dialog)
    qtbot.waitUntil(lambda: not project.history.undo_is_long and not busy(dialog))
    assert project.datasets.counts().by_label[project.task.labels[1].id] == 1


def page_of(dialog: LabelsDialog) -> DataPage:
    page = dialog.parent()
    assert isinstance(page, DataPage)
    return page


def busy(dialog: LabelsDialog) -> bool:
    return bool(page_of(dialog).context.background.jobs)


def test_another_meaning_offers_its_rows_to_be_checked_again(
    qtbot: QtBot, dialog: LabelsDialog, project: Workspace
) -> None:
    opened: list[tuple[Page, object]] = []
    page = page_of(dialog)
    page.context.navigation.requested.connect(lambda where, what: opened.append((where, what)))
    type_into(qtbot, dialog.form.description, "Where a parcel is, not how it looks.")
    dialog.form.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.notices.notices))
    notice = dialog.notices.notices[0]
    assert "What “Delivery” means has changed." in notice.title
    assert notice.run is not None
    notice.run()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [(Page.LABEL, ExampleFilter(check_again=True))]
    assert project.datasets.counts(ExampleFilter(check_again=True)).total == 2
    settled(qtbot, page)


def test_labels_are_added_and_put_into_another_order_by_keyboard(
    qtbot: QtBot, dialog: LabelsDialog, project: Workspace
) -> None:
    qtbot.keyClicks(dialog.new_name, "Other")
    qtbot.keyClick(dialog.new_name, Qt.Key.Key_Return)
    assert names(project)[-1] == "Other"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(project) == ["Delivery", "Billing", "Other", "Refund"]
    assert dialog.table.current.name == "Other"


def test_an_older_revision_of_the_guidelines_comes_back(
    qtbot: QtBot, dialog: LabelsDialog, project: Workspace
) -> None:
    project.labeling.set_guidelines("One label each.\nNo exceptions.")
    project.labeling.set_guidelines("One label each.\nExceptions are flagged.")
    dialog.guidelines_button.click()
    over_time = shown(qtbot, dialog, GuidelinesDialog)
    assert over_time.list.count() == 3
    qtbot.keyClick(over_time.list, Qt.Key.Key_Down)
    over_time.way.button_of("diff").click()
    assert "No exceptions." in over_time.diff.toPlainText()
    assert "Exceptions are flagged." in over_time.diff.toPlainText()
    over_time.confirm_button.click()
    assert project.task.guidelines == "One label each.\nNo exceptions."
