"""Large projects of made-up texts, a tenth of them Korean."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

from services.app import Workspace
from services.domain.task import Task
from services.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

LABELS = ("billing", "delivery", "refund", "account", "quality", "other")
WORDS = (
    *("my", "parcel", "was", "marked", "delivered", "but", "nothing", "arrived", "the", "invoice"),
    *("shows", "second", "charge", "please", "return", "money", "account", "cannot", "sign", "in"),
)
KOREAN = (
    "환불을",
    "요청했는데",
    "아직",
    "답변이",
    "없습니다",
    "언제쯤",
    "처리되나요",
    "배송이",
    "늦어요",
)


def texts_file(path: Path, rows: int, *, labelled: bool = False) -> Path:
    """A CSV file with texts of about 200 characters, line breaks in some."""
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "channel", *(["label"] if labelled else [])])
        for number in range(rows):
            words = KOREAN if number % 10 == 0 else WORDS
            count = 50 if number % 10 == 0 else 34
            text = " ".join(draw.choices(words, k=count)) + f" {number}"
            text = text.replace(" ", "\n", 1) if number % 7 == 0 else text
            writer.writerow([text, "mail", *([draw.choice(LABELS)] if labelled else [])])
    return path


def project(folder: Path, rows: int, *, labelled: bool = False) -> Workspace:
    """A project with that many rows, imported."""
    workspace = Workspace.create(
        folder / "bench.tunesmith",
        Task.classification("Bench", LABELS),
        settings=Settings(author="me"),
    )
    source = texts_file(folder / "texts.csv", rows, labelled=labelled)
    workspace.datasets.import_file(source)
    return workspace
