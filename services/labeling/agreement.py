"""How far the authors of a project agree, on the whole, in pairs, and by label or field."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from services.domain.values import value_key
from services.labeling.coefficients import Coefficient, cohen_kappa, krippendorff_alpha

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from services.domain.example import Value
    from services.domain.task import Task
    from services.jobs import JobContext
    from services.storage.independent_answers import IndependentAnswers
    from services.storage.project_table import ProjectTable

    Said = Mapping[str, Value]
    Key = Callable[[Value], Hashable]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two authors: the examples that `both` answered, and of these the answers that are `same`."""

    authors: tuple[str, str]
    both: int
    same: int
    kappa: Coefficient


@dataclass(frozen=True, slots=True)
class PartAgreement:
    """A label (its id) or a field (its name), and how far authors agree on it alone.

    `given` counts for each author, in the order of the report, how often they gave it, among the
    examples that two or more answered.
    """

    part: str
    given: tuple[int, ...]
    coefficient: Coefficient


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two labels (ids) and the examples of which one author said the one and another the other."""

    labels: tuple[str, str]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """`answered` has each author's number of answers; the rest is about the `examples` (how many)
    that two or more authors answered, before anybody settled them.

    `overall` is Cohen's kappa with two authors, Krippendorff's alpha with more. `differing` are
    the ids of the examples on which not all agree; `confusions` come most frequent first.
    """

    answered: Mapping[str, int]
    authors: tuple[str, ...]
    examples: int
    differing: tuple[str, ...]
    overall: Coefficient
    pairs: tuple[PairAgreement, ...]
    parts: tuple[PartAgreement, ...]
    confusions: tuple[Confusion, ...]


class Agreement:
    """Measures agreement on what authors said on their own."""

    def __init__(self, project: ProjectTable, answers: IndependentAnswers) -> None:
        self._project = project
        self._answers = answers

    def report(self, context: JobContext | None = None) -> AgreementReport:
        """Over all examples; a coefficient without a value says why."""
        task = self._project.task()
        answered = self._answers.by_author()
        by_example = self._answers.by_example(context)
        said = list(by_example.values())
        authors = tuple(author for author in answered if any(author in each for each in said))
        key = _keys(task)
        return AgreementReport(
            answered,
            authors,
            len(said),
            tuple(each for each, values in by_example.items() if _differ(values, key)),
            _coefficient(said, authors, key),
            tuple(_pair(said, pair, key) for pair in combinations(authors, 2)),
            tuple(
                _part(name, said, authors, part_key, is_given)
                for name, part_key, is_given in _parts(task)
            ),
            _confusions(by_example) if task.kind.has_labels else (),
        )


def _keys(task: Task) -> Key:
    return lambda value: value_key(value, task.schema)


def _parts(task: Task) -> Iterable[tuple[str, Key, Callable[[Value], bool]]]:
    """Each label or field: what an answer says of it, and whether it gives it at all."""
    if task.kind.has_labels:
        for label in task.labels:
            has = _says(label.id)
            yield label.id, has, has
        return
    fields: Mapping[str, Any] = (task.schema or {}).get("properties", {})
    for name, schema in fields.items():
        key = _field(name, schema)
        yield name, key, lambda value, key=key: key(value) is not None


def _says(label_id: str) -> Callable[[Value], bool]:
    return lambda value: value == label_id


def _field(name: str, schema: Mapping[str, Any]) -> Key:
    return lambda value: value_key(value.get(name) if isinstance(value, dict) else None, schema)


def _differ(values: Said, key: Key) -> bool:
    return len({key(value) for value in values.values()}) > 1


def _pairs_said(said: Sequence[Said], pair: tuple[str, str], key: Key) -> list[tuple[Any, Any]]:
    one, two = pair
    return [(key(each[one]), key(each[two])) for each in said if one in each and two in each]


def _pair(said: Sequence[Said], pair: tuple[str, str], key: Key) -> PairAgreement:
    values = _pairs_said(said, pair, key)
    same = sum(one == two for one, two in values)
    return PairAgreement(pair, len(values), same, cohen_kappa(values))


def _coefficient(
    said: Sequence[Said], authors: tuple[str, ...], key: Key, *, interval: bool = True
) -> Coefficient:
    """Kappa takes each author's own leanings into account, and is what two are compared by."""
    if len(authors) == 2:
        return cohen_kappa(_pairs_said(said, authors, key), interval=interval)
    units = [[key(value) for value in each.values()] for each in said]
    return krippendorff_alpha(units, interval=interval)


def _part(
    name: str,
    said: Sequence[Said],
    authors: tuple[str, ...],
    key: Key,
    is_given: Callable[[Value], bool],
) -> PartAgreement:
    given = tuple(
        sum(author in each and is_given(each[author]) for each in said) for author in authors
    )
    return PartAgreement(name, given, _coefficient(said, authors, key, interval=False))


def _confusions(by_example: Mapping[str, Said]) -> tuple[Confusion, ...]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example_id, values in by_example.items():
        labels = {value for value in values.values() if isinstance(value, str)}
        for one, two in combinations(sorted(labels), 2):
            found[one, two].append(example_id)
    confusions = [Confusion(labels, tuple(examples)) for labels, examples in found.items()]
    return tuple(sorted(confusions, key=lambda each: (-len(each.examples), each.labels)))
