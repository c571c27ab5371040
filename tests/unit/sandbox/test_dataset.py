"""How tuning data is read and described."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.sandbox.tuning.dataset import TOKEN_LIMIT, BadDataset, read_dataset
from services.sandbox.tuning.publish import checkpoint_epochs
from services.sandbox.tuning.statistics import data_statistics


def line(*turns: tuple[str, str], **more: Any) -> str:
    contents = [{"role": role, "parts": [{"text": text}]} for role, text in turns]
    return json.dumps({"contents": contents, **more}, ensure_ascii=False)


def read(*lines: str) -> Any:
    return read_dataset("\n".join(lines).encode())


GOOD = line(("user", "안녕"), ("model", "hello"))


def test_several_turns_end_with_the_answer() -> None:
    [row] = read(line(("user", "a"), ("model", "b"), ("user", "c"), ("model", "d"))).rows
    assert (row.prompt, row.answer, row.messages) == ("c", "d", 4)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(("user", "x")), "role model"),
        (line(("model", "x")), "role user"),
        (line(("user", "x"), ("user", "y"), ("model", "z")), "alternate"),
        (line(("system", "x"), ("model", "y")), "valid role"),
        (line(("user", " "), ("model", "y")), "no text"),
        (line(("user", "1" * (TOKEN_LIMIT + 1)), ("model", "y")), "Token limit exceeded"),
    ],
)
def test_a_bad_line_is_dropped_with_its_reason(bad: str, reason: str) -> None:
    dataset = read(GOOD, bad)
    assert list(dataset.dropped) == [2]
    assert reason in dataset.dropped[2]
    stats = data_statistics(dataset, 3, 3)["supervisedTuningDataStats"]
    assert stats["truncatedExampleIndices"] == ["2"]
    assert stats["tuningDatasetExampleCount"] == "2"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((GOOD, '{"messages": []}'), "Row: 1. Missing required `contents` field."),
        ((GOOD, "{"), "Row: 1. Invalid JSON"),
        (("",), "no valid examples"),
    ],
)
def test_some_lines_fail_the_job(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(BadDataset, match=message):
        read(*lines)


def test_a_file_that_is_not_utf_8_fails_the_job() -> None:
    with pytest.raises(BadDataset, match="UTF-8"):
        read_dataset(GOOD.encode("utf-16"))


def test_distributions_add_up() -> None:
    dataset = read(*(line(("user", "word " * n), ("model", "x")) for n in range(1, 40)))
    stats = data_statistics(dataset, 2, 6)["supervisedTuningDataStats"]
    inputs = stats["userInputTokenDistribution"]
    assert sum(bucket["count"] for bucket in inputs["buckets"]) == 39
    assert int(inputs["sum"]) == sum(row.input_tokens for row in dataset.rows)
    assert int(stats["totalBillableTokenCount"]) == 2 * sum(row.tokens for row in dataset.rows)


@pytest.mark.parametrize(
    ("epochs", "kept"),
    [(1, [1]), (4, [1, 2, 3, 4]), (40, [4, 8, 12, 16, 20, 24, 28, 32, 36, 40])],
)
def test_about_ten_checkpoints_at_most(epochs: int, kept: list[int]) -> None:
    assert list(checkpoint_epochs(epochs, last_only=False)) == kept
    assert checkpoint_epochs(epochs, last_only=True) == {epochs: "1"}
