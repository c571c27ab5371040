"""Each rule speaks where it should, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.adviser.advice import Place
from services.adviser.facts import Best, Facts
from services.adviser.rules import RULES
from services.adviser.use_cases import advice_for
from services.domain.example import ExampleFilter, Split, State
from services.domain.prediction import ConnectionKind, Model, Run, RunState


def run(name: str, job_id: str | None = None) -> Run:
    model = Model(name, name, "global", ConnectionKind.SANDBOX, "base", job_id)
    return Run(name, name, model, "p", 1, "s", 1, RunState.FINISHED, 1.0)


PROMPT = Best(run("prompted"), 0.8, 0.002)
TUNED = Best(run("tuned", "job"), 0.9, 0.001)
EMPTY = Facts()
FRESH = Facts(examples=1000, unlabelled=1000, unsplit=1000)
SPLIT = Facts(examples=1000, unlabelled=1000)
SOME = replace(SPLIT, validation=40, test=40, training=60)
TRIED = replace(SOME, prompt=PROMPT)
LABELLED = replace(TRIED, training=400, test=400)
JUDGED = replace(LABELLED, mistakes=20, judged=12)
MADE = replace(JUDGED, jobs=1)
BOTH = replace(MADE, tuned=TUNED, apart=0.1, tuning_dollars=2.0)
TESTED = replace(BOTH, tested=True)

ADVISED = {
    "import": EMPTY,
    "split": FRESH,
    "settle": replace(SOME, disputed=3),
    "label to measure": SPLIT,
    "prompt first": SOME,
    "measure a prompt": replace(SOME, training=400),
    "same rows": replace(MADE, elsewhere=True),
    "fix label errors": replace(LABELLED, mistakes=20, judged=12, label_errors=3),
    "look at mistakes": replace(LABELLED, mistakes=20),
    "too few of a label": replace(TRIED, few=("refund",)),
    "label to tune": TRIED,
    "like production": JUDGED,
    "tune": JUDGED,
    "measure the tuned model": MADE,
    "tuned is older": replace(TESTED, changed=31),
    "sweep": replace(BOTH, training=700),
    "larger test set": replace(BOTH, test=120),
    "test the winner": BOTH,
    "keep the prompt": replace(TESTED, apart=0.0),
    "break-even": TESTED,
    "use it": replace(TESTED, tuning_dollars=None),
}


def test_each_rule_has_its_case() -> None:
    assert list(ADVISED) == [rule.name for rule in RULES]


@pytest.mark.parametrize("name", ADVISED)
def test_a_rule_speaks_where_it_should(name: str) -> None:
    before = [rule.name for rule in RULES[: list(ADVISED).index(name)]]
    aside = ["like production"] if name == "tune" else []
    advice = advice_for(ADVISED[name], aside)
    assert advice is not None
    assert advice.rule == name, f"{advice.rule} comes before it; those before: {before}"
    assert advice.title
    assert advice.why
    assert advice.source.endswith(".")


def test_what_was_put_aside_makes_room_for_the_next() -> None:
    first = advice_for(SOME)
    assert first is not None
    second = advice_for(SOME, [first.rule])
    assert second is not None
    assert second.rule != first.rule


def test_nothing_is_advised_when_all_is_done() -> None:
    done = replace(TESTED, unlabelled=0, tuning_dollars=None)
    assert advice_for(done) is None


def test_only_advice_from_runs_is_practice() -> None:
    in_sandbox = replace(TESTED, practice=True)
    advice = advice_for(in_sandbox)
    assert advice is not None
    assert advice.practice
    labelling = advice_for(replace(SOME, practice=True))
    assert labelling is not None
    assert not labelling.practice


def test_the_figures_stand_in_the_words() -> None:
    gap = advice_for(replace(BOTH, test=120))
    assert gap is not None
    assert "120 test rows" in gap.why
    assert "8 points" in gap.why
    assert "308 rows" in gap.why
    assert gap.rows == ExampleFilter(split=Split.TEST, state=State.UNLABELLED)
    assert gap.place is Place.LABEL
    pays = advice_for(TESTED)
    assert pays is not None
    assert "2,000 calls" in pays.title
    few = advice_for(replace(TRIED, few=("a", "b", "c", "d", "e")))
    assert few is not None
    assert few.title == "Label more of a, b, c and 2 more"


def test_a_tuned_model_that_saves_nothing_never_pays() -> None:
    dear = replace(BOTH, tuned=replace(TUNED, dollars_each=0.003))
    assert dear.calls_to_break_even is None
    assert replace(BOTH, tuning_dollars=None).calls_to_break_even is None


def test_the_prompt_is_the_better_one_where_no_difference_can_be_seen() -> None:
    assert replace(BOTH, apart=0.0).better == PROMPT
    assert BOTH.better == TUNED
