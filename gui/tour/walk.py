"""The walk of a sample project through the whole loop."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

from gui.application import Program, make_application
from gui.navigation import Page
from gui.pages.data.export_dialog import ExportDialog
from gui.pages.data.page import DataPage
from gui.pages.evaluate.page import EvaluatePage
from gui.pages.evaluate.run_dialog import RunDialog
from gui.pages.label.page import LabelPage
from gui.pages.prompt.page import PromptPage
from gui.pages.review.page import ReviewPage
from gui.pages.start.page import StartPage
from gui.pages.tune.job_card import JobAct
from gui.pages.tune.page import TunePage
from gui.tour.driver import Driver, Until
from gui.tour.hand import Hand
from gui.translation import tr
from services.domain.prediction import RunState
from services.domain.prompt import Technique
from services.domain.text import fold
from services.labeling.keys import KEYS
from services.settings import Folders, ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.domain.prediction import Run
    from services.domain.task import Task

SIZE = QSize(1440, 900)
SMALL = QSize(1024, 700)
EPOCHS = 4
LABELLED = 3
CONTROL = Qt.KeyboardModifier.ControlModifier


def run_tour(folder: Path) -> int:
    """Walk the sample project through the loop; 0 when every step came about.

    Leaves numbered PNGs, the exported Gemini JSONL in `export/`, `evaluation.json` and the project
    in `folder`. The user's own settings and projects are not touched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["TUNESMITH_HOME"] = home
        program = Program(make_application(), Folders.of_user())
        hand = Hand(program, folder)
        driver = Driver(program.window, Walk(hand, folder).steps(), lambda: hand.picture("failed"))
        program.window.resize(SIZE)
        program.start()
        driver.start()
        code = QApplication.exec()
        program.close()
    return code


