"""What a fresh interpreter loads: heavy libraries wait until they are needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture.source_files import ROOT

HEAVY = {"google", "numpy", "openpyxl", "pandas", "pyarrow", "scipy", "sklearn"}


def _loaded(statement: str) -> set[str]:
    """Names of the modules that a fresh interpreter has after a statement."""
    probe = f"{statement}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("module", "kept_out"),
    [
        ("services.app", {"PySide6", "gui", *HEAVY}),
        ("gui.application", HEAVY),
        ("main", {"PySide6", *HEAVY}),
    ],
)
def test_importing_loads_nothing_heavy(module: str, kept_out: set[str]) -> None:
    added = _loaded(f"import {module}") - _loaded("pass")  # namespaces are there from the start
    heavy = {name for name in added if name.split(".")[0] in kept_out}
    assert heavy == set()
