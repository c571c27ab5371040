"""How long the data are looked over."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

from services.jobs import JobContext
from services.learning.child import Child
from services.learning.near_duplicates import alike
from tests.benchmarks.figures import figure, milliseconds

if TYPE_CHECKING:
    from tests.benchmarks.figures import Figure

ROOT = Path(__file__).parents[2]
TEXTS = 100_000
WORDS = 38
KOREAN_EVERY = 10
COPY_EVERY = 20


def near_duplicates_100k(_folder: Path) -> Figure:
    """Seconds to find what is alike among 100,000 texts of 200 characters, a tenth of them Korean
    and one in twenty a copy with a word more; in the child process, texts and result copied."""
    texts = _texts()
    child = Child()
    try:
        child.run(alike, texts[:10])  # the process is warm when the user asks
        taken = milliseconds(lambda: _find(child, texts)) / 1000
    finally:
        child.close()
    return figure("near_duplicates_100k", taken, "s")


def _find(child: Child, texts: list[str]) -> None:
    found = child.run(alike, texts, context=JobContext())
    assert len(found.pairs) >= TEXTS // COPY_EVERY - 1


def _texts() -> list[str]:
    """Words of real questions and reviews, drawn at random, always the same ones."""
    data = ROOT / "tests" / "fixtures" / "data" / "banking77" / "train.csv"
    with data.open(newline="", encoding="utf-8") as file:
        english = [word for row in csv.reader(file) for word in row[0].split()]
    reviews = (ROOT / "resources" / "samples" / "film_reviews" / "rows.jsonl").read_text("utf-8")
    korean = [word for line in reviews.splitlines() for word in json.loads(line)["text"].split()]
    drawn = random.Random(1)
    texts = [
        " ".join(drawn.choices(english if place % KOREAN_EVERY else korean, k=WORDS))
        for place in range(TEXTS)
    ]
    for place in range(COPY_EVERY, TEXTS, COPY_EVERY):
        texts[place] = f"{texts[place - 1]} again"
    return texts
