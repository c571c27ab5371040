from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.datasets.checks import Subject
from services.datasets.mapping import Mapping
from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.prompt import Technique
from services.domain.task import Task
from services.jobs import JobCancelled, JobContext
from services.learning.near_duplicates import same_key
from services.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BANKING = Path(__file__).parents[2] / "fixtures" / "data" / "banking77"
LABELS = ("card_arrival", "change_pin", "atm_support", "exchange_rate")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Questions", LABELS)
    settings = Settings(author="me")
    with Workspace.create(tmp_path / "q.tunesmith", task, settings=settings) as made:
        yield made


def banking(name: str) -> list[tuple[str, str, str]]:
    with (BANKING / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [(text, label, name) for text, label in rows]


def fill(workspace: Workspace, path: Path, rows: Sequence[tuple[str, str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label", "split"), *rows])
    workspace.datasets.import_file(path, Mapping(("text",), answer="label", split="split"))


def ids_of(workspace: Workspace, subject: Subject) -> tuple[str, ...]:
    found = [each for each in workspace.checks.run().findings if each.subject is subject]
    return found[0].ids if found else ()


def texts_of(workspace: Workspace, subject: Subject) -> list[str]:
    return [workspace.datasets.example(each).text for each in ids_of(workspace, subject)]


def test_the_test_texts_that_stand_in_train_are_leaks(workspace: Workspace, tmp_path: Path) -> None:
    trained = {same_key(text) for text, _, _ in banking("train")}
    copies = [row for row in banking("test") if same_key(row[0]) in trained]
    keys = {same_key(text) for text, _, _ in copies}
    sources = [row for row in banking("train") if same_key(row[0]) in keys]
    others = [row for row in banking("test") if same_key(row[0]) not in trained][:200]
    rows = [(text, "", split) for text, _, split in (*sources, *copies, *others)]
    fill(workspace, tmp_path / "rows.csv", rows)
    found = [workspace.datasets.example(each) for each in ids_of(workspace, Subject.LEAKS)]
    leaked = {same_key(each.text) for each in found if each.split is Split.TEST}
    assert keys <= leaked
    assert len(keys) == 7
    assert {same_key(each.text) for each in found if each.split is Split.TRAINING} >= keys


def test_a_shot_that_is_like_a_test_row_is_found(workspace: Workspace, tmp_path: Path) -> None:
    rows = [
        ("How do I change my PIN at the machine?", "change_pin", "train"),
        ("Where is my new card now, please?", "card_arrival", "train"),
        ("How do I change my PIN at a machine?", "", "test"),
    ]
    fill(workspace, tmp_path / "rows.csv", rows)
    assert ids_of(workspace, Subject.SHOTS) == ()
    ids = {each.text: each.id for each in workspace.datasets.examples([1, 2, 3])}
    starter = workspace.prompts.starters()[0]
    prompt = workspace.prompts.create("Shots", Technique.FEW_SHOT, starter)
    workspace.prompts.add_shot(prompt, ids[rows[0][0]])
    assert {rows[0][0], rows[2][0]} <= set(texts_of(workspace, Subject.SHOTS))


def test_conflicting_answers_of_the_same_text(workspace: Workspace, tmp_path: Path) -> None:
    rows = [
        ("Where is my card?", "card_arrival", "train"),
        ("where  IS my card?", "change_pin", "train"),
        ("Which rate do I get?", "exchange_rate", "train"),
        ("Which rate do I get?", "exchange_rate", "train"),
    ]
    fill(workspace, tmp_path / "rows.csv", rows)
    assert texts_of(workspace, Subject.CONFLICTS) == [rows[0][0], rows[1][0]]
    workspace.labeling.answer(ids_of(workspace, Subject.CONFLICTS)[1], "card_arrival")
    assert workspace.checks.known() is None
    assert ids_of(workspace, Subject.CONFLICTS) == ()


def test_few_rows_of_a_label_imbalance_and_wrong_answers(
    workspace: Workspace, tmp_path: Path
) -> None:
    by_label = {name: [row for row in banking("train") if row[1] == name] for name in LABELS}
    wrong = (by_label["exchange_rate"][50][0], "change_pin", "train")
    rows = [*by_label["card_arrival"], *by_label["change_pin"][:12], wrong]
    rows += [*by_label["atm_support"][:11], *by_label["exchange_rate"][:40]]
    fill(workspace, tmp_path / "rows.csv", rows)
    report = workspace.checks.run()
    found = {each.subject: each for each in report.findings}
    assert found[Subject.IMBALANCE].labels == ("card_arrival",)
    assert Subject.FEW in report.in_order
    assert wrong[0] in texts_of(workspace, Subject.LABEL_ERRORS)
    worst = workspace.datasets.example(found[Subject.LABEL_ERRORS].ids[0])
    given, likelier = found[Subject.LABEL_ERRORS].labels
    assert workspace.task.label_with_id(str(worst.gold)) == workspace.task.label_named(given)
    assert likelier in LABELS
    assert likelier != given
    assert workspace.checks.known() is report
    workspace.labeling.answer(report.findings[0].ids[0], "atm_support")
    few = [("How much is one euro?", "atm_support", "test")]
    fill(workspace, tmp_path / "more.csv", few)
    assert Subject.FEW in workspace.checks.run().in_order


def test_a_label_with_hardly_a_row_is_named(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "rows.csv", banking("train")[:30])
    found = [each for each in workspace.checks.run().findings if each.subject is Subject.FEW]
    assert found[0].labels == LABELS[1:]
    assert found[0].ids == ()
    assert Subject.LABEL_ERRORS not in workspace.checks.run().in_order


def test_too_long_rows_are_found(workspace: Workspace, tmp_path: Path) -> None:
    rows = [("word " * 120_000, "", "train"), ("short", "", "train"), ("\u200b", "", "train")]
    fill(workspace, tmp_path / "rows.csv", rows)
    assert [len(text) for text in texts_of(workspace, Subject.LONG)] == [600_000]
    assert texts_of(workspace, Subject.EMPTY) == ["\u200b"]


def test_production_texts_are_compared_and_stay_outside(
    workspace: Workspace, tmp_path: Path
) -> None:
    outside = tmp_path / "production.csv"
    outside.write_text("text\n" + "환불을 요청했는데 답변이 없습니다\n" * 5 + "Where is my card?\n")
    with pytest.raises(AppError, match="nothing to compare"):
        workspace.checks.production(outside)
    fill(workspace, tmp_path / "rows.csv", banking("train")[:100])
    look = workspace.checks.production(outside)
    assert (look.source, len(look.texts), look.left_out) == ("production.csv", 6, 0)
    assert [each.tongue.value for each in look.found.tongues] == ["korean"]
    assert [look.texts[place][:3] for place in look.found.tongues[0].places] == ["환불을"] * 5
    assert workspace.datasets.counts().total == 100
    empty = tmp_path / "empty.csv"
    empty.write_text("text\n\n")
    with pytest.raises(AppError):
        workspace.checks.production(empty)


def test_a_stop_leaves_nothing_behind(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "rows.csv", banking("train")[:100])
    context = JobContext()
    context.stop()
    with pytest.raises(JobCancelled):
        workspace.checks.run(context)
    assert workspace.checks.known() is None
    assert workspace.checks.run().in_order
