"""Precision, recall and F1 from counts, with 0/0 said in words."""

from __future__ import annotations

from services.evaluation.records import Ratios


def ratios(right: int, predicted: int, support: int, thing: str) -> Ratios:
    """`right` of `predicted` and of `support`, for a `thing` ("label", "field").

    F1 is 2 right / (predicted + support), so it is 0, not 0/0, where a thing was never predicted
    but has gold answers.
    """
    both = predicted + support
    return Ratios(
        right / predicted if predicted else None,
        right / support if support else None,
        2 * right / both if both else None,
        _reason(predicted, support, thing),
    )


def _reason(predicted: int, support: int, thing: str) -> str:
    if not predicted and not support:
        return f"This {thing} is in no gold answer and in no prediction."
    if not predicted:
        return f"This {thing} was never predicted, so it has no precision."
    if not support:
        return f"This {thing} is in no gold answer, so it has no recall."
    return ""
