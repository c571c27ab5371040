from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from services.datasets.layouts.known import Layout
from services.datasets.mapping import Mapping, UnknownLabels
from services.domain.evidence import Span
from services.domain.task import Task
from tests.unit.datasets.reading import DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.datasets.conftest import Project

    MakeProject = Callable[[Task], Project]

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "array", "items": {"type": "string"}},
        "person": {"type": "string"},
    },
    "additionalProperties": False,
}


@pytest.fixture
def extraction(make_project: MakeProject) -> Project:
    return make_project(Task.extraction("Travels", SCHEMA))


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def known(project: Project) -> list[tuple[str, str | None]]:
    return [(example.text, project.label_of(example)) for example in project.examples()]


def layout(project: Project, path: Path) -> Layout | None:
    return project.datasets.preview(path).mapping.layout


def turns(user: str, model: str) -> list[dict[str, Any]]:
    return [
        {"role": "user", "parts": [{"text": user}]},
        {"role": "model", "parts": [{"text": model}]},
    ]


def test_gemini_rows_come_back_without_the_words_of_their_prompt(
    project: Project, tmp_path: Path
) -> None:
    asked = [("one: a\nb", "good"), ("two", "bad"), ("three", "good")]
    rows = [
        {
            "systemInstruction": {"role": "system", "parts": [{"text": "Choose."}]},
            "contents": turns(f"Read this.\nReview: {text}\nLabel:", label),
        }
        for text, label in asked
    ]
    path = lines(tmp_path / "train.jsonl", rows)
    shown = project.datasets.preview(path)
    assert shown.mapping.layout is Layout.CONTENTS
    assert "Layout: Gemini tuning rows" in shown.guessed
    assert shown.mapping.unknown_labels is UnknownLabels.ADD
    project.datasets.import_file(path)
    assert known(project) == asked
    assert project.examples()[1].metadata == {"system": "Choose."}
    assert "The words of the prompt around the texts are left out" in shown.guessed
    whole = Mapping(("whole turn",), "answer")
    assert project.datasets.preview(path, whole).rows[1].text == "Read this.\nReview: two\nLabel:"


def test_the_retired_layout_of_gemini(project: Project, tmp_path: Path) -> None:
    rows = [
        {
            "messages": [
                {"role": "system", "content": "Choose."},
                {"role": "user", "content": text},
                {"role": "model", "content": label},
            ]
        }
        for text, label in [("a", "good"), ("b", "bad")]
    ]
    project.datasets.import_file(lines(tmp_path / "old.jsonl", rows))
    assert known(project) == [("a", "good"), ("b", "bad")]


def test_openai_chats(project: Project) -> None:
    path = DATA / "tuning-jsonl" / "openai_toy_chat_fine_tuning.jsonl"
    shown = project.datasets.preview(path)
    assert shown.mapping.layout is Layout.MESSAGES
    assert shown.rows[0].text == "I fell off my bike today."
    assert shown.mapping.unknown_labels is UnknownLabels.LEAVE_UNLABELLED
    said = "It's great that you're getting exercise outdoors!"
    assert shown.rows[0].metadata["answer"] == said
    kept = shown.rows[1].metadata["earlier turns"]
    assert kept.startswith("user: I lost my tennis match today.\nassistant: It's ok")
    report = project.datasets.import_file(path)
    assert (report.imported, report.reasons) == (4, {"The text is empty.": 1})


def test_a_chat_in_parts_without_an_answer(project: Project, tmp_path: Path) -> None:
    parts = [
        {"type": "text", "text": "Look "},
        {"type": "image_url"},
        {"type": "text", "text": "!"},
    ]
    rows = [{"messages": [{"role": "user", "content": parts}]}]
    project.datasets.import_file(lines(tmp_path / "chat.jsonl", rows))
    assert known(project) == [("Look !", None)]


