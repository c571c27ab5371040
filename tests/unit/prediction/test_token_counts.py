from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.prediction import ConnectionKind, Model
from services.domain.prompt import Role, Turn
from services.ports import ModelRequest
from services.prediction.token_counts import TokenCounts
from services.prediction.token_rates import USUAL, Script, characters_of
from services.storage.project_file import ProjectFile
from services.storage.token_sums import TokenSumTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.storage.database import Database

KOREAN = "환불을 요청했는데 아직 답변이 없습니다 "
ENGLISH = "The parcel never came to my door. "


def model(base: str, kind: ConnectionKind = ConnectionKind.VERTEX) -> Model:
    return Model(base, base, "global", kind, base)


def request(text: str) -> ModelRequest:
    return ModelRequest("", (Turn(Role.USER, text),))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    file = ProjectFile.create(tmp_path / "p.tunesmith")
    yield file.database
    file.close()


def test_characters_are_told_apart_by_script() -> None:
    found = characters_of(["ab 환불", "漢字かな!"])
    assert found == {Script.HANGUL: 2, Script.HAN: 4, Script.OTHER: 4}
    assert characters_of([""]) == {}


def test_rates_are_learned_by_script_from_mixed_texts(database: Database) -> None:
    counts = TokenCounts(TokenSumTable(database))
    flash = model("gemini-3.5-flash")
    assert counts.rates(flash) == USUAL

    def true(text: str) -> float:
        found = characters_of([text])
        return 0.2 * found.get(Script.OTHER, 0) + 1.1 * found.get(Script.HANGUL, 0)

    for number in range(1, 40):
        text = ENGLISH * (number % 7) + KOREAN * (number % 5)
        counts.learn(flash, [request(text)], round(true(text)))
    rates = counts.rates(flash)
    for text in (ENGLISH + KOREAN, ENGLISH * 3 + KOREAN * 2, KOREAN):
        off = abs(rates.tokens([text]) - true(text))
        assert off < true(text) * 0.1
    assert rates.rates[Script.HAN] == USUAL.rates[Script.HAN]
    assert rates.counted > 1000


def test_what_was_learned_is_kept_by_generation_and_connection(database: Database) -> None:
    counts = TokenCounts(TokenSumTable(database))
    counts.learn(model("gemini-3.5-flash"), [request(ENGLISH * 100)], 340)
    again = TokenCounts(TokenSumTable(database))
    learned = again.rates(model("gemini-3.1-flash-lite"))
    assert learned.rates[Script.OTHER] < USUAL.rates[Script.OTHER]
    assert again.rates(model("gemini-2.5-pro")) == USUAL
    assert again.rates(model("gemini-3.5-flash", ConnectionKind.SANDBOX)) == USUAL


def test_old_counts_give_way_to_new_ones(database: Database) -> None:
    counts, flash = TokenCounts(TokenSumTable(database)), model("gemini-3.5-flash")
    text = ENGLISH * 300
    for _ in range(50):
        counts.learn(flash, [request(text)], len(text) // 2)
    assert counts.rates(flash).rates[Script.OTHER] == pytest.approx(0.5, rel=0.02)
    for _ in range(50):
        counts.learn(flash, [request(text)], len(text) // 5)
    assert counts.rates(flash).rates[Script.OTHER] == pytest.approx(0.2, rel=0.05)
    counts.learn(flash, [request(text * 20)], len(text) * 3)
    assert counts.rates(flash).rates[Script.OTHER] == pytest.approx(0.15, rel=0.05)


def test_nothing_is_learned_of_nothing(database: Database) -> None:
    counts, flash = TokenCounts(TokenSumTable(database)), model("gemini-3.5-flash")
    counts.learn(flash, [request("")], 10)
    counts.learn(flash, [request(ENGLISH)], 0)
    assert counts.rates(flash) == USUAL
