"""Predictions that were made elsewhere stand among the runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, PredictionState
from services.domain.task import Task
from services.evaluation.brought_in import Line, PredictionColumns, guess_columns, shares
from services.settings import Settings
from tests.fakes.projects import filled
from tests.fakes.runs import stored_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.domain.snapshot import Snapshot

ROWS = (
    ("Where is my parcel?", "delivery", "T1"),
    ("환불해 주세요 😡", "refund", "T2"),
    ("I cannot sign in.", "other", "T3"),
    ("the same", "other", "T4"),
    ("The  Same", "other", "T5"),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", ["delivery", "refund", "other"])
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        rows = [{"text": text, "label": label, "ticket": no} for text, label, no in ROWS]
        filled(made, rows)
        yield made


@pytest.fixture
def snapshot(workspace: Workspace) -> Snapshot:
    return workspace.datasets.snapshot("all")


def _csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "old system.csv"
    path.write_text(text, "utf-8")
    return path


def _jsonl(tmp_path: Path, *records: dict[str, Any]) -> Path:
    path = tmp_path / "old system.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in records), "utf-8")
    return path


def _said(workspace: Workspace, snapshot: Snapshot) -> dict[str, str]:
    """What the newest run says of each text."""
    run = workspace.prediction.runs()[0]
    texts = {row.example_id: row.text for row in workspace.datasets.snapshot_rows(snapshot)}
    names = {label.id: label.name for label in workspace.task.labels}
    return {
        texts[each.example_id]: names.get(str(each.value), each.state.name)
        for each in workspace.prediction.predictions(run)
    }


def test_predictions_come_in_by_text_and_are_measured_like_a_run(
    workspace: Workspace, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = _csv(
        tmp_path,
        "message,predicted label\n"
        "Where is my parcel?,Delivery\n"
        "환불해 주세요 😡,refunds please\n"
        "nobody wrote this,other\n"
        "the same,other\n",
    )
    found = workspace.evaluation.import_predictions(path, snapshot, "Old system")
    assert (found.matched, found.unparsable, found.without) == (4, 1, 1)
    assert [(each.line, each.reason) for each in found.left_out] == [
        (4, "No row of the snapshot has its id or its text.")
    ]
    assert _said(workspace, snapshot) == {
        "Where is my parcel?": "delivery",
        "환불해 주세요 😡": "UNPARSABLE",
        "the same": "other",
        "The  Same": "other",
    }
    kept = workspace.prediction.predictions(found.run)
    assert {each.reply for each in kept} == {"Delivery", "refunds please", "other"}
    measures = workspace.evaluation.measure(found.run)
    assert (measures.right, measures.counts.counted, measures.counts.not_run) == (3, 4, 1)
    assert (found.run.name, found.run.model.connection) == ("Old system", ConnectionKind.ELSEWHERE)


def test_an_id_is_the_examples_own_or_that_of_a_column(
    workspace: Workspace, snapshot: Snapshot, tmp_path: Path
) -> None:
    own = workspace.datasets.snapshot_rows(snapshot)[0].example_id
    path = _jsonl(
        tmp_path,
        {"ticket": own, "answer": "refund"},
        {"ticket": "T3", "answer": "other"},
        {"ticket": "T3", "answer": "delivery"},
        {"ticket": "T9", "answer": "other"},
        {"ticket": "", "answer": "other"},
    )
    columns = PredictionColumns(id="ticket", prediction="answer")
    found = workspace.evaluation.import_predictions(path, snapshot, "", columns)
    assert (found.run.name, found.matched) == ("old system", 2)
    assert dict(found.reasons) == {
        "The row that it stands for has a prediction already.": 1,
        "No row of the snapshot has its id or its text.": 1,
        "It has neither an id nor a text.": 1,
    }


def test_vote_shares_and_samples_come_along(
    workspace: Workspace, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = _csv(
        tmp_path,
        "text,prediction,vote share,samples\n"
        "Where is my parcel?,delivery,0.8,5\n"
        "I cannot sign in.,other,3 of 5,\n"
        "the same,nothing of the kind,100 %,5\n",
    )
    found = workspace.evaluation.import_predictions(path, snapshot, "Old")
    assert found.run.samples == 5
    votes = {row.text: row.vote.words for row in workspace.confidence.rows(found.run) if row.vote}
    assert votes["Where is my parcel?"] == "4 of 5"
    assert votes["I cannot sign in."] == "3 of 5"
    assert votes["the same"] == "0 of 5"
    acceptance = workspace.confidence.acceptance(found.run)
    assert acceptance is not None
    assert [(each.votes, each.accepted, each.right) for each in acceptance.options] == [
        (5, 0, 0),
        (4, 1, 1),
        (3, 2, 2),
    ]


def test_the_answers_of_all_samples_are_samples_of_the_run(
    workspace: Workspace, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = _jsonl(
        tmp_path,
        {"text": "Where is my parcel?", "samples": ["delivery", "refund", "delivery"]},
        {"text": "I cannot sign in.", "samples": ["other", "other", "what?"]},
    )
    found = workspace.evaluation.import_predictions(path, snapshot)
    votes = [row.vote.words for row in workspace.confidence.rows(found.run) if row.vote]
    assert votes == ["2 of 3", "2 of 3"]
    assert found.unparsable == 0


def test_what_was_brought_in_is_compared_with_either_connection_and_costs_nothing_known(
    workspace: Workspace, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = _csv(tmp_path, "text,prediction\nWhere is my parcel?,delivery\n")
    found = workspace.evaluation.import_predictions(path, snapshot, "Old")
    prompt = workspace.prompts.create("Plain")
    says = {row.example_id: "other" for row in workspace.datasets.snapshot_rows(snapshot)}
    kinds = (ConnectionKind.SANDBOX, ConnectionKind.VERTEX)
    runs = [stored_run(workspace, snapshot, prompt, says, connection=kind) for kind in kinds]
    compared = workspace.evaluation.compare([found.run, *runs], found.run)
    assert [each.reason for each in compared] == ["", "", ""]
    assert [each.difference is None for each in compared] == [True, False, False]
    assert (compared[0].milliseconds, compared[0].dollars) == (None, None)
    assert workspace.evaluation.tied([found.run, *runs]) is None
    assert workspace.prediction.counts(found.run)[PredictionState.NOT_RUN] == 4
    with pytest.raises(AppError, match="does not belong to the connection"):
        workspace.prediction.resume(found.run)


def test_our_own_saved_predictions_come_back(
    workspace: Workspace, snapshot: Snapshot, tmp_path: Path
) -> None:
    rows = workspace.datasets.snapshot_rows(snapshot)
    says = {row.example_id: ("other", "other", "refund") for row in rows}
    run = stored_run(workspace, snapshot, workspace.prompts.create("Plain"), says)
    for name in ("saved.csv", "saved.jsonl"):
        workspace.prediction.save_predictions(run, tmp_path / name)
        found = workspace.evaluation.import_predictions(tmp_path / name, snapshot, name)
        assert (found.matched, found.unparsable, found.left_out) == (5, 0, ())
        words = {row.vote.words for row in workspace.confidence.rows(found.run) if row.vote}
        assert words == {"2 of 3"}
        assert workspace.evaluation.measure(found.run).right == 3


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("text,colour\na,b\n", "No column of old system.csv holds predictions."),
        ("colour,prediction\na,b\n", "No column of old system.csv says which row"),
        ("text,prediction\nstranger,other\n", "No line of old system.csv belongs to a row"),
        ("", "old system.csv is empty."),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_leaves_nothing(
    workspace: Workspace, snapshot: Snapshot, tmp_path: Path, text: str, title: str
) -> None:
    with pytest.raises(AppError) as raised:
        workspace.evaluation.import_predictions(_csv(tmp_path, text), snapshot, "Old")
    assert raised.value.title.startswith(title)
    assert workspace.prediction.runs() == ()


def test_records_are_read_by_the_schema(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    task = Task.extraction("Cities", schema)
    with Workspace.create(tmp_path / "c.tunesmith", task, settings=Settings(author="me")) as made:
        filled(made, ["to Seoul", "to Bonn"])
        snapshot = made.datasets.snapshot("all")
        path = _jsonl(
            tmp_path,
            {"text": "to Seoul", "prediction": {"city": "Seoul"}},
            {"text": "to Bonn", "prediction": "Bonn, I guess"},
        )
        found = made.evaluation.import_predictions(path, snapshot)
        values = [each.value for each in made.prediction.predictions(found.run)]
        assert sorted(map(str, values)) == ["None", "{'city': 'Seoul'}"]
        assert found.unparsable == 1


def test_columns_are_guessed_by_their_usual_names() -> None:
    assert guess_columns(["Example ID", "Text", "label", "Predicted_Label", "Confidence"]) == (
        PredictionColumns("Example ID", "Text", "Predicted_Label", "Confidence", "")
    )
    assert guess_columns(["a", "b"]) == PredictionColumns()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("0.8", "1", "0.6"), [(4, 5), (5, 5), (3, 5)]),
        (("0.33", "0.67", "1.0"), [(1, 3), (2, 3), (3, 3)]),
        (("0.913", "87 %", "0.5"), [(91, 100), (87, 100), (50, 100)]),
        (("2/3", "4 of 5, tied", "7 of 5"), [(2, 3), (4, 5)]),
        (("high", "", "-1"), []),
    ],
)
def test_shares_become_votes(cells: tuple[str, ...], expected: list[tuple[int, int]]) -> None:
    lines = [Line(n, "", "", "", cell, "") for n, cell in enumerate(cells)]
    assert [(each.votes, each.voters) for each in shares(lines).values()] == expected
