"""Words outside of QObjects in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """The translation of a literal text.

    Qt's lupdate collects the literals of such calls without a context, so none is asked for.
    """
    return QCoreApplication.translate("", text)
