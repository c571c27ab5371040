"""Projects of a few made-up tickets, for tests of prompts and runs."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from services.app import Workspace
from services.datasets.mapping import Mapping
from services.domain.task import Task
from services.settings import Settings
from tests.fakes.projects import SPLITS

if TYPE_CHECKING:
    from pathlib import Path

    from services.connection import Connection

LABELS = ("refund", "card", "delivery")
TEXTS = {
    "refund": "I want my money back for order {n}, {why}",
    "card": "My card number {n} was declined in the shop, {why}",
    "delivery": "Parcel {n} never came to my door 📦, {why}",
}
REASONS = (
    *("since Monday", "again", "though I was at home", "which my sister saw", "twice in a row"),
    *("what now", "and nobody answers", "as the screen says", "at noon", "without a word"),
    *("please help", "for the third time", "during the holidays", "so I am quite angry"),
    *("unlike last year", "before breakfast", "and the queue laughed", "in Bonn", "by mistake"),
    *("says the bank", "because of the rain", "if I read it right"),
)
"""One for each row of a label, so that no two of its rows are nearly the same."""
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def empty_tickets(folder: Path, connection: Connection | None = None) -> Workspace:
    task = Task.classification("tickets", LABELS, guidelines="Read all of it.")
    path = folder / "tickets.tunesmith"
    return Workspace.create(path, task, settings=Settings(author="me"), connection=connection)


def fill_with_tickets(workspace: Workspace, folder: Path) -> Workspace:
    """60 labelled rows and 6 without a label, in known splits; a column `shop`."""
    path = folder / "tickets.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label", "shop", "split"))
        for number in range(66):
            label = LABELS[number % 3]
            gold = label if number < 60 else ""
            writer.writerow(
                (
                    TEXTS[label].format(n=number, why=REASONS[number // 3]),
                    gold,
                    f"shop {number % 2}",
                    SPLITS[number // 3 % len(SPLITS)],
                )
            )
    columns = Mapping(("text",), "label", "split", metadata=("shop",))
    workspace.datasets.import_file(path, columns)
    return workspace


def cities(folder: Path, connection: Connection | None = None) -> Workspace:
    """An extraction with one labelled row."""
    task = Task.extraction("cities", SCHEMA)
    path = folder / "cities.tunesmith"
    settings = Settings(author="me")
    made = Workspace.create(path, task, settings=settings, connection=connection)
    path = folder / "cities.jsonl"
    path.write_text(json.dumps({"text": "I live in Seoul.", "answer": {"city": "서울"}}))
    made.datasets.import_file(path, Mapping(("text",), "answer"))
    return made
