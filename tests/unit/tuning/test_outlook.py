from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue import Price
from services.domain.example import ExampleFilter, Split, State
from services.domain.money import money
from services.domain.prediction import ConnectionKind
from services.domain.prompt import Technique
from services.domain.tokens import estimated_tokens
from services.domain.tuning import JobState, Recipe, RemoteJob, TuningJob, TuningStatistics
from services.tuning.checks import Check, CheckLevel, Place
from services.tuning.estimate import billed_by_estimated, estimate_tuning, short
from services.tuning.preflight import Circumstances, preflight
from services.tuning.row_checks import most_validation_rows
from services.tuning.survey import SplitSurvey, Survey

if TYPE_CHECKING:
    from pathlib import Path

    from services.tuning.plan import Plan
    from tests.unit.tuning.conftest import Project

NOW = 1_795_000_000.0  # November 2026


def texts(checks: tuple[Check, ...], level: CheckLevel) -> list[str]:
    return [check.text for check in checks if check.level is level]


def plan(project: Project, **changes: object) -> Plan:
    made = project.tuning().plan(project.prompts.create("Which topic"), [Recipe()])
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


def checks_of(
    project: Project,
    plan: Plan,
    found: Survey,
    *,
    location: str = "us-central1",
    problem: str = "",
    price: float | None = 3.0,
    free: bool = False,
) -> tuple[Check, ...]:
    part = found.training
    estimate = estimate_tuning(part.rows, part.tokens, plan.recipes, Price(training=price))
    circumstances = Circumstances(location, problem, free, NOW)
    return preflight(plan, project.table.task(), found, estimate, circumstances)


def survey(training: SplitSurvey | None = None, validation: SplitSurvey | None = None) -> Survey:
    part = SplitSurvey(rows=200, tokens=2000, size=8000)
    return Survey(training or part, validation or replace(part, rows=20), frozenset(), 0, ())


def test_an_empty_project_is_told_to_label(empty: Project) -> None:
    checks = empty.tuning().preflight(empty.prompts.create("Which topic"))
    (first,) = [check for check in checks if check.blocks]
    assert first.text == "Only 0 labelled training rows; at least 16 are needed."
    assert first.place is Place.LABEL
    assert first.rows == ExampleFilter(state=State.UNLABELLED, split=Split.TRAINING)


def test_labelled_rows_without_splits_lead_to_the_data_page(empty: Project, tmp_path: Path) -> None:
    empty.fill(tmp_path, 30, splits=("",))
    checks = empty.tuning().preflight(empty.prompts.create("Which topic"))
    blocking = [check for check in checks if check.blocks]
    assert [check.place for check in blocking] == [Place.DATA]
    assert "30 labelled rows not yet split" in blocking[0].text


def test_a_project_in_order_has_nothing_but_what_is_folded(project: Project) -> None:
    checks = project.tuning().preflight(project.prompts.create("Which topic"))
    assert {check.level for check in checks} == {CheckLevel.OK}
    assert "every label present" in [check.text for check in checks]


def test_few_rows_are_worth_a_word(empty: Project, tmp_path: Path) -> None:
    empty.fill(tmp_path, 60)
    words = texts(empty.tuning().preflight(empty.prompts.create("T")), CheckLevel.WARN)
    assert any("worth trying from 100" in text for text in words)


def test_a_label_that_training_lacks_is_named(project: Project) -> None:
    from services.domain.ids import new_id
    from services.domain.task import Label

    task = project.table.task()
    labels = (*task.labels, Label(new_id(), "complaint"))
    project.table.save_task(replace(task, labels=labels), NOW)
    words = texts(project.tuning().preflight(project.prompts.create("T")), CheckLevel.WARN)
    assert "No training row has the label “complaint”." in words
    assert "No validation row has the label “complaint”." in words


def test_a_text_that_is_in_training_and_in_test_is_a_leak(project: Project, tmp_path: Path) -> None:
    name = project.table.task().labels[0].name
    path = tmp_path / "both.csv"
    path.write_text(f"text,label,split\nWhere is  it?,{name},train\nwhere IS it?,{name},test\n")
    project.datasets.import_file(path)
    checks = project.tuning().preflight(project.prompts.create("T"))
    (leak,) = [check for check in checks if "word for word" in check.text]
    assert leak.place is Place.DATA
    assert leak.rows is not None
    assert leak.rows.ids


