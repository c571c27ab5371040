"""The recipes next to a good one, to be tried after a sweep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from services.domain.tuning import Recipe

EPOCH_STEP = 1.5
RATE_STEP = 2.0
MOST_EPOCHS = 100
LOWEST_RATE, HIGHEST_RATE = 0.01, 10.0

Figures = tuple[int, float, int]


def figures(recipe: Recipe) -> Figures:
    """Epochs, multiplier and adapter size: what makes two recipes the same."""
    return recipe.epochs, recipe.learning_rate_multiplier, recipe.adapter_size


def grid(
    epochs: Sequence[int], rates: Sequence[float], sizes: Sequence[int]
) -> tuple[tuple[int, float, int], ...]:
    """Each combination once, in the given order, epochs slowest."""
    every = ((epoch, rate, size) for epoch in epochs for rate in rates for size in sizes)
    return tuple(dict.fromkeys(every))


def neighbours(best: Recipe, tried: Collection[Recipe], sizes: Sequence[int]) -> tuple[Recipe, ...]:
    """Recipes that differ from the best in one figure by one step, without those tried already.

    A step is half as many epochs again, twice the multiplier, or the next adapter size of those
    that the base model takes.
    """
    known = {figures(recipe) for recipe in tried}
    found = {figures(recipe): recipe for recipe in _around(best, sorted(sizes))}
    return tuple(recipe for key, recipe in found.items() if key not in known)


def _around(best: Recipe, sizes: Sequence[int]) -> Iterator[Recipe]:
    plain = replace(best, name="", guide="")
    fewer = min(best.epochs - 1, round(best.epochs / EPOCH_STEP))
    more = max(best.epochs + 1, round(best.epochs * EPOCH_STEP))
    for epochs in (fewer, more):
        if 1 <= epochs <= MOST_EPOCHS:
            yield replace(plain, epochs=epochs)
    for step in (1 / RATE_STEP, RATE_STEP):
        rate = best.learning_rate_multiplier * step
        if LOWEST_RATE <= rate <= HIGHEST_RATE:
            yield replace(plain, learning_rate_multiplier=rate)
    smaller = [size for size in sizes if size < best.adapter_size][-1:]
    larger = [size for size in sizes if size > best.adapter_size][:1]
    for size in (*smaller, *larger):
        yield replace(plain, adapter_size=size)
