"""The program and the libraries that made a report."""

from __future__ import annotations

import platform
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROJECT_FILE = Path(__file__).parents[2] / "pyproject.toml"
LIBRARIES = ("google-genai", "numpy", "scipy", "scikit-learn", "pandas", "PySide6-Essentials")
"""Those that numbers, or the answers behind them, came through."""


def versions() -> tuple[tuple[str, str], ...]:
    """Pairs of a name and a version, the program first; libraries that are not there are left
    out."""
    program = tomllib.loads(PROJECT_FILE.read_text("utf-8"))["project"]
    found = [("Tunesmith", str(program["version"])), ("Python", platform.python_version())]
    for library in LIBRARIES:
        try:
            found.append((library, version(library)))
        except PackageNotFoundError:
            continue
    return (*found, ("System", f"{platform.system()} {platform.machine()} ({sys.platform})"))
