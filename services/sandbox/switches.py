"""What can be chosen where the real service's behaviour is not known for sure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Switches:
    """`second_job`: whether a job beside a running one waits ("queue") or is refused ("429").

    `ending`: whether a job that trained well ends with all its checkpoints deployed ("whole") or
    without the first of several ("partial").
    """

    second_job: str = "queue"
    ending: str = "whole"

    def put(self, name: str, value: str) -> bool:
        """Set a switch; false when there is no such switch or position."""
        if value not in POSITIONS.get(name, ()):
            return False
        setattr(self, name, value)
        return True


POSITIONS = {"second_job": ("queue", "429"), "ending": ("whole", "partial")}
