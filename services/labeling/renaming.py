"""Fields that got another name: records and their evidence follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from services.domain.evidence import Evidence, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.evidence import Path, Slot
    from services.domain.example import Value
    from services.domain.standing import Mark


def renamed(
    record: Mapping[str, Any], renames: Mapping[Slot, str], at: Slot = ()
) -> dict[str, Any]:
    """A record with the new names; a name that the record has already is not taken twice."""
    kept = {name for name in record if (*at, name) not in renames}
    made: dict[str, Any] = {}
    for name, inside in record.items():
        wanted = renames.get((*at, name), name)
        made[name if wanted in kept else wanted] = _inside(inside, renames, (*at, name))
    return made


def _inside(value: object, renames: Mapping[Slot, str], at: Slot) -> object:
    if isinstance(value, list):
        return [_inside(item, renames, at) for item in cast("list[object]", value)]
    return renamed(cast("dict[str, Any]", value), renames, at) if isinstance(value, dict) else value


def renamed_mark(mark: Mark, renames: Mapping[Slot, str]) -> Mark:
    """What an author said, in the new names."""
    return replace(
        mark,
        answer=_renamed_value(mark.answer, renames),
        adjudicated=_renamed_value(mark.adjudicated, renames),
        evidence=Evidence(
            tuple(
                Span(_renamed_path(span.path, renames), span.start, span.end)
                for span in mark.evidence.spans
            ),
            tuple(_renamed_path(path, renames) for path in mark.evidence.absent),
        ),
    )


def _renamed_value(value: Value | None, renames: Mapping[Slot, str]) -> Value | None:
    return renamed(value, renames) if isinstance(value, dict) else value


def _renamed_path(path: Path, renames: Mapping[Slot, str]) -> Path:
    made: list[str | int] = []
    slot: Slot = ()
    for step in path:
        if isinstance(step, str):
            slot = (*slot, step)
            made.append(renames.get(slot, step))
        else:
            made.append(step)
    return tuple(made)
