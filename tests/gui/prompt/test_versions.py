from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.prompt.versions_dialog import VersionsDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.prompt.page import PromptPage

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def opened(page: PromptPage, qtbot: QtBot) -> VersionsDialog:
    """The dialog over two versions: the first was used, the second says one line more."""
    prompts = page.context.project.prompts
    assert page.prompt
    first = prompts.mark_used(page.prompt)
    prompts.save(replace(first, instruction=f"{first.instruction}\nBe brief."))
    page.opened(prompts.all()[0])
    qtbot.keyClick(page, Qt.Key.Key_V, CONTROL_SHIFT)
    found = next(each for each in page.findChildren(VersionsDialog))
    qtbot.waitUntil(found.isVisible)
    return found


def test_versions_are_compared_in_two_columns_or_in_one(page: PromptPage, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    assert dialog.list.count() == 2
    assert dialog.focusWidget() is dialog.list
    old, new = dialog.diff.old.toPlainText(), dialog.diff.new.toPlainText()
    assert "+ Be brief." in new.split("\n")
    assert len(old.split("\n")) == len(new.split("\n"))
    marked = [each.cursor.block().text() for each in dialog.diff.new.extraSelections()]
    assert marked == ["+ Be brief."]
    qtbot.mouseClick(dialog.form.button_of(False), Qt.MouseButton.LeftButton)
    assert not dialog.diff.old.isVisible()
    assert "+ Be brief." in dialog.diff.new.toPlainText()


def test_a_version_is_named_by_keys_and_restored(page: PromptPage, qtbot: QtBot) -> None:
    dialog = opened(page, qtbot)
    assert not dialog.confirm_button.isEnabled(), "the newest stands already"
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.confirm_button.text() == "Restore version 1"
    qtbot.keyClicks(dialog.name, "the short one")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.isVisible(), "a name restores nothing"
    assert dialog.list.item(1).text().startswith("Version 1 · the short one")
    dialog.confirm_button.setFocus()
    qtbot.keyClick(dialog.confirm_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert page.prompt
    assert page.prompt.version == 3
    assert "Be brief." not in page.parts.instruction.text
    newest, *_ = page.context.project.prompts.listed(page.prompt.id)
    assert newest.prompt == page.prompt
    assert [notice.title for notice in page.notices.notices] == ["This is version 3 now."]
    assert QApplication.activeModalWidget() is None
