"""Finding examples: filters, counts, search; imports that are whole or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.jobs import JobCancelled, JobContext
from services.storage.imports import NewExample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.storage.conftest import Tables


def found(tables: Tables, **wanted: Any) -> list[str]:
    rows = tables.examples.rows(ExampleFilter(**wanted))
    return [example.text for example in tables.examples.at(rows)]


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize(
    ("search", "texts"),
    [
        ("환불", ["환불을 요청했는데"]),
        ("불을 요", ["환불을 요청했는데"]),
        ("STRASSE", ["Die Straße ist gesperrt"]),
        ("cafe\u0301", ["Café “au lait”"]),
        ("“au", ["Café “au lait”"]),
        ('"', ['say "now"']),
        ("e", ["Die Straße ist gesperrt"]),
        ("nothing like it", []),
    ],
)
def test_search_by_one_rule_with_and_without_the_index(
    tables: Tables, search: str, texts: list[str], *, indexed: bool
) -> None:
    tables.fill("환불을 요청했는데", "Die Straße ist gesperrt", "Café “au lait”", 'say "now"')
    if indexed:
        tables.imports.index()
    assert found(tables, search=search) == texts


def test_rows_that_are_not_indexed_yet_are_found_too(tables: Tables) -> None:
    tables.fill("the first parcel")
    tables.imports.index()
    tables.fill("the second parcel")
    assert found(tables, search="parcel") == ["the first parcel", "the second parcel"]


def test_filters_and_counts_agree(tables: Tables) -> None:
    first, second, _ = tables.fill("one", "two", "three")
    tables.labeling().answer(first, "billing")
    tables.labeling().skip(second)
    tables.labeling().flag(second)
    billing = tables.project.task().label_named("billing")
    assert billing is not None
    assert found(tables, label=billing.id) == ["one"]
    assert found(tables, state=State.SKIPPED, flagged=True) == ["two"]
    assert found(tables, ids=frozenset((first,))) == ["one"]
    assert found(tables, unsplit=True) == ["one", "two", "three"]
    counts = tables.examples.counts(ExampleFilter())
    assert (counts.total, counts.flagged) == (3, 1)
    assert counts.by_state == {
        State.UNLABELLED: 1,
        State.ANSWERED: 1,
        State.DISPUTED: 0,
        State.SKIPPED: 1,
    }
    assert counts.by_label[billing.id] == 1
    assert counts.by_split[None] == 3


@pytest.mark.parametrize("indexed", [0, 2, 4])
@pytest.mark.parametrize("search", ["", "e", "one", "ONE "])
def test_the_first_rows_are_those_that_all_begin_with(
    tables: Tables, search: str, indexed: int
) -> None:
    tables.fill("one a", "two", "one b", "one c")
    tables.imports.index()
    with tables.database.read() as connection:
        connection.execute("UPDATE project SET indexed_row = ?", (indexed,))
    wanted = ExampleFilter(search=search)
    rows = tables.examples.rows(wanted)
    for limit in range(5):
        assert tables.examples.rows(wanted, limit=limit) == rows[:limit]
    assert tables.examples.counts(wanted).total == len(rows)


def test_one_look_counts_each_choice(tables: Tables) -> None:
    first, second, third = tables.fill("one", "two", "one more")
    labeling = tables.labeling()
    labeling.answer(first, "billing")
    labeling.answer(third, "refund")
    labeling.flag(third)
    labeling.skip(second)
    billing, refund, _ = (label.id for label in tables.project.task().labels)
    for search in ("", "one"):
        tally = tables.examples.tally(ExampleFilter(search=search, label=billing))
        for wanted in (
            ExampleFilter(search=search),
            ExampleFilter(search=search, label=refund, flagged=True),
            ExampleFilter(search=search, state=State.SKIPPED),
            ExampleFilter(search=search, unsplit=True),
            ExampleFilter(search=search, split=Split.TEST),
        ):
            assert tally.counts(wanted) == tables.examples.counts(wanted)


def test_texts_are_cut_only_where_asked(tables: Tables) -> None:
    (row,) = tables.fill("😡" * 500)
    assert tables.examples.at(tables.examples.rows(ExampleFilter()), 200)[0].text == "😡" * 200
    assert tables.examples.with_id(row).text == "😡" * 500


def test_an_import_that_fails_leaves_nothing_behind(tables: Tables) -> None:
    tables.fill("kept")
    label = tables.project.task().labels[0].id

    def rows() -> Iterator[NewExample]:
        for number in range(500):
            yield NewExample(f"row {number}", {"n": str(number)}, Split.TEST, label)
        raise AppError("The file ended.", "Try again.")

    with pytest.raises(AppError, match="The file ended"):
        tables.imports.add("rows.csv", "{}", rows(), "me", 0.0)
    assert found(tables) == ["kept"]
    read = tables.database.read()
    for table in ("examples", "example_states"):
        assert read.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    for table in ("answer_log", "current_answers"):
        assert read.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_an_import_under_way_is_hidden_until_it_is_whole(tables: Tables) -> None:
    seen: list[int] = []

    def rows() -> Iterator[NewExample]:
        for number in range(300):
            seen.append(len(tables.examples.rows(ExampleFilter())))
            yield NewExample(f"row {number}", {})

    assert tables.imports.add("rows.csv", "{}", rows(), "me", 0.0).rows == 300
    assert set(seen) == {0}
    assert len(found(tables)) == 300


def test_a_batch_left_by_a_kill_is_removed(tables: Tables) -> None:
    tables.fill("kept")
    with tables.database.read() as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO examples VALUES (2, 'x', 'left', 'left', NULL, NULL)")
        connection.execute("INSERT INTO example_states (row) VALUES (2)")
        connection.execute("COMMIT")
    tables.imports.discard_unfinished()
    assert tables.database.read().execute("SELECT count(*) FROM examples").fetchone() == (1,)


def test_a_stopped_search_ends(tables: Tables) -> None:
    tables.fill("one")
    context = JobContext()
    context.stop()
    with pytest.raises(JobCancelled):
        tables.examples.rows(ExampleFilter(search="o"), context)


def test_an_example_that_is_gone_is_told(tables: Tables) -> None:
    with pytest.raises(AppError, match="not in the project"):
        tables.examples.with_id("nobody")
