"""The small parts: what they say, where they wrap, what a screen reader gets."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton, QToolButton, QWidget

from gui.widgets.busy_dialog import BusyDialog
from gui.widgets.card import Card
from gui.widgets.connection_chip import ConnectionChip
from gui.widgets.empty_state import EmptyState
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.form import FormRow
from gui.widgets.job_strip import JobStrip
from gui.widgets.labels import ElidedLabel, SectionLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.background import Background
    from gui.theme import Theme
    from services.jobs import JobContext


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()


def test_a_section_is_read_aloud_as_it_is_written() -> None:
    section = SectionLabel("Prompt preview")
    assert section.text() == "PROMPT PREVIEW"
    assert section.accessibleName() == "Prompt preview"


def test_an_elided_label_offers_the_whole_text(qtbot: QtBot) -> None:
    label = ElidedLabel("A name that is far too long for where it stands")
    show(qtbot, label)
    label.resize(80, 20)
    assert label.toolTip() == label.text()
    label.resize(800, 20)
    assert label.toolTip() == ""


def test_a_card_takes_a_title_later(qtbot: QtBot) -> None:
    card = Card()
    show(qtbot, card)
    title = card.findChild(SectionLabel)
    assert not title.isVisible()
    card.set_title("Example 4")
    assert title.isVisible()
    assert card.accessibleName() == "Example 4"


@pytest.mark.parametrize("width", [200, 420, 900])
def test_an_empty_state_shows_all_its_words(qtbot: QtBot, theme: Theme, width: int) -> None:
    text = "Import a spreadsheet or JSONL file; each row becomes an example to label. " * 2
    state = EmptyState(theme, "inbox", "No examples yet", text, QPushButton("Import…"))
    show(qtbot, state)
    state.resize(width, 600)
    label = next(w for w in state.findChildren(QWidget) if getattr(w, "text", str)() == text)
    assert label.height() >= label.heightForWidth(label.width())
    assert label.geometry().right() <= width
    assert abs(label.geometry().center().x() - width // 2) <= 1
    assert state.maximumWidth() > 10_000


def test_a_form_row_says_what_is_wrong_in_place_of_its_help(qtbot: QtBot) -> None:
    field = QLineEdit()
    row = FormRow("Bucket", field, "Where the rows go.")
    show(qtbot, row)
    assert field.accessibleName() == "Bucket"
    row.set_problem("A bucket starts with gs://")
    assert field.accessibleDescription() == "A bucket starts with gs://"
    assert field.property("invalid") is True
    row.set_problem("")
    assert field.accessibleDescription() == "Where the rows go."
    assert field.property("invalid") is False


def test_a_flow_wraps_and_tells_its_height(qtbot: QtBot) -> None:
    holder = QWidget()
    flow = FlowLayout(holder, spacing=6)
    for _ in range(6):
        button = QPushButton("x")
        button.setFixedSize(80, 30)
        flow.addWidget(button)
    show(qtbot, holder)
    holder.resize(260, 200)
    places = [flow.itemAt(number).geometry().topLeft().toTuple() for number in range(6)]
    assert places == [(0, 0), (86, 0), (172, 0), (0, 36), (86, 36), (172, 36)]
    assert flow.heightForWidth(260) == 66
    assert flow.heightForWidth(100) == 6 * 30 + 5 * 6
    flow.clear()
    assert flow.count() == 0


def test_the_chip_says_in_words_what_its_colour_says(qtbot: QtBot) -> None:
    chip = ConnectionChip()
    show(qtbot, chip)
    assert chip.property("chip") == "neutral"
    chip.show_sandbox()
    assert (chip.property("chip"), chip.text()) == ("warn", "Sandbox: not Gemini")
    chip.show_vertex("a-project-with-quite-a-long-name", "global", "us-central1")
    assert chip.property("chip") == "ok"
    assert chip.text().startswith("Vertex AI · a-proj")
    assert chip.text().endswith("…\nglobal · us-central1")
    name = "Vertex AI · a-project-with-quite-a-long-name, global · us-central1"
    assert chip.accessibleName().endswith(name)
    chip.show_problem("It did not start.", vertex=False)
    assert chip.text() == "Sandbox: not there"
    assert chip.toolTip() == "It did not start."
    chip.show_problem("There is no key.", vertex=True)
    assert chip.text() == "Vertex AI: no connection"


class Import:
    """Work that reports once and waits."""

    def __init__(self) -> None:
        self.let_on = threading.Event()

    def work(self, context: JobContext) -> None:
        context.report(300, 1000)
        with context.on_stop(self.let_on.set):
            self.let_on.wait(10)
        context.check()


def test_the_strip_shows_what_runs_and_stops_it(
    qtbot: QtBot, background: Background, theme: Theme
) -> None:
    holder = QWidget()
    strip = JobStrip(background, theme, holder)
    show(qtbot, holder)
    owner, slow = QObject(), Import()
    job = background.run("Importing tickets.csv", slow.work, owner=owner)
    qtbot.waitUntil(strip.isVisible)
    bar = strip.findChild(QProgressBar)
    assert bar.accessibleName() == "Importing tickets.csv"
    assert bar.value() / bar.maximum() == pytest.approx(0.3)
    with qtbot.waitSignal(job.cancelled):
        qtbot.mouseClick(strip.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not strip.isVisible()


def test_quiet_work_is_not_in_the_strip(qtbot: QtBot, background: Background, theme: Theme) -> None:
    holder = QWidget()
    strip = JobStrip(background, theme, holder)
    show(qtbot, holder)
    owner, search, slow = QObject(), Import(), Import()
    background.run("Search", search.work, owner=owner, quiet=True)
    background.run("Importing", slow.work, owner=owner)
    qtbot.waitUntil(strip.isVisible)
    search.let_on.set()
    slow.let_on.set()
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_the_busy_dialog_follows_and_stops_its_job(
    qtbot: QtBot, background: Background, theme: Theme
) -> None:
    owner, slow = QObject(), Import()
    job = background.run("Reading the file", slow.work, owner=owner)
    dialog = BusyDialog(theme, job)
    qtbot.addWidget(dialog)
    dialog.open()
    bar = dialog.findChild(QProgressBar)
    qtbot.waitUntil(lambda: bar.maximum() == 1000)
    assert bar.value() == 300
    with qtbot.waitSignals([job.cancelled, dialog.finished]):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
