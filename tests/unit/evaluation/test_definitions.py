from __future__ import annotations

from pathlib import Path

import pytest

from services.domain.values import ABSENT_RULE
from services.evaluation.definitions import ABSENT, MORE, Definition, all_definitions
from services.evaluation.records import AbsentRule, MeasureKind

PAPER = " ".join((Path(__file__).parents[3] / "docs" / "measures.md").read_text("utf-8").split())


@pytest.mark.parametrize("definition", all_definitions(), ids=lambda each: each.name)
def test_what_stands_beside_a_number_stands_in_the_paper(definition: Definition) -> None:
    assert f"### {definition.name} {definition.text}" in PAPER


def test_every_measure_and_rule_is_explained() -> None:
    assert set(MORE) == set(MeasureKind)
    assert set(ABSENT) == {rule.value for rule in AbsentRule}
    for text in (ABSENT_RULE, *ABSENT.values()):
        assert text in PAPER