def test_label_studio_choices(project: Project, tmp_path: Path) -> None:
    def task(text: str, *said: dict[str, Any]) -> dict[str, Any]:
        return {"id": 7, "data": {"text": text, "source": "web"}, "annotations": list(said)}

    def choice(name: str, **more: Any) -> dict[str, Any]:
        value = {"choices": [name]}
        result = {"type": "choices", "from_name": "mood", "to_name": "text", "value": value}
        return {"result": [result], "was_cancelled": False} | more

    tasks = [
        task("agreed", choice("Good"), choice("Good")),
        task("apart", choice("Good"), choice("Bad")),
        task("settled", choice("Good"), choice("Bad", ground_truth=True)),
        task("cancelled", choice("Good", was_cancelled=True)),
        task("new", choice("Mixed")),
        task("open"),
    ]
    path = tmp_path / "project.json"
    path.write_text(json.dumps(tasks))
    assert layout(project, path) is Layout.LABEL_STUDIO
    report = project.datasets.import_file(path)
    assert known(project) == [
        ("agreed", "good"),
        ("apart", None),
        ("settled", "bad"),
        ("cancelled", None),
        ("new", "Mixed"),
        ("open", None),
    ]
    assert report.unknown == {'["Good", "Bad"]': 1}
    assert project.examples()[0].metadata == {"source": "web", "id": "7"}


def test_label_studio_marked_words(extraction: Project, tmp_path: Path) -> None:
    def mark(start: int, end: int, name: str) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": "…", "labels": [name]}
        return {"type": "labels", "from_name": "label", "to_name": "text", "value": value}

    text = "Ada 😀 flew to Rome"
    result = [mark(0, 3, "person"), mark(14, 18, "city")]
    path = tmp_path / "project.json"
    path.write_text(json.dumps([{"data": {"text": text}, "annotations": [{"result": result}]}]))
    extraction.datasets.import_file(path)
    (example,) = extraction.examples()
    assert example.gold == {"person": "Ada", "city": ["Rome"]}
    assert extraction.evidence(example).spans == (
        Span(("person",), 0, 3),
        Span(("city", 0), 14, 18),
    )
    assert "spans" not in example.metadata


@pytest.mark.parametrize("key", ["label", "labels"])
def test_doccano_classification(project: Project, tmp_path: Path, key: str) -> None:
    rows = [
        {"id": 1, "text": "a", key: ["good"]},
        {"id": 2, "text": "b", key: []},
        {"id": 3, "text": "c", key: ["bad", "good"]},
    ]
    path = lines(tmp_path / "all.jsonl", rows)
    assert layout(project, path) is Layout.DOCCANO
    report = project.datasets.import_file(path)
    assert known(project) == [("a", "good"), ("b", None), ("c", None)]
    assert report.unknown == {'["bad", "good"]': 1}


@pytest.mark.parametrize(
    "marked",
    [
        {"label": [[0, 3, "person"], [7, 11, "city"]]},
        {
            "entities": [
                {"id": 1, "label": "person", "start_offset": 0, "end_offset": 3},
                {"id": 2, "label": "city", "start_offset": 7, "end_offset": 11},
            ],
            "relations": [],
        },
    ],
)
def test_doccano_marked_words(extraction: Project, tmp_path: Path, marked: dict[str, Any]) -> None:
    path = lines(tmp_path / "all.jsonl", [{"id": 1, "text": "Ada in Rome", **marked}])
    extraction.datasets.import_file(path)
    assert extraction.examples()[0].gold == {"person": "Ada", "city": ["Rome"]}


def test_argilla_of_today_and_of_feedback(project: Project, tmp_path: Path) -> None:
    rows = [
        {
            "id": "1",
            "fields": {"text": "a"},
            "metadata": {"from": "web"},
            "suggestions": {"mood": {"value": "bad"}},
            "responses": {"mood": [{"value": "good", "user_id": "u"}]},
        },
        {
            "fields": {"text": "b"},
            "responses": [
                {"values": {"mood": {"value": "bad"}}, "status": "submitted"},
                {"values": {"mood": {"value": "good"}}, "status": "draft"},
            ],
        },
        {"fields": {"text": "c"}, "responses": {}},
    ]
    path = tmp_path / "records.json"
    path.write_text(json.dumps(rows))
    assert layout(project, path) is Layout.ARGILLA
    project.datasets.import_file(path)
    assert known(project) == [("a", "good"), ("b", "bad"), ("c", None)]
    assert project.examples()[0].metadata == {"id": "1", "from": "web"}


