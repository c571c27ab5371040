"""Looks for shots aside, where they cannot be had at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.latest import Latest

if TYPE_CHECKING:
    from gui.background import Background
    from services.domain.prompt import Prompt, ShotChoice
    from services.prompts.use_cases import Prompts


class ShotFinder(QObject):
    """`found` says that the shots that were sought can be shown."""

    found = Signal()

    def __init__(self, background: Background, prompts: Prompts, parent: QObject) -> None:
        super().__init__(parent)
        self._prompts = prompts
        self._sought: ShotChoice | None = None
        self._finding = Latest(background, self, self.tr("Finding shots"), pause_ms=0)

    @property
    def busy(self) -> bool:
        return self._finding.busy

    def seek(self, prompt: Prompt) -> None:
        """Look for the shots of a prompt, unless they are at hand or sought already."""
        if self._prompts.shots_ready(prompt):
            return
        if self._finding.busy and self._sought == prompt.shots:
            return
        self._sought = prompt.shots
        self._finding.ask(
            lambda context: self._prompts.prepare_shots(prompt, context),
            lambda _: self.found.emit(),
        )
