"""How a project is divided into splits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SplitRule:
    """What splits are drawn by; `shares` are those of training, validation and test.

    Rows whose metadata column `group` says the same stay together, as do, with `together`, rows
    with nearly the same text. `stratified` keeps the shares within each gold label too. Later rows
    follow the seed, the shares and the group; nearness and labels count when a split is drawn.
    """

    seed: int
    shares: tuple[float, float, float]
    group: str = ""
    together: bool = False
    stratified: bool = False
