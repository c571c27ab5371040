"""The answers and the information of an example as one text that can be read and copied."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from gui.tables.answer_lines import answer_line
from gui.tables.example_table import answer_text
from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.palette import Tokens
    from services.domain.example import Answer, Example


def details(
    example: Example,
    answers: Sequence[Answer],
    note: str,
    names: Mapping[str, str],
    tokens: Tokens,
) -> str:
    """Rich text; `names` are those of the labels by id."""
    parts = [_title(tr("Gold answer"), tokens), _gold(example, names, tokens)]
    if note:
        parts.append(_title(tr("Note"), tokens))
        parts.append(f'<p style="white-space: pre-wrap;">{escape(note)}</p>')
    if example.metadata:
        parts.append(_title(tr("Information"), tokens))
        rows = (_row(name, value, tokens) for name, value in example.metadata.items())
        parts.append(f"<table cellspacing=0 cellpadding=2>{''.join(rows)}</table>")
    if answers:
        parts.append(_title(tr("What was said"), tokens))
        parts += [f"<p>{escape(answer_line(answer, names))}</p>" for answer in reversed(answers)]
    style = "<style>p { margin: 2px 0 4px 0; } td { padding-right: 8px; }</style>"
    return style + "".join(parts)


def _title(text: str, tokens: Tokens) -> str:
    look = f"color: {tokens.mute}; font-size: 11px; font-weight: 600; margin-top: 10px;"
    return f'<p style="{look}">{escape(text.upper())}</p>'


def _gold(example: Example, names: Mapping[str, str], tokens: Tokens) -> str:
    if isinstance(example.gold, dict):
        text = json.dumps(example.gold, ensure_ascii=False, indent=2)
        return f'<p style="white-space: pre-wrap;">{escape(text)}</p>'
    if example.gold is None:
        return f'<p style="color: {tokens.mute};">{escape(tr("None yet"))}</p>'
    return f"<p>{escape(answer_text(example.gold, names))}</p>"


def _row(name: str, value: str, tokens: Tokens) -> str:
    text = escape(value).replace("\n", "<br>")
    return f'<tr><td style="color: {tokens.mute};">{escape(name)}</td><td>{text}</td></tr>'
