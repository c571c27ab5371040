"""What a change of a label touches, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.translation import tr

if TYPE_CHECKING:
    from services.storage.label_use import LabelUse


def touched(use: LabelUse) -> str:
    """Such as “410 rows, 1,240 predictions of runs and 2 shots”."""
    parts = [rows(use.rows)]
    if use.answers > use.rows:
        parts.append(_answers(use.answers))
    if use.predictions:
        parts.append(_predictions(use.predictions))
    if use.shots:
        parts.append(_shots(use.shots))
    if len(parts) == 1:
        return parts[0]
    return tr("{these} and {last}").format(these=", ".join(parts[:-1]), last=parts[-1])


def rows(count: int) -> str:
    """Such as “3 rows”."""
    return tr("1 row") if count == 1 else tr("{n} rows").format(n=f"{count:,}")


def _answers(count: int) -> str:
    return tr("1 answer") if count == 1 else tr("{n} answers").format(n=f"{count:,}")


def _predictions(count: int) -> str:
    if count == 1:
        return tr("1 prediction of a run")
    return tr("{n} predictions of runs").format(n=f"{count:,}")


def _shots(count: int) -> str:
    return tr("1 shot") if count == 1 else tr("{n} shots").format(n=f"{count:,}")
