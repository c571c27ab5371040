"""Measure, print a table, and write a file that other programs can read."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gui.application import SWITCH_INTERVAL
from tests.benchmarks import (
    calling,
    checking,
    evaluating,
    importing,
    labelling,
    prompting,
    scale,
    starting,
    tuning,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.benchmarks.figures import Figure

BENCHES: dict[str, Callable[[Path], Figure]] = {
    "first_paint": starting.first_paint,
    "label_answer": labelling.label_answer,
    "label_key": labelling.label_key,
    "label_during_import": importing.label_during_import,
    "preview": prompting.preview,
    "preview_similar": prompting.preview_similar,
    "import_gap": importing.import_gap,
    "engine": calling.engine,
    "engine_gap": calling.engine_gap,
    "engine_memory": calling.engine_memory,
    "faults": calling.faults,
    "sandbox_tune": tuning.sandbox_tune,
    "near_duplicates_100k": checking.near_duplicates_100k,
    "report_100k": evaluating.report_100k,
    "import_1m": scale.import_1m,
    "import_1m_memory": scale.import_1m_memory,
    "open_1m": scale.open_1m,
    "frame_1m": scale.frame_1m,
    "search_1m": scale.search_1m,
    "search_1m_scan": scale.search_1m_scan,
    "filter_1m": scale.filter_1m,
    "label_key_1m": scale.label_key_1m,
    "export_1m": scale.export_1m,
}
"""Those named `…_1m` share one project, made before the first of them (some minutes)."""


def main(arguments: Sequence[str]) -> int:
    """Run the named benches, or all."""
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.names) - set(BENCHES)
    if unknown:
        parser.error(
            f"no bench is called {', '.join(sorted(unknown))}; there are: {', '.join(BENCHES)}"
        )
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.setswitchinterval(SWITCH_INTERVAL)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as run:
        figures = [_measured(name, Path(run) / name) for name in chosen.names or BENCHES]
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(each) for each in figures], indent=2) + "\n")
    return 0


def _measured(name: str, folder: Path) -> Figure:
    folder.mkdir()
    os.environ["TUNESMITH_HOME"] = str(folder)
    figure = BENCHES[name](folder)
    beside = (
        ""
        if figure.baseline is None
        else (f"   baseline {figure.baseline:10.3f}   ratio {figure.ratio:.2f}")
    )
    sys.stdout.write(f"{figure.name:22}{figure.value:10.3f} {figure.unit:3}{beside}\n")
    sys.stdout.flush()
    return figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