def test_the_first_version_of_argilla(project: Project, tmp_path: Path) -> None:
    rows = [
        {"text": "a", "annotation": "good", "annotation_agent": "x", "prediction": [["bad", 1]]},
        {"text": "b", "annotation": None, "annotation_agent": None},
    ]
    path = lines(tmp_path / "records.jsonl", rows)
    assert layout(project, path) is Layout.ARGILLA
    project.datasets.import_file(path)
    assert known(project) == [("a", "good"), ("b", None)]


def test_prodigy_accepts_rejects_and_ignores(project: Project, tmp_path: Path) -> None:
    rows = [
        {"text": "a", "label": "good", "answer": "accept", "_task_hash": 1, "meta": {"page": 3}},
        {"text": "b", "label": "good", "answer": "reject", "_task_hash": 2},
        {"text": "c", "label": "good", "answer": "ignore", "_task_hash": 3},
        {
            "text": "d",
            "options": [{"id": 1, "text": "good"}, {"id": 2, "text": "bad"}],
            "accept": [2],
            "answer": "accept",
            "_task_hash": 4,
        },
        {"text": "e", "accept": ["bad", "good"], "options": [], "answer": "accept"},
    ]
    path = lines(tmp_path / "db-out.jsonl", rows)
    assert layout(project, path) is Layout.PRODIGY
    project.datasets.import_file(path)
    assert known(project) == [
        ("a", "good"),
        ("b", None),
        ("c", None),
        ("d", "bad"),
        ("e", None),
    ]
    assert project.examples()[0].metadata == {"Prodigy said": "accept", "page": "3"}
    assert project.examples()[1].metadata == {
        "Prodigy said": "reject",
        "label that was asked for": "good",
    }


def test_prodigy_marked_words(extraction: Project, tmp_path: Path) -> None:
    row = {
        "text": "Ada in Rome",
        "tokens": [{"text": "Ada", "start": 0, "end": 3, "id": 0}],
        "spans": [{"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": "person"}],
        "answer": "accept",
        "_view_id": "ner_manual",
        "_input_hash": 5,
    }
    rejected = row | {"answer": "reject"}
    extraction.datasets.import_file(lines(tmp_path / "db-out.jsonl", [row, rejected]))
    first, second = extraction.examples()
    assert first.gold == {"person": "Ada"}
    assert second.gold is None
    assert "person" in second.metadata["spans"]


def test_kiln_runs_of_a_folder(project: Project, tmp_path: Path) -> None:
    def run(name: str, text: str, **more: Any) -> None:
        folder = tmp_path / "kiln" / "tasks" / "1" / "runs" / name
        folder.mkdir(parents=True)
        record = {"v": 1, "model_type": "task_run", "input": text} | more
        (folder / "task_run.kiln").write_text(json.dumps(record, indent=2))

    human, model = {"type": "human"}, {"type": "synthetic"}
    run("1", "a", output={"output": "good", "source": human}, tags=["x", "y"])
    run("2", "b", output={"output": "good", "source": model})
    stars = {"type": "five_star", "value": 5.0}
    run("3", "c", output={"output": "bad", "source": model, "rating": stars})
    repaired = {"output": "bad", "source": human}
    run("4", "d", output={"output": "good", "source": model}, repaired_output=repaired)
    (tmp_path / "kiln" / "project.kiln").write_text('{"v": 1, "model_type": "project"}')
    project.datasets.import_file(tmp_path / "kiln")
    assert known(project) == [("a", "good"), ("b", None), ("c", "bad"), ("d", "bad")]
    assert project.examples()[0].metadata["tags"] == "x, y"
    assert project.examples()[1].metadata["output"] == "good"


def test_a_foreign_layout_can_be_read_plainly(project: Project, tmp_path: Path) -> None:
    path = lines(tmp_path / "all.jsonl", [{"text": "a", "label": ["good"], "note": "n"}])
    shown = project.datasets.preview(path, Mapping(layout=Layout.RECORDS))
    assert shown.form.layouts == (Layout.DOCCANO, Layout.RECORDS)
    assert shown.columns == ("text", "label", "note")
    assert shown.mapping.unknown_labels is UnknownLabels.LEAVE_UNLABELLED
    assert shown.rows[0].answer is not None
