"""The base models that the server knows: where they answer, where and how they can be tuned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

MULTI_REGIONS = ("global", "us", "eu")
_TUNING_REGIONS = ("us-central1", "europe-west4")


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A publisher model; `adapter_sizes` is empty where it cannot be tuned.

    `continues` says that a model tuned from it can be tuned further.
    """

    name: str
    display_name: str
    generation: float
    adapter_sizes: tuple[int, ...] = ()
    tuning_regions: tuple[str, ...] = ()
    ignores_temperature: bool = False
    continues: bool = False

    @property
    def tunable(self) -> bool:
        return bool(self.adapter_sizes)

    def answers_in(self, location: str) -> bool:
        """Gemini 3 answers in the multi-regions only, Gemini 2.5 everywhere."""
        return location in MULTI_REGIONS or self.generation < 3

    def serving_location(self, tuning_region: str) -> str:
        """Where a model tuned in a region is served: Gemini 3 in `us` or `eu`, else there."""
        if self.generation < 3:
            return tuning_region
        return "eu" if tuning_region.startswith("europe") else "us"


def base_models(changes: Sequence[dict[str, Any]] = ()) -> dict[str, BaseModel]:
    """The catalog, as documented in autumn 2026, with models that are added or changed.

    A change is `{"name", "display_name", "adapter_sizes", "tuning_regions", "multi_region",
    "continues"}`.
    """
    catalog = _documented()
    for change in changes:
        name = str(change["name"])
        generation = 3.5 if change["multi_region"] else 2.5
        known = catalog.get(name) or BaseModel(name, str(change["display_name"]), generation)
        catalog[name] = replace(
            known,
            adapter_sizes=tuple(change["adapter_sizes"]),
            tuning_regions=tuple(change["tuning_regions"]),
            continues=bool(change["continues"]),
        )
    return catalog


def _documented() -> dict[str, BaseModel]:
    sizes = (1, 2, 4, 8, 16)
    models = (
        BaseModel(
            "gemini-3.1-flash-lite",
            "Gemini 3.1 Flash-Lite",
            3.1,
            sizes,
            _TUNING_REGIONS,
            continues=True,
        ),
        BaseModel("gemini-3.5-flash", "Gemini 3.5 Flash", 3.5, sizes, _TUNING_REGIONS),
        BaseModel(
            "gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", 3.5, sizes, _TUNING_REGIONS, True
        ),
        BaseModel("gemini-3.8-flash", "Gemini 3.8 Flash", 3.8, ignores_temperature=True),
        BaseModel("gemini-3.1-pro", "Gemini 3.1 Pro", 3.1),
        BaseModel(
            "gemini-2.5-pro", "Gemini 2.5 Pro", 2.5, (1, 2, 4, 8), _TUNING_REGIONS, continues=True
        ),
        BaseModel(
            "gemini-2.5-flash", "Gemini 2.5 Flash", 2.5, sizes, _TUNING_REGIONS, continues=True
        ),
        BaseModel(
            "gemini-2.5-flash-lite",
            "Gemini 2.5 Flash-Lite",
            2.5,
            sizes,
            _TUNING_REGIONS,
            continues=True,
        ),
    )
    return {model.name: model for model in models}
