"""Texts that come in once more, and taking an import back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.datasets.mapping import Mapping, UnknownLabels
from services.domain.duplicates import Duplicates
from services.domain.example import Example, ExampleFilter, State
from services.domain.task import Task
from services.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = "text,label,channel\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Reviews", ["good", "bad"])
    with Workspace.create(
        tmp_path / "reviews.tunesmith", task, settings=Settings(author="ada")
    ) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def file(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
    return path


def examples(workspace: Workspace) -> list[Example]:
    return workspace.datasets.examples(workspace.datasets.rows(ExampleFilter()))


def texts(workspace: Workspace) -> list[str]:
    return [example.text for example in examples(workspace)]


def name_of(workspace: Workspace, example: Example) -> str | None:
    label = workspace.task.label_with_id(str(example.gold))
    return label.name if label else None


def test_duplicates_are_kept_unless_they_are_not_wanted(workspace: Workspace, folder: Path) -> None:
    path = file(folder, "a.csv", "nice,good,", "dull,bad,", "NICE,good,", "nice,good,")
    report = workspace.datasets.import_file(path)
    assert (report.imported, report.repeated) == (4, 0)
    assert texts(workspace) == ["nice", "dull", "NICE", "nice"]


def test_skipped_duplicates_are_counted_with_their_lines(
    workspace: Workspace, folder: Path
) -> None:
    workspace.datasets.import_file(file(folder, "a.csv", "Café,good,"))
    path = file(folder, "b.csv", "cafe\u0301,good,", "new,,", "NEW,good,", "CAFÉ,bad,")
    report = workspace.datasets.import_file(path, Mapping(duplicates=Duplicates.SKIP))
    assert texts(workspace) == ["Café", "new"]
    assert (report.imported, report.labelled, report.repeated) == (1, 0, 3)
    assert [row.line for row in report.left_out] == [2, 4, 5]
    assert report.left_out_count == 3
    (conflict,) = report.conflicts
    assert (conflict.line, conflict.example_id) == (5, examples(workspace)[0].id)
    named = {label.id: label.name for label in workspace.task.labels}
    assert (named[conflict.there], named[conflict.coming]) == ("good", "bad")  # type: ignore[index]


def test_the_same_file_with_more_rows_adds_only_the_new_ones(
    workspace: Workspace, folder: Path
) -> None:
    workspace.datasets.import_file(file(folder, "a.csv", "one,good,", "two,bad,"))
    longer = file(folder, "a.csv", "one,good,", "two,bad,", "three,,")
    report = workspace.datasets.import_file(longer)
    assert texts(workspace) == ["one", "two", "three"]
    assert (report.imported, report.repeated) == (1, 2)
    assert any("imported before" in said for said in report.guessed)
    again = workspace.datasets.import_file(longer)
    assert (again.imported, again.repeated) == (0, 3)


def test_merged_duplicates_give_what_is_missing(workspace: Workspace, folder: Path) -> None:
    workspace.datasets.import_file(file(folder, "a.csv", "one,,mail", "two,bad,"))
    path = file(folder, "b.csv", "ONE,good,chat", "TWO,good,web", "three,,", "three,bad,post")
    report = workspace.datasets.import_file(path, Mapping(duplicates=Duplicates.MERGE))
    assert (report.imported, report.repeated, report.answered) == (1, 3, 2)
    assert report.conflict_count == 1
    one, two, three = examples(workspace)
    assert [name_of(workspace, row) for row in (one, two, three)] == ["good", "bad", "bad"]
    assert (one.metadata, two.metadata) == ({"channel": "mail"}, {"channel": "web"})
    assert three.metadata == {"channel": "post"}
    workspace.history.undo()
    one, two = examples(workspace)
    assert (one.state, one.gold, two.metadata) == (State.UNLABELLED, None, {})
    workspace.history.redo()
    assert [name_of(workspace, row) for row in examples(workspace)] == ["good", "bad", "bad"]
    assert examples(workspace)[1].metadata == {"channel": "web"}


def test_an_import_is_undone_as_a_whole_also_after_a_restart(
    workspace: Workspace, folder: Path
) -> None:
    workspace.datasets.import_file(file(folder, "a.csv", "one,good,"))
    mapping = Mapping(unknown_labels=UnknownLabels.ADD)
    workspace.datasets.import_file(file(folder, "b.csv", "two,fair,", "three,bad,"), mapping)
    two = examples(workspace)[1]
    workspace.labeling.answer(two.id, "good")
    path = workspace.path
    workspace.close()
    with Workspace.open(path, settings=Settings(author="ada")) as again:
        again.history.undo()
        assert again.history.undo_title == "Import b.csv"
        again.history.undo()
        assert texts(again) == ["one"]
        assert [label.name for label in again.task.labels] == ["good", "bad"]
        assert again.datasets.counts().total == 1
        assert not again.datasets.rows(ExampleFilter(search="two"))
        again.history.redo()
        assert texts(again) == ["one", "two", "three"]
        assert [label.name for label in again.task.labels] == ["good", "bad", "fair"]
        assert name_of(again, examples(again)[1]) == "fair"


def test_what_was_undone_can_come_in_again(workspace: Workspace, folder: Path) -> None:
    path = file(folder, "a.csv", "one,good,", "two,,")
    workspace.datasets.import_file(path)
    workspace.history.undo()
    assert texts(workspace) == []
    report = workspace.datasets.import_file(path)
    assert (report.imported, report.repeated) == (2, 0)
    assert texts(workspace) == ["one", "two"]
