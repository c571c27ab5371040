"""Answers, states and gold answers as the glossary defines them; undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, State
from services.domain.task import Task
from services.storage.project_file import ProjectFile
from tests.unit.storage.conftest import Tables

if TYPE_CHECKING:
    from pathlib import Path


def name_of(tables: Tables, example_id: str) -> str | None:
    gold = tables.examples.with_id(example_id).gold
    label = tables.project.task().label_with_id(gold) if isinstance(gold, str) else None
    return label.name if label else None


def test_an_answer_is_gold_while_all_agree(tables: Tables) -> None:
    (row,) = tables.fill("Where is my money?")
    tables.labeling("ann").answer(row, "Refund")
    tables.labeling("bob").answer(row, "refund")
    assert tables.examples.with_id(row).state is State.ANSWERED
    assert name_of(tables, row) == "refund"


def test_authors_who_disagree_leave_no_gold_answer(tables: Tables) -> None:
    (row,) = tables.fill("Where is my money?")
    tables.labeling("ann").answer(row, "refund")
    tables.labeling("bob").answer(row, "billing")
    assert tables.examples.with_id(row).state is State.DISPUTED
    assert tables.examples.with_id(row).gold is None


def test_a_correction_settles_a_dispute_and_keeps_both_answers(tables: Tables) -> None:
    (row,) = tables.fill("Where is my money?")
    tables.labeling("ann").answer(row, "refund")
    tables.labeling("bob").answer(row, "billing")
    tables.labeling("bob").correct(row, "other")
    assert name_of(tables, row) == "other"
    assert tables.labeling("ann").mark(row).answer is not None


def test_who_settled_a_dispute_may_change_their_mind(tables: Tables) -> None:
    (row,) = tables.fill("Where is my money?")
    tables.labeling("ann").answer(row, "refund")
    tables.labeling("bob").correct(row, "other")
    tables.labeling("bob").answer(row, "billing")
    assert name_of(tables, row) == "billing"


def test_a_correction_by_the_only_author_is_an_answer(tables: Tables) -> None:
    (row,) = tables.fill("Where is my money?")
    tables.labeling().answer(row, "refund")
    tables.labeling().correct(row, "billing")
    assert name_of(tables, row) == "billing"
    assert tables.labeling().mark(row).adjudicated is None


def test_skip_flag_and_reasons_are_kept(tables: Tables) -> None:
    (row,) = tables.fill("…")
    tables.labeling().skip(row, "no text")
    tables.labeling().flag(row, reason="odd")
    example = tables.examples.with_id(row)
    assert (example.state, example.flagged, example.flag_reason) == (State.SKIPPED, True, "odd")
    assert tables.labeling().mark(row).reason == "no text"


def test_a_label_that_is_not_in_the_list_is_refused(tables: Tables) -> None:
    (row,) = tables.fill("Hello")
    with pytest.raises(AppError, match="not one of the labels"):
        tables.labeling().answer(row, "weather")
    assert tables.examples.with_id(row).state is State.UNLABELLED


def test_undo_reaches_back_across_rows_and_restarts(tables: Tables) -> None:
    first, second = tables.fill("one", "two")
    labeling = tables.labeling()
    labeling.answer(first, "billing")
    labeling.answer(second, "refund")
    labeling.answer(first, "other")
    again = type(tables)(tables.file)
    assert [again.history.undo().example_id for _ in range(3)] == [first, second, first]
    assert again.examples.counts(ExampleFilter()).by_state[State.UNLABELLED] == 2
    for _ in range(3):
        again.history.redo()
    assert again.history.redo() is None
    assert name_of(tables, first) == "other"


def test_an_empty_record_is_an_answer_that_can_be_undone_and_done_again(path: Path) -> None:
    schema = {"type": "object", "properties": {"artist": {"type": "string"}}}
    file = ProjectFile.create(path)
    tables = Tables(file)
    tables.project.begin(Task.extraction("Bookings", schema), 0.0)
    (row,) = tables.fill("Nobody plays.")
    tables.labeling().answer(row, {})
    tables.labeling().answer(row, {"artist": "Mozart"})
    tables.history.undo()
    assert tables.examples.with_id(row).gold == {}
    tables.history.undo()
    assert tables.examples.with_id(row).state is State.UNLABELLED
    tables.history.redo()
    assert tables.examples.with_id(row).gold == {}
    file.close()


def test_something_new_drops_what_could_be_done_again(tables: Tables) -> None:
    (row,) = tables.fill("one")
    tables.labeling().answer(row, "billing")
    tables.history.undo()
    tables.labeling().skip(row)
    assert tables.history.redo_title is None
    assert tables.history.undo_title == "Skip"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ann", "bob"]),
            st.integers(0, 2),
            st.sampled_from(["billing", "refund", "skip", "withdraw", "correct", "flag", "undo"]),
        ),
        max_size=15,
    )
)
def test_the_current_answers_can_be_rebuilt_from_the_log(
    tables: Tables, deeds: list[tuple[str, int, str]]
) -> None:
    rows = tables.fill("one", "two", "three")
    for author, at, deed in deeds:
        labeling = tables.labeling(author)
        match deed:
            case "skip":
                labeling.skip(rows[at])
            case "withdraw":
                labeling.withdraw(rows[at])
            case "correct":
                labeling.correct(rows[at], "other")
            case "flag":
                labeling.flag(rows[at])
            case "undo":
                if tables.history.undo_title != "Import rows.csv":
                    tables.history.undo()
            case label:
                labeling.answer(rows[at], label)
    assert tables.answers.rebuild() == tables.answers.current()
