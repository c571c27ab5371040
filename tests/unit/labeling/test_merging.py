"""Merging real files: copies of one project, labelled apart."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.domain.task import Task
from services.jobs import JobCancelled, JobContext
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.domain.merging import MergeReport
    from services.jobs import Progress

LABELS = ("billing", "refund", "other")
TEXTS = tuple(f"Question {n}" for n in range(6))


class Office:
    """A project and copies of it, each with a person at it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: list[Workspace] = []
        task = Task.classification("Support", LABELS)
        self.ann = self._kept(
            Workspace.create(folder / "ann.tunesmith", task, settings=Settings(author="ann"))
        )
        self.rows = filled(self.ann, TEXTS)

    def copied(self, author: str, file: str = "", of: Workspace | None = None) -> Workspace:
        """A copy on which `author` works."""
        path = self._folder / f"{file or author}.tunesmith"
        (of or self.ann).save_copy(path)
        return self._kept(Workspace.open(path, settings=Settings(author=author)))

    def close(self) -> None:
        for workspace in self._open:
            workspace.close()

    def _kept(self, workspace: Workspace) -> Workspace:
        self._open.append(workspace)
        return workspace


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


def merge(into: Workspace, other: Workspace, **authors: str) -> MergeReport:
    """Merge as a user does: with what was planned said first, which must come true."""
    with into.merging.open(other.path) as file:
        plan = into.merging.plan(file, authors)
        done = into.merging.merge(file, authors)
    assert (plan.answers, plan.new_rows, plan.changed_rows, plan.disputed, plan.conflicts) == (
        done.answers,
        done.new_rows,
        done.changed_rows,
        done.disputed,
        done.conflicts,
    )
    assert into._tables.answers.current() == into._tables.answers.rebuild()
    return done


def said(workspace: Workspace) -> dict[str, tuple[State, str | None]]:
    """State and name of the gold answer by text."""
    task = workspace.task
    return {
        example.text: (
            example.state,
            task.label_with_id(example.gold).name if isinstance(example.gold, str) else None,
        )
        for example in workspace.datasets.examples(workspace.datasets.rows(ExampleFilter()))
    }


def test_a_colleagues_answers_come_in(office: Office) -> None:
    bob = office.copied("bob")
    office.ann.labeling.answer(office.rows[0], "refund")
    office.ann.labeling.answer(office.rows[1], "refund")
    bob.labeling.answer(office.rows[1], "refund")
    bob.labeling.answer(office.rows[2], "billing")
    bob.labeling.skip(office.rows[3], "no question")
    report = merge(office.ann, bob)
    assert (report.answers, report.disputed, report.conflicts) == ({"bob": 3}, 0, {})
    assert said(office.ann) == {
        "Question 0": (State.ANSWERED, "refund"),
        "Question 1": (State.ANSWERED, "refund"),
        "Question 2": (State.ANSWERED, "billing"),
        "Question 3": (State.SKIPPED, None),
        "Question 4": (State.UNLABELLED, None),
        "Question 5": (State.UNLABELLED, None),
    }


def test_who_said_otherwise_leaves_a_dispute_that_can_be_settled(office: Office) -> None:
    bob = office.copied("bob")
    office.ann.labeling.answer(office.rows[0], "refund")
    bob.labeling.answer(office.rows[0], "other")
    assert merge(office.ann, bob).disputed == 1
    assert said(office.ann)["Question 0"] == (State.DISPUTED, None)
    marks = [
        (answer.author, answer.value) for answer in office.ann.labeling.answers_of(office.rows[0])
    ]
    assert [author for author, _ in marks] == ["ann", "bob"]
    office.ann.labeling.correct(office.rows[0], "other")
    assert said(office.ann)["Question 0"] == (State.ANSWERED, "other")
    merge(bob, office.ann)
    assert said(bob)["Question 0"] == (State.ANSWERED, "other")


def test_merging_twice_brings_nothing_twice(office: Office) -> None:
    bob = office.copied("bob")
    bob.labeling.answer(office.rows[0], "other")
    filled(bob, ["A row of Bob"])
    assert not merge(office.ann, bob).nothing
    before = said(office.ann)
    undo = office.ann.history.undo_title
    again = merge(office.ann, bob)
    assert again.nothing
    assert (said(office.ann), office.ann.history.undo_title) == (before, undo)
    assert merge(bob, office.ann).nothing


