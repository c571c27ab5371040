"""The scripting example of the README runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(example, str(README), "exec"), names)
    prompted, tuned = (
        float(share) for share in re.findall(r": ([\d.]+)% of", capsys.readouterr().out)
    )
    assert tuned > prompted + 20
    assert (tmp_path / "export" / "training.jsonl").exists()
    assert len(names["frame"]) == 1500
