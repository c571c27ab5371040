"""A project with a few questions, and the Data page over it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from gui.pages.data.page import DataPage
from services.app import Workspace
from services.domain.task import Task
from services.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext

Dialog = TypeVar("Dialog", bound=QDialog)

ROWS = """text,label,channel
Where is my parcel?,Delivery,web
I was charged twice,Billing,app
환불을 요청했는데 아직 답변이 없습니다,Refund,web
The parcel came open,Delivery,app
Nobody answers me 😡,,mail
"""


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(ROWS, "utf-8")
    return path


@pytest.fixture
def empty_project(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Questions", ["Delivery", "Billing", "Refund"])
    settings = Settings(author="me")
    with Workspace.create(tmp_path / "questions.tunesmith", task, settings=settings) as workspace:
        yield workspace


@pytest.fixture
def project(empty_project: Workspace, csv_file: Path) -> Workspace:
    empty_project.datasets.import_file(csv_file)
    return empty_project


@pytest.fixture
def open_page(qtbot: QtBot, page_context: PageContext) -> Iterator[Callable[[Workspace], DataPage]]:
    """Opens the page over a project and waits until the table is filled."""
    stops: list[Callable[[], None]] = []

    def made(workspace: Workspace) -> DataPage:
        context = replace(page_context, workspace=workspace)
        stops.append(workspace.subscribe(context.events.announce))
        page = DataPage(context)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        page.opened(None)
        settled(qtbot, page)
        return page

    yield made
    page_context.background.shutdown()
    for stop in stops:
        stop()


def settled(qtbot: QtBot, page: DataPage) -> None:
    """Wait until nothing runs and the newest filter is shown."""
    qtbot.waitUntil(lambda: not page.busy and not page.context.background.jobs)


def answer_file_dialog(qtbot: QtBot, parent: QWidget, path: Path) -> None:
    """Type a path into the open file dialog, as a user would."""
    dialog = parent.findChild(QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    # Qt begins in the folder of the dialog before, which may be gone with the test before.
    dialog.setDirectory(str(path.parent))
    field.setText(str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)


def shown(qtbot: QtBot, parent: QWidget, kind: type[Dialog]) -> Dialog:
    """The dialog of this kind, once it is open."""

    def found() -> list[Dialog]:
        return [dialog for dialog in parent.findChildren(kind) if dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]
