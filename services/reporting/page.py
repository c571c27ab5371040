"""A report as one page of HTML that needs nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.evaluation import definitions, numbers
from services.reporting import card, charts, words
from services.reporting.confusion import ConfusionPicture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from markupsafe import Markup

    from services.evaluation.records import Cell, Measures
    from services.reporting.records import Report

TEMPLATES = Path(__file__).parents[2] / "resources" / "report"
MOST_PAIRS = 15


def report_page(report: Report) -> str:
    """The page. All that comes from the project is escaped by the template engine."""
    names = words.label_names(report)
    shown: dict[str, Any] = {
        "grid": partial(_grid, names=names),
        "confused": _confused,
        "lowest": charts.lowest(report.runs),
        "limits": card.limits(report),
        "to_fill_in": card.TO_FILL_IN,
        "names": names,
        "style": (TEMPLATES / "report.css").read_text("utf-8"),
        "words": words,
        "charts": charts,
        "definitions": definitions,
    }
    environment = _environment()
    environment.globals.update(shown)
    return environment.get_template("report.html").render(report=report)


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "percent": numbers.percent,
        "decimals": numbers.decimals,
        "short": numbers.short_count,
        "when": words.when,
        "pretty": words.pretty,
    }
    return made


def _grid(measures: Measures, names: Mapping[str, str]) -> Markup:
    return ConfusionPicture(measures, names).svg()


def _confused(measures: Measures) -> list[tuple[Cell, int]]:
    """The cells off the diagonal, the fullest first."""
    wrong = [(cell, number) for cell, number in measures.confusion.items() if not cell.right]
    return sorted(wrong, key=lambda each: (-each[1], each[0].gold))[:MOST_PAIRS]
