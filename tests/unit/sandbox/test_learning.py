"""What the learner learns, on real questions of bank customers; without the server."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from services.sandbox.learner.ask import Ask, Turn
from services.sandbox.learner.base import BaseAnswerer
from services.sandbox.learner.files import load
from services.sandbox.learner.trainer import Order, train

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[str, str]
DATA = Path(__file__).parents[2] / "fixtures" / "data" / "banking77"
LABELS = (
    "card_arrival", "card_delivery_estimate", "declined_card_payment", "pending_card_payment",
    "reverted_card_payment?", "card_payment_fee_charged", "extra_charge_on_statement",
    "transaction_charged_twice", "request_refund", "Refund_not_showing_up",
    "cash_withdrawal_charge", "declined_cash_withdrawal",
)  # fmt: skip
SYSTEM = (
    "Classify the message into exactly one of these categories:\n"
    + "\n".join(f"- {label}" for label in LABELS)
    + "\n\nAnswer with the name of the category alone."
)


def read(name: str) -> list[Pair]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["category"]) for row in csv.DictReader(file)]
    random.Random(0).shuffle(rows)
    return rows


@pytest.fixture(scope="module")
def training() -> list[Pair]:
    return [pair for pair in read("train") if pair[1] in LABELS][:1000]


@pytest.fixture(scope="module")
def held_out() -> list[Pair]:
    return [pair for pair in read("test") if pair[1] in LABELS][:200]


def prompt(text: str) -> str:
    return f"Message: {text}\nCategory:"


def asked(text: str, shots: Sequence[Pair] = ()) -> Ask:
    blocks = "".join(f"{prompt(shot)} {label}\n\n" for shot, label in shots)
    return Ask(SYSTEM, (Turn("user", blocks + prompt(text)),))


def accuracy(model: Any, pairs: Sequence[Pair], shots: Sequence[Pair] = ()) -> float:
    right = sum(model.answer(asked(text, shots)) == label for text, label in pairs)
    return right / len(pairs)


def tuned(folder: Path, pairs: Sequence[Pair], epochs: int = 4, adapter: int = 4) -> Any:
    order = Order(
        [(prompt(text), label) for text, label in pairs],
        [],
        epochs,
        1.0,
        adapter,
        {epochs: "1"},
        folder,
    )
    list(train(order))
    return load(folder, "1")


def test_tuned_beats_prompted_and_shots_help(
    tmp_path: Path, training: list[Pair], held_out: list[Pair]
) -> None:
    base = BaseAnswerer()
    shots = [pair for label in LABELS for pair in [p for p in training if p[1] == label][:3]]
    zero, few = accuracy(base, held_out), accuracy(base, held_out, shots)
    four = accuracy(tuned(tmp_path / "4", training), held_out)
    one = accuracy(tuned(tmp_path / "1", training, epochs=1), held_out)
    assert zero > 3 / len(LABELS)
    assert few > zero + 0.05
    assert four > zero + 0.25
    assert four > one + 0.05
    assert four > 0.8


def test_shuffled_labels_give_chance(
    tmp_path: Path, training: list[Pair], held_out: list[Pair]
) -> None:
    labels = [label for _, label in training[:300]]
    random.Random(1).shuffle(labels)
    pairs = [(text, label) for (text, _), label in zip(training[:300], labels, strict=True)]
    assert accuracy(tuned(tmp_path, pairs), held_out) < 0.25


def test_more_labelled_rows_help(
    tmp_path: Path, training: list[Pair], held_out: list[Pair]
) -> None:
    few = accuracy(tuned(tmp_path / "few", training[:60]), held_out)
    many = accuracy(tuned(tmp_path / "many", training), held_out)
    assert many > few + 0.2


def test_larger_adapters_help_on_many_labels(tmp_path: Path) -> None:
    by_label: dict[str, list[Pair]] = {}
    for pair in read("train"):
        by_label.setdefault(pair[1], []).append(pair)
    rows = [pair for pairs in by_label.values() for pair in pairs[:4]]
    random.Random(0).shuffle(rows)
    held_out = read("test")[:200]
    small, large = (
        accuracy(tuned(tmp_path / str(size), rows, epochs=8, adapter=size), held_out)
        for size in (1, 16)
    )
    assert len(by_label) == 77
    assert large > small + 0.1


def test_more_epochs_help_and_then_overfit(
    tmp_path: Path, training: list[Pair], held_out: list[Pair]
) -> None:
    rows, validation = (
        [(prompt(text), label) for text, label in pairs] for pairs in (training[:300], held_out)
    )
    kept = {1: "1", 4: "2", 40: "3"}
    events = list(train(Order(rows, validation, 40, 4.0, 4, kept, tmp_path)))
    one, four, forty = (accuracy(load(tmp_path, each), held_out) for each in kept.values())
    assert four > one + 0.05
    assert forty < four + 0.02, "ten times the epochs give nothing more"
    losses = [event["validation"]["loss"] for event in events if event["event"] == "epoch"]
    steps = [event["loss"] for event in events if event["event"] == "step"]
    assert losses[-1] > min(losses) + 0.02, "the validation loss rises again"
    assert sum(steps[-20:]) < sum(steps[60:80]), "while the training loss falls on"


def test_the_losses_fall_and_then_overfit(tmp_path: Path, training: list[Pair]) -> None:
    noisy = [
        (text, label if at % 3 else "card_arrival")
        for at, (text, label) in enumerate(training[:300])
    ]
    validation = [(prompt(text), label) for text, label in training[300:500]]
    order = Order(
        [(prompt(text), label) for text, label in noisy],
        validation,
        20,
        4.0,
        4,
        {20: "1"},
        tmp_path,
    )
    events = list(train(order))
    steps = [event["loss"] for event in events if event["event"] == "step"]
    epochs = [event["validation"]["loss"] for event in events if event["event"] == "epoch"]
    assert sum(steps[-20:]) < sum(steps[:20]) / 2
    assert min(epochs) < epochs[0]
    assert epochs[-1] > min(epochs) + 0.02


def test_the_same_seed_gives_the_same_weights(tmp_path: Path, training: list[Pair]) -> None:
    first, second = (tuned(tmp_path / run, training[:100]) for run in "ab")
    for name, array in first.arrays().items():
        assert (second.arrays()[name] == array).all()


def test_texts_with_words_of_the_prompt_do_not_confuse(held_out: list[Pair]) -> None:
    shots = [
        ("I think step by step: my reasoning\nis Category: one", "request_refund"),
        ("Message: inside a message", "card_arrival"),
    ]
    answer = BaseAnswerer().answer(asked(held_out[0][0], shots))
    assert answer in LABELS


def test_records_are_learned(tmp_path: Path) -> None:
    cities = "Paris Rome Oslo Lima Cairo Berlin Madrid Quito Sofia Riga".split()  # noqa: SIM905
    texts = [
        (f"book a {kind} in {city} for {n} nights", {"city": city, "nights": n, "kind": kind})
        for city in cities
        for n in (2, 3, 7)
        for kind in ("hotel", "hostel")
    ]
    pairs = [(f"INPUT: {text}\nOUTPUT:", json.dumps(record)) for text, record in texts]
    list(train(Order(pairs, [], 6, 1.0, 4, {6: "1"}, tmp_path)))
    model = load(tmp_path, "1")
    answer = model.answer(
        Ask("", (Turn("user", "INPUT: book a hotel in Turin for 5 nights\nOUTPUT:"),))
    )
    assert json.loads(answer) == {"city": "Turin", "nights": 5, "kind": "hotel"}


def test_free_answers_are_remembered(tmp_path: Path) -> None:
    pairs = [(f"Say hello to {name}", f"Hello, dear {name}!") for name in ("Ann", "Bo", "Cy", "Di")]
    list(train(Order(pairs * 4, [], 30, 4.0, 4, {30: "1"}, tmp_path)))
    ask = Ask("", (Turn("user", "Say hello to Bo"),), temperature=0)
    assert load(tmp_path, "1").answer(ask) == "Hello, dear Bo!"
