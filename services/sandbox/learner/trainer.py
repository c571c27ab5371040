"""Trains one model in a process of its own: `python -m services.sandbox.learner.trainer ORDER`.

ORDER is a JSON file (see `Order`). Progress goes to standard output, one JSON object a line; the
process ends when its standard input does, so that it never outlives the server.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.sandbox.learner.files import Tuned
    from services.sandbox.learner.network import Outcome

Json = dict[str, Any]
Pair = tuple[str, str]
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Order:
    """What to train: (prompt, answer) pairs, a recipe, and after which epochs to keep weights."""

    training: list[Pair]
    validation: list[Pair]
    epochs: int
    rate: float
    adapter_size: int
    checkpoints: dict[int, str]
    folder: Path
    seed: int = 0
    start_from: tuple[str, str] | None = None

    @classmethod
    def read(cls, path: Path) -> Order:
        """The order in a file that `write` made."""
        stored = json.loads(path.read_text("utf-8"))
        stored["training"] = [tuple(pair) for pair in stored["training"]]
        stored["validation"] = [tuple(pair) for pair in stored["validation"]]
        stored["checkpoints"] = {int(epoch): name for epoch, name in stored["checkpoints"].items()}
        stored["folder"] = Path(stored["folder"])
        return cls(**stored)

    def write(self, path: Path) -> None:
        """Put the order into a file."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        fields["folder"] = str(self.folder)
        path.write_text(json.dumps(fields, ensure_ascii=False), "utf-8")

    @property
    def batch(self) -> int:
        return min(_BATCH, max(4, len(self.training) // 16))

    @property
    def steps(self) -> int:
        """How many batches the whole training has."""
        return self.epochs * -(-len(self.training) // self.batch)


def train(order: Order) -> Iterator[Json]:
    """Train and keep the checkpoints; yields what happened, step by step."""
    import numpy as np

    from services.sandbox.learner.files import save_checkpoint, save_description

    model = _new_model(order)
    save_description(order.folder, model)
    training, validation = model.prepare(order.training), model.prepare(order.validation)
    chance = np.random.default_rng(order.seed)
    step = 0
    for epoch in range(1, order.epochs + 1):
        shuffled = chance.permutation(len(order.training))
        for start in range(0, len(shuffled), order.batch):
            step += 1
            rows = shuffled[start : start + order.batch]
            outcome = model.learn(training, rows, order.rate)
            yield {"event": "step", "step": step, **_view(outcome)}
        done: Json = {"event": "epoch", "epoch": epoch, "step": step, "validation": None}
        if order.validation:
            done["validation"] = _view(model.outcome(validation))
        if name := order.checkpoints.get(epoch):
            save_checkpoint(order.folder, model, name)
            done["checkpoint"] = name
        yield done


def main(arguments: Sequence[str]) -> None:
    """Run as a process."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    for event in train(Order.read(Path(arguments[0]))):
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()


def _new_model(order: Order) -> Tuned:
    from services.sandbox.learner.files import load, new_model

    model = new_model(order.training, order.adapter_size, order.seed)
    if order.start_from:
        folder, checkpoint = order.start_from
        model.continue_from(load(Path(folder), checkpoint))
    return model


def _view(outcome: Outcome) -> Json:
    return {"loss": outcome.loss, "accuracy": outcome.accuracy, "rows": outcome.rows}


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
