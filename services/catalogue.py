"""Base models, prices and recipes: data that ships with the program and that a user may change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.catalogue_file import CatalogueFile
from services.domain.errors import AppError
from services.domain.tuning import Recipe

if TYPE_CHECKING:
    from datetime import date

    from services.catalogue_file import Table

RESOURCES = Path(__file__).parents[1] / "resources"


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A base model; `adapter_sizes` is empty where it cannot be tuned.

    `lowest_thinking` is a level or a budget in tokens; `retires` the earliest date, where known;
    `continues` says that a model tuned from it can be tuned further;
    `controlled_generation` says whether its answer can be held to labels or a schema.
    """

    name: str
    title: str
    adapter_sizes: tuple[int, ...]
    tuning_locations: tuple[str, ...]
    multi_region: bool
    lowest_thinking: str | int | None
    retires: date | None
    legacy: bool
    note: str
    continues: bool = False
    controlled_generation: bool = True

    @property
    def tunable(self) -> bool:
        return bool(self.adapter_sizes)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for one million tokens; None where it is not known."""

    training: float | None = None
    input: float | None = None
    output: float | None = None
    tuned_factor: float = 1.0

    def call(self, *, tuned: bool) -> tuple[float, float] | None:
        """Dollars for a million tokens of input and of output; None where either is unknown."""
        if self.input is None or self.output is None:
            return None
        factor = self.tuned_factor if tuned else 1.0
        return self.input * factor, self.output * factor


UNKNOWN_PRICE = Price()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`models` in the order in which they are offered; the first is the default.

    `problems` name the files of the user's that could not be used, with the line; in place of
    each the shipped one holds.
    """

    models: tuple[BaseModel, ...]
    prices: dict[str, Price]
    recipes: tuple[Recipe, ...]
    problems: tuple[AppError, ...] = ()

    def model(self, name: str) -> BaseModel | None:
        return next((model for model in self.models if model.name == name), None)

    def tunable(self) -> tuple[BaseModel, ...]:
        return tuple(model for model in self.models if model.tunable)

    def price(self, base: str) -> Price:
        """The price of a base model and of what is tuned from it; all None where unknown."""
        return self.prices.get(base, UNKNOWN_PRICE)


def load_catalogue(overrides: Path | None = None, resources: Path = RESOURCES) -> Catalogue:
    """The shipped tables with those of the user's folder over them."""
    problems: list[AppError] = []
    models, prices, recipes = (
        _table(name, overrides, resources, problems) for name in ("models", "prices", "recipes")
    )
    found = tuple(_model(name, entry) for name, entry in models.items())
    return Catalogue(
        models=tuple(sorted(found, key=lambda model: model.legacy)),
        prices={name: Price(**entry) for name, entry in prices.items()},
        recipes=tuple(Recipe(name=name, **entry) for name, entry in recipes.items()),
        problems=tuple(problems),
    )


def _model(name: str, entry: dict[str, Any]) -> BaseModel:
    return BaseModel(
        name=name,
        title=entry.get("title", name),
        adapter_sizes=tuple(entry.get("adapter_sizes", ())),
        tuning_locations=tuple(entry.get("tuning_locations", ())),
        multi_region=entry.get("serving", "multi-region") == "multi-region",
        lowest_thinking=entry.get("lowest_thinking"),
        retires=entry.get("retires"),
        legacy=entry.get("legacy", False),
        note=entry.get("note", ""),
        continues=entry.get("continues", False),
        controlled_generation=entry.get("controlled_generation", True),
    )


def _table(name: str, overrides: Path | None, resources: Path, problems: list[AppError]) -> Table:
    shipped = CatalogueFile(resources / f"{name}.toml", name).read()
    mine = overrides / f"{name}.toml" if overrides else None
    if mine is None or not mine.exists():
        return shipped
    try:
        return CatalogueFile(mine, name).read(shipped)
    except AppError as error:
        problems.append(error)
        return shipped
