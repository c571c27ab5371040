"""Tuned models on disk: one description for a job, one file of arrays for each checkpoint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from services.sandbox.learner.classifier import Classifier
from services.sandbox.learner.records import record_of
from services.sandbox.learner.tagger import Tagger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.network import Outcome


class Tuned(Protocol):
    """A model that can be trained, kept and asked."""

    def prepare(self, pairs: Sequence[tuple[str, str]]) -> Any: ...
    def learn(self, prepared: Any, rows: NDArray[np.int64], rate: float) -> Outcome: ...
    def outcome(self, prepared: Any) -> Outcome: ...
    def answer(self, ask: Ask) -> str: ...
    def continue_from(self, other: Any) -> None: ...
    def describe(self) -> dict[str, Any]: ...
    def arrays(self) -> dict[str, Any]: ...


def new_model(pairs: Sequence[tuple[str, str]], adapter_size: int, seed: int) -> Tuned:
    """An untrained model for (prompt, answer) pairs: a tagger when the answers are JSON records."""
    records = sum(record_of(answer) is not None for _, answer in pairs)
    kind = Tagger if records > 0.9 * len(pairs) else Classifier
    return kind.new(pairs, adapter_size, seed)


def save_description(folder: Path, model: Tuned) -> None:
    """Write what does not change while training."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.json"
    path.write_text(json.dumps(model.describe(), ensure_ascii=False), "utf-8")


def save_checkpoint(folder: Path, model: Tuned, checkpoint: str) -> None:
    """Write what is learned so far, beside and then in place."""
    import numpy as np

    beside = folder / f"{checkpoint}.part.npz"
    np.savez(beside, **model.arrays())
    beside.replace(folder / f"{checkpoint}.npz")


def load(folder: Path, checkpoint: str) -> Tuned:
    """The model as it was at a checkpoint."""
    import numpy as np

    described = json.loads((folder / "model.json").read_text("utf-8"))
    kind = Tagger if described["kind"] == Tagger.kind else Classifier
    with np.load(folder / f"{checkpoint}.npz") as arrays:
        return kind.restore(described, arrays)
