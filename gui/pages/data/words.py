"""Numbers of examples in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.translation import tr
from services.domain.example import State

if TYPE_CHECKING:
    from gui.pages.data.finding import Counts

LONGEST_NAME = 28


def examples(count: int) -> str:
    """Such as “1,512 examples”."""
    return tr("1 example") if count == 1 else tr("{n} examples").format(n=f"{count:,}")


def rows(count: int) -> str:
    """Such as “3 rows”."""
    return tr("1 row") if count == 1 else tr("{n} rows").format(n=f"{count:,}")


def shortened(name: str) -> str:
    """A project's name where there is little room."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def summary(counts: Counts, *, brief: bool = False) -> str:
    """Such as “1,512 examples · 66 % labelled”, or the second half of it; 100 % means all."""
    if not counts.total:
        return ""
    labelled = counts.by_state[State.ANSWERED]
    percent = 100 * labelled // counts.total
    share = tr("under 1") if labelled and not percent else str(percent)
    part = tr("{share} % labelled").format(share=share)
    return part if brief else f"{examples(counts.total)} · {part}"


def showing(shown: int, total: int) -> str:
    """What the table shows of what there is."""
    if shown == total:
        return examples(total)
    return tr("Showing {shown} of {total}").format(shown=f"{shown:,}", total=examples(total))
