from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from services.datasets.split_plan import plan_split
from services.datasets.splitting import splitter
from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.ids import id_sequence
from services.domain.split_rule import SplitRule
from services.domain.text import fold
from services.storage.splits import SplitRow

if TYPE_CHECKING:
    from pathlib import Path

    from services.datasets.splitting import SplitOf
    from tests.unit.datasets.conftest import Project


def rows_file(path: Path, count: int, columns: str = "text") -> Path:
    path.write_text(columns + "\n" + "".join(f"{path.stem} {n}\n" for n in range(count)))
    return path


def splits(project: Project) -> dict[str, Split | None]:
    return {example.id: example.split for example in project.examples()}


def rule_of(seed: int, shares: tuple[float, float, float] = (0.8, 0.1, 0.1)) -> SplitOf:
    return splitter(SplitRule(seed, shares))


def test_shares_hold_on_average_and_do_not_hang_on_the_id() -> None:
    ids = [next_id for next_id, _ in zip(id_sequence(), range(20_000), strict=False)]
    split_of = rule_of(7)
    found = [split_of(example_id, {}) for example_id in ids]
    for split, share in ((Split.TRAINING, 0.8), (Split.VALIDATION, 0.1), (Split.TEST, 0.1)):
        assert abs(found.count(split) / len(ids) - share) < 0.01
    assert found == [rule_of(7)(example_id, {}) for example_id in ids]
    assert found != [rule_of(8)(example_id, {}) for example_id in ids]


def test_another_validation_share_moves_no_test_row() -> None:
    ids = [next_id for next_id, _ in zip(id_sequence(), range(2_000), strict=False)]
    one, other = rule_of(1), rule_of(1, (0.6, 0.3, 0.1))
    for example_id in ids:
        assert (one(example_id, {}) is Split.TEST) == (other(example_id, {}) is Split.TEST)


def test_rows_are_split_once_and_later_rows_follow(project: Project, tmp_path: Path) -> None:
    project.datasets.import_file(rows_file(tmp_path / "first.csv", 300))
    assert set(splits(project).values()) == {None}
    assert project.datasets.split_rule() is None
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
    planned = project.datasets.plan_split(SplitRule(3, (0.5, 0.25, 0.25)))
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


def grouped_file(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label", "customer"), *rows])
    return path


def test_rows_of_a_group_stay_together_and_later_ones_follow(
    project: Project, tmp_path: Path
) -> None:
    rows = [(f"question number {n}", "", f"Customer {n % 40}") for n in range(300)]
    project.datasets.import_file(grouped_file(tmp_path / "first.csv", rows))
    assert project.datasets.metadata_columns() == ("customer",)
    project.datasets.split(0.5, 0.25, 0.25, group="customer")
    later = [(f"later {n}", "", f"customer {n % 40} ") for n in range(200)]
    project.datasets.import_file(grouped_file(tmp_path / "second.csv", later))
    found: dict[str, set[Split | None]] = {}
    for example in project.examples():
        found.setdefault(fold(example.metadata["customer"].strip()), set()).add(example.split)
    assert len(found) == 40
    assert {len(splits) for splits in found.values()} == {1}
    assert len(set().union(*found.values())) == 3
    again = project.datasets.split(0.5, 0.25, 0.25, group="customer")
    assert (again.assigned, again.moved) == (0, 0)
    rule = project.datasets.split_rule()
    assert rule is not None
    assert (rule.group, rule.together) == ("customer", False)


def test_near_copies_stay_on_one_side_and_hardly_a_row_moves(
    project: Project, tmp_path: Path
) -> None:
    texts = [f"{hashlib.sha256(bytes([n])).hexdigest()} arrived late" for n in range(120)]
    path = tmp_path / "copies.csv"
    path.write_text("text\n" + "".join(f"{text}\n{text} today\n" for text in texts))
    project.datasets.import_file(path)
    project.datasets.split(0.5, 0.25, 0.25)
    apart = sides(project, texts)
    assert any(len(splits) > 1 for splits in apart)
    counts = project.datasets.split(0.5, 0.25, 0.25, together=True)
    assert all(len(splits) == 1 for splits in sides(project, texts))
    assert counts.moved == sum(len(splits) > 1 for splits in apart)


def sides(project: Project, texts: list[str]) -> list[set[Split | None]]:
    found: dict[str, set[Split | None]] = {text: set() for text in texts}
    for example in project.examples():
        found[example.text.removesuffix(" today")].add(example.split)
    return list(found.values())


def test_each_label_is_divided_in_proportion(project: Project, tmp_path: Path) -> None:
    rows = [(f"text {n}", "good" if n % 5 else "bad", "") for n in range(400)]
    rows += [(f"open {n}", "", "") for n in range(200)]
    project.datasets.import_file(grouped_file(tmp_path / "rows.csv", rows))
    project.datasets.split(0.8, 0.1, 0.1)
    unlabelled = {each.id: each.split for each in project.examples() if each.gold is None}
    project.datasets.split(0.8, 0.1, 0.1, stratified=True)
    for name, total in (("good", 320), ("bad", 80)):
        found = [each for each in project.examples() if project.label_of(each) == name]
        test = sum(each.split is Split.TEST for each in found)
        assert abs(test - total / 10) <= 1
    now = {each.id: each.split for each in project.examples() if each.gold is None}
    assert now == unlabelled


def rows_of(count: int, **what: Any) -> list[SplitRow]:
    empty: dict[str, Any] = {"split": None, "given": False, "label": None, "group": None}
    return [SplitRow(row=n, id=f"id {n}", **(empty | what)) for n in range(count)]


def test_a_labelled_row_has_the_same_chance_of_being_test_as_any_other() -> None:
    """Over many seeds; a label with three rows too, of which a tenth is no whole row."""
    rows = rows_of(3, label=1)
    drawn = [
        sum(
            move.after is Split.TEST
            for move in plan_split(rows, SplitRule(seed, (0.8, 0.1, 0.1), stratified=True))
        )
        for seed in range(2_000)
    ]
    assert max(drawn) == 1
    assert abs(sum(drawn) / len(drawn) / 3 - 0.1) < 0.02


def test_rows_join_the_one_whose_split_came_with_its_file() -> None:
    given = rows_of(1, split=Split.TEST, given=True, group="a")
    others = [each._replace(row=each.row + 1) for each in rows_of(20, group="A ")]
    moves = plan_split([*given, *others], SplitRule(1, (0.8, 0.1, 0.1), group="customer"))
    assert {move.after for move in moves} == {Split.TEST}
    assert [move.given for move in moves] == [True] + [False] * 20


def test_groups_and_near_copies_together_form_one_part() -> None:
    rows = [
        *(each._replace(group="a") for each in rows_of(2)),
        *(each._replace(row=each.row + 2, id=f"b {each.row}") for each in rows_of(2, group="b")),
    ]
    for seed in range(30):
        rule = SplitRule(seed, (0.4, 0.3, 0.3), "customer", together=True)
        assert len({move.after for move in plan_split(rows, rule, [0, 1, 1, 3])}) == 1