def test_rows_that_only_they_have_come_along(office: Office) -> None:
    office.ann.datasets.split(0.5, 0.25, 0.25)
    bob = office.copied("bob")
    (new,) = filled(bob, [{"text": "환불해 주세요 😡", "channel": "app"}])
    (given,) = filled(bob, [{"text": "For the test", "split": "test"}])
    bob.labeling.answer(new, "refund")
    bob.labeling.flag(new, reason="angry")
    assert merge(office.ann, bob).new_rows == 2
    mine = office.ann.datasets.example(new)
    theirs = bob.datasets.example(new)
    assert (mine.text, mine.metadata, mine.split) == (theirs.text, theirs.metadata, theirs.split)
    assert (mine.flagged, mine.flag_reason, mine.gold) == (True, "angry", theirs.gold)
    assert office.ann.datasets.example(given).split is Split.TEST
    office.ann.datasets.index()
    assert len(office.ann.datasets.rows(ExampleFilter(search="환불해"))) == 1


def test_one_author_at_two_computers_keeps_the_newer_answer(office: Office) -> None:
    laptop = office.copied("ann", "laptop")
    office.ann.labeling.answer(office.rows[0], "refund")
    laptop.labeling.answer(office.rows[0], "other")
    laptop.labeling.answer(office.rows[1], "other")
    office.ann.labeling.answer(office.rows[1], "refund")
    report = merge(office.ann, laptop)
    assert report.conflicts == {"ann": 2}
    assert said(office.ann)["Question 0"] == (State.ANSWERED, "other")
    assert said(office.ann)["Question 1"] == (State.ANSWERED, "refund")
    assert len(office.ann.labeling.answers_of(office.rows[1])) == 2
    merge(laptop, office.ann)
    assert said(laptop) == said(office.ann)


def test_two_people_of_one_name_are_told_apart_on_the_way_in(office: Office) -> None:
    namesake = office.copied("ann", "namesake")
    office.ann.labeling.answer(office.rows[0], "refund")
    namesake.labeling.answer(office.rows[0], "other")
    report = merge(office.ann, namesake, ann="Ann B.")
    assert (report.conflicts, report.disputed) == ({}, 1)
    assert said(office.ann)["Question 0"] == (State.DISPUTED, None)
    namesake.labeling.answer(office.rows[1], "billing")
    with office.ann.merging.open(namesake.path) as file:
        assert office.ann.merging.plan(file).known_as == {"ann": "Ann B."}


def test_labels_are_matched_by_id_then_by_name_and_else_added(office: Office) -> None:
    bob = office.copied("bob")
    for workspace in (office.ann, bob):
        workspace.labeling.add_label("delivery")
    bob.labeling.add_label("weather")
    bob.labeling.answer(office.rows[0], "delivery")
    bob.labeling.answer(office.rows[1], "weather")
    report = merge(office.ann, bob)
    assert (report.labels, report.same_named) == (("weather",), ("delivery",))
    assert [label.name for label in office.ann.task.labels] == [*LABELS, "delivery", "weather"]
    assert said(office.ann)["Question 0"] == (State.ANSWERED, "delivery")
    assert said(office.ann)["Question 1"] == (State.ANSWERED, "weather")


def test_new_rows_with_texts_that_are_here_are_counted(office: Office) -> None:
    bob = office.copied("bob")
    filled(office.ann, ["Imported by both", "Of Ann"])
    filled(bob, ["imported BY both", "Of Bob"])
    with office.ann.merging.open(bob.path) as file:
        plan = office.ann.merging.plan(file)
    assert (plan.new_rows, plan.repeated) == (2, 1)


def test_notes_come_along_and_stand_together(office: Office) -> None:
    bob = office.copied("bob")
    office.ann.notes.write(office.rows[0], "Ask again")
    bob.notes.write(office.rows[0], "Odd one")
    bob.notes.write(office.rows[1], "Nice one")
    assert merge(office.ann, bob).notes == 2
    assert office.ann.notes.of(office.rows[0]) == "Ask again\n\nOdd one"
    assert office.ann.notes.of(office.rows[1]) == "Nice one"
    assert merge(office.ann, bob).nothing
    merge(bob, office.ann)
    assert bob.notes.of(office.rows[0]) == office.ann.notes.of(office.rows[0])


def test_a_merge_is_one_deed_that_can_be_undone_and_done_again(office: Office) -> None:
    bob = office.copied("bob")
    office.ann.labeling.answer(office.rows[0], "refund")
    bob.labeling.answer(office.rows[0], "other")
    bob.labeling.answer(office.rows[1], "other")
    bob.labeling.flag(office.rows[4], reason="odd")
    bob.labeling.add_label("weather")
    (new,) = filled(bob, ["A row of Bob"])
    bob.labeling.answer(new, "weather")
    before = said(office.ann)
    merge(office.ann, bob)
    after = said(office.ann)
    assert office.ann.history.undo_title == "Merge bob.tunesmith"
    office.ann.history.undo()
    assert said(office.ann) == before
    assert not office.ann.datasets.example(office.rows[4]).flagged
    assert [label.name for label in office.ann.task.labels] == list(LABELS)
    office.ann.history.redo()
    assert said(office.ann) == after
    assert office.ann.datasets.example(office.rows[4]).flag_reason == "odd"
    assert office.ann._tables.answers.current() == office.ann._tables.answers.rebuild()


