"""Asks, once per project and connection, before the first rows leave this machine."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.message_dialog import MessageDialog
from gui.window_in_front import window_in_front
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from gui.background import Background
    from gui.errors import Errors
    from gui.live_settings import LiveSettings
    from gui.projects import Projects

LOOK_SECONDS = 0.2


class Consent(QObject):
    """Workers wait in `may_leave` while the user is asked on the GUI thread; the Sandbox never
    asks."""

    def __init__(
        self,
        settings: LiveSettings,
        projects: Projects,
        background: Background,
        errors: Errors,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._projects = projects
        self._background = background
        self._errors = errors
        self._asking = threading.Lock()
        self._answered = threading.Event()
        self._gui_thread = threading.get_ident()
        self._closed = False
        self.dialog: MessageDialog | None = None

    def may_leave(self) -> bool:
        """Whether the rows of the open project may go to the connection of now. May wait."""
        if self._given():
            return True
        if threading.get_ident() == self._gui_thread:
            return False  # it cannot wait for itself
        with self._asking:  # others that want to send wait for the same answer
            if not self._given():
                self._answered.clear()
                self._background.post(self._ask)
                while not self._answered.wait(LOOK_SECONDS) and not self._closed:
                    pass
            return self._given()

    def close(self) -> None:
        """Let nobody wait any more: the program ends."""
        self._closed = True

    def _given(self) -> bool:
        agreement = self._agreement()
        return not agreement or agreement in self._settings.value.agreed

    def _agreement(self) -> str:
        """The project and where its rows go; empty where there is nothing to agree to."""
        project, settings = self._projects.current, self._settings.value
        if project is None or settings.connection is not ConnectionKind.VERTEX:
            return ""
        to = settings.vertex
        places = (to.project, to.bucket, to.inference_location, to.tuning_location)
        return " ".join((project.id, *places))

    def _ask(self) -> None:
        agreement = self._agreement()
        dialog = self.dialog = MessageDialog(
            self.tr("Send rows to Vertex AI?"), self._words(), window_in_front()
        )
        cancel = dialog.add_button(self.tr("Send nothing"))
        dialog.add_button(self.tr("Send rows"), "primary", lambda: self._agree(agreement))
        dialog.set_default(cancel)
        dialog.finished.connect(self._end)
        dialog.open()

    def _words(self) -> str:
        vertex = self._settings.value.vertex
        words = self.tr(
            "This is the first call of this project over this connection.\n\n"
            "•  Rows that you try or run go to models in “{inference}”, with the prompt and its "
            "shots.\n"
            "•  Rows that you tune with go to gs://{bucket} and are tuned in “{tuning}”.\n"
            "•  Google bills the project {project}. All other rows stay on this machine."
        ).format(
            inference=vertex.inference_location,
            bucket=vertex.bucket,
            tuning=vertex.tuning_location,
            project=vertex.project,
        )
        if vertex.inference_location == "global":
            words += "\n\n" + self.tr(
                "“global” promises no region: Google chooses where the rows are worked on. Choose "
                "another location in Settings if they must stay in one."
            )
        return words

    def _agree(self, agreement: str) -> None:
        agreed = self._settings.value.agreed
        try:
            self._settings.change(agreed=(*agreed, agreement))
        except AppError as error:
            self._errors.show(error)

    @Slot()
    def _end(self) -> None:
        """The dialog is held until the button's own deed is done, which comes after this."""
        self._background.post(self._tell)

    def _tell(self) -> None:
        self.dialog = None
        self._answered.set()
