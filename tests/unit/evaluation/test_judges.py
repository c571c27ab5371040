"""A judge's words: asked once, kept, and held against human answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from scipy.stats import mannwhitneyu

from services.app import Workspace
from services.connection import Connection
from services.domain.confidence import Judge, JudgePrompt, Likelihood
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, Model
from services.domain.task import Task
from services.evaluation.judge_agreement import chance_of_ranks
from services.evaluation.judges import Judges
from services.evaluation.judging import JudgeCases, problems
from services.evaluation.run_votes import RunVotes
from services.ports import CallError
from services.prediction.engine import Engine
from services.prediction.retries import RetryPolicy
from services.prompts.confidence_reply import read_word
from services.settings import Folders, Settings
from services.storage.judgements import JudgementTable
from services.storage.runs import RunTable
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run
from tests.fakes.text_model import MODEL, ScriptedModel, a_reply, an_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.domain.prediction import Run

PROMPT = JudgePrompt("Judge it: {{scale}}.", "{{text}} = {{answer}} ({{shop}})")
JUDGE = Judge(MODEL, PROMPT)


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        ("very likely", Likelihood.VERY_LIKELY),
        ("Unlikely.", Likelihood.UNLIKELY),
        ("It is **about even**, I think", Likelihood.ABOUT_EVEN),
        ("very unlikely", Likelihood.VERY_UNLIKELY),
        ("likely, or even very likely", None),
        ("This is not likely.", None),
        ("80 %", None),
        ("", None),
    ],
)
def test_a_word_of_the_scale_is_read_and_never_guessed(reply: str, word: Likelihood | None) -> None:
    assert read_word(reply) is word


def test_what_is_amiss_with_a_judge_prompt_is_said() -> None:
    assert problems(PROMPT, ("Shop",)) == ()
    found = problems(JudgePrompt("Judge {{it}}.", "Say a word."), ())
    assert [each.split(":")[0] for each in found] == [
        "{{it}} is unknown and is sent as it stands.",
        "There is no {{text}}",
        "There is no {{answer}}",
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [([0, 1, 0, 2, 5], [4, 0, 0, 0, 0]), ([7, 0, 14, 1, 3], [0, 2, 7, 6, 3]), ([1] * 5, [1] * 5)],
)
def test_the_chance_is_that_of_mann_and_whitney(right: list[int], wrong: list[int]) -> None:
    high, low = ([n for n, many in enumerate(each) for _ in range(many)] for each in (right, wrong))
    expected = mannwhitneyu(high, low, alternative="greater", method="asymptotic").pvalue
    assert chance_of_ranks(right, wrong) == pytest.approx(expected)


def test_there_is_no_chance_where_nothing_differs() -> None:
    assert chance_of_ranks([0, 0, 0, 4, 0], [0, 0, 0, 3, 0]) is None
    assert chance_of_ranks([0, 0, 0, 4, 2], [0] * 5) is None


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    settings = Settings(author="me")
    connection = Connection(settings, Folders.below(tmp_path / "connection"))
    task = Task.classification("Tickets", ["refund", "card"])
    path = tmp_path / "p.tunesmith"
    with Workspace.create(path, task, settings=settings, connection=connection) as made:
        filled(made, [{"text": f"t{n}", "label": "refund", "shop": "north"} for n in range(12)])
        yield made


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def judges(workspace: Workspace, model: ScriptedModel) -> Iterator[Judges]:
    database = workspace._file.database
    engine = Engine(lambda: model, RetryPolicy(attempts=1))
    yield Judges(
        JudgeCases(workspace._tables.project, workspace._tables.examples, workspace.prompts),
        workspace.datasets,
        RunTable(database),
        JudgementTable(database),
        RunVotes(database, workspace._tables.project, RunTable(database), workspace.evaluation),
        workspace.connection,
        engine,
        workspace._clock,
    )
    engine.close()


def _run(workspace: Workspace, right: int = 8, more: float = 1.0) -> Run:
    """A run over the twelve rows that gets the first of them right."""
    snapshot = workspace.datasets.snapshot("all")
    rows = sorted(workspace.datasets.snapshot_rows(snapshot), key=lambda row: int(row.text[1:]))
    says = {row.example_id: "refund" if n < right else "card" for n, row in enumerate(rows)}
    prompts = workspace.prompts.all()
    prompt = prompts[0] if prompts else workspace.prompts.create("Plain")
    return stored_run(workspace, snapshot, prompt, says, created=more)


def _script(model: ScriptedModel, *words: str, answer: int = 8) -> None:
    """What the judge says of each row, in the order of their numbers."""
    for number, word in enumerate(words):
        said = "refund" if number < answer else "card"
        model.script(f"t{number} = {said} (north)", [a_reply(word)] * 3)


GOOD = ("very likely",) * 5 + ("likely", "likely", "unlikely") + ("very unlikely",) * 4


def test_words_are_stored_saved_and_held_against_human_answers(
    workspace: Workspace, judges: Judges, model: ScriptedModel, tmp_path: Path
) -> None:
    run = _run(workspace)
    _script(model, *GOOD)
    done = judges.judge(run, JUDGE)
    assert (done.replies, done.unread, done.failed) == (12, 0, 0)
    assert "t0 = refund (north)" in model.sent
    saved = tmp_path / "saved.jsonl"
    workspace.prediction.save_predictions(run, saved, judges.words(run))
    told = {line["text"]: line["judge"] for line in map(json.loads, saved.open(encoding="utf-8"))}
    assert (told["t0"], told["t7"], told["t11"]) == ("very likely", "unlikely", "very unlikely")
    standing = judges.standing(run)
    assert standing is not None
    assert (standing.judge, standing.judged, standing.answered) == (JUDGE, 12, 12)
    assert standing.own_rows
    found = standing.agreement
    assert found is not None
    assert [(each.word.value, each.rows, each.right) for each in found.words] == [
        ("very unlikely", 4, 0),
        ("unlikely", 1, 1),
        ("about even", 0, 0),
        ("likely", 2, 2),
        ("very likely", 5, 5),
    ]
    assert (found.trusted.right, found.trusted.rows) == (7, 7)
    assert (found.doubted.right, found.doubted.rows) == (1, 5)
    assert found.tells_apart is True


def test_a_judge_that_says_anything_tells_nothing_apart(
    workspace: Workspace, judges: Judges, model: ScriptedModel
) -> None:
    run = _run(workspace)
    _script(model, *("likely", "unlikely") * 6)
    judges.judge(run, JUDGE)
    standing = judges.standing(run)
    assert standing is not None
    assert standing.agreement is not None
    assert standing.agreement.tells_apart is False
    _script(model, *("likely",) * 12)
    other = _run(workspace, more=2.0)
    judges.judge(other, JUDGE)
    standing = judges.standing(other)
    assert standing is not None
    assert standing.agreement is not None
    assert standing.agreement.tells_apart is None


def test_what_was_judged_is_not_asked_again_unless_the_judge_or_the_answer_changed(
    workspace: Workspace, judges: Judges, model: ScriptedModel
) -> None:
    run = _run(workspace)
    _script(model, *GOOD)
    model.script("t3 = refund (north)", [an_error(500), a_reply("likely")])
    assert judges.judge(run, JUDGE).failed == 1
    assert judges.estimate(run, JUDGE).calls == 1
    assert judges.judge(run, JUDGE).replies == 1
    assert judges.judge(run, JUDGE).replies == 0
    assert len(model.sent) == 13
    other = Judge(MODEL, JudgePrompt(PROMPT.instruction, "{{text}} = {{label}} (north)"))
    assert judges.estimate(run, other).calls == 12
    assert judges.judge(run, other).replies == 12
    assert judges.prompt(run) == other.prompt


def test_a_judgement_of_another_answer_does_not_count(
    workspace: Workspace, judges: Judges, model: ScriptedModel
) -> None:
    run = _run(workspace)
    _script(model, *GOOD)
    judges.judge(run, JUDGE)
    table = RunTable(workspace._file.database)
    changed = table.predictions(run.id)[0]
    card = workspace.task.label_named("card")
    refund = workspace.task.label_named("refund")
    assert card
    assert refund
    other = card.id if changed.value == refund.id else refund.id
    table.put_predictions(
        run.id, [type(changed)(changed.example_id, 0, changed.state, other, "other")]
    )
    assert changed.example_id not in judges.judgements(run)
    assert len(judges.judgements(run)) == 11


def test_replies_without_a_word_are_kept_and_counted(
    workspace: Workspace, judges: Judges, model: ScriptedModel
) -> None:
    run = _run(workspace)
    _script(model, "perhaps", *GOOD[1:])
    assert judges.judge(run, JUDGE).unread == 1
    standing = judges.standing(run)
    assert standing is not None
    assert (standing.judged, standing.unread) == (12, 1)
    unread = [each for each in judges.judgements(run).values() if each.word is None]
    assert (unread[0].reply, unread[0].error.startswith("The reply is none")) == ("perhaps", True)


def test_where_a_run_has_no_gold_answers_the_judge_is_known_by_other_runs(
    workspace: Workspace, judges: Judges, model: ScriptedModel
) -> None:
    run = _run(workspace)
    _script(model, *GOOD)
    judges.judge(run, JUDGE)
    filled(workspace, [{"text": "t12"}])
    new = workspace.datasets.snapshot("unlabelled")
    example = workspace.datasets.snapshot_rows(new)[0].example_id
    blind = stored_run(workspace, new, workspace.prompts.all()[0], {example: "card"})
    model.script("t12 = card ({{shop}})", [a_reply("likely")])
    judges.judge(blind, JUDGE)
    standing = judges.standing(blind)
    assert standing is not None
    assert (standing.own_rows, standing.judged) == (False, 1)
    assert standing.agreement is not None
    assert standing.agreement.rows == 12
    assert workspace.confidence.rows(blind)[0].word is Likelihood.LIKELY


def test_at_most_so_many_answers_are_judged_and_their_tokens_counted(
    workspace: Workspace, judges: Judges, model: ScriptedModel
) -> None:
    run = _run(workspace)
    _script(model, *GOOD)
    assert judges.estimate(run, JUDGE, most=5).calls == 5
    done = judges.judge(run, JUDGE, most=5)
    assert (done.replies, done.usage.input_tokens, done.dollars) == (5, 50, None)
    assert judges.judge(run, JUDGE, most=50).replies == 7


def test_a_call_that_would_fail_again_ends_it_and_what_was_said_stays(
    workspace: Workspace, judges: Judges, model: ScriptedModel
) -> None:
    run = _run(workspace)
    _script(model, *GOOD)
    model.script("t3 = refund (north)", [an_error(403, retryable=False)])
    with pytest.raises(CallError):
        judges.judge(run, JUDGE)
    assert judges.standing(run) is not None


def test_a_judge_of_another_connection_is_refused(workspace: Workspace, judges: Judges) -> None:
    far = Model("far", "far", "global", ConnectionKind.VERTEX, "far")
    with pytest.raises(AppError, match="does not belong to the connection"):
        judges.judge(_run(workspace), Judge(far, PROMPT))
    assert judges.standing(_run(workspace)) is None


def test_the_starter_fits_the_task_and_asks_for_the_scale(
    workspace: Workspace, judges: Judges
) -> None:
    starter = judges.starter()
    assert judges.problems(starter) == ()
    assert "{{scale}}" in starter.instruction
    assert judges.prompt(_run(workspace)) == starter
