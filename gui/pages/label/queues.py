"""The queues by name."""

from __future__ import annotations

from gui.translation import tr
from services.labeling.queue import Queue


def queue_name(queue: Queue) -> str:
    """A queue's name on screen."""
    match queue:
        case Queue.UNLABELLED:
            return tr("Unlabelled, in order")
        case Queue.LEAST_CERTAIN:
            return tr("Unlabelled, least certain first")
        case Queue.RANDOM:
            return tr("Unlabelled, at random")
        case Queue.TEST:
            return tr("Unlabelled test rows")
        case Queue.IN_ORDER:
            return tr("All, in order")
        case Queue.SKIPPED:
            return tr("Skipped")
        case Queue.DISPUTED:
            return tr("Disputed")
        case Queue.FLAGGED:
            return tr("Flagged")
