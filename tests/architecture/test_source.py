"""What the linter has no rule for."""

from __future__ import annotations

import ast

from tests.architecture.source_files import called, files, place, tree

EVERYWHERE = files("main.py", "run.py", "gui", "services", "tests")
PUMP = "process" + "Events"
SLEEPS = {"qWait", "qSleep", "msleep", "usleep"}
LONGEST_FILE = 400  # lines; the aim is about 100


def _says(node: ast.AST, word: str) -> bool:
    """Whether a name, an attribute, an imported name or a text (getattr) is or holds the word."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name):
            return name == word
        case ast.Constant(value=str(text)):
            return word in text
        case _:
            return False


def test_nobody_pumps_events() -> None:
    """It runs other handlers in the middle of one: everything may have changed on return."""
    found = [file.name for file in EVERYWHERE for node in ast.walk(tree(file)) if _says(node, PUMP)]
    assert found == [], "\n".join(found)


def test_no_handler_catches_everything_unseen() -> None:
    found = [
        place(file, node)
        for file in EVERYWHERE
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert found == [], "\n".join(found)


def test_tests_wait_for_what_they_want() -> None:
    """A sleep is too short on a slow machine and too long on every other."""
    found = [
        place(file, node)
        for file in files("tests")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and (called(node) in SLEEPS or ast.unparse(node.func) in ("qtbot.wait", "time.sleep"))
    ]
    assert found == [], "\n".join(found)


def test_files_stay_small() -> None:
    lengths = {str(file): len(file.read_text(encoding="utf-8").splitlines()) for file in EVERYWHERE}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_run_parses_on_an_old_python() -> None:
    """An old Python must get as far as the line that says what is wrong."""
    (run,) = files("run.py")
    ast.parse(run.read_text(encoding="utf-8"), feature_version=(3, 6))
