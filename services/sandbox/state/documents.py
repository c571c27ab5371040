"""Small JSON documents in folders: kept in memory, written beside and then replaced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]


class Collection:
    """The documents of one kind, by id, in the order in which they were first put."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._documents: dict[str, Json] = {}
        stored = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]
        for entry in sorted(stored, key=lambda entry: entry["order"]):
            self._documents[entry["id"]] = entry["document"]
        self._next = 1 + max((entry["order"] for entry in stored), default=0)
        self._orders = {entry["id"]: entry["order"] for entry in stored}

    def get(self, key: str) -> Json | None:
        return self._documents.get(key)

    def all(self) -> list[Json]:
        return list(self._documents.values())

    def put(self, key: str, document: Json) -> None:
        """Store `document` under `key`, replacing what was there."""
        if key not in self._orders:
            self._orders[key] = self._next
            self._next += 1
        self._documents[key] = document
        entry = {"id": key, "order": self._orders[key], "document": document}
        write_beside(self._path(key), json.dumps(entry, ensure_ascii=False).encode())

    def delete(self, key: str) -> bool:
        """Remove the document; False when there was none."""
        self._orders.pop(key, None)
        self._path(key).unlink(missing_ok=True)
        return self._documents.pop(key, None) is not None

    def _path(self, key: str) -> Path:
        return self._folder / f"{quote(key, safe='')}.json"


def write_beside(path: Path, data: bytes) -> None:
    """Write a file whole: beside it first, then in its place."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(data)
    beside.replace(path)
