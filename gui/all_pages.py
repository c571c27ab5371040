"""The pages of the window, each imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.navigation import Page

if TYPE_CHECKING:
    from gui.main_window import PageFactory
    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget


def _start(context: PageContext) -> PageWidget:
    from gui.pages.start.page import StartPage

    return StartPage(context)


def _data(context: PageContext) -> PageWidget:
    from gui.pages.data.page import DataPage

    return DataPage(context)


def _label(context: PageContext) -> PageWidget:
    from gui.pages.label.page import LabelPage

    return LabelPage(context)


def _prompt(context: PageContext) -> PageWidget:
    from gui.pages.prompt.page import PromptPage

    return PromptPage(context)


def _tune(context: PageContext) -> PageWidget:
    from gui.pages.tune.page import TunePage

    return TunePage(context)


def _evaluate(context: PageContext) -> PageWidget:
    from gui.pages.evaluate.page import EvaluatePage

    return EvaluatePage(context)


def _review(context: PageContext) -> PageWidget:
    from gui.pages.review.page import ReviewPage

    return ReviewPage(context)


def _settings(context: PageContext) -> PageWidget:
    from gui.pages.settings.page import SettingsPage

    return SettingsPage(context)


PAGES: dict[Page, PageFactory] = {
    Page.START: _start,
    Page.DATA: _data,
    Page.LABEL: _label,
    Page.PROMPT: _prompt,
    Page.TUNE: _tune,
    Page.EVALUATE: _evaluate,
    Page.REVIEW: _review,
    Page.SETTINGS: _settings,
}
