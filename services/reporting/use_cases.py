"""The report of an evaluation, written for those who do not have the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.evaluation.records import AbsentRule
from services.evaluation.saving import save_json
from services.files import beside, make_folder
from services.jobs import JobContext
from services.reporting.document import report_document
from services.reporting.page import report_page
from services.reporting.tables import Table, tables, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.domain.prediction import Run
    from services.evaluation.records import ScoredRow
    from services.prompts.use_cases import Prompts
    from services.reporting.gathering import Gatherer
    from services.reporting.records import Report

MISTAKES = 50
"""Mistakes of each run that the page shows; the table of predictions has all."""
_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class SavedReport:
    """Where it went: the `page`, and the `folder` with report.json and the CSV files."""

    page: Path
    folder: Path
    files: tuple[str, ...]


class Reports:
    """Writes what the Evaluate page shows, and everything behind it."""

    def __init__(self, gatherer: Gatherer, prompts: Prompts) -> None:
        self._gatherer = gatherer
        self._prompts = prompts

    def save(
        self,
        run: Run,
        path: Path | str,
        *,
        absent: AbsentRule = AbsentRule.COUNTED,
        mistakes: int = MISTAKES,
        context: JobContext | None = None,
    ) -> SavedReport:
        """Write a page on `run`, beside all other runs over its snapshot, as HTML that needs no
        other file and asks nothing of the network when it is opened; beside it, in a folder of
        its name, the same as report.json and CSV files.

        Up to `mistakes` of each run are on the page. The page is written last: where it is new,
        all is. Raises AppError when something cannot be written, JobCancelled after a stop.
        """
        context = context or JobContext()
        page = Path(path)
        page = page if page.suffix.lower() in {".html", ".htm"} else Path(f"{page}.html")
        report = self._gatherer.report(run, absent, mistakes, context)
        folder = page.with_suffix("")
        make_folder(folder)
        save_json(report_document(report), folder / "report.json")
        written = ["report.json"]
        for table in (*tables(report), self._predictions(report, context)):
            write_table(table, folder / f"{table.name}.csv")
            written.append(f"{table.name}.csv")
        context.check()
        with beside(page) as part:
            part.write_text(report_page(report), "utf-8", newline="\n")
        return SavedReport(page, folder, tuple(written))

    def _predictions(self, report: Report, context: JobContext) -> Table:
        columns = (
            "number", "id", "text", "gold", "predicted", "state", "counted", "right", "vote_share",
        )  # fmt: skip
        return Table("predictions", columns, self._rows(report, context))

    def _rows(self, report: Report, context: JobContext) -> Iterator[tuple[Any, ...]]:
        texts = self._gatherer.texts(report)
        total = len(texts) * len(report.runs)
        for place, each in enumerate(report.runs):
            for at, row in enumerate(self._gatherer.rows(each.run)):
                if at % _BLOCK == 0:
                    context.report(place * len(texts) + at, total)
                yield place + 1, row.example_id, texts.get(row.example_id, ""), *self._said(row)

    def _said(self, row: ScoredRow) -> tuple[Any, ...]:
        text = self._prompts.answer_text
        return (
            "" if row.gold is None else text(row.gold),
            "" if row.predicted is None else text(row.predicted),
            row.state.name.lower(),
            int(row.counted),
            int(row.right) if row.counted else None,
            round(row.share, 4),
        )
