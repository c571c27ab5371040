"""What was asked of the server, counted and kept for a look: for tests and diagnosis."""

from __future__ import annotations

import json
from collections import Counter, deque
from typing import Any

Json = dict[str, Any]
_KEPT = 500


class Recorder:
    """Counts requests by action and keeps the last of them with their JSON bodies."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._recent: deque[Json] = deque(maxlen=_KEPT)

    def arrive(self, method: str, path: str) -> Json:
        """Record a request in the order of arrival; `answer` completes the entry."""
        self._counts[_action(method, path)] += 1
        entry: Json = {"method": method, "path": path, "status": 0}
        self._recent.append(entry)
        return entry

    def answer(self, entry: Json, status: int, body: bytes) -> None:
        """What the request had said, and how it was answered."""
        entry["status"] = status
        if body[:1] in {b"{", b"["}:
            entry["body"] = _json_or_none(body)

    def report(self, match: str = "") -> Json:
        """Counts by action, and the recent requests whose path contains `match`."""
        recent = [entry for entry in self._recent if match in entry["path"]]
        return {"total": self._counts.total(), "counts": dict(self._counts), "recent": recent}

    def clear(self) -> None:
        """Forget everything."""
        self._counts.clear()
        self._recent.clear()


def _action(method: str, path: str) -> str:
    last = path.rsplit("/", 1)[-1]
    if ":" in last:
        return last.rsplit(":", 1)[1]
    if path.startswith(("/upload/", "/download/", "/storage/")):
        return f"{method} {path.split('/')[1]}"
    kinds = [part for part in path.split("/") if part.isalpha()]
    return f"{method} {kinds[-1] if kinds else path}"


def _json_or_none(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
