"""How the program behaves with a million rows."""

from __future__ import annotations

import random
import sqlite3
import time
from functools import partial
from typing import TYPE_CHECKING

from services.domain.example import ExampleFilter, Split, State
from services.domain.prompt import Technique
from tests.benchmarks import million
from tests.benchmarks.figures import figure, median, milliseconds, percentile
from tests.benchmarks.labelling import label_key_times
from tests.benchmarks.window import page_context, until, until_painted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gui.tables.example_table import ExampleTableView
    from services.app import Workspace
    from services.datasets.use_cases import Datasets
    from services.domain.prompt import Prompt
    from tests.benchmarks.figures import Figure

FIRST_PAGE = 1024
SHOWN = 128
INDEXED = ("parcel", "second charge", "환불을", "999123", "invoice 7", "nowhere to be found")
SHORT = ("환불", "배송", "없음", "zq")
FRAMES = 200


def import_1m(folder: Path) -> Figure:
    """A file of a million labelled rows, against a bare loop that leaves the same rows."""
    bare = million.imported_bare(folder)
    return figure("import_1m", million.imported(folder)["seconds"], "s", bare["seconds"])


def import_1m_memory(folder: Path) -> Figure:
    """The largest working set of a process that imports them."""
    return figure("import_1m_memory", million.imported(folder)["megabytes"], "MB")


def open_1m(folder: Path) -> Figure:
    """From the file to the first rows; the median of some."""
    million.project(folder).close()
    times = [milliseconds(lambda: _opened(folder).close()) / 1000 for _ in range(7)]
    return figure("open_1m", median(times), "s")


def frame_1m(folder: Path) -> Figure:
    """From a turn of the wheel, or a jump of the scroll bar, to the rows painted."""
    from gui.pages.data.page import DataPage

    workspace = million.project(folder)
    with page_context(workspace) as context:
        page = DataPage(context)
        page.resize(1244, 900)
        page.show()
        page.opened(None)
        until(lambda: not page.busy and page.model.rowCount() == million.ROWS)
        times = [milliseconds(scroll) for scroll in _scrolls(page.table)]
    workspace.close()
    return figure("frame_1m", percentile(times, 95), "ms")


def search_1m(folder: Path) -> Figure:
    """The first page of what a search of three or more characters finds: the slowest of some."""
    with million.project(folder) as workspace:
        times = [_first_page(workspace.datasets, search) for search in INDEXED * 3]
    return figure("search_1m", max(times), "ms")


def search_1m_scan(folder: Path) -> Figure:
    """All that a search of two characters finds: the slowest of some."""
    with million.project(folder) as workspace:
        times = [
            milliseconds(partial(workspace.datasets.rows, ExampleFilter(search=text)))
            for text in SHORT * 2
        ]
    return figure("search_1m_scan", max(times), "ms")


def filter_1m(folder: Path) -> Figure:
    """Another filter: its first rows, and the counts beside each choice; the slowest of some."""
    from gui.pages.data.finding import facets
    from services.jobs import JobContext

    with million.project(folder) as workspace:
        datasets = workspace.datasets
        labels = workspace.task.labels
        filters = (
            ExampleFilter(label=labels[0].id),
            ExampleFilter(state=State.ANSWERED),
            ExampleFilter(split=Split.TEST),
            ExampleFilter(label=labels[1].id, state=State.ANSWERED, split=Split.TRAINING),
            ExampleFilter(flagged=True),
        )

        def choose(wanted: ExampleFilter) -> None:
            datasets.examples(datasets.rows(wanted, limit=FIRST_PAGE)[:SHOWN], text_limit=200)
            facets(datasets, wanted, JobContext())

        times = [milliseconds(lambda wanted=wanted: choose(wanted)) for wanted in filters * 3]
    return figure("filter_1m", max(times), "ms")


def label_key_1m(folder: Path) -> Figure:
    """From a label key to the next row painted."""
    workspace = million.project(folder)
    times = label_key_times(workspace)
    workspace.close()
    return figure("label_key_1m", percentile(times, 95), "ms")


def export_1m(folder: Path) -> Figure:
    """The training and validation rows as Gemini JSONL, against a bare loop that writes them."""
    with million.project(folder) as workspace:
        prompts = workspace.prompts
        starter = prompts.starters()[0]
        prompt = prompts.create("Bench", Technique.ZERO_SHOT, starter)
        workspace.datasets.snapshot("training")
        workspace.datasets.snapshot("validation")
        began = time.perf_counter()
        workspace.datasets.export(folder / "export", prompt)
        ours = time.perf_counter() - began
        bare = milliseconds(lambda: _bare_export(folder, workspace, prompt)) / 1000
    return figure("export_1m", ours, "s", bare)


def _opened(folder: Path) -> Workspace:
    """The project with the rows that its table shows first."""
    workspace = million.opened(folder)
    rows = workspace.datasets.rows(ExampleFilter(), limit=FIRST_PAGE)
    workspace.datasets.examples(rows[:SHOWN], text_limit=200)
    return workspace


def _first_page(datasets: Datasets, search: str) -> float:
    def look() -> None:
        rows = datasets.rows(ExampleFilter(search=search), limit=FIRST_PAGE)
        datasets.examples(rows[:SHOWN], text_limit=200)

    return milliseconds(look)


def _scrolls(table: ExampleTableView) -> list[Callable[[], None]]:
    """Steps of the wheel and jumps, in turn; each returns when the rows are painted."""
    draw, bar, view = random.Random(1), table.verticalScrollBar(), table.viewport()

    def scroll(at: int) -> None:
        place = bar.value() + 120 if at % 2 else draw.randrange(bar.maximum())
        until_painted(view, lambda: bar.setValue(place))

    return [lambda at=at: scroll(at) for at in range(FRAMES)]


def _bare_export(folder: Path, workspace: Workspace, prompt: Prompt) -> None:
    """SQLite, the same rendering, orjson."""
    import orjson

    from services.datasets.gemini_rows import gemini_line
    from services.prompts.techniques import Row

    renderer = workspace.prompts.renderer(workspace.prompts.zero_shot_twin(prompt))
    names = {number: label.name for number, label in enumerate(workspace.task.labels, 1)}
    connection = sqlite3.connect(workspace.path)
    for split in (Split.TRAINING, Split.VALIDATION):
        rows = connection.execute(
            "SELECT e.id, e.text, e.metadata, s.label FROM examples e"
            " JOIN example_states s ON s.row = e.row WHERE s.split = ? AND s.label IS NOT NULL",
            (int(split),),
        )
        with (folder / f"bare {split.name}.jsonl").open("wb") as file:
            for example_id, text, metadata, label in rows:
                row = Row(text, example_id, orjson.loads(metadata), names[label])
                line = gemini_line(renderer.render(row), names[label])
                file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    connection.close()
