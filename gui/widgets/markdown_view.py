"""Markdown, read in the program's own type."""

from __future__ import annotations

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

BODY_PIXELS = 13
HEADING_PIXELS = {1: 16, 2: 15, 3: 14}
INDENT = 16
GAP = 6


class MarkdownView(QTextBrowser):
    """Shows Markdown without HTML, so that a text from a stranger stays a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenExternalLinks(True)
        self.setProperty("flat", True)
        self.document().setIndentWidth(INDENT)
        self.document().setDocumentMargin(0)

    def show_markdown(self, text: str) -> None:
        dialect = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        no_html = QTextDocument.MarkdownFeature.MarkdownNoHTML
        self.document().setMarkdown(text, dialect | no_html)
        block = self.document().begin()
        while block.isValid():
            _set_type(block)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _set_type(block: QTextBlock) -> None:
    """Headings little larger than the text, and a gap below each block."""
    cursor = QTextCursor(block)
    spacing = QTextBlockFormat()
    spacing.setTopMargin(0)
    in_list = bool(block.textList())
    spacing.setBottomMargin(GAP / 2 if in_list else GAP)
    cursor.mergeBlockFormat(spacing)
    level = block.blockFormat().headingLevel()
    if level == 0:
        return
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    kind = cursor.charFormat()
    kind.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    kind.setProperty(QTextFormat.Property.FontPixelSize, HEADING_PIXELS.get(level, BODY_PIXELS))
    kind.setFontWeight(QFont.Weight.DemiBold)
    cursor.setCharFormat(kind)