class Walk:
    """Presses the keys and buttons that a person would, one step after another."""

    def __init__(self, hand: Hand, folder: Path) -> None:
        self._hand = hand
        self._folder = folder

    def steps(self) -> Iterator[Until]:
        """The whole loop: data, labels, prompt, export, runs, tuning, evaluation, review."""
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
        yield from self._hand.settled(StartPage)
        self._hand.picture("start")
        page = self._hand.page(StartPage)
        self._hand.click(page.samples.buttons["banking"])

    def _look_at_data(self) -> Iterator[Until]:
        yield from self._hand.settled(
            DataPage, lambda page: not page.busy and page.model.rowCount()
        )
        self._hand.picture("data")
        page = self._hand.page(DataPage)
        self._hand.press(page, Qt.Key.Key_F, CONTROL)
        self._hand.type(page.filters.search, "card")
        yield from self._hand.settled(DataPage, lambda page: not page.busy)
        self._hand.picture("data-search")
        self._hand.press(page, Qt.Key.Key_Escape)
        yield from self._hand.settled(DataPage, lambda page: not page.busy)

    def _label(self) -> Iterator[Until]:
        self._hand.press(self._hand.window, Qt.Key.Key_2, CONTROL)
        yield from self._hand.settled(LabelPage, lambda page: not page.busy)
        page = self._hand.page(LabelPage)
        text, shown = page.text_card.text, ""
        for _ in range(LABELLED):
            shown = text.toPlainText()
            self._hand.press(text, _likely_key(shown, self._hand.project.task))
            yield Until("the next row", lambda shown=shown: text.toPlainText() != shown)
        self._hand.picture("label")
        self._hand.press(page, Qt.Key.Key_Z, CONTROL)
        yield Until("the row before", lambda: text.toPlainText() == shown)

    def _prompt(self) -> Iterator[Until]:
        self._hand.press(self._hand.window, Qt.Key.Key_3, CONTROL)
        yield from self._hand.settled(PromptPage, lambda page: page.preview.rows.example)
        self._hand.picture("prompt")
        page = self._hand.page(PromptPage)
        self._hand.click(page.parts.technique.button_of(Technique.FEW_SHOT))
        yield from self._tried(page)
        self._hand.picture("prompt-few-shot")
        self._hand.click(page.parts.technique.button_of(Technique.ZERO_SHOT))
        yield from self._tried(page)

    def _tried(self, page: PromptPage) -> Iterator[Until]:
        self._hand.press(page, Qt.Key.Key_Return, CONTROL)
        yield from self._hand.settled(PromptPage, _replied)

    def _export(self) -> Iterator[Until]:
        self._hand.press(self._hand.window, Qt.Key.Key_1, CONTROL)
        yield from self._hand.settled(DataPage, lambda page: not page.busy)
        self._hand.press(self._hand.page(DataPage), Qt.Key.Key_E, CONTROL)
        yield self._hand.has_dialog(ExportDialog)
        dialog = self._hand.dialog(ExportDialog)
        dialog.set_folder(self._folder / "export")
        self._hand.picture("export", dialog)
        self._hand.click(dialog.confirm_button)
        yield Until("the exported files", (self._folder / "export" / "manifest.jsonl").exists)
        yield Until("the words about the export", self._hand.dialogs)
        for each in self._hand.dialogs():
            each.reject()
        yield from self._hand.settled(DataPage)

    def _run_over_validation(self, model: str, runs_before: int) -> Iterator[Until]:
        self._hand.press(self._hand.window, Qt.Key.Key_5, CONTROL)
        yield from self._hand.settled(EvaluatePage)
        self._hand.press(self._hand.page(EvaluatePage), Qt.Key.Key_R, CONTROL)
        yield self._hand.has_dialog(RunDialog)
        dialog = self._hand.dialog(RunDialog)
        wanted = 0 if runs_before else _first_base_model(dialog)
        dialog.model.setCurrentIndex(wanted)
        yield Until("the estimate of a run", lambda: dialog.estimate_text)
        self._hand.picture(f"run-{runs_before + 1}", dialog)
        self._hand.click(dialog.confirm_button)
        yield Until(f"the run of {model}", lambda: len(self._finished_runs()) > runs_before, 120)
        yield from self._hand.settled(EvaluatePage, lambda page: page.current)

    def _tune(self) -> Iterator[Until]:
        self._hand.press(self._hand.window, Qt.Key.Key_4, CONTROL)
        yield from self._hand.settled(TunePage, lambda page: page.form.bar.start.isEnabled())
        page = self._hand.page(TunePage)
        page.form.recipe.one.epochs.setValue(EPOCHS)
        yield from self._hand.settled(TunePage, lambda page: page.form.bar.start.isEnabled())
        self._hand.picture("tune")
        self._hand.click(page.form.bar.start)
        yield Until("a tuning job", self._hand.project.tuning.jobs)
        yield Until("a tuned model", self._hand.project.tuning.models, 180)
        yield from self._hand.settled(TunePage)
        self._hand.picture("tune-done")
        (card,) = self._hand.page(TunePage).jobs.cards.values()
        self._hand.click(card.buttons[JobAct.MODEL])
        model = self._hand.page(TunePage).model
        self._hand.click(model.smoke.try_row)
        yield Until("a reply of the tuned model", model.smoke.reply.text)
        self._hand.picture("tune-model")
        self._hand.click(model.back)

    def _evaluate(self) -> Iterator[Until]:
        self._hand.picture("evaluate")
        page = self._hand.page(EvaluatePage)
        page.detail.tabs.setCurrentWidget(page.detail.panel)
        yield from self._hand.settled(EvaluatePage)
        self._hand.picture("evaluate-grid")

    def _review(self) -> Iterator[Until]:
        self._hand.click(self._hand.page(EvaluatePage).detail.review)
        yield from self._hand.settled(ReviewPage, lambda page: page.looked)
        self._hand.picture("review")
        page = self._hand.page(ReviewPage)
        if page.session is None:
            return
        self._hand.press(page.view.case.text, Qt.Key.Key_M)
        yield from self._hand.settled(ReviewPage)
        self._hand.press(page.view.case.text, Qt.Key.Key_G)
        yield from self._hand.settled(ReviewPage)
        self._hand.picture("review-gold")
        self._hand.press(page, Qt.Key.Key_Return)
        yield from self._hand.settled(ReviewPage)
        self._hand.picture("review-corrected")

    def _settings(self) -> Iterator[Until]:
        self._hand.program.navigation.go(Page.SETTINGS)
        yield from self._hand.settled()
        self._hand.picture("settings")

    def _look_again(self) -> Iterator[Until]:
        """Each page once more: dark, then small."""
        pages = [page for page in Page if page is not Page.START]
        for name, theme, size in (
            ("dark", ThemeChoice.DARK, SIZE),
            ("small", ThemeChoice.LIGHT, SMALL),
        ):
            self._hand.program.theme.choose(theme)
            self._hand.window.resize(size)
            for page in pages:
                self._hand.program.navigation.go(page)
                yield from self._hand.settled()
                self._hand.picture(f"{name}-{page.value}")

    def _keep_files(self) -> None:
        project, target = self._hand.project, self._folder / "evaluation.json"
        project.evaluation.save(self._finished_runs(), target)
        project.save_copy(self._folder / "banking.tunesmith")
        found = json.loads(target.read_text("utf-8"))
        done = tr(
            "The tour is done: {pictures} pictures, the exported rows and the evaluation"
            " (exact match {accuracy}) are in {folder}."
        )
        accuracy = f"{found['exact_match']:.3f}"
        sys.stdout.write(
            done.format(pictures=self._hand.pictures, accuracy=accuracy, folder=self._folder) + "\n"
        )

    def _finished_runs(self) -> list[Run]:
        runs = self._hand.project.prediction.runs()
        return [run for run in runs if run.state is RunState.FINISHED]


def _likely_key(text: str, task: Task) -> Qt.Key:
    """The key of the label whose name shares most words with a text."""
    words = set(fold(text).split())
    shared = [len(words & set(fold(label.name).split("_"))) for label in task.labels]
    return Qt.Key(ord(KEYS[shared.index(max(shared))].upper()))


def _first_base_model(dialog: RunDialog) -> int:
    models = [dialog.model.itemData(at) for at in range(dialog.model.count())]
    return next(at for at, model in enumerate(models) if not model.tuned)


def _replied(page: PromptPage) -> bool:
    """The whole reply has come, not only its beginning."""
    return page.trying.button.isEnabled() and bool(page.trying.result.reply.toPlainText())
