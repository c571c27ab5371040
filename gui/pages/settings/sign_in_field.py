"""Signing in with Google in the browser, through the organisation's own OAuth client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QVBoxLayout

from gui.background import Lane
from gui.widgets.buttons import button
from gui.widgets.drop_frame import DropFrame
from gui.widgets.file_choice import choose_file
from gui.widgets.labels import label, set_role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from gui.background import Job
    from gui.page_context import PageContext
    from services.domain.connection import KeptKey


def open_in_browser(page: str) -> None:
    """Show a page in the user's browser."""
    QDesktopServices.openUrl(QUrl(page))


class SignInField(DropFrame):
    """The page opens in the browser; the window waits for its answer and can stop waiting."""

    def __init__(
        self, context: PageContext, open_page: Callable[[str], None] = open_in_browser
    ) -> None:
        super().__init__()
        self._context = context
        self._open_page = open_page
        self._page = ""
        self._job: Job | None = None
        self._kept: KeptKey | None = None
        theme = context.theme
        self.choose = button(theme, self.tr("Choose the client file…"), "key-round")
        self.again = button(theme, self.tr("Sign in again"), "refresh-cw")
        self.copy = button(theme, self.tr("Copy the address"), "copy")
        self.stop = button(theme, self.tr("Stop"))
        self.sign_out = button(theme, self.tr("Sign out"), variant="ghost")
        self.drop_words = label(self.tr("or drop it here"), "small")
        self.remember = QCheckBox(self.tr("Keep it in the keyring of this machine"))
        self.remember.setChecked(True)
        self.words = label("", "small", wrap=True)
        self._build()
        self._show(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._context.background.run(
            self.tr("Looking into the keyring"),
            lambda _: self._context.connection.keeper.signed_in(),
            owner=self,
            done=self._show,
            lane=Lane.NETWORK,
            quiet=True,
        )

    def sign_in(self, client_file: Path | None) -> None:
        """Sign in through the client in a file; None takes the one that is kept."""
        post, keeper = self._context.background.post, self._context.connection.keeper
        remember = self.remember.isChecked()
        self._page = ""
        self._job = self._context.background.run(
            self.tr("Signing in with Google"),
            lambda context: keeper.sign_in(
                client_file,
                lambda page: post(lambda: self._visit(page)),
                context,
                remember=remember,
            ),
            owner=self,
            done=self._signed_in,
            failed=self._failed,
            cancelled=self._end,
            lane=Lane.NETWORK,
        )
        self._show(self._kept)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.choose, self.drop_words, self.again, self.copy, self.stop):
            row.addWidget(part)
        row.addStretch()
        row.addWidget(self.sign_out)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.remember)
        layout.addWidget(self.words)
        self.dropped.connect(self.sign_in)
        self.choose.clicked.connect(self._ask)
        self.again.clicked.connect(lambda: self.sign_in(None))
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self._page))
        self.stop.clicked.connect(self._stop)
        self.sign_out.clicked.connect(self._sign_out)

    def _visit(self, page: str) -> None:
        if self._job is not None:
            self._page = page
            self._show(self._kept)
            self._open_page(page)

    def _signed_in(self, kept: KeptKey) -> None:
        self._kept = kept
        self._end()

    def _failed(self, error: BaseException) -> None:
        self._end()
        self._context.errors.show(error, self)

    def _end(self) -> None:
        self._job = None
        self._show(self._kept)

    @Slot()
    def _ask(self) -> None:
        title = self.tr("The organisation's OAuth client")
        choose_file(self, title, "JSON (*.json)", self.sign_in)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _sign_out(self) -> None:
        self._context.background.run(
            self.tr("Signing out"),
            lambda _: self._context.connection.keeper.sign_out(),
            owner=self,
            done=lambda _: self._show(None),
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )

    def _show(self, kept: KeptKey | None) -> None:
        self._kept = kept
        waiting = self._job is not None
        for part, shown in (
            (self.choose, not waiting),
            (self.remember, not waiting),
            (self.drop_words, not waiting and kept is None),
            (self.again, not waiting and kept is not None),
            (self.copy, bool(waiting and self._page)),
            (self.stop, waiting),
            (self.sign_out, not waiting and kept is not None),
        ):
            part.setVisible(shown)
        memory_only = kept is not None and bool(kept.memory_only) and not waiting
        set_role(self.words, "warn" if memory_only else "small")
        self.words.setText(self._words(kept))

    def _words(self, kept: KeptKey | None) -> str:
        if self._job is not None:
            return self.tr("Finish in the browser. If no page opened, copy its address into one.")
        if kept is None:
            return self.tr(
                "Your organisation makes an OAuth client of the type “Desktop app” once and gives "
                "you its file. The sign-in never goes into a file of this program."
            )
        if kept.memory_only:
            return self.tr(
                "{owner}: signed in until the program ends, not kept in the keyring: {reason}."
            ).format(owner=kept.owner, reason=kept.memory_only)
        return self.tr("{owner}: signed in, kept in the keyring of this machine.").format(
            owner=kept.owner
        )
