"""A value as text that is the same for values that say the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from services.domain.values import value_key

if TYPE_CHECKING:
    from collections.abc import Mapping


def canonical_text(value: object, schema: Mapping[str, Any] | None = None) -> str:
    """JSON by which two values are equal exactly when `same_value` says so; "" for no value.

    A service that compares texts can so be asked about records: numbers are written by their
    amount, dates by day, lists as sorted sets, and what is absent is left out.
    """
    key = value_key(value, schema)
    return "" if key is None else json.dumps(_plain(key), ensure_ascii=False, sort_keys=True)


def _plain(key: object) -> object:
    if isinstance(key, tuple):
        return [_plain(each) for each in cast("tuple[object, ...]", key)]
    if isinstance(key, frozenset):
        items = (_plain(each) for each in cast("frozenset[object]", key))
        return sorted(items, key=lambda each: json.dumps(each, ensure_ascii=False))
    if key is None or isinstance(key, bool):
        return key
    return _number(key) if not isinstance(key, str) else key


def _number(key: object) -> str:
    """Decimals and dates, as text; 2 and 2.0 are the same amount."""
    from decimal import Decimal

    return format(key.normalize(), "f") if isinstance(key, Decimal) else str(key)
