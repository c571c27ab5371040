from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from services.domain.text import fold
from services.jobs import JobContext
from services.learning.near_duplicates import alike, same_key

BANKING = Path(__file__).parents[2] / "fixtures" / "data" / "banking77"


def banking(name: str) -> list[str]:
    with (BANKING / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return [row[0] for row in csv.reader(file)][1:]


def near(*texts: str) -> bool:
    return alike(texts, JobContext()).groups()[-1] == 0


def test_the_test_texts_that_stand_in_train_are_found() -> None:
    train, test = banking("train"), banking("test")
    begin = len(train)
    found = alike([*train, *test], JobContext())
    copies = [at for at in range(begin, len(found.first)) if found.first[at] < begin]
    trained = {fold(text.strip()) for text in train}
    word_for_word = {fold(text.strip()) for text in test} & trained
    found_again = {same_key(test[at - begin]) for at in copies}
    assert len(word_for_word) == 6
    assert word_for_word < found_again
    assert len(found_again) == 7  # one differs in its spaces


def test_small_changes_are_near_in_any_script() -> None:
    korean = "환불을 요청했는데 아직 답변이 없습니다"
    assert near("When will I get my new card?", "when will I get my new card ?!")
    assert near(korean, "환불을 요청했는데 아직도 답변이 없습니다")
    assert near("ｗｉｄｅ letters of a form", "wide letters of a form")
    assert not near("When will I get my new card?", "When will my transfer arrive?")
    assert not near(korean, "배송이 너무 늦어요")
    assert not near("👍", "👎")


def test_groups_reach_over_others_and_keep_the_first_place() -> None:
    long = "The delivery of my order is late and nobody of your company answers my messages"
    texts = ["else", long, f"{long} today", f"{long} today again", long.upper()]
    assert alike(texts, JobContext()).groups() == [0, 1, 1, 1, 1]


def test_no_texts_are_no_trouble() -> None:
    assert alike([], JobContext()).groups() == []
    assert alike(["", " ", "\n"], JobContext()).groups() == [0, 0, 0]


letters = st.text(st.sampled_from("abc 가나다é\n"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(letters, max_size=5), st.data())
def test_exact_copies_are_always_found_and_likeness_is_mutual(
    texts: list[str], data: st.DataObject
) -> None:
    copied = [*texts, *texts]
    found = alike(copied, JobContext())
    assert found.first[len(texts) :] == found.first[: len(texts)]
    order = data.draw(st.permutations(range(len(texts))))
    shuffled = alike([texts[at] for at in order], JobContext())
    as_texts = {frozenset((same_key(texts[a]), same_key(texts[b]))) for a, b in found.pairs}
    again = {
        frozenset((same_key(texts[order[a]]), same_key(texts[order[b]]))) for a, b in shuffled.pairs
    }
    assert as_texts == again
