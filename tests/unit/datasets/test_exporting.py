from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from services.datasets.gemini_rows import line_problems
from services.domain.errors import AppError
from services.domain.prompt import Technique
from services.jobs import JobCancelled, JobContext

if TYPE_CHECKING:
    from pathlib import Path

    from services.domain.prompt import Prompt
    from tests.unit.datasets.conftest import Project


@pytest.fixture
def filled(project: Project, tmp_path: Path) -> Project:
    """120 labelled training rows, 20 validation rows of which half are labelled, 5 test rows."""
    lines = [
        f"Das ist Zeile {n} 안녕,{'good' if n % 2 else 'bad'},training,{n}" for n in range(120)
    ]
    lines += [f"val {n},{'good' if n % 2 else ''},validation,{n}" for n in range(20)]
    lines += [f"test {n},good,test,{n}" for n in range(5)]
    path = tmp_path / "rows.csv"
    path.write_text("text,label,split,number\n" + "\n".join(lines) + "\n", "utf-8")
    project.datasets.import_file(path)
    return project


@pytest.fixture
def prompt(filled: Project) -> Prompt:
    return filled.prompts.create("First", Technique.ZERO_SHOT)


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_rows_with_gold_answers_are_written(
    filled: Project, prompt: Prompt, tmp_path: Path
) -> None:
    report = filled.datasets.export(tmp_path, prompt)
    assert report.training.path == tmp_path / "training.jsonl"
    assert report.validation is not None
    assert (report.training.rows, report.training.unlabelled) == (120, 0)
    assert (report.validation.rows, report.validation.unlabelled) == (10, 10)
    assert report.warnings == ()
    lines = lines_of(report.training.path)
    assert len(lines) == 120
    examples = {example.id: example for example in filled.examples()}
    entries = [
        entry for entry in lines_of(report.manifest)[1:] if entry["file"] == "training.jsonl"
    ]
    for line, entry in zip(lines, entries, strict=True):
        assert line_problems(line) == ()
        example = examples[entry["example"]]
        assert example.text in line["contents"][0]["parts"][0]["text"]
        assert line["contents"][-1]["parts"][0]["text"] == filled.label_of(example)
        rendered = filled.prompts.render(prompt, example.id)
        assert line["systemInstruction"]["parts"][0]["text"] == rendered.system
        assert line["contents"][0]["parts"][0]["text"] == rendered.turns[0].text


def test_bytes_are_as_the_service_wants_them(
    filled: Project, prompt: Prompt, tmp_path: Path
) -> None:
    report = filled.datasets.export(tmp_path, prompt)
    content = report.training.path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"}\n")
    assert "안녕".encode() in content
    assert len(content) == report.training.size
    head = lines_of(report.manifest)[0]
    assert head["prompt"] == {"id": prompt.id, "version": 1, "name": "First"}
    assert head["retired"] is False
    for told in head["files"]:
        written = (tmp_path / told["file"]).read_bytes()
        assert told["sha256"] == hashlib.sha256(written).hexdigest()
        assert told["snapshot"] in {known.id for known in filled.datasets.snapshots()}
    assert sorted(path.name for path in tmp_path.glob(".*jsonl*")) == []


def test_the_same_data_give_the_same_bytes(filled: Project, prompt: Prompt, tmp_path: Path) -> None:
    first = filled.datasets.export(tmp_path, prompt).training.sha256
    assert filled.datasets.export(tmp_path, prompt).training.sha256 == first


def test_another_technique_is_exported_as_its_zero_shot_twin(
    filled: Project, tmp_path: Path
) -> None:
    prompt = filled.prompts.create("Shots", Technique.FEW_SHOT)
    report = filled.datasets.export(tmp_path, prompt)
    assert report.prompt.technique is Technique.ZERO_SHOT
    assert filled.prompts.used(report.prompt)
    assert not filled.prompts.used(prompt)
    texts = [line["contents"][0]["parts"][0]["text"] for line in lines_of(report.training.path)]
    assert not any(text.count("Das ist Zeile") > 1 for text in texts)


def test_the_retired_layout_is_marked_in_name_and_manifest(
    filled: Project, prompt: Prompt, tmp_path: Path
) -> None:
    report = filled.datasets.export(tmp_path, prompt, layout="messages")
    assert report.training.path.name == "training.messages-retired.jsonl"
    assert lines_of(report.manifest)[0]["retired"] is True
    line = lines_of(report.training.path)[0]
    assert [message["role"] for message in line["messages"]] == ["system", "user", "model"]


def test_rows_that_break_a_rule_are_named(filled: Project, prompt: Prompt, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"text,label,split\n{'long ' * 120_000},good,training\n")
    filled.datasets.import_file(path)
    report = filled.datasets.export(tmp_path, prompt)
    (broken,) = report.training.broken
    assert "131,072 are allowed" in broken.reason
    assert broken.example_id == filled.examples()[-1].id
    assert report.training.rows == 120
    left_out = [entry for entry in lines_of(report.manifest) if "left_out" in entry]
    assert [entry["example"] for entry in left_out] == [broken.example_id]


def test_without_validation_rows_an_older_file_does_not_stay(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "validation.jsonl").write_text("old\n")
    path = tmp_path / "rows.csv"
    path.write_text("text,label,split\na,good,training\n")
    project.datasets.import_file(path)
    prompt = project.prompts.create("First", Technique.ZERO_SHOT)
    report = project.datasets.export(tmp_path, prompt)
    assert report.validation is None
    assert not (tmp_path / "validation.jsonl").exists()
    assert any("no validation file" in warning for warning in report.warnings)
    assert any("1 training row:" in warning for warning in report.warnings)


def test_nothing_to_export_is_refused(project: Project, tmp_path: Path) -> None:
    prompt = project.prompts.create("First", Technique.ZERO_SHOT)
    with pytest.raises(AppError, match="No training row has a gold answer"):
        project.datasets.export(tmp_path, prompt)


def test_a_folder_that_is_not_there_is_made(
    filled: Project, prompt: Prompt, tmp_path: Path
) -> None:
    report = filled.datasets.export(tmp_path / "new" / "export", prompt)
    assert report.training.path.exists()


def test_a_folder_that_cannot_be_made_is_told(
    filled: Project, prompt: Prompt, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AppError, match="cannot be made"):
        filled.datasets.export(tmp_path / "file" / "export", prompt)


def test_a_stopped_export_leaves_the_older_files(
    filled: Project, prompt: Prompt, tmp_path: Path
) -> None:
    before = filled.datasets.export(tmp_path, prompt)
    content = before.training.path.read_bytes()
    context = JobContext()
    context.stop()
    with pytest.raises(JobCancelled):
        filled.datasets.export(tmp_path, prompt, context=context)
    assert before.training.path.read_bytes() == content
    assert len(list(tmp_path.glob("*.jsonl"))) == 3
