"""What others published of their runs, computed again here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from services.domain.task import Task
from services.domain.values import is_absent
from services.evaluation.measures import measure
from services.evaluation.records import AbsentRule
from tests.unit.evaluation.builders import UNPARSABLE, run, scored, task

if TYPE_CHECKING:
    from services.evaluation.records import Ratios

DATA = Path(__file__).parents[2] / "fixtures" / "data"


@pytest.fixture(scope="module")
def product_run() -> dict[str, Any]:
    """ExtractGPT: attributes of products, found by GPT-3.5."""
    return json.loads((DATA / "extractgpt" / "gpt-3.5-turbo-0613-ae-110k.json").read_text("utf-8"))


def _gold(values: list[str], said: object, *, first_decides: bool) -> str | None:
    """Where the gold answer lists several values, any of them is right.

    The authors take a list that begins with "n/a" for no value.
    """
    there = [each for each in values if not is_absent(each)]
    if not there or (first_decides and is_absent(values[0])):
        return None
    return next((each for each in there if each == said), there[0])


def _measured(product_run: dict[str, Any], rule: AbsentRule, *, first_decides: bool) -> Ratios:
    pairs: list[tuple[object, object]] = []
    for row in product_run["rows"]:
        said: dict[str, Any] = json.loads(row["reply"]) if row["reply"] else {}
        asked = product_run["attributes"][row["attributes"]]
        gold = {
            name: _gold(values, said.get(name), first_decides=first_decides)
            for name, values in row["gold"].items()
        }
        found = {name: value for name, value in said.items() if name in asked}
        pairs.append((gold, found if row["reply"] else UNPARSABLE))
    extraction = Task.extraction("Products", {"type": "object", "properties": {}})
    measures = measure(run(), 1, extraction, scored(pairs), rule)
    assert measures.all_fields is not None
    return measures.all_fields.ratios


def _percent(found: Ratios) -> list[float]:
    return [
        round(100 * each, 2)
        for each in (found.precision, found.recall, found.f1)
        if each is not None
    ]


def test_the_product_run_by_the_rule_of_its_authors(product_run: dict[str, Any]) -> None:
    published = product_run["published"]
    ours = _percent(_measured(product_run, AbsentRule.SKIPPED, first_decides=True))
    assert ours == [published[f"micro_{each}"] for each in ("precision", "recall", "f1")]
    assert ours == [86.58, 78.17, 82.16]


def test_the_product_run_when_values_for_absent_attributes_count(
    product_run: dict[str, Any],
) -> None:
    ours = _percent(_measured(product_run, AbsentRule.COUNTED, first_decides=False))
    assert ours == [54.84, 78.12, 64.44]


def test_the_newsgroups_run_has_the_published_accuracy_and_macro_f1() -> None:
    """Confident learning of label errors: 7,532 posts in 20 groups."""
    folder = DATA / "label-errors-20news"
    gold = np.load(folder / "20news_test_set_original_labels.npy")
    found = np.load(folder / "20news_test_set_pyx.npy").argmax(axis=1)
    pairs = [(f"{one:02}", f"{other:02}") for one, other in zip(gold, found, strict=True)]
    measures = measure(run(), 1, task(*(f"{at:02}" for at in range(20))), scored(pairs))
    assert measures.accuracy == pytest.approx(0.9234, abs=5e-5)
    assert measures.macro_f1 == pytest.approx(0.9222, abs=5e-5)
    assert measures.counts.counted == 7532