def test_what_was_undone_comes_in_again_when_it_is_merged_again(office: Office) -> None:
    bob = office.copied("bob")
    office.ann.labeling.answer(office.rows[0], "refund")
    bob.labeling.answer(office.rows[0], "other")
    bob.labeling.add_label("weather")
    (new,) = filled(bob, ["A row of Bob"])
    bob.labeling.answer(new, "weather")
    bob.labeling.answer(office.rows[2], "weather")
    merge(office.ann, bob)
    after = said(office.ann)
    office.ann.history.undo()
    office.ann.labeling.answer(office.rows[1], "refund")
    report = merge(office.ann, bob)
    assert (report.new_rows, report.labels, report.answers) == (1, ("weather",), {"bob": 2})
    assert said(office.ann) == after | {"Question 1": (State.ANSWERED, "refund")}


def test_undoing_a_merge_takes_nothing_from_the_colleague(office: Office) -> None:
    bob = office.copied("bob")
    bob.labeling.answer(office.rows[0], "other")
    bob.labeling.flag(office.rows[0], reason="odd")
    before = said(bob)
    merge(office.ann, bob)
    office.ann.history.undo()
    merge(bob, office.ann)
    assert said(bob) == before
    assert bob.datasets.example(office.rows[0]).flagged


def test_a_stop_leaves_nothing_of_it(office: Office) -> None:
    bob = office.copied("bob")
    filled(bob, [f"Row {n}" for n in range(300)])
    bob.labeling.add_label("weather")
    bob.labeling.answer(office.rows[0], "weather")
    before = said(office.ann), office.ann.task, office.ann.history.undo_title
    context = JobContext(lambda progress: context.stop() if progress.done >= 128 else None)
    with office.ann.merging.open(bob.path) as file, pytest.raises(JobCancelled):
        office.ann.merging.merge(file, context=context)
    assert (said(office.ann), office.ann.task, office.ann.history.undo_title) == before
    assert merge(office.ann, bob).new_rows == 300


def test_progress_is_told(office: Office) -> None:
    bob = office.copied("bob")
    filled(bob, [f"Row {n}" for n in range(130)])
    seen: list[Progress] = []
    with office.ann.merging.open(bob.path) as file:
        office.ann.merging.merge(file, context=JobContext(seen.append))
    assert [(each.done, each.total) for each in seen] == [(0, 130), (64, 130), (128, 130)]


def test_the_other_file_is_not_touched(office: Office, tmp_path: Path) -> None:
    bob = office.copied("bob")
    bob.labeling.answer(office.rows[0], "other")
    bob.close()
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "bob.tunesmith"
    shutil.copy2(bob.path, path)
    before = path.read_bytes()
    path.chmod(0o444)
    folder.chmod(0o555)
    with office.ann.merging.open(path) as file:
        assert office.ann.merging.merge(file).answers == {"bob": 1}
    folder.chmod(0o755)
    assert path.read_bytes() == before
    assert list(folder.iterdir()) == [path]


def test_a_file_that_is_open_elsewhere_is_read_with_its_journal(office: Office) -> None:
    bob = office.copied("bob")
    bob.labeling.answer(office.rows[0], "other")
    assert bob.path.with_name(bob.path.name + "-wal").exists()
    assert merge(office.ann, bob).answers == {"bob": 1}


def test_another_project_is_refused_in_words(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "else.tunesmith"
    Workspace.create(path, office.ann.task, settings=Settings(author="bob")).close()
    with pytest.raises(AppError, match=r"else\.tunesmith is another project"):
        office.ann.merging.open(path)
    with pytest.raises(AppError, match="the open project itself"):
        office.ann.merging.open(office.ann.path)
    table = tmp_path / "rows.csv"
    table.write_text("text,label\n", "utf-8")
    with pytest.raises(AppError, match="not a Tunesmith project"):
        office.ann.merging.open(table)
    damaged = office.copied("bob").path
    damaged.write_bytes(damaged.read_bytes()[:20_000])
    with pytest.raises(AppError):
        office.ann.merging.open(damaged)


def test_a_newer_file_is_refused(office: Office) -> None:
    bob = office.copied("bob")
    bob.close()
    with closing(sqlite3.connect(bob.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA journal_mode = DELETE")
    with pytest.raises(AppError, match="newer version"):
        office.ann.merging.open(bob.path)


def test_guidelines_stay_and_the_difference_is_said(office: Office) -> None:
    bob = office.copied("bob")
    bob.labeling.set_guidelines("Read twice.")
    bob.labeling.answer(office.rows[0], "other")
    report = merge(office.ann, bob)
    assert report.guidelines_differ
    assert office.ann.task.guidelines == ""
    (answer,) = office.ann.labeling.answers_of(office.rows[0])
    assert answer.guideline == 0