def test_another_technique_is_told_that_its_twin_is_used(project: Project) -> None:
    prompt = project.prompts.create("Steps", Technique.CHAIN_OF_THOUGHT)
    words = texts(project.tuning().preflight(prompt), CheckLevel.WARN)
    assert any("zero-shot twin is used" in text for text in words)


def test_what_the_prompt_gets_wrong_leads_to_it(project: Project) -> None:
    prompt = project.prompts.create("T")
    prompt = project.prompts.save(replace(prompt, layout="{{nonsense}} {{text}}\n{{label}}"))
    checks = project.tuning().preflight(prompt)
    assert any(check.place is Place.PROMPT and "nonsense" in check.text for check in checks)


def test_the_model_its_size_and_its_region_must_fit(project: Project) -> None:
    models = project.connection.catalogue
    pro = models.model("gemini-3.1-pro")
    assert pro is not None
    checks = checks_of(project, plan(project, base_model=pro), survey())
    assert texts(checks, CheckLevel.BLOCK) == ["gemini-3.1-pro cannot be tuned."]
    checks = checks_of(project, plan(project, recipes=(Recipe(adapter_size=3),)), survey())
    assert "takes the adapter sizes 1, 2, 4, 8, 16" in texts(checks, CheckLevel.BLOCK)[0]
    checks = checks_of(project, plan(project), survey(), location="global")
    assert "not in global" in texts(checks, CheckLevel.BLOCK)[0]


def test_a_model_about_to_retire_is_worth_a_word(project: Project) -> None:
    model = replace(project.tuning().base_models()[0], retires=date(2027, 1, 1))
    checks = checks_of(project, plan(project, base_model=model), survey())
    assert any("01 January 2027" in text for text in texts(checks, CheckLevel.WARN))


def test_a_connection_without_a_bucket_blocks(project: Project) -> None:
    checks = checks_of(project, plan(project), survey(), problem="No bucket.")
    assert checks[0] == Check(CheckLevel.BLOCK, "No bucket.", Place.SETTINGS)


def test_validation_rows_beyond_what_the_service_takes_are_said(project: Project) -> None:
    large = survey(SplitSurvey(rows=4000), SplitSurvey(rows=2000))
    words = texts(checks_of(project, plan(project), large), CheckLevel.WARN)
    assert "1,200 of 2,000 validation rows go along; the service takes no more." in words


@given(st.integers(0, 200_000))
def test_the_validation_rule_never_lets_more_pass_with_less_training(training: int) -> None:
    assert 1000 <= most_validation_rows(training) <= 5000
    assert most_validation_rows(training) <= most_validation_rows(training + 1)


def test_rows_that_the_service_would_refuse_stay_out_and_can_be_opened(
    project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"text,label\n{'word ' * 120_000},refund\n", "utf-8")
    before = project.datasets.counts(ExampleFilter(split=Split.TRAINING)).total
    project.datasets.import_file(path)
    project.datasets.split(training=1, validation=0, test=0)
    prompt = project.prompts.create("T")
    (check,) = [c for c in project.tuning().preflight(prompt) if "stays out" in c.text]
    assert check.text == "1 row stays out, over the limit of 131,072 tokens."
    assert check.rows is not None
    assert check.rows.ids is not None
    assert len(check.rows.ids) == 1
    assert project.tuning().estimate(prompt).rows == before


def test_the_estimate_shows_its_arithmetic() -> None:
    estimate = estimate_tuning(812, 225_000, [Recipe(epochs=4)], Price(training=3.0))
    assert (estimate.tokens, estimate.dollars) == (900_000, pytest.approx(2.70))
    assert estimate.arithmetic == (
        "812 rows × about 277 tokens = about 225,000 × 4 epochs = about 0.9 M tokens × $3.00 per "
        "million = about $2.70 (between $2.03 and $3.38, since tokens are estimated)."
    )


def test_an_unknown_price_gives_no_dollars() -> None:
    estimate = estimate_tuning(1, 300, [Recipe(epochs=1)], Price())
    assert estimate.dollars is None
    assert estimate.arithmetic == (
        "1 row × about 300 tokens = about 300 × 1 epoch = about 300 tokens."
        " The price of this model is not known, so there are no dollars."
    )


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0"),
        (999, "999"),
        (12_345, "12,300"),
        (134_100, "0.13 M"),
        (900_000, "0.9 M"),
        (996_000, "1.0 M"),
        (6_253_000, "6.3 M"),
    ],
)
def test_large_counts_are_said_shortly(count: int, said: str) -> None:
    assert short(count) == said


