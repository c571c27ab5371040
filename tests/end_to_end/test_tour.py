"""The program itself, from its start to its end, through the whole loop in the Sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("start", "data", "label", "prompt", "tune", "evaluate", "review", "settings")
PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a tour leaves behind."""
    folder = tmp_path_factory.mktemp("tour")
    done = subprocess.run(
        [sys.executable, "main.py", "--tour", str(folder)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_there_is_a_picture_of_each_page(toured: Path) -> None:
    names = [picture.stem.partition("-")[2] for picture in sorted(toured.glob("*.png"))]
    for page in PAGES:
        assert any(name.startswith(page) for name in names), page


def test_the_exported_rows_are_gemini_rows(toured: Path) -> None:
    lines = (toured / "export" / "training.jsonl").read_text("utf-8").splitlines()
    assert len(lines) >= 100
    for line in lines:
        row = json.loads(line)
        assert row["systemInstruction"]["parts"][0]["text"]
        assert [turn["role"] for turn in row["contents"]] == ["user", "model"]
        assert (
            row["contents"][1]["parts"][0]["text"] in row["systemInstruction"]["parts"][0]["text"]
        )


def test_the_tuned_model_beats_the_prompt(toured: Path) -> None:
    saved = json.loads((toured / "evaluation.json").read_text("utf-8"))
    assert saved["exact_match"] > 0.75
    tuned, prompted = (run["exact_match"] for run in (saved, *saved["others"]))
    assert tuned > prompted + 0.2


def test_a_tour_that_cannot_write_fails(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    done = subprocess.run(
        [sys.executable, "main.py", "--tour", str(blocked)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode != 0
