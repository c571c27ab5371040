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

    def __reduce__(self) -> tuple[type[AppError], tuple[str, str, str], dict[str, object]]:
        """Copied between processes whole: an Exception alone would keep its one text only."""
        return type(self), (self.title, self.way_out, self.details), self.__dict__
