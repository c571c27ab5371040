"""The report opens anywhere, asks nothing of the network, and says odd things in words."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from services.app import Workspace
from services.domain.curves import CurveName, CurvePoint
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from services.domain.ids import new_id
from services.domain.prediction import ConnectionKind, PredictionState, Run, Verdict
from services.domain.prompt import ShotChoice, Technique
from services.domain.task import Task
from services.domain.tuning import JobState, Recipe, TuningJob
from services.jobs import JobCancelled, JobContext
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.jobs import Progress

ME = Settings(author="me")
SCRIPT = "<script>alert('x')</script>"
KOREAN, ARABIC, EMOJI = "배송이 늦어요", "أين طلبي؟", "where is it 📦🙄"
LABELS = ("배송", "استرداد", SCRIPT)
VOID = {"meta", "br", "rect", "path", "circle"}


class _Page(HTMLParser):
    """Counts what a browser would do with the page, and gathers what it would show."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        wanted = ("src", "href", "data", "srcset", "action", "poster")
        self.addresses += [value or "" for name, value in attrs if name in wanted]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def shown(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Läden & <Tickets>", LABELS, guidelines=f"Be kind. {SCRIPT}")
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=ME) as made:
        yield made


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    texts = (KOREAN, ARABIC, EMOJI, SCRIPT, "a\nb", "plain")
    return filled(
        workspace, [{"text": text, "label": LABELS[at % 3]} for at, text in enumerate(texts)]
    )


def _run(workspace: Workspace, ids: list[str], *says: object, **more: Any) -> Run:
    prompts = workspace.prompts.all()
    prompt = prompts[0] if prompts else workspace.prompts.create("Plain")
    snapshot = workspace.datasets.snapshot("all")
    return stored_run(workspace, snapshot, prompt, dict(zip(ids, says, strict=False)), **more)


def _page(workspace: Workspace, run: Run, **more: Any) -> _Page:
    saved = workspace.reports.save(run, workspace.path.with_name("report.html"), **more)
    text = saved.page.read_text("utf-8")
    page = _Page(text)
    assert page.open == []
    assert "script" not in page.tags
    assert all(each.startswith("#") for each in page.addresses)
    assert not re.search(r"url\(|@import", text)
    for name in saved.files:
        assert "nan" not in (saved.folder / name).read_text("utf-8").casefold().split(",")
    return page


def _table(workspace: Workspace, name: str) -> list[dict[str, str]]:
    path = workspace.path.with_name("report") / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_script_is_right_and_no_text_becomes_markup(
    workspace: Workspace, ids: list[str]
) -> None:
    prompt = workspace.prompts.create(f"Kind {SCRIPT}")
    workspace.prompts.save(replace(prompt, instruction=f"Say it. {SCRIPT}\n{{{{labels}}}}"))
    run = _run(workspace, ids, *(LABELS[at % 3] for at in range(1, 7)), model=f"m {SCRIPT}")
    page = _page(workspace, run)
    for text in (KOREAN, ARABIC, EMOJI, SCRIPT, *LABELS, f"Say it. {SCRIPT}", "Läden & <Tickets>"):
        assert text in page.shown
    assert [each["text"] for each in _table(workspace, "predictions")].count(SCRIPT) == 1
    document = json.loads(workspace.path.with_name("report").joinpath("report.json").read_bytes())
    assert {each["text"] for each in document["runs"][0]["mistakes"]} >= {KOREAN, ARABIC}


def test_lineage_recipe_curves_costs_and_versions(workspace: Workspace, ids: list[str]) -> None:
    snapshot = workspace.datasets.snapshot("all")
    frozen = {"hash": snapshot.hash, "revision": 1, "rows": 6, "sha256": "ab" * 32}
    job = TuningJob(
        new_id(), JobState.SUCCEEDED, "base-1", Recipe(epochs=8), ConnectionKind.VERTEX, "p", 3,
        snapshot.id, None, {"prompt": "Plain", "training": frozen}, 5_000, 1.0,
    )  # fmt: skip
    workspace._tables.jobs.put(job)
    points = tuple(CurvePoint(step, 1 / step) for step in (1, 2, 3))
    workspace._tables.curves.put(job.id, {CurveName.TRAINING_LOSS: points})
    run = _run(workspace, ids, *LABELS, *LABELS, job_id=job.id)
    page = _page(workspace, run)
    for words in (
        snapshot.hash,
        "ab" * 32,
        "8 epochs, rate multiplier 1, adapter size 4",
        "5,000 estimated",
        "rows.jsonl",
        ["guidelines", "revision", "1"][0].capitalize(),
        "revision 1",
        "Practice: what is marked so",
        "Tunesmith 0.1.0",
        "scikit-learn",
        "Plain, version 3",
    ):
        assert words in page.shown, words
    assert page.tags.count("figure") == 1
    assert _table(workspace, "tuning_curves")[0]["value"] == "1.0"


