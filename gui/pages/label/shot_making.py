"""Sends the row at hand to the prompts, as a shot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.navigation import Page
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.errors import AppError

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.domain.example import Example


class ShotMaking(QObject):
    """Says on the page what became of it."""

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def make(self, example: Example | None) -> None:
        """Make a row a shot of the few-shot prompt that was worked with last."""
        if example is None:
            return
        prompts = self._context.project.prompts
        try:
            prompt = prompts.send_shot(example.id, self.tr("Shots by hand"))
        except AppError as error:
            self._page.show_error(error)
            return
        title = self.tr("This row is a shot of “{name}”, version {version}.")
        self._page.notify(
            Notice(
                NoticeKind.SUCCESS,
                title.format(name=prompt.name, version=prompt.version),
                action=self.tr("Go to the prompt"),
                run=lambda: self._context.navigation.go(Page.PROMPT, prompt),
            )
        )
