from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.datasets.splitting import splitter
from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.ids import id_sequence
from services.domain.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.datasets.conftest import Project


def rows_file(path: Path, count: int, columns: str = "text") -> Path:
    path.write_text(columns + "\n" + "".join(f"{path.stem} {n}\n" for n in range(count)))
    return path


def splits(project: Project) -> dict[str, Split | None]:
    return {example.id: example.split for example in project.examples()}


def test_shares_hold_on_average_and_do_not_hang_on_the_id() -> None:
    ids = [next_id for next_id, _ in zip(id_sequence(), range(20_000), strict=False)]
    split_of = splitter(7, (0.8, 0.1, 0.1))
    found = [split_of(example_id) for example_id in ids]
    for split, share in ((Split.TRAINING, 0.8), (Split.VALIDATION, 0.1), (Split.TEST, 0.1)):
        assert abs(found.count(split) / len(ids) - share) < 0.01
    assert found == [splitter(7, (0.8, 0.1, 0.1))(example_id) for example_id in ids]
    assert found != [splitter(8, (0.8, 0.1, 0.1))(example_id) for example_id in ids]


def test_another_validation_share_moves_no_test_row() -> None:
    ids = [next_id for next_id, _ in zip(id_sequence(), range(2_000), strict=False)]
    one, other = splitter(1, (0.8, 0.1, 0.1)), splitter(1, (0.6, 0.3, 0.1))
    for example_id in ids:
        assert (one(example_id) is Split.TEST) == (other(example_id) is Split.TEST)


def test_rows_are_split_once_and_later_rows_follow(project: Project, tmp_path: Path) -> None:
    project.datasets.import_file(rows_file(tmp_path / "first.csv", 300))
    assert set(splits(project).values()) == {None}
    assert project.datasets.shares() is None
    counts = project.datasets.split(0.5, 0.25, 0.25)
    assert (counts.assigned, counts.moved) == (300, 0)
    assert counts.training + counts.validation + counts.test == 300
    before = splits(project)
    project.datasets.import_file(rows_file(tmp_path / "second.csv", 300))
    after = splits(project)
    assert {example_id: after[example_id] for example_id in before} == before
    assert None not in after.values()
    again = project.datasets.split(0.5, 0.25, 0.25)
    assert (again.assigned, again.moved) == (0, 0)


def test_splitting_again_says_how_many_rows_move(project: Project, tmp_path: Path) -> None:
    project.datasets.import_file(rows_file(tmp_path / "rows.csv", 300))
    project.datasets.split()
    before = splits(project)
    planned = project.datasets.plan_split(0.5, 0.25, 0.25, seed=3)
    assert splits(project) == before
    done = project.datasets.split(0.5, 0.25, 0.25, seed=3)
    assert done == planned
    after = splits(project)
    assert done.moved == sum(before[example_id] != after[example_id] for example_id in before) > 0
    assert project.table.record().seed == 3


def test_a_split_that_came_with_the_file_stays(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text("text,split\n" + "".join(f"row {n},test\n" for n in range(50)))
    project.datasets.import_file(path)
    project.datasets.import_file(rows_file(tmp_path / "more.csv", 200))
    counts = project.datasets.split(0.8, 0.1, 0.1)
    assert (counts.given, counts.assigned) == (50, 200)
    project.datasets.split(0.8, 0.1, 0.1, seed=99)
    given = [example for example in project.examples() if example.text.startswith("row ")]
    assert {example.split for example in given} == {Split.TEST}


@pytest.mark.parametrize("shares", [(0.8, 0.1, 0.2), (1.1, -0.1, 0.0), (0.0, 0.5, 0.5)])
def test_unusable_shares_are_refused(project: Project, shares: tuple[float, float, float]) -> None:
    with pytest.raises(AppError, match="do not make up the whole"):
        project.datasets.split(*shares)


def test_fold_is_one_rule() -> None:
    assert fold("Stra\u00dfe") == fold("STRASSE")
    assert fold("e\u0301") == fold("\u00c9")
