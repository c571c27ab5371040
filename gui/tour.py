"""A drive of the real window through the whole loop, leaving pictures and files."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from gui.application import Program, make_application
from gui.navigation import Page
from gui.pages.data.export_dialog import ExportDialog
from gui.pages.data.page import DataPage
from gui.pages.evaluate.page import EvaluatePage
from gui.pages.evaluate.run_dialog import RunDialog
from gui.pages.label.label_keys import KEYS
from gui.pages.label.page import LabelPage
from gui.pages.prompt.page import PromptPage
from gui.pages.review.page import ReviewPage
from gui.pages.start.page import StartPage
from gui.pages.tune.page import TunePage
from services.domain.prediction import RunState
from services.domain.prompt import Technique
from services.domain.text import fold
from services.settings import Folders, ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gui.widgets.page import PageWidget
    from services.app import Workspace
    from services.domain.prediction import Run

PageT = TypeVar("PageT", bound="PageWidget")
DialogT = TypeVar("DialogT", bound="QDialog")
SIZE = QSize(1440, 900)
SMALL = QSize(1024, 700)
TICK_MS = 20
SETTLING_TICKS = 10
EPOCHS = 4
LABELLED = 3
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, slots=True)
class Until:
    """What the tour waits for before it goes on."""

    what: str
    reached: Callable[[], object]
    seconds: float = 30.0


class TourFailed(Exception):
    """A step of the tour did not come about."""


def run_tour(folder: Path) -> int:
    """Walk the sample project through the loop; 0 when every step came about.

    Leaves numbered PNGs, the exported Gemini JSONL in `export/`, `evaluation.json` and the project
    in `folder`. The user's own settings and projects are not touched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["TUNESMITH_HOME"] = home
        program = Program(make_application(), Folders.of_user())
        tour = Tour(program, folder)
        program.start()
        tour.start()
        code = QApplication.exec()
        program.close()
    return code


