"""What makes two calls the same."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.domain.prediction import Model
    from services.ports import ModelRequest


def request_key(model: Model, request: ModelRequest) -> bytes:
    """SHA-256 over connection, location, model resource and all of the request."""
    sent = (model.connection, model.location, model.resource, request)
    return hashlib.sha256(json.dumps(sent, default=_fields).encode()).digest()


def _fields(record: object) -> list[Any]:
    """The fields of a record, in their order; what JSON does not know is a frozen record here."""
    slots: tuple[str, ...] = getattr(record, "__slots__", ())
    return [getattr(record, name) for name in slots]
