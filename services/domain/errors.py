"""Errors that are meant to be read by the user."""

from __future__ import annotations


class AppError(Exception):
    """What happened (`title`), what to do about it (`way_out`), and details for asking for help.

    None of the three may hold a secret.
    """

    def __init__(self, title: str, way_out: str, details: str = "") -> None:
        super().__init__(f"{title} {way_out}")
        self.title = title
        self.way_out = way_out
        self.details = details
