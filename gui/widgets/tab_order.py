"""The order of focus, where widgets are made later than those that follow them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence


def follow(first: QWidget, others: Sequence[QWidget]) -> None:
    """Let the focus go from `first` through the others, in their order."""
    for one, following in pairwise((first, *others)):
        QWidget.setTabOrder(one, following)
