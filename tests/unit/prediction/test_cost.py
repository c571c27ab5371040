from __future__ import annotations

import pytest

from services.catalogue import Price
from services.domain.prediction import Usage
from services.prediction.cost import dollars, estimate_run, estimate_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("a" * 400, 100), ("가" * 140, 100), ("漢字かな", 3), ("naïve café", 2)],
)
def test_tokens_are_estimated_by_script(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


def test_thoughts_are_paid_as_output_and_tuned_models_by_their_factor() -> None:
    price, usage = Price(None, 2.0, 10.0, 1.5), Usage(1_000_000, 50_000, 50_000)
    assert dollars(usage, price, tuned=False) == pytest.approx(3.0)
    assert dollars(usage, price, tuned=True) == pytest.approx(4.5)
    assert dollars(usage, Price(), tuned=False) is None


def test_an_estimate_shows_its_arithmetic() -> None:
    found = estimate_run(1000, [90, 110], 5, Price(None, 2.0, 10.0), tuned=False)
    assert (found.calls, found.input_tokens, found.output_tokens) == (1000, 100_000, 5_000)
    assert found.dollars == pytest.approx(0.25)
    assert found.arithmetic == (
        "1,000 calls × about 100 tokens in and 5 out = 100,000 in and 5,000 out; "
        "at $2 and $10 per million ≈ $0.25"
    )


def test_without_a_price_there_are_no_dollars() -> None:
    found = estimate_run(1, [100], 5, Price(), tuned=False)
    assert found.dollars is None
    assert found.arithmetic.endswith("price not known")
    assert found.arithmetic.startswith("1 call ×")
