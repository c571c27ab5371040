"""The first page: recent projects, a new one, samples to try."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from gui.navigation import Page
from gui.pages.start.new_project_dialog import NewProjectDialog
from gui.pages.start.open_card import OpenCard
from gui.pages.start.place_field import SUFFIX, free_path
from gui.pages.start.recent_card import RecentCard
from gui.pages.start.samples_card import SamplesCard
from gui.widgets.buttons import button
from gui.widgets.file_choice import choose_file, choose_target
from gui.widgets.keys import KeyHelp
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.widgets.page import PageWidget
from services.files import make_folder
from services.settings import projects_folder

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from services.app import Workspace
    from services.datasets.samples import Sample
    from services.jobs import JobContext


class StartPage(PageWidget):
    """Projects are made and opened here; whoever listens to `Projects` then shows them."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            self.tr("Welcome"),
            self.tr("From texts to a tuned Gemini model, one step at a time"),
        )
        self._folder = projects_folder()
        self.open_button = button(context.theme, self.tr("Open…"), "folder-open")
        self.open_button.clicked.connect(self._ask_for_file)
        self.new_button = button(context.theme, self.tr("New project"), "plus", "primary")
        self.new_button.clicked.connect(self._make_project)
        self.add_action(self.open_button)
        self.add_action(self.new_button)
        self.recent = RecentCard(context)
        self.recent.opened.connect(context.projects.open)
        self.recent.removed.connect(self._take_off)
        self.samples = SamplesCard(context)
        self.samples.chosen.connect(self._open_sample)
        if context.workspace is not None:
            self.body.addWidget(self._make_open_card(context.workspace))
        columns = QHBoxLayout()
        columns.setSpacing(10)
        columns.addWidget(self.recent, 1)
        columns.addWidget(self.samples, 1)
        self.body.addLayout(columns, 1)
        context.settings.changed.connect(self._show_recent)
        self._add_shortcuts()

    def opened(self, query: object | None) -> None:
        self._show_recent()
        self.new_button.setFocus()

    def keys(self) -> tuple[KeyHelp, ...]:
        return (
            KeyHelp("Ctrl+N", self.tr("Make a new project")),
            KeyHelp("Ctrl+O", self.tr("Open a project file")),
        )

    def _make_open_card(self, workspace: Workspace) -> OpenCard:
        self.open_card = OpenCard(self.context.theme, workspace)
        self.open_card.asked_to_go_on.connect(lambda: self.context.navigation.go(Page.DATA))
        self.open_card.asked_for_copy.connect(self._ask_for_copy)
        self.open_card.asked_to_close.connect(self.context.projects.close)
        return self.open_card

    def _add_shortcuts(self) -> None:
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.activated.connect(self._make_project)
        opening = QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self)
        opening.activated.connect(self._ask_for_file)

    @Slot()
    def _show_recent(self) -> None:
        self.recent.show_paths(self.context.settings.value.recent)

    @Slot()
    def _make_project(self) -> None:
        NewProjectDialog(self.context, self._folder, self).open()

    @Slot()
    def _ask_for_file(self) -> None:
        kinds = self.tr("Tunesmith projects (*{suffix});;All files (*)").format(suffix=SUFFIX)
        recent = self.context.settings.value.recent
        folder = recent[0].parent if recent else self._folder
        choose_file(self, self.tr("Open a project"), kinds, self.context.projects.open, folder)

    @Slot()
    def _ask_for_copy(self) -> None:
        path = self.context.project.path
        kinds = self.tr("Tunesmith projects (*{suffix})").format(suffix=SUFFIX)
        name = self.tr("{name} copy").format(name=path.stem)
        suggestion = free_path(path.parent, name)
        choose_target(self, self.tr("Save a copy"), kinds, suggestion, self.save_copy)

    def save_copy(self, path: Path) -> None:
        """Write a whole copy of the open project."""
        project = self.context.project
        target = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        said = Notice(NoticeKind.SUCCESS, self.tr("The copy is saved."), str(target))
        self.context.background.run(
            self.tr("Saving a copy of {name}").format(name=project.path.name),
            lambda _: project.save_copy(target),
            owner=self,
            done=lambda _: self.notify(said),
            failed=lambda error: self.context.errors.show(error, self),
        )

    @Slot(object)
    def _take_off(self, path: Path) -> None:
        settings = self.context.settings.value
        kept = tuple(known for known in settings.recent if known != path)
        self.context.settings.save(replace(settings, recent=kept))

    @Slot(object)
    def _open_sample(self, sample: Sample) -> None:
        """A sample is copied once; after that, the copy with the user's work in it is opened."""
        path = self._folder / f"{sample.title}{SUFFIX}"
        if path.exists():
            self.context.projects.open(path)
            return
        self.samples.setEnabled(False)
        job = self.context.background.run(
            self.tr("Preparing “{title}”").format(title=sample.title),
            lambda context: _make_sample(sample, path, context),
            owner=self,
            done=self.context.projects.open,
        )
        job.finished.connect(self._offer_samples_again)

    @Slot()
    def _offer_samples_again(self) -> None:
        self.samples.setEnabled(True)


def _make_sample(sample: Sample, path: Path, context: JobContext) -> Path:
    """Made beside and then moved, so that what was stopped half-way is never taken for whole."""
    from services.app import Workspace

    make_folder(path.parent)
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    Workspace.from_sample(sample.name, beside, context=context).close()
    beside.replace(path)
    return path
