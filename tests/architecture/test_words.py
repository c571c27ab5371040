"""Every visible text of the window can be translated."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.architecture.source_files import called, files, place, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN_BY = {
    "QAction", "QCheckBox", "QGroupBox", "QLabel", "QMessageBox", "QPushButton", "QRadioButton",
    "addAction", "addButton", "addItem", "addItems", "addMenu", "addRow", "addTab", "critical",
    "drawText", "information", "insertItem", "question", "setAccessibleDescription",
    "setAccessibleName", "setDetailedText", "setHorizontalHeaderLabels", "setInformativeText",
    "setItemText", "setLabelText", "setPlaceholderText", "setPrefix", "setSpecialValueText",
    "setStatusTip", "setSuffix", "setTabText", "setText", "setTitle", "setToolTip",
    "setWhatsThis", "setWindowTitle", "showMessage", "warning",
}  # fmt: skip
TRANSLATING = {"tr": 0, "translate": 1, "QT_TR_NOOP": 0, "QT_TRANSLATE_NOOP": 1}
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Tunesmith", "Ctrl", "Alt", "Shift"}  # the same in every language
FOR_SUPPORT = "diagnostics.py"  # read by those who help, in English
PROSE = re.compile(r"[A-Z][a-z]+,? [a-z]+\b.*|[A-Z][a-z]+ .*[.!?…]")
NOT_SHOWN = {"ValueError", "TypeError", "KeyError", "LookupError", "RuntimeError", "AssertionError"}


def _texts(node: ast.expr) -> Iterator[ast.Constant]:
    """Literal texts with a word in an expression, without those inside further calls."""
    match node:
        case ast.Constant(value=str(text)) if set(WORD.findall(text)) - NAMES:
            yield node
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _texts(part)
        case ast.BinOp(left=left, right=right):
            yield from (*_texts(left), *_texts(right))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_texts(body), *_texts(orelse))
        case ast.BoolOp(values=values):
            for value in values:
                yield from _texts(value)
        case _:
            pass


def _calls(module: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def _docstrings(module: ast.Module) -> set[int]:
    """Ids of the texts that stand alone as statements."""
    return {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}


def _inside(module: ast.Module, names: set[str]) -> set[int]:
    """Ids of everything inside calls of these names."""
    return {id(node) for call in _calls(module) if called(call) in names for node in ast.walk(call)}


def test_what_widgets_show_goes_through_tr() -> None:
    found = [
        f"{place(file, text)} {text.value!r}"
        for file in files("gui")
        for call in _calls(tree(file))
        if called(call) in SHOWN_BY
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for text in _texts(argument)
    ]
    assert found == [], "\n".join(found)


def test_sentences_go_through_tr() -> None:
    """Whatever reads like a sentence, wherever it is on its way to."""
    found: list[str] = []
    for file in files("gui"):
        if file.name == FOR_SUPPORT:
            continue
        module = tree(file)
        allowed = _docstrings(module) | _inside(module, {*TRANSLATING, *NOT_SHOWN})
        found += [
            f"{place(file, node)} {node.value!r}"
            for node in ast.walk(module)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in allowed
            and PROSE.fullmatch(node.value)
        ]
    assert found == [], "\n".join(found)


def test_tr_is_given_no_text_put_together() -> None:
    """Qt's lupdate collects literals; what is put together at run time has no translation."""
    found = [
        place(file, call)
        for file in files("gui")
        for call in _calls(tree(file))
        if called(call) in TRANSLATING
        for text in call.args[TRANSLATING[called(call)] :][:1]
        if isinstance(text, ast.JoinedStr | ast.BinOp)
    ]
    assert found == [], "\n".join(found)
