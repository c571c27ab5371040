"""The queues by name."""

from __future__ import annotations

from gui.translation import tr
from services.labeling.queue import Queue


def queue_name(queue: Queue) -> str:
    """A queue's name on screen."""
    names = {
        Queue.UNLABELLED: tr("Unlabelled, in order"),
        Queue.LEAST_CERTAIN: tr("Unlabelled, least certain first"),
        Queue.RANDOM: tr("Unlabelled, at random"),
        Queue.TEST: tr("Unlabelled test rows"),
        Queue.IN_ORDER: tr("All, in order"),
        Queue.SKIPPED: tr("Skipped"),
        Queue.DISPUTED: tr("Disputed"),
        Queue.FLAGGED: tr("Flagged"),
        Queue.CHECK_AGAIN: tr("Check again"),
    }
    return names[queue]
