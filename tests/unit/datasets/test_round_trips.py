"""What goes out as a file comes in again as the same rows and answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.datasets.mapping import Mapping
from services.domain.prompt import Technique
from services.domain.task import Task
from tests.unit.datasets.reading import DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from services.domain.example import Split, Value
    from tests.unit.datasets.conftest import Project

    MakeProject = Callable[[Task], Project]

ENDINGS = ["csv", "xlsx", "jsonl"]
Rows = list[tuple[str, str, str, str]]

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
texts = words.filter(lambda text: bool(text.strip()) and "\0" not in text)
notes = words.filter(lambda text: "\0" not in text)
rows = st.lists(
    st.tuples(texts, st.sampled_from(["", "good", "bad"]), st.sampled_from(["", "test"]), notes),
    min_size=1,
    max_size=6,
)


def known(project: Project) -> list[tuple[str, Value | None, Split | None, str]]:
    """Text, name of the label (or the record), split and note of each row."""
    return [
        (
            each.text,
            project.label_of(each) if isinstance(each.gold, str) else each.gold,
            each.split,
            each.metadata.get("note", ""),
        )
        for each in project.examples()
    ]


@pytest.mark.parametrize("ending", ENDINGS)
@given(made=rows)
@example(made=[("=1+1", "good", "", "_x000D_"), ("'\"\r\n\t,;", "", "test", "\ufeff")])
@example(made=[("\ud55c\uae00 😀 e\u0301", "bad", "", "\u2028\x0b"), ("NA", "", "", "null")])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None
)
def test_rows_and_answers(
    make_project: MakeProject, tmp_path: Path, ending: str, made: Rows
) -> None:
    first = make_project(Task.classification("Reviews", ["good", "bad"]))
    second = make_project(Task.classification("Reviews", ["bad", "good"]))
    source = tmp_path / "made.jsonl"
    made = [*made, ("full", "good", "test", "so that each column is there")]
    named = [dict(zip(("text", "label", "split", "note"), row, strict=True)) for row in made]
    source.write_text("\n".join(map(json.dumps, named)), "utf-8")
    mapping = Mapping(("text",), "label", "split", metadata=("note",), header=1)
    assert first.datasets.import_file(source, mapping).imported == len(made)
    path = tmp_path / f"saved.{ending}"
    assert not first.datasets.save(path).left_out
    assert second.datasets.import_file(path, mapping).left_out_count == 0
    assert known(second) == known(first)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_saved_is_known_again_without_a_word(
    make_project: MakeProject, tmp_path: Path, ending: str
) -> None:
    first = make_project(Task.classification("Reviews", ["good", "bad"]))
    second = make_project(Task.classification("Reviews", ["good", "bad"]))
    source = tmp_path / "made.csv"
    source.write_text("text,label,split,group\na b,good,test,7\nc d,bad,train,8\ne f,,,8\n")
    first.datasets.import_file(source)
    first.datasets.save(tmp_path / f"saved.{ending}")
    second.datasets.import_file(tmp_path / f"saved.{ending}")
    assert known(second) == known(first)
    assert [each.metadata["group"] for each in second.examples()] == ["7", "8", "8"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_records(make_project: MakeProject, tmp_path: Path, ending: str) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "array"}, "n": {"type": "number"}}}
    first, second = (make_project(Task.extraction("Travels", schema)) for _ in range(2))
    records = [{"city": ["Köln", "서울"], "n": 1.5}, {"city": []}, {}]
    source = tmp_path / "made.jsonl"
    made = [{"text": f"text {n}", "record": record} for n, record in enumerate(records)]
    source.write_text("\n".join(map(json.dumps, made)))
    first.datasets.import_file(source)
    first.datasets.save(tmp_path / f"saved.{ending}")
    second.datasets.import_file(tmp_path / f"saved.{ending}")
    assert [each.gold for each in second.examples()] == records


MARKED = [
    ("Ada 😀 flew to Köln, then Köln", ("Ada", 0, 3), ("Köln", 14, 18), ("Köln", 25, 29)),
    ("e\u0301lan of 서울", ("e\u0301lan", 0, 5), ("서울", 9, 11)),
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_marked_words(make_project: MakeProject, tmp_path: Path, ending: str) -> None:
    schema = {"properties": {"who": {"type": "string"}, "where": {"type": "array"}, "n": {}}}
    first, second = (make_project(Task.extraction("Travels", schema)) for _ in range(2))
    source = tmp_path / "made.jsonl"
    made = [
        {
            "text": text,
            "record": {"who": who[0], "where": [words for words, *_ in where], "n": None},
            "spans": [
                {"start": who[1], "end": who[2], "label": "who"},
                *({"start": start, "end": end, "label": "where"} for _, start, end in where),
                {"label": "n", "absent": True},
            ],
        }
        for text, who, *where in MARKED
    ]
    source.write_text("\n".join(map(json.dumps, made)))
    first.datasets.import_file(source)
    first.datasets.save(tmp_path / f"saved.{ending}")
    second.datasets.import_file(tmp_path / f"saved.{ending}")
    said = [first.evidence(each) for each in first.examples()]
    assert [len(each.spans) for each in said] == [3, 2]
    assert all(each.absent == (("n",),) for each in said)
    assert [second.evidence(each) for each in second.examples()] == said


def test_marked_words_of_another_text_stay_beside_the_row(
    make_project: MakeProject, tmp_path: Path
) -> None:
    project = make_project(Task.extraction("Travels", {"properties": {"who": {}}}))
    source = tmp_path / "made.jsonl"
    wrong = '[{"start": 0, "end": 99, "label": "who"}]'
    row = {"text": "Ada flew", "record": {"who": "Ada"}, "spans": json.loads(wrong)}
    source.write_text(json.dumps(row))
    project.datasets.import_file(source)
    (example,) = project.examples()
    assert not project.evidence(example)
    assert json.loads(example.metadata["spans"]) == json.loads(wrong)


@pytest.mark.parametrize("ending", ENDINGS)
def test_naughty_strings(make_project: MakeProject, tmp_path: Path, ending: str) -> None:
    strings = json.loads((DATA / "blns" / "blns.json").read_text("utf-8"))
    texts = [text for text in strings if text.strip()]
    first, second = (make_project(Task.classification("Any", ["a"])) for _ in range(2))
    source = tmp_path / "blns.json"
    source.write_text(json.dumps(strings), "utf-8")
    assert first.datasets.import_file(source).imported == len(texts)
    assert [each.text for each in first.examples()] == texts
    first.datasets.save(tmp_path / f"saved.{ending}")
    mapping = Mapping(("text",), encoding="utf-8-sig")
    second.datasets.import_file(tmp_path / f"saved.{ending}", mapping)
    assert [each.text for each in second.examples()] == texts


@pytest.mark.parametrize("layout", ["gemini", "messages"])
def test_tuning_rows_of_this_program(
    make_project: MakeProject, tmp_path: Path, layout: str
) -> None:
    first, second = (make_project(Task.classification("Any", ["good", "bad"])) for _ in range(2))
    source = tmp_path / "made.csv"
    made = [(f"{n} parcels\nand {n} letters", "good" if n % 2 else "bad") for n in range(20)]
    lines = [f'"{text}",{label},train' for text, label in made]
    source.write_text("\n".join(["text,label,split", *lines]))
    first.datasets.import_file(source)
    prompt = first.prompts.create("Plain", Technique.ZERO_SHOT)
    first.datasets.export(tmp_path / "out", prompt, layout)
    (written,) = (tmp_path / "out").glob("training*.jsonl")
    second.datasets.import_file(written)
    found = {(each.text, second.label_of(each)) for each in second.examples()}
    assert found == set(made)