def test_small_sums_are_not_nothing() -> None:
    assert (money(0), money(0.004), money(1234.5)) == ("$0.00", "under $0.01", "$1,234.50")


@given(st.text())
def test_any_text_has_an_estimate(text: str) -> None:
    assert estimated_tokens(text) <= len(text)
    assert (estimated_tokens(text) == 0) == (text == "")


def test_a_count_that_no_text_explains_does_not_make_tuning_look_cheap(project: Project) -> None:
    def job(billed: int) -> TuningJob:
        statistics = TuningStatistics(billable_tokens=billed)
        remote = RemoteJob("n", JobState.SUCCEEDED, "", statistics=statistics)
        return TuningJob(
            "1",
            JobState.SUCCEEDED,
            "m",
            Recipe(),
            ConnectionKind.VERTEX,
            "p",
            1,
            "s",
            None,
            {"estimated_from_text": 1000},
            1000,
            NOW,
            remote=remote,
        )

    assert billed_by_estimated([job(1200)]) == 1.2
    assert billed_by_estimated([job(250)]) == 1.0
    assert billed_by_estimated([]) == 1.0


def test_the_cap_is_held_against_the_estimate(project: Project) -> None:
    large = survey(SplitSurvey(rows=812, tokens=225_000))

    def said(cap: float, **more: object) -> list[tuple[CheckLevel, str]]:
        checks = checks_of(project, plan(project, cap=cap), large, **more)  # pyright: ignore[reportArgumentType]
        return [(check.level, check.text) for check in checks if "cap" in check.text]

    assert said(2.0) == [(CheckLevel.BLOCK, "The cost of about $2.70 is above your cap of $2.00.")]
    assert said(3.0) == [(CheckLevel.WARN, "The cost may come to $3.38, above your cap of $3.00.")]
    assert said(4.0) == [(CheckLevel.OK, "cost within the cap of $4.00")]
    ((level, text),) = said(4.0, price=None)
    assert (level, "not known" in text) == (CheckLevel.WARN, True)
    assert said(0.01, free=True) == []


def test_a_sweep_is_estimated_as_the_sum_of_its_jobs() -> None:
    recipes = [Recipe(epochs=2), Recipe(epochs=4), Recipe(epochs=12)]
    estimate = estimate_tuning(812, 225_000, recipes, Price(training=3.0))
    assert (estimate.jobs, estimate.epochs, estimate.dollars) == (3, 18, pytest.approx(12.15))
    assert "× 18 epochs (2 + 4 + 12) = about 4.0 M tokens" in estimate.arithmetic


def test_a_label_without_rows_to_label_leads_to_its_rows_elsewhere(project: Project) -> None:
    label = project.table.task().labels[0]
    others = {each.id: 5 for each in project.table.task().labels[1:]}
    found = survey(SplitSurvey(rows=200, labels=Counter(others)))
    (check,) = [c for c in checks_of(project, plan(project), found) if "No training row" in c.text]
    assert (check.place, check.rows) == (Place.DATA, ExampleFilter(label=label.id))


def test_a_file_beyond_the_limit_blocks(project: Project) -> None:
    large = survey(SplitSurvey(rows=200, size=1_000_000_001))
    assert texts(checks_of(project, plan(project), large), CheckLevel.BLOCK) == [
        "The training file would be over 1 GB."
    ]


def test_an_older_generation_and_a_near_end_are_told(project: Project) -> None:
    flash = project.connection.catalogue.model("gemini-2.5-flash")
    assert flash is not None
    words = texts(checks_of(project, plan(project, base_model=flash), survey()), CheckLevel.WARN)
    assert any("older generation" in text for text in words)
    soon = replace(flash, retires=date(2026, 12, 1))
    words = texts(checks_of(project, plan(project, base_model=soon), survey()), CheckLevel.WARN)
    assert any("tuning it be refused already" in text for text in words)
    gone = replace(flash, retires=date(2026, 1, 1))
    words = texts(checks_of(project, plan(project, base_model=gone), survey()), CheckLevel.WARN)
    assert any("since 01 January 2026" in text for text in words)
