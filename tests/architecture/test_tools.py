"""The checks of the tools are tests, so that one command runs everything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source_files import ROOT

TOOLS = {
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "types": ["basedpyright"],
    "imports": ["importlinter.cli", "--no-cache", "--no-logo"],
}


@pytest.mark.parametrize("arguments", TOOLS.values(), ids=TOOLS)
def test_finds_nothing(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
