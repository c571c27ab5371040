from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.domain.example import ExampleFilter, Split
from services.domain.prompt import ShotChoice, ShotStrategy, Technique
from services.jobs import JobContext
from services.learning.near_duplicates import grams_of, nearly_same
from services.learning.text_index import TextIndex, build_index
from services.prompts.shots import Shot
from services.prompts.similar_shots import SimilarShots, spread
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.app import Workspace
    from services.domain.prompt import Prompt, RenderedPrompt

ASIDE = [ShotStrategy.SIMILAR, ShotStrategy.SIMILAR_PER_LABEL, ShotStrategy.DIVERSE]


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Shared, since the child process that makes the index takes a second to start."""
    folder = tmp_path_factory.mktemp("tickets")
    with empty_tickets(folder) as made:
        yield fill_with_tickets(made, folder)


def prompt(workspace: Workspace, strategy: ShotStrategy, count: int = 6) -> Prompt:
    starter = workspace.prompts.starters()[0]
    choice = ShotChoice(count=count, strategy=strategy)
    few = workspace.prompts.create("p", Technique.FEW_SHOT, starter)
    return replace(few, shots=choice)


def over(workspace: Workspace, asked: Prompt, text: str) -> RenderedPrompt:
    wanted = ExampleFilter(search=text)
    example = workspace.datasets.examples(workspace.datasets.rows(wanted))[0]
    return workspace.prompts.render(asked, example.id)


@pytest.mark.parametrize("strategy", list(ShotStrategy))
def test_shots_are_other_training_rows_with_gold_and_never_nearly_the_same(
    tickets: Workspace, strategy: ShotStrategy
) -> None:
    asked = prompt(tickets, strategy)
    renderer = tickets.prompts.renderer(asked)
    seen: set[str] = set()
    for example in tickets.datasets.examples(tickets.datasets.rows(ExampleFilter())):
        rendered = renderer.render(tickets.prompts.row(example))
        seen |= set(rendered.shots)
        assert len(set(rendered.shots)) == 6
        assert example.id not in rendered.shots
        assert rendered == tickets.prompts.render(asked, example.id), "runs choose as the preview"
    for each in seen:
        shot = tickets.datasets.example(each)
        assert (shot.split, shot.gold is None) == (Split.TRAINING, False)


TEXTS = (
    "a cat sat on the mat",
    "the cat sat on the mat all day",
    "dogs bark at night",
    "dogs bark at the moon",
    "rain is expected",
)


@pytest.fixture(scope="module")
def index() -> TextIndex:
    return build_index(TEXTS, JobContext())


def similar(index: TextIndex, count: int, labels: list[str | None] | None = None) -> SimilarShots:
    shots = {row: Shot(str(row), TEXTS[row], "x") for row in range(len(TEXTS))}
    return SimilarShots((), count, index, range(len(TEXTS)), labels, lambda _: shots)


def test_the_most_similar_stands_last(index: TextIndex) -> None:
    found = similar(index, 2).for_row("", "our cat sat on the mat all night")
    assert [shot.text for shot in found] == [TEXTS[0], TEXTS[1]]
    found = similar(index, 2).for_row("1", "our cat sat on the mat all night")
    assert found[-1].text == TEXTS[0], "the row itself is left out"


def test_similar_ones_of_each_label_come_in_turn(index: TextIndex) -> None:
    labels: list[str | None] = ["cat", "cat", "dog", "dog", "rain"]
    found = similar(index, 3, labels).for_row("", "our cat sat on the mat all night")
    assert [labels[int(shot.id)] for shot in reversed(found)] == ["cat", "dog", "rain"]


def test_similar_ones_of_each_label_have_their_share(tickets: Workspace) -> None:
    rendered = over(tickets, prompt(tickets, ShotStrategy.SIMILAR_PER_LABEL), "Parcel 62")
    golds = Counter(tickets.datasets.example(shot).gold for shot in rendered.shots)
    assert sorted(golds.values()) == [2, 2, 2]


@pytest.mark.parametrize("seed", range(5))
def test_diverse_ones_differ_from_each_other(index: TextIndex, seed: int) -> None:
    again = build_index([text for text in TEXTS[1:4:2] for _ in range(5)], JobContext())
    places = spread(again, lambda place: TEXTS[1 if place < 5 else 3], 10, seed)
    assert len({place // 5 for place in places}) == len(places) == 2, "never the same text twice"
    assert (
        spread(index, TEXTS.__getitem__, 2, seed) == spread(index, TEXTS.__getitem__, 4, seed)[:2]
    )


def test_random_ones_and_diverse_ones_are_the_same_for_all_rows(tickets: Workspace) -> None:
    for strategy in (ShotStrategy.RANDOM, ShotStrategy.DIVERSE):
        asked = prompt(tickets, strategy)
        first, second = over(tickets, asked, "Parcel 62"), over(tickets, asked, "order 63")
        assert first.shots == second.shots
        again = replace(asked, shots=replace(asked.shots, seed=1))
        assert over(tickets, again, "Parcel 62").shots != first.shots
        assert {shot.id for shot in tickets.prompts.shots(asked.shots)} == set(first.shots)


def test_until_similar_ones_are_found_others_stand_in(tickets: Workspace) -> None:
    example = tickets.datasets.examples(tickets.datasets.rows(ExampleFilter())[:1])[0]
    label = tickets.task.labels[0].id
    for strategy in ASIDE:
        asked = prompt(tickets, strategy)
        tickets.labeling.correct(example.id, label)  # what was found is of the past
        assert not tickets.prompts.shots_ready(asked)
        rendered = tickets.prompts.preview(asked).render(tickets.prompts.row(example))
        assert len(rendered.shots) == 6
        assert "still being found" in rendered.problems[0]
        tickets.prompts.prepare_shots(asked)
        assert tickets.prompts.shots_ready(asked)
        rendered = tickets.prompts.preview(asked).render(tickets.prompts.row(example))
        assert rendered.problems == ()


def test_a_shot_withdrawn_meanwhile_is_shown_no_more(tickets: Workspace) -> None:
    renderer = tickets.prompts.renderer(prompt(tickets, ShotStrategy.SIMILAR))
    wanted = ExampleFilter(search="Parcel 62")
    row = tickets.prompts.row(tickets.datasets.examples(tickets.datasets.rows(wanted))[0])
    nearest = renderer.render(row).shots[-1]
    tickets.labeling.withdraw(nearest)
    again = renderer.render(replace(row, text=f"{row.text} "))
    assert nearest not in again.shots
    assert len(again.shots) == 6
    tickets.history.undo()


def test_a_near_duplicate_by_hand_is_left_out(tickets: Workspace) -> None:
    texts = ("Where is my blue parcel 📦 today?", "Where is my blue parcel 📦 today??")
    assert nearly_same(*(grams_of(text) for text in texts))
    asked = prompt(tickets, ShotStrategy.STRATIFIED, 0)
    training = ExampleFilter(split=Split.TRAINING)
    shot = next(e for e in tickets.datasets.examples(tickets.datasets.rows(training)) if e.gold)
    asked = replace(asked, shots=replace(asked.shots, by_hand=(shot.id,)))
    row = tickets.prompts.row(shot)
    renderer = tickets.prompts.renderer(asked)
    assert renderer.render(replace(row, id="", text=shot.text.upper() + "!")).shots == ()
    assert renderer.render(replace(row, id="", text="Something else")).shots == (shot.id,)
