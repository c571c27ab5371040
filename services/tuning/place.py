"""Whose service has a job: a project in Google's cloud, or the Sandbox of one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.ids import new_id
from services.domain.prediction import ConnectionKind
from services.files import beside, make_folder

if TYPE_CHECKING:
    from services.connection import Connection
    from services.domain.tuning import TuningJob


def place_of(connection: Connection) -> str:
    """The project's id; of the Sandbox an id that its folder on this machine keeps.

    Raises AppError when the folder cannot be written.
    """
    if connection.kind is ConnectionKind.VERTEX:
        return connection.project
    file = connection.folders.state / "sandbox-id"
    try:
        return file.read_text("utf-8").strip()
    except FileNotFoundError:
        make_folder(file.parent)
        made = new_id()
        with beside(file) as part:
            part.write_text(made, "utf-8")
        return made


def why_elsewhere(job: TuningJob, connection: Connection) -> str:
    """Why a job cannot be asked for from here, in a sentence; empty when it can."""
    if job.connection is not connection.kind:
        return "It belongs to the other connection: change it in Settings."
    if not job.place or job.place == place_of(connection):
        return ""
    if connection.kind is ConnectionKind.SANDBOX:
        return "It is in the Sandbox of another computer: open this project there."
    return f"It is in the project {job.place} of Google's cloud: name that project in Settings."
