"""The Prompt page: the parts, the prompt as it is sent, and a row to try it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from gui.navigation import NewRun, Page
from gui.pages.prompt.key_help import key_help
from gui.pages.prompt.parts_card import PartsCard
from gui.pages.prompt.preview_card import PreviewCard
from gui.pages.prompt.prompt_bar import PromptBar
from gui.pages.prompt.shot_finder import ShotFinder
from gui.pages.prompt.token_count import TokenCount
from gui.pages.prompt.trial import Trial
from gui.pages.prompt.try_card import TryCard
from gui.pages.prompt.versions_dialog import VersionsDialog
from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.prompt import Prompt, Technique

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from gui.widgets.keys import KeyHelp
    from services.domain.example import Example
    from services.domain.prompt import RenderedPrompt
    from services.prompts.starters import Starter

SAVE_PAUSE_MS = 500
_, WORK, EMPTY = range(3)
WIDTHS = (300, 420, 260)
NARROWEST = (272, 260, 214)


class PromptPage(PageWidget):
    """What is typed is shown at once, saved after a short pause, and counted by the service."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Prompt"))
        self._workspace = context.project
        self._prompts = self._workspace.prompts
        self._prompt: Prompt | None = None
        self._saving = QTimer(self, singleShot=True, interval=SAVE_PAUSE_MS)
        self.bar = PromptBar(context.theme, self._prompts.starters())
        self.parts = PartsCard(context.theme, self._workspace.task)
        self.preview = PreviewCard(context.theme, context.background, self._workspace.datasets)
        self.trying = TryCard(context.theme, self._workspace.connection.project)
        self._trial = Trial(context, self.trying, self.preview.rows, self._prepare_call)
        self._shots = ShotFinder(context.background, self._prompts, self)
        self._count = TokenCount(
            context.background, self._workspace, self.preview.tokens, self.preview.cost
        )
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def opened(self, query: object | None) -> None:
        """Show the prompt that was shown last; a `Prompt` or an example's id says which."""
        self._show_task()
        if isinstance(query, Prompt):
            self._save()
            self._show_prompt(query)
        if isinstance(query, str):
            self._tried(lambda: self.preview.rows.go_to(query))
        else:
            self.preview.rows.find()

    def keys(self) -> tuple[KeyHelp, ...]:
        """The keys of the page, for F1."""
        return key_help()

    @property
    def prompt(self) -> Prompt | None:
        """The prompt that is shown, as it was saved last."""
        return self._prompt

    @property
    def counting(self) -> bool:
        """Whether the service is still to say how many tokens the prompt takes."""
        return self._count.busy

    # building

    def _build(self) -> None:
        self.add_action(self.bar)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setHandleWidth(10)
        columns.setChildrenCollapsible(False)
        for card, narrowest in zip((self.parts, self.preview, self.trying), NARROWEST, strict=True):
            card.setMinimumWidth(narrowest)
            columns.addWidget(card)
        columns.setSizes(list(WIDTHS))
        columns.setStretchFactor(1, 1)
        for shown in (QWidget(), columns, self._build_empty()):
            self._stack.addWidget(shown)
        self.bar.hide()
        self.body.addWidget(self._stack, 1)

    def _build_empty(self) -> EmptyState:
        self.data_button = button(
            self.context.theme, self.tr("Go to the data"), "database", "primary"
        )
        self.data_button.clicked.connect(lambda: self.context.navigation.go(Page.DATA))
        return EmptyState(
            self.context.theme,
            "message-square-text",
            self.tr("No examples yet"),
            self.tr(
                "A prompt is shown over real rows, exactly as it is sent. Import a spreadsheet or"
                " a JSONL file first, on the Data page."
            ),
            self.data_button,
        )

    def _connect(self) -> None:
        self.bar.chosen.connect(self._choose_prompt)
        self.bar.begun.connect(self._create)
        self.bar.versions_asked.connect(self._show_versions)
        self.bar.run_asked.connect(self._run)
        self._shots.found.connect(self._show_rendered)
        self.parts.edited.connect(self._show_edited)
        self.parts.shots.add_asked.connect(self._add_shot)
        self.preview.rows.changed.connect(self._show_example)
        self.preview.rows.looked_up.connect(self._count.show_rows)
        self._trial.refused.connect(self.show_error)
        self.trying.model_chosen.connect(self._show_rendered)
        self._saving.timeout.connect(self._save)
        self.context.events.changed.connect(self._on_changes)
        for keys, slot in self._shortcuts():
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(slot)

    def _shortcuts(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        rows = self.preview.rows
        return (
            ("Ctrl+Return", self._trial.try_row),
            ("Ctrl+Enter", self._trial.try_row),
            ("Ctrl+Shift+Return", self._trial.try_rows),
            ("Ctrl+Shift+Enter", self._trial.try_rows),
            ("Ctrl+B", self._trial.open_sides),
            ("Ctrl+J", self._trial.show_call),
            ("Ctrl+Right", lambda: rows.step(1)),
            ("Ctrl+Left", lambda: rows.step(-1)),
            ("Ctrl+F", lambda: rows.search.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            ("Ctrl+N", self.bar.new.showMenu),
            ("Ctrl+Shift+V", self._show_versions),
            ("Ctrl+Shift+A", self._add_shot),
            ("Ctrl+D", self.parts.shots.redraw.click),
            ("Ctrl+R", self._run),
        )

    # what the user does

    @Slot(object)
    def _choose_prompt(self, prompt: Prompt) -> None:
        self._save()
        self._show_prompt(prompt)

    @Slot()
    def _show_versions(self) -> None:
        if self._prompt is None:
            return
        self._save()
        dialog = VersionsDialog(
            self.context.theme, self._prompts, self._prompt, self._workspace.task.kind, self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.restored.connect(self._show_restored)
        dialog.open()

    @Slot(object)
    def _show_restored(self, prompt: Prompt) -> None:
        self._show_prompt(prompt)
        self.notices.clear()
        words = self.tr("This is version {new} now.").format(new=prompt.version)
        self.notify(Notice(NoticeKind.SUCCESS, words, self.tr("All other versions stay.")))

    @Slot(object)
    def _create(self, starter: Starter) -> None:
        self._save()
        technique = self.parts.technique.value
        names = {prompt.name for prompt in self._prompts.all()}
        name = self._free_name(names)
        self._tried(lambda: self._show_prompt(self._prompts.create(name, technique, starter)))

    @Slot()
    def _show_edited(self) -> None:
        self._show_rendered()
        self._saving.start()

    @Slot()
    def _save(self) -> None:
        """Save what was edited; a version that was used stays as it is."""
        self._saving.stop()
        if self._prompt is None or self.parts.prompt == self._prompt:
            return
        before = self._prompt
        if self._tried(lambda: self._take(self._prompts.save(self.parts.prompt))):
            self._tell_new_version(before)

    @Slot()
    def _add_shot(self) -> None:
        example = self.preview.rows.example
        if example is None or self._prompt is None:
            return
        self._save()
        if self._tried(
            lambda: self._show_prompt(self._prompts.add_shot(self.parts.prompt, example.id))
        ):
            self.notify(
                Notice(
                    NoticeKind.SUCCESS,
                    self.tr("This row is a shot now."),
                    self.tr("It is shown in prompts over other rows, never over itself."),
                )
            )

    def _prepare_call(self) -> Prompt | None:
        """The prompt that is to be sent, saved; rows may be counted by the service from now on."""
        if self._prompt is None:
            return None
        self._save()
        self._count.allow()
        return self.parts.prompt

    @Slot()
    def _run(self) -> None:
        if self._prompt is None:
            return
        self._save()
        self.context.navigation.go(Page.EVALUATE, NewRun(self._prompt, self.trying.model))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing typed waits while the page is out of sight."""
        self._save()
        super().hideEvent(event)

    # what follows from it

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.EXAMPLES, Kind.SPLITS, Kind.TASK) and self.isVisible():
            self.opened(None)
        elif changes.concern(Kind.ANSWERS) and self.isVisible():
            self.preview.rows.find()
        if changes.concern(Kind.PROMPTS):
            self._show_choice()
        if changes.concern(Kind.JOBS, Kind.MODELS):
            self._show_models()

    def _first_prompt(self) -> Prompt:
        known = self._prompts.all()
        return known[-1] if known else self._prompts.create(self._free_name(set()))

    def _free_name(self, taken: set[str]) -> str:
        number = 1
        while (name := self.tr("Prompt {n}").format(n=number)) in taken:
            number += 1
        return name

    @Slot(object)
    def _show_prompt(self, prompt: Prompt) -> None:
        self._take(prompt)
        self._show_rendered()

    def _show_task(self) -> None:
        self.parts.show_task(self._workspace.task, self._prompts.columns())

    def _take(self, prompt: Prompt) -> None:
        self._prompt = prompt
        self.parts.show_prompt(prompt)
        self._show_choice()

    def _show_choice(self) -> None:
        self.bar.show_prompts(self._prompts.all(), self._prompt)

    def _tell_new_version(self, before: Prompt) -> None:
        if self._prompt is not None and self._prompt.version != before.version:
            self.notify(
                Notice(
                    NoticeKind.INFO,
                    self.tr("This is version {new} now.").format(new=self._prompt.version),
                    self.tr(
                        "Version {old} was used in a run, a tuning job or an export and stays as"
                        " it was."
                    ).format(old=before.version),
                )
            )

    @Slot(object)
    def _show_example(self, example: Example | None) -> None:
        empty = example is None
        self._stack.setCurrentIndex(EMPTY if empty else WORK)
        self.bar.setVisible(not empty)
        if example is not None:
            self._begin()
            self.preview.show_example(example)
            self._show_rendered()

    def _begin(self) -> None:
        """There are rows to show a prompt over: show the prompt that was written last."""
        if self.trying.model is None:
            self._show_models()
        if self._prompt is None:
            self._tried(lambda: self._show_prompt(self._first_prompt()))
            self.parts.instruction.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_rendered(self) -> None:
        """On each key: nothing here waits for anything."""
        example = self.preview.rows.example
        if example is None or self._prompt is None:
            return
        prompt = self.parts.prompt
        self._shots.seek(prompt)
        rendered = self._prompts.preview(prompt).render(self._prompts.row(example))
        self.preview.show_rendered(rendered)
        if prompt.technique is Technique.FEW_SHOT:
            self.parts.show_shots(self._prompts.shots_by_hand(prompt.shots))
        self._trial.show_at_hand(prompt, example)
        self._show_size(rendered)

    def _show_size(self, rendered: RenderedPrompt) -> None:
        example, model = self.preview.rows.example, self.trying.model
        if example is not None and model is not None:
            self._count.show(model, self.parts.prompt, example, rendered)

    def _show_models(self) -> None:
        self._tried(lambda: self.trying.show_models(self._workspace.prediction.models()))

    def _tried(self, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except AppError as error:
            self.show_error(error)
            return False
        return True
