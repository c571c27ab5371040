"""The project's own Python files, parsed."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*folders: str) -> list[Path]:
    """All Python files in folders of the project (or single files of it)."""
    found: list[Path] = []
    for folder in folders:
        place = ROOT / folder
        found += [place] if place.is_file() else sorted(place.rglob("*.py"))
    return found


@cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def place(file: Path, node: ast.expr | ast.stmt | ast.excepthandler) -> str:
    """Where something stands, to be shown when a test fails."""
    return f"{file.relative_to(ROOT)}:{node.lineno}"


def called(call: ast.Call) -> str:
    """The last word of what is called: `setText` of `self._title.setText(…)`."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
