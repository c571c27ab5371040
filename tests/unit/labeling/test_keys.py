"""The keys of labels: by place, chosen, and refused when they would clash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.errors import AppError
from services.domain.task import Task
from services.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Make = Callable[..., Workspace]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Workspace] = []

    def create(*labels: str) -> Workspace:
        path = tmp_path / "keys.tunesmith"
        made.append(
            Workspace.create(path, Task.classification("k", labels), settings=Settings(author="me"))
        )
        return made[-1]

    yield create
    for workspace in made:
        workspace.close()


def keys(workspace: Workspace) -> dict[str, str]:
    named = {label.id: label.name for label in workspace.task.labels}
    return {named[label_id]: key for label_id, key in workspace.label_keys.all().items()}


def choose(workspace: Workspace, **chosen: str) -> None:
    ids = {label.name: label.id for label in workspace.task.labels}
    workspace.label_keys.choose({ids[name]: key for name, key in chosen.items()})


def test_labels_take_keys_by_their_place(make: Make) -> None:
    workspace = make(*(f"l{n}" for n in range(11)))
    assert list(keys(workspace).values()) == [*"123456789ab"]


def test_a_chosen_key_stays_and_the_others_keep_theirs(make: Make) -> None:
    workspace = make("billing", "delivery", "refund")
    choose(workspace, refund="R")
    assert keys(workspace) == {"billing": "1", "delivery": "2", "refund": "r"}
    choose(workspace, refund="1")
    assert keys(workspace) == {"refund": "1", "delivery": "2", "billing": "3"}
    choose(workspace)
    assert keys(workspace) == {"billing": "1", "delivery": "2", "refund": "3"}


def test_a_new_label_takes_a_free_key(make: Make) -> None:
    workspace = make("billing", "delivery")
    choose(workspace, billing="3")
    workspace.labeling.add_label("refund")
    assert keys(workspace) == {"billing": "3", "delivery": "2", "refund": "1"}


def test_keys_that_clash_are_refused_and_nothing_changes(make: Make) -> None:
    workspace = make("billing", "delivery")
    choose(workspace, billing="b")
    with pytest.raises(AppError, match="B is there twice: for “billing” and “delivery”"):
        choose(workspace, billing="b", delivery="B")
    assert keys(workspace) == {"billing": "b", "delivery": "2"}


@pytest.mark.parametrize("key", ["0", "ab", "é", "!"])
def test_a_key_that_is_none_is_refused(make: Make, key: str) -> None:
    workspace = make("billing", "delivery")
    with pytest.raises(AppError, match="cannot be the key"):
        choose(workspace, billing=key)


def test_more_labels_than_keys_have_none(make: Make) -> None:
    workspace = make(*(f"l{n}" for n in range(36)))
    assert keys(workspace) == {}


def test_keys_are_there_after_a_restart(make: Make) -> None:
    workspace = make("billing", "delivery")
    choose(workspace, delivery="d")
    workspace.close()
    again = Workspace.open(workspace.path, settings=Settings(author="me"))
    assert keys(again) == {"billing": "1", "delivery": "d"}
    again.close()
