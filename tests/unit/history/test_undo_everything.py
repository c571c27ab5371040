"""Whatever was done, in whatever order, can be taken back and done again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from tests.unit.history.conftest import content, deed_count, new_workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Deed = Callable[[Workspace], object]

ROWS = st.lists(st.integers(1, 30), min_size=1, max_size=12, unique=True)
NAMES = st.sampled_from(["refund", "money back", "cards", "호텔", "other things"])


def _label(workspace: Workspace, at: int) -> str:
    labels = workspace.task.labels
    return labels[at % len(labels)].id


def _example(workspace: Workspace, row: int) -> str:
    return workspace.datasets.examples([row])[0].id


def _add(workspace: Workspace, name: str) -> None:
    if workspace.task.label_named(name) is None:
        workspace.labels.add(name)


def _rename(workspace: Workspace, at: int, name: str) -> None:
    if workspace.task.label_named(name) is None:
        workspace.labels.rename(_label(workspace, at), name)


def _merge(workspace: Workspace, one: int, other: int) -> None:
    if _label(workspace, one) != _label(workspace, other):
        workspace.labels.merge(_label(workspace, one), _label(workspace, other))


def _split_label(workspace: Workspace, at: int, name: str, count: int) -> None:
    if workspace.task.label_named(name) is None:
        label = _label(workspace, at)
        rows = workspace.datasets.rows(ExampleFilter(label=label))[:count]
        workspace.labels.split(label, name, rows)


def _other_author(workspace: Workspace, row: int, at: int) -> None:
    """An answer by somebody else, as a merged file brings it."""
    row_id, author = _example(workspace, row), workspace.labeling.author
    workspace.labeling.author = "bob"
    workspace.labeling.answer(row_id, _label(workspace, at))
    workspace.labeling.author = author


def _import(workspace: Workspace, name: str, count: int) -> None:
    """Rows that are new, and rows that are there already, with a label that may be new."""
    path = workspace.path.with_suffix(".csv")
    lines = [f"further {name} {number},{name}" for number in range(count)]
    path.write_text("\n".join(["text,label", "ticket 1,refund", *lines]), "utf-8")
    workspace.datasets.import_file(path)


AT = st.integers(0, 5)
DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.builds(
        lambda row, at: lambda w: w.labeling.answer(_example(w, row), _label(w, at)),
        st.integers(1, 30),
        AT,
    ),
    st.builds(
        lambda row, at: lambda w: w.labeling.correct(_example(w, row), _label(w, at)),
        st.integers(1, 30),
        AT,
    ),
    st.builds(lambda row: lambda w: w.labeling.skip(_example(w, row), "?"), st.integers(1, 30)),
    st.builds(lambda row, at: lambda w: _other_author(w, row, at), st.integers(1, 30), AT),
    st.builds(lambda rows, at: lambda w: w.bulk.label(rows, _label(w, at)), ROWS, AT),
    st.builds(lambda rows, on: lambda w: w.bulk.flag(rows, on, "odd"), ROWS, st.booleans()),
    st.builds(lambda rows: lambda w: w.bulk.check_again(rows), ROWS),
    st.builds(
        lambda rows, split: lambda w: w.bulk.split(rows, split),
        ROWS,
        st.sampled_from([*Split, None]),
    ),
    st.builds(lambda rows: lambda w: w.bulk.delete(rows), ROWS),
    st.builds(lambda seed: lambda w: w.datasets.split(0.6, 0.2, 0.2, seed=seed), AT),
    st.builds(lambda name: lambda w: _add(w, name), NAMES),
    st.builds(lambda name, count: lambda w: _import(w, name, count), NAMES, AT),
    st.builds(lambda at, name: lambda w: _rename(w, at, name), AT, NAMES),
    st.builds(lambda one, other: lambda w: _merge(w, one, other), AT, AT),
    st.builds(lambda at, name, count: lambda w: _split_label(w, at, name, count), AT, NAMES, AT),
    st.builds(lambda at, text: lambda w: w.labels.describe(_label(w, at), text), AT, NAMES),
    st.builds(lambda at: lambda w: w.labels.color(_label(w, at), "green"), AT),
    st.builds(lambda: lambda w: w.labels.order([label.id for label in reversed(w.task.labels)])),
    st.builds(lambda text: lambda w: w.labeling.set_guidelines(text), NAMES),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(DEEDS, min_size=1, max_size=8))
def test_all_that_was_done_is_undone_and_done_again(tmp_path: Path, deeds: list[Deed]) -> None:
    with new_workspace(tmp_path) as workspace:
        _do_and_undo(workspace, deeds)


def _do_and_undo(workspace: Workspace, deeds: list[Deed]) -> None:
    stages = [content(workspace)]
    titles: list[str | None] = []
    first = workspace.history.undo_title
    for deed in deeds:
        known = deed_count(workspace)
        with suppress(AppError):  # its row may be deleted by now
            deed(workspace)
        if deed_count(workspace) > known:
            stages.append(content(workspace))
            titles.append(workspace.history.undo_title)
    for stage, title in zip(reversed(stages[:-1]), reversed(titles), strict=True):
        assert workspace.history.undo_title == title
        workspace.history.undo()
        assert content(workspace) == stage
    assert workspace.history.undo_title == first
    for stage, title in zip(stages[1:], titles, strict=True):
        assert workspace.history.redo_title == title
        workspace.history.redo()
        assert content(workspace) == stage
    for _ in titles:
        workspace.history.undo()
    assert content(workspace) == stages[0]


def test_deeds_of_every_kind_are_undone_after_a_restart(workspace: Workspace) -> None:
    before = content(workspace)
    task = workspace.task
    workspace.labels.merge(task.labels[0].id, task.labels[1].id)
    workspace.bulk.delete([1, 2, 3])
    workspace.datasets.split(0.8, 0.1, 0.1)
    after = content(workspace)
    path = workspace.path
    workspace.close()
    with Workspace.open(path) as again:
        assert again.history.undo_title == "Split the examples"
        for _ in range(3):
            again.history.undo()
        assert content(again) == before
        for _ in range(3):
            again.history.redo()
        assert content(again) == after


def test_a_fresh_sample_has_nothing_to_undo(tmp_path: Path) -> None:
    with Workspace.from_sample("extraction", tmp_path / "sample.tunesmith") as workspace:
        assert workspace.history.undo_title is None
        assert workspace.history.undo() is None
        assert workspace.datasets.counts(ExampleFilter()).total > 0
