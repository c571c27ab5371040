"""Where in a JSON value its rows stand.

A path is written like "data/*/lines": keys, and * for each entry of a list or an object. The empty
path is the whole value. In keys, ~ is written ~0, / is ~1 and * is ~2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from services.datasets.column_names import KNOWN, TEXT
from services.datasets.layouts.found import record_of
from services.datasets.layouts.known import Layout, layout_of
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

EACH = "*"
KEY = "key"
"""The column that holds the keys of an object whose entries are rows."""
_DEEPEST = 6
_MOST = 30
_LOOKED_AT = 20
_ESCAPES = (("~", "~0"), ("/", "~1"), ("*", "~2"))

Record = dict[str, Any]
_Steps = tuple[str, ...]


def paths_in(value: object) -> tuple[str, ...]:
    """The paths under which there are rows, the likeliest first; none where there are no rows."""
    found: list[_Steps] = []
    _look(value, (), found)
    if not found and isinstance(value, dict) and value:
        found.append(())
    return tuple("/".join(steps) for steps in dict.fromkeys(found[:_MOST]))


def rows_at(value: object, path: str) -> Iterator[object]:
    """The rows under a path: entries of lists, records of an object of columns, or the object
    itself. Single values of the objects on the way come along. A path that is not there is empty.
    """
    yield from _rows(value, tuple(path.split("/")) if path else (), {})


def path_name(path: str) -> str:
    """A path as it is shown."""
    if path == EACH:
        return "all parts"
    return " › ".join(_unescaped(step) if step != EACH else "each" for step in path.split("/"))


def _look(value: object, steps: _Steps, found: list[_Steps]) -> None:
    if len(steps) > _DEEPEST or not value:
        return
    if isinstance(value, list):
        found.append(steps)
        first = cast("list[Any]", value)[:_LOOKED_AT]
        entries = [cast("Record", each) for each in first if isinstance(each, dict)]
        for key, inner in _inner_lists(entries):
            _look(inner, (*steps, EACH, _escaped(key)), found)
    elif isinstance(value, dict):
        _look_into_object(cast("Record", value), steps, found)


def _look_into_object(value: Record, steps: _Steps, found: list[_Steps]) -> None:
    if not steps and _is_row(value):
        found.append(steps)
    columns = _is_columns(value)
    if columns and any(fold(key) in KNOWN for key in value):
        found.append(steps)
        return
    if _is_divided(value):
        found.append((*steps, EACH))
    if columns:
        found.append(steps)
    for key, inner in value.items():
        if isinstance(inner, list | dict):
            _look(cast("object", inner), (*steps, _escaped(key)), found)


def _is_row(value: Record) -> bool:
    """Whether an object, whatever lists are in it, is a row itself."""
    texts = (key for key, each in value.items() if isinstance(each, str))
    return any(fold(key) in TEXT for key in texts) or layout_of([value]) is not Layout.RECORDS


def _inner_lists(entries: list[Record]) -> list[tuple[str, list[Any]]]:
    """Lists of objects or of texts inside entries: from the first entry that has them."""
    inner: dict[str, list[Any]] = {}
    for entry in entries:
        for key, value in entry.items():
            if isinstance(value, list) and value and isinstance(value[0], dict | str):
                inner.setdefault(key, cast("list[Any]", value))
    return list(inner.items())


def _is_columns(value: Record) -> bool:
    """Several lists of the same length, not empty, that hold no further lists or objects."""
    lists = [cast("list[Any]", each) for each in value.values() if isinstance(each, list)]
    return (
        len(lists) == len(value) > 1
        and {len(each) for each in lists} == {max(len(lists[0]), 1)}
        and not any(isinstance(cell, list | dict) for each in lists for cell in each[:_LOOKED_AT])
    )


def _is_divided(value: Record) -> bool:
    """Whether the rows stand in several lists or are entries of an object: one table in parts."""
    lists = [cast("list[Any]", each) for each in value.values() if isinstance(each, list) and each]
    if len(lists) > 1:
        first = [each[0] for each in lists]
        return all(isinstance(each, str) for each in first) or _are_alike(first)
    return len(value) > 1 and _are_alike(list(value.values()))


def _are_alike(entries: list[Any]) -> bool:
    """Whether these are records that have keys in common, rather than parts of one."""
    keys = [frozenset(record_of(each)) for each in entries[:_LOOKED_AT]]
    return bool(frozenset[str].intersection(*keys))


def _rows(value: object, steps: _Steps, around: Record) -> Iterator[object]:
    if not steps:
        yield from (_with(row, around) for row in _entries(value))
    elif steps[0] != EACH:
        inner = cast("Record", value).get(_unescaped(steps[0])) if isinstance(value, dict) else None
        yield from _rows(inner, steps[1:], around)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from _rows(each, steps[1:], around | _singles(each))
    elif isinstance(value, dict):
        for key, each in _parts(cast("Record", value)).items():
            inside = _singles(each) if len(steps) > 1 else {}
            yield from _rows(each, steps[1:], around | inside | {KEY: key})


def _parts(value: Record) -> Record:
    """The lists of an object, else all of its entries."""
    lists: Record = {key: each for key, each in value.items() if isinstance(each, list)}
    return lists or value


def _entries(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from cast("list[Any]", value)
    elif isinstance(value, dict):
        record = cast("Record", value)
        if not _is_columns(record):
            yield record
            return
        for cells in zip(*record.values(), strict=True):
            yield dict(zip(record, cells, strict=True))


def _with(row: object, around: Record) -> object:
    if not around:
        return row
    if isinstance(row, dict):
        return around | cast("Record", row)
    return around | {"text": row} if isinstance(row, str) else row


def _singles(value: object) -> Record:
    if not isinstance(value, dict):
        return {}
    record = cast("Record", value)
    return {key: each for key, each in record.items() if not isinstance(each, list | dict)}


def _escaped(key: str) -> str:
    for mark, escape in _ESCAPES:
        key = key.replace(mark, escape)
    return key


def _unescaped(step: str) -> str:
    for mark, escape in reversed(_ESCAPES):
        step = step.replace(escape, mark)
    return step