class Tour(QObject):
    """Presses the keys and buttons that a person would, one step after another."""

    def __init__(self, program: Program, folder: Path) -> None:
        super().__init__(program)
        self._program = program
        self._window = program.window
        self._folder = folder
        self._pictures = 0
        self._steps = self._walk()
        self._waiting: Until | None = None
        self._since = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin; the application's loop ends with the tour."""
        self._window.resize(SIZE)
        self._timer.start()

    def _tick(self) -> None:
        """Go on if what was waited for has come about."""
        if self._window.isVisible() and QApplication.activeWindow() is None:
            self._window.activateWindow()
        try:
            if self._reached():
                self._waiting, self._since = next(self._steps), time.monotonic()
        except StopIteration:
            self._end(0)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the tour has failed
            sys.stderr.write(f"The tour failed: {error or type(error).__name__}\n")
            self._picture("failed")
            self._end(1)

    def _reached(self) -> bool:
        waiting = self._waiting
        if waiting is None or waiting.reached():
            return True
        if time.monotonic() - self._since > waiting.seconds:
            message = f"{waiting.what} did not come about within {waiting.seconds:.0f} s."
            raise TourFailed(message)
        return False

    def _end(self, code: int) -> None:
        self._timer.stop()
        QApplication.exit(code)

    # the walk

    def _walk(self) -> Iterator[Until]:
        yield from self._start()
        yield from self._look_at_data()
        yield from self._label()
        yield from self._prompt()
        yield from self._export()
        yield from self._run_over_validation("the base model", 0)
        yield from self._tune()
        yield from self._run_over_validation("the tuned model", 1)
        yield from self._evaluate()
        yield from self._review()
        yield from self._settings()
        yield from self._look_again()
        self._keep_files()

    def _start(self) -> Iterator[Until]:
        yield from self._settled(StartPage)
        self._picture("start")
        page = self._page(StartPage)
        self._click(page.samples.buttons["banking"])

    def _look_at_data(self) -> Iterator[Until]:
        yield from self._settled(DataPage, lambda page: not page.busy and page.model.rowCount())
        self._picture("data")
        page = self._page(DataPage)
        self._press(page, Qt.Key.Key_F, CONTROL)
        QTest.keyClicks(page.filters.search, "card")
        yield from self._settled(DataPage, lambda page: not page.busy)
        self._picture("data-search")
        self._press(page, Qt.Key.Key_Escape)
        yield from self._settled(DataPage, lambda page: not page.busy)

    def _label(self) -> Iterator[Until]:
        self._press(self._window, Qt.Key.Key_2, CONTROL)
        yield from self._settled(LabelPage)
        page = self._page(LabelPage)
        text = page.text_card.text
        for _ in range(LABELLED):
            shown = text.toPlainText()
            QTest.keyClick(text, self._likely_key(shown))
            yield Until("the next row", lambda shown=shown: text.toPlainText() != shown)
        self._picture("label")
        self._press(page, Qt.Key.Key_Z, CONTROL)
        yield Until("the row before", lambda: text.toPlainText() == shown)

    def _prompt(self) -> Iterator[Until]:
        self._press(self._window, Qt.Key.Key_3, CONTROL)
        yield from self._settled(PromptPage, lambda page: page.preview.rows.example)
        self._picture("prompt")
        page = self._page(PromptPage)
        self._click(page.parts.technique.button_of(Technique.FEW_SHOT))
        yield from self._tried(page)
        self._picture("prompt-few-shot")
        self._click(page.parts.technique.button_of(Technique.ZERO_SHOT))
        yield from self._tried(page)

    def _tried(self, page: PromptPage) -> Iterator[Until]:
        self._press(page, Qt.Key.Key_Return, CONTROL)
        yield from self._settled(PromptPage, lambda page: page.trying.reply.toPlainText())

    def _export(self) -> Iterator[Until]:
        self._press(self._window, Qt.Key.Key_1, CONTROL)
        yield from self._settled(DataPage, lambda page: not page.busy)
        self._press(self._page(DataPage), Qt.Key.Key_E, CONTROL)
        yield Until("the export dialog", lambda: self._dialog(ExportDialog))
        dialog = self._dialog(ExportDialog)
        dialog.set_folder(self._folder / "export")
        self._picture("export", dialog)
        self._click(dialog.confirm_button)
        yield Until("the exported files", (self._folder / "export" / "manifest.jsonl").exists)
        yield Until("the words about the export", self._open_dialogs)
        for each in self._open_dialogs():
            each.reject()
        yield from self._settled(DataPage)

    def _run_over_validation(self, model: str, runs_before: int) -> Iterator[Until]:
        self._press(self._window, Qt.Key.Key_5, CONTROL)
        yield from self._settled(EvaluatePage)
        self._press(self._page(EvaluatePage), Qt.Key.Key_R, CONTROL)
        yield Until("the dialog for a run", lambda: self._dialog(RunDialog))
        dialog = self._dialog(RunDialog)
        wanted = 0 if runs_before else self._first_base_model(dialog)
        dialog.model.setCurrentIndex(wanted)
        yield Until("the estimate of a run", lambda: dialog.estimate_text)
        self._picture(f"run-{runs_before + 1}", dialog)
        self._click(dialog.confirm_button)
        yield Until(f"the run of {model}", lambda: len(self._finished_runs()) > runs_before, 120)
        yield from self._settled(EvaluatePage, lambda page: page.current)

    def _tune(self) -> Iterator[Until]:
        self._press(self._window, Qt.Key.Key_4, CONTROL)
        yield from self._settled(TunePage, lambda page: page.bar.start.isEnabled())
        page = self._page(TunePage)
        page.recipe.epochs.setValue(EPOCHS)
        yield from self._settled(TunePage, lambda page: page.bar.start.isEnabled())
        self._picture("tune")
        self._click(page.bar.start)
        yield Until("a tuning job", self._project.tuning.jobs)
        yield Until("a tuned model", self._project.tuning.models, 180)
        yield from self._settled(TunePage)
        self._picture("tune-done")

    def _evaluate(self) -> Iterator[Until]:
        self._picture("evaluate")
        page = self._page(EvaluatePage)
        page.detail.tabs.setCurrentIndex(page.detail.tabs.count() - 1)
        yield from self._settled(EvaluatePage)
        self._picture("evaluate-grid")

    def _review(self) -> Iterator[Until]:
        self._click(self._page(EvaluatePage).detail.review)
        yield from self._settled(ReviewPage, lambda page: page.looked)
        self._picture("review")
        page = self._page(ReviewPage)
        if page.session is None:
            return
        QTest.keyClick(page.view.case.text, Qt.Key.Key_M)
        yield from self._settled(ReviewPage)
        QTest.keyClick(page.view.case.text, Qt.Key.Key_G)
        yield from self._settled(ReviewPage)
        self._picture("review-gold")
        self._press(page, Qt.Key.Key_Return)
        yield from self._settled(ReviewPage)
        self._picture("review-corrected")

    def _settings(self) -> Iterator[Until]:
        self._program.navigation.go(Page.SETTINGS)
        yield from self._settled()
        self._picture("settings")

    def _look_again(self) -> Iterator[Until]:
        """Each page once more: dark, then small."""
        pages = [page for page in Page if page is not Page.START]
        for name, theme, size in (
            ("dark", ThemeChoice.DARK, SIZE),
            ("small", ThemeChoice.LIGHT, SMALL),
        ):
            self._program.theme.choose(theme)
            self._window.resize(size)
            for page in pages:
                self._program.navigation.go(page)
                yield from self._settled()
                self._picture(f"{name}-{page.value}")

    def _keep_files(self) -> None:
        runs = self._finished_runs()
        target = self._folder / "evaluation.json"
        self._project.evaluation.save(runs, target)
        found = json.loads(target.read_text("utf-8"))
        project = self._folder / "banking.tunesmith"
        self._project.save_copy(project)
        sys.stdout.write(
            f"The tour is done: {self._pictures} pictures, the exported rows and the evaluation"
            f" (exact match {found['exact_match']:.3f}) are in {self._folder}.\n"
        )

    # what it is made of

    @property
    def _project(self) -> Workspace:
        workspace = self._program.projects.current
        if workspace is None:
            message = "No project is open."
            raise TourFailed(message)
        return workspace

    def _page(self, kind: type[PageT]) -> PageT:
        page = self._window.page
        if not isinstance(page, kind):
            message = f"The {kind.__name__} is not shown."
            raise TourFailed(message)
        return page

    def _dialog(self, kind: type[DialogT]) -> DialogT | None:
        return next((each for each in self._open_dialogs() if isinstance(each, kind)), None)

    def _open_dialogs(self) -> list[QDialog]:
        return [each for each in self._window.findChildren(QDialog) if each.isVisible()]

    def _settled(
        self,
        kind: type[PageT] | None = None,
        ready: Callable[[PageT], object] = lambda _: True,
        seconds: float = 30.0,
    ) -> Iterator[Until]:
        """Wait until a page is shown, is ready, and nothing runs any more."""

        def reached() -> bool:
            page = self._window.page
            if kind is not None and not isinstance(page, kind):
                return False
            return bool(ready(page)) and not self._program.background.jobs

        yield Until(f"the {kind.__name__ if kind else 'page'}", reached, seconds)
        for _ in range(SETTLING_TICKS):
            yield Until("a moment", lambda: True)
        yield Until(f"the {kind.__name__ if kind else 'page'}", reached, seconds)

    def _press(
        self, target: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER
    ) -> None:
        QTest.keyClick(target.focusWidget() or target, key, modifier)

    def _click(self, target: QWidget) -> None:
        if not target.isEnabled():
            message = f"“{target.accessibleName() or target.objectName()}” cannot be clicked."
            raise TourFailed(message)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)

    def _picture(self, name: str, widget: QWidget | None = None) -> None:
        self._pictures += 1
        target = self._folder / f"{self._pictures:02d}-{name}.png"
        if not (widget or self._window).grab().save(str(target)):
            message = f"{target.name} could not be written."
            raise TourFailed(message)

    def _finished_runs(self) -> list[Run]:
        runs = self._project.prediction.runs()
        return [run for run in runs if run.state is RunState.FINISHED]

    def _likely_key(self, text: str) -> Qt.Key:
        """The key of the label whose name shares most words with a text."""
        words = set(fold(text).split())
        shared = [
            len(words & set(fold(label.name).replace("_", " ").split()))
            for label in self._project.task.labels
        ]
        return Qt.Key(ord(KEYS[shared.index(max(shared))].upper()))

    def _first_base_model(self, dialog: RunDialog) -> int:
        models = [dialog.model.itemData(at) for at in range(dialog.model.count())]
        return next(at for at, model in enumerate(models) if not model.tuned)
