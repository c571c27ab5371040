from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from services.datasets.mapping import LabelRange, Mapping, UnknownLabels
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.domain.task import Task
from services.jobs import JobCancelled, JobContext, Progress
from tests.unit.datasets.reading import DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.datasets.conftest import Project


def write(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    return path


def test_rows_come_in_with_answers_splits_and_metadata(project: Project, tmp_path: Path) -> None:
    path = write(
        tmp_path / "rows.csv",
        "id,text,label,split\n1,재미있다,Good,train\n2,dull,bad ,dev\n3,hm,,\n4,so so,meh,weird\n",
    )
    report = project.datasets.import_file(path)
    assert (report.imported, report.labelled, report.left_out_count) == (4, 2, 0)
    assert report.unknown == {"meh": 1}
    assert report.unknown_splits == {"weird": 1}
    assert "Answer: “label”" in report.guessed
    examples = project.examples()
    assert [project.label_of(example) for example in examples] == ["good", "bad", None, None]
    assert [example.split for example in examples] == [Split.TRAINING, Split.VALIDATION, None, None]
    assert [example.state for example in examples][:3] == [
        State.ANSWERED, State.ANSWERED, State.UNLABELLED,
    ]  # fmt: skip
    assert examples[0].metadata == {"id": "1"}
    assert examples[3].metadata == {"id": "4", "label": "meh"}
    assert project.answers.marks(examples[0].row)["ada"].answer == examples[0].gold


def test_ratings_become_labels_and_the_rest_is_left_out_and_counted(
    make_project: Callable[[Task], Project], tmp_path: Path
) -> None:
    project = make_project(Task.sentiment("Films"))
    ratings = "".join(f"review {n},{n}\n" for n in range(1, 11))
    path = write(tmp_path / "films.csv", "review,rating\n" + ratings)
    report = project.datasets.import_file(path)
    assert report.imported == 6
    assert report.reasons == {"Its answer is in none of the ranges of numbers.": 4}
    assert [row.line for row in report.left_out] == [6, 7, 8, 9]
    names = [project.label_of(example) for example in project.examples()]
    assert names == ["negative"] * 4 + ["positive"] * 2
    assert "“rating” from 1 to 4 is “negative”" in report.guessed


def test_a_range_for_no_label_is_refused(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "films.csv", "review,rating\nnice,9\n")
    mapping = Mapping(("review",), "rating", ranges=(LabelRange(9, 10, "superb"),))
    with pytest.raises(AppError, match="“superb”, which is no label"):
        project.datasets.import_file(path, mapping)


def test_unknown_labels_are_added_when_asked(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text,label\na,Meh\nb,good\nc,meh \nd,odd\n")
    mapping = Mapping(("text",), "label", unknown_labels=UnknownLabels.ADD)
    report = project.datasets.import_file(path, mapping)
    assert report.added_labels == ("Meh", "odd")
    assert [label.name for label in project.task.labels] == ["good", "bad", "Meh", "odd"]
    assert [project.label_of(example) for example in project.examples()] == [
        "Meh", "good", "Meh", "odd",
    ]  # fmt: skip


def test_rows_with_unknown_labels_are_left_out_when_asked(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text,label\na,meh\nb,good\n")
    mapping = Mapping(("text",), "label", unknown_labels=UnknownLabels.LEAVE_OUT)
    report = project.datasets.import_file(path, mapping)
    assert report.imported == 1
    assert report.left_out[0].reason == "“meh” is no label of the project."


def test_too_many_new_labels_are_no_labels(project: Project, tmp_path: Path) -> None:
    rows = "".join(f"text {n},value {n}\n" for n in range(1001))
    path = write(tmp_path / "rows.csv", "text,label\n" + rows)
    mapping = Mapping(("text",), "label", unknown_labels=UnknownLabels.ADD)
    with pytest.raises(AppError, match="1,001 different values"):
        project.datasets.import_file(path, mapping)
    assert len(project.task.labels) == 2


def test_records_come_in_checked_by_the_schema(
    make_project: Callable[[Task], Project], tmp_path: Path
) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
        "additionalProperties": False,
    }
    project = make_project(Task.extraction("Tables", schema))
    rows = [
        {"text": "two in Bonn", "record": {"city": "Bonn", "people": 2}},
        {"text": "many in Bonn", "record": {"people": "many"}},
        {"text": "none"},
    ]
    path = write(tmp_path / "rows.jsonl", "\n".join(map(json.dumps, rows)))
    report = project.datasets.import_file(path)
    assert (report.imported, report.labelled) == (3, 1)
    assert report.unknown == {'{"people": "many"}': 1}
    assert project.examples()[0].gold == {"city": "Bonn", "people": 2}


def test_a_group_is_kept_for_the_splits(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text,customer,group\na,7,x\nb,,y\n")
    assert project.datasets.preview(path).mapping.group == "group"
    project.datasets.import_file(path, Mapping(("text",), group="customer"))
    assert [example.metadata for example in project.examples()] == [
        {"group": "7", "group (2)": "x"},
        {"group (2)": "y"},
    ]


def test_several_columns_are_joined_into_the_text(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "title,body,n\nHello,World,1\n,Alone,2\n")
    project.datasets.import_file(path, Mapping(("title", "body"), metadata=()))
    assert [(example.text, example.metadata) for example in project.examples()] == [
        ("Hello\nWorld", {}),
        ("Alone", {}),
    ]


def test_empty_texts_are_left_out_with_their_line(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text,label\na,good\n  ,bad\nb,bad\n")
    report = project.datasets.import_file(path)
    assert [(row.line, row.reason) for row in report.left_out] == [(3, "The text is empty.")]


def test_the_preview_shows_rows_as_they_will_be_read(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text;label\na;good\n;bad\nb;meh\n")
    shown = project.datasets.preview(path)
    assert shown.mapping.delimiter == ";"
    assert shown.columns == ("text", "label")
    assert [row.text for row in shown.rows] == ["a", "b"]
    assert shown.left_out[0].line == 3
    assert shown.unknown == {"meh": 1}
    assert shown.cells[1] == ("", "bad")
    assert project.count("examples") == 0


def test_a_file_without_a_text_column(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "numbers.csv", "a,b\n1,2\n3,4\n")
    shown = project.datasets.preview(path)
    assert not shown.mapping.text
    assert "No column looks like a text: choose one" in shown.guessed
    with pytest.raises(AppError, match="No column of the file is the text"):
        project.datasets.import_file(path)
    with pytest.raises(AppError, match="no column “c”"):
        project.datasets.import_file(path, Mapping(("c",)))
    assert project.datasets.import_file(path, Mapping(("a",))).imported == 2


def test_a_header_without_rows(project: Project, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="holds no rows"):
        project.datasets.import_file(write(tmp_path / "head.csv", "text,label\n"))


def test_the_wrong_encoding_is_told_row_by_row(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "korean.csv"
    path.write_bytes("text,label\n재미있다,good\nfine,good\n".encode("euc-kr"))
    report = project.datasets.import_file(path, Mapping(("text",), "label", encoding="utf-8"))
    assert report.imported == 1
    assert "no character of the encoding" in report.left_out[0].reason
    path.write_bytes("text\n재미있다\n".encode("euc-kr"))
    with pytest.raises(AppError, match="No row of korean"):
        project.datasets.import_file(path, Mapping(("text",), encoding="utf-8"))


@pytest.mark.parametrize("stop_at", [0, 2_000, 9_000])
def test_a_stopped_import_leaves_nothing_behind(project: Project, stop_at: int) -> None:
    def stop(progress: Progress) -> None:
        assert progress.total
        if seen.is_set() or project.count("examples") >= stop_at:
            context.stop()

    seen = threading.Event()
    context = JobContext(stop)
    mapping = Mapping(("text",), "category", unknown_labels=UnknownLabels.ADD)
    with pytest.raises(JobCancelled):
        project.datasets.import_file(DATA / "banking77" / "train.csv", mapping, context)
    assert not project.examples()
    assert len(project.task.labels) == 2
    for table in ("examples", "example_states", "answer_log", "current_answers", "imports"):
        assert project.count(table) == 0


def test_a_full_disk_leaves_nothing_behind(project: Project, tmp_path: Path) -> None:
    database = project.file.database
    pages = database.read().execute("PRAGMA page_count").fetchone()[0]
    connect = database._connect

    def small(synchronous: str) -> Any:
        connection = connect(synchronous)
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")
        return connection

    database._connect = small
    with pytest.raises(AppError, match="no space left") as caught:
        project.datasets.import_file(DATA / "banking77" / "train.csv")
    assert "Free some space" in caught.value.way_out
    assert project.count("examples") == 0
    assert not project.examples()


def test_banking77_comes_in_whole(make_project: Callable[[Task], Project]) -> None:
    project = make_project(Task.classification("Banking", ["card_arrival"]))
    mapping = Mapping(("text",), "category", unknown_labels=UnknownLabels.ADD)
    seen: list[Progress] = []
    for name, count in (("train", 10_003), ("test", 3_080)):
        path = DATA / "banking77" / f"{name}.csv"
        report = project.datasets.import_file(path, mapping, JobContext(seen.append))
        assert (report.imported, report.labelled) == (count, count)
    counts = project.datasets.counts()
    assert counts.total == 13_083
    assert len(project.task.labels) == 77
    card_arrival = project.task.label_named("card_arrival")
    assert card_arrival is not None
    assert counts.by_label[card_arrival.id] == 153 + 40
    assert all(progress.done <= (progress.total or 0) for progress in seen)


def test_naughty_strings_come_in_exactly(project: Project, tmp_path: Path) -> None:
    strings = json.loads((DATA / "blns" / "blns.json").read_text("utf-8"))
    texts = [text for text in strings if text.strip()]
    rows = "\n".join(json.dumps({"text": text}) for text in texts)
    project.datasets.import_file(write(tmp_path / "blns.jsonl", rows))
    assert [example.text for example in project.examples()] == texts


def test_the_search_finds_rows_before_and_after_indexing(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text\nStraße\nSTRASSE\n전체관람가\nother\n")
    project.datasets.import_file(path)

    def found(words: str) -> list[str]:
        return [example.text for example in project.examples(ExampleFilter(search=words))]

    before = [found("strasse"), found("관람"), found("전체관")]
    project.datasets.index()
    assert [found("strasse"), found("관람"), found("전체관")] == before
    assert before == [["Straße", "STRASSE"], ["전체관람가"], ["전체관람가"]]
