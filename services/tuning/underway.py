"""Which jobs are being started here at this moment, so that nobody else touches them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from services.domain.tuning import TuningJob


class Underway:
    """Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: set[str] = set()

    def __contains__(self, job: TuningJob) -> bool:
        with self._lock:
            return job.id in self._ids

    @contextmanager
    def marked(self, job_ids: Iterable[str]) -> Generator[None]:
        """While the block runs, the jobs are being started here."""
        marked = frozenset(job_ids)
        with self._lock:
            self._ids |= marked
        try:
            yield
        finally:
            with self._lock:
                self._ids -= marked