def test_shots_are_shown_as_they_are_sent(workspace: Workspace, ids: list[str]) -> None:
    rows = list(workspace.datasets.rows(ExampleFilter()))
    workspace.bulk.split(rows[:3], Split.TRAINING)
    workspace.bulk.split(rows[3:], Split.TEST)
    prompt = workspace.prompts.create("Shots", Technique.FEW_SHOT)
    prompt = workspace.prompts.save(replace(prompt, shots=ShotChoice(count=2)))
    run = _run(workspace, ids, *LABELS)
    page = _page(workspace, run)
    sent = workspace.prompts.render(prompt, sorted(ids)[0])
    assert "2 further ones chosen by rule: stratified" in page.shown
    assert all(" ".join(turn.text.split()) in page.shown for turn in sent.turns)


def test_votes_and_verdicts(workspace: Workspace, ids: list[str]) -> None:
    says = [(LABELS[0], LABELS[0], LABELS[1])] * 6
    run = _run(workspace, ids, *says)
    workspace.evaluation.judge(run, ids[1], Verdict.GOLD_WRONG)
    page = _page(workspace, run)
    assert "gold wrong" in page.shown
    assert "Expected calibration error" in page.shown
    assert "Accuracy against cost" not in page.shown
    assert "A review found the gold answer wrong in 1 mistake shown here." in page.shown
    assert sum(int(each["rows"]) for each in _table(workspace, "reliability")) == 6


def test_runs_stand_in_one_chart_by_their_cost(workspace: Workspace, ids: list[str]) -> None:
    prompted = _run(workspace, ids, *[LABELS[2]] * 6, model="a")
    _run(workspace, ids, *LABELS, *LABELS, model="b", created=2.0)
    page = _page(workspace, prompted)
    assert "Accuracy against cost" in page.shown
    assert "run 1: 33.3 %" in page.shown
    assert "run 2: 100.0 %" in page.shown
    assert "tokens of the run" in page.shown


def test_only_so_many_mistakes_are_on_the_page(workspace: Workspace, ids: list[str]) -> None:
    run = _run(workspace, ids, *[LABELS[2]] * 6)
    assert "The first 1 of 4 mistakes" in _page(workspace, run, mistakes=1).shown
    assert "4 mistakes, none shown here" in _page(workspace, run, mistakes=0).shown
    assert [each["right"] for each in _table(workspace, "predictions")].count("0") == 4


def test_a_run_without_a_reply_and_others_over_other_rows(
    workspace: Workspace, ids: list[str]
) -> None:
    elsewhere = _run(workspace, ids, *LABELS, connection=ConnectionKind.VERTEX, model="other place")
    nothing = _run(workspace, ids, PredictionState.FAILED, model="silent", created=2.0)
    page = _page(workspace, nothing)
    assert "No row with a gold answer has a reply yet." in page.shown
    assert "Not comparable. It comes from the Sandbox, the baseline from Vertex AI." in page.shown
    assert "No row was measured." in page.shown
    assert elsewhere.model.name in page.shown


def test_one_label_one_never_predicted_and_no_gold_answer(tmp_path: Path) -> None:
    task = Task.classification("One", ["only", "rare"])
    with Workspace.create(tmp_path / "one.tunesmith", task, settings=ME) as workspace:
        bare = filled(workspace, ["a", "b"])
        run = _run(workspace, bare, "only", "only")
        assert "label some of them" in _page(workspace, run).shown
        workspace.labeling.answer(bare[0], "rare")
        page = _page(workspace, run)
        assert "Never predicted: rare." in page.shown
        assert "Never seen in a gold answer here, so nothing is known of them: only." in page.shown
        assert "gold revision 2" in page.shown


def test_deleted_rows_keep_their_texts(workspace: Workspace, ids: list[str]) -> None:
    run = _run(workspace, ids, *[LABELS[2]] * 6)
    workspace.bulk.delete(list(workspace.datasets.rows(ExampleFilter())))
    page = _page(workspace, run)
    assert KOREAN in page.shown
    assert "No file is known." in page.shown


def test_records(tmp_path: Path) -> None:
    fields = {"city": {"type": "string"}, "pax": {"type": "integer"}}
    task = Task.extraction("Trips", {"type": "object", "properties": fields})
    with Workspace.create(tmp_path / "r.tunesmith", task, settings=ME) as workspace:
        ids = filled(workspace, ["To 서울", "To Rome"])
        workspace.labeling.answer(ids[0], {"city": "서울", "pax": 2})
        workspace.labeling.answer(ids[1], {"city": "Rome"})
        run = _run(workspace, ids, {"city": "서울", "pax": 3}, {"city": "Rome"})
        page = _page(workspace, run)
        assert "city: 서울 pax: 3" in page.shown
        assert "all fields" in page.shown
        assert {each["field"] for each in _table(workspace, "fields")} == {
            "all fields",
            "city",
            "pax",
        }


def test_a_stop_leaves_no_page(workspace: Workspace, ids: list[str], tmp_path: Path) -> None:
    run = _run(workspace, ids, *LABELS)

    def stop(progress: Progress) -> None:
        context.stop()

    context = JobContext(stop)
    with pytest.raises(JobCancelled):
        workspace.reports.save(run, tmp_path / "out" / "report", context=context)
    assert not (tmp_path / "out").exists()


def test_where_nothing_can_be_written_it_is_said(
    workspace: Workspace, ids: list[str], tmp_path: Path
) -> None:
    (tmp_path / "report").write_text("in the way", "utf-8")
    run = _run(workspace, ids, *LABELS)
    with pytest.raises(AppError, match="report"):
        workspace.reports.save(run, tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()
