"""What every page is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.background import Background
    from gui.errors import Errors
    from gui.live_settings import LiveSettings
    from gui.navigation import Navigation
    from gui.project_events import ProjectEvents
    from gui.projects import Projects
    from gui.theme import Theme
    from services.app import Workspace
    from services.connection import Connection


@dataclass(frozen=True, slots=True)
class PageContext:
    """The open project and the doors of the window.

    Pages are made anew for each project; `workspace` is None on the start page and in the settings
    while none is open.
    """

    workspace: Workspace | None
    background: Background
    navigation: Navigation
    events: ProjectEvents
    theme: Theme
    settings: LiveSettings
    errors: Errors
    projects: Projects
    connection: Connection

    @property
    def project(self) -> Workspace:
        """The open project, for pages that are only shown with one."""
        if self.workspace is None:
            raise LookupError("No project is open.")
        return self.workspace
