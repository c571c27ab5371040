"""Whether the window and the person at the keys stay undisturbed by an import."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from services.domain.example import ExampleFilter
from tests.benchmarks.figures import figure, milliseconds, percentile
from tests.benchmarks.projects import LABELS, project, texts_file
from tests.benchmarks.ticks import gaps
from tests.benchmarks.window import page_context

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.figures import Figure

ROWS = 100_000
PAUSE_SECONDS = 0.005


def label_during_import(folder: Path) -> Figure:
    """The time of an answer while 100,000 rows are imported."""
    workspace = project(folder, 2000)
    ids = [each.id for each in workspace.datasets.examples(workspace.labeling.queue())]
    source = texts_file(folder / "more.csv", ROWS)
    done = threading.Event()

    def bring_in() -> None:
        workspace.datasets.import_file(source)
        done.set()

    thread = threading.Thread(target=bring_in)
    thread.start()
    times: list[float] = []
    while not done.wait(PAUSE_SECONDS):
        at = len(times)
        times.append(
            milliseconds(
                lambda at=at: workspace.labeling.answer(
                    ids[at % len(ids)], LABELS[(at + at // len(ids)) % len(LABELS)]
                )
            )
        )
    thread.join()
    assert workspace.datasets.counts(ExampleFilter()).total == ROWS + 2000
    workspace.close()
    return figure("label_during_import", percentile(times, 99), "ms")


def import_gap(folder: Path) -> Figure:
    """The gaps of the window's event loop while 100,000 rows are imported."""
    workspace = project(folder, 100)
    source = texts_file(folder / "more.csv", ROWS)
    work = workspace.datasets.import_file
    with page_context(workspace) as context:
        idle = gaps(context, None)
        busy = gaps(context, lambda running: work(source, context=running))
    workspace.close()
    return figure("import_gap", percentile(busy, 99), "ms", percentile(idle, 99))
