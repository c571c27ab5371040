from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from services.jobs import JobContext
from services.learning.odd_texts import Oddity, odd_texts
from services.learning.text_differences import differences
from services.learning.text_profile import Tongue, is_empty, script_of, tongue_of

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def questions() -> list[str]:
    path = ROOT / "tests" / "fixtures" / "data" / "banking77" / "test.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return [row[0] for row in csv.reader(file)][1:801]


@pytest.fixture(scope="module")
def reviews() -> list[str]:
    path = ROOT / "resources" / "samples" / "film_reviews" / "rows.jsonl"
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()[:200]]


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("How do I get my money back from the shop?", Tongue.ENGLISH),
        ("Ich habe die Karte nicht und warte auf eine neue", Tongue.GERMAN),
        ("환불 please", Tongue.LATIN),
        ("환불을 요청했는데 please", Tongue.KOREAN),
        ("返金をお願いします", Tongue.JAPANESE),
        ("请退款", Tongue.CHINESE),
        ("Верните деньги", Tongue.CYRILLIC),
        ("Parcel 77", Tongue.LATIN),
        ("12:30 😀", Tongue.NONE),
    ],
)
def test_languages_and_scripts_are_told(text: str, tongue: Tongue) -> None:
    assert tongue_of(text) is tongue


def test_empty_means_that_nothing_can_be_seen() -> None:
    assert all(map(is_empty, ("", " \n", "\u200b\x00\t")))
    assert not any(map(is_empty, ("😀", "?", "a")))


def test_what_is_unlike_the_rest_is_found(questions: list[str]) -> None:
    strange = "qzxv wkjq pfzz xqyw vvkq jjzx"
    texts = [*questions, "환불을 요청했는데 아직 답변이 없습니다", questions[0] * 60, strange]
    found = {(each.place - len(questions), each.oddity) for each in odd_texts(texts, JobContext())}
    assert {(0, Oddity.SCRIPT), (1, Oddity.LENGTH), (2, Oddity.WORDS)} <= found
    assert len(found) < 20


def test_korean_reviews_are_alike_among_themselves(reviews: list[str]) -> None:
    assert {script_of(text) for text in reviews} <= {Tongue.KOREAN, Tongue.LATIN, Tongue.NONE}
    assert len(odd_texts(reviews, JobContext())) < 10
    assert odd_texts(reviews[:20], JobContext()) == []


def test_production_differs_in_language_length_and_words(
    questions: list[str], reviews: list[str]
) -> None:
    labelled, others = questions[:400], questions[400:]
    longer = " ".join(questions[:20])
    production = [*others, *reviews, longer, *[f"My IBAN is wrong, case {n}" for n in range(30)]]
    found = differences(production, labelled, JobContext())
    assert (found.production, found.labelled) == (631, 400)
    assert [each.tongue for each in found.tongues] == [Tongue.KOREAN]
    assert found.tongues[0].labelled == 0
    assert set(found.tongues[0].places) <= set(range(400, 600))
    assert 600 in found.longer
    assert "iban" in found.words
    assert set(range(601, 631)) <= set(found.with_words)
    assert {production[place] for place in found.strange} & set(reviews)


def test_texts_of_the_same_kind_hardly_differ(questions: list[str]) -> None:
    found = differences(questions[400:], questions[:400], JobContext())
    assert found.tongues == ()
    assert len(found.strange) == 0
    assert len(found.longer) + len(found.shorter) < 30
