"""Lengths of time in words."""

from __future__ import annotations

from gui.translation import tr


def duration(seconds: float) -> str:
    """“12 s”, “5 min”, “2 h 09 min”; never less than a second."""
    if seconds < 60:
        return tr("{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return tr("{minutes} min").format(minutes=minutes)
    return tr("{hours} h {minutes} min").format(hours=minutes // 60, minutes=f"{minutes % 60:02}")
