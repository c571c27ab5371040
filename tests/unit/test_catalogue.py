from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue import UNKNOWN_PRICE, load_catalogue
from services.catalogue_file import CatalogueFile
from services.connection import Connection
from services.domain.errors import AppError
from services.settings import Folders, Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_catalogue_offers_a_tunable_model_first_and_legacy_ones_last() -> None:
    catalogue = load_catalogue()
    assert catalogue.models[0].tunable
    legacy = [model.legacy for model in catalogue.models]
    assert legacy == sorted(legacy)
    assert all(model.tuning_locations for model in catalogue.tunable())


def test_every_recipe_has_an_adapter_size_that_the_default_model_takes() -> None:
    catalogue = load_catalogue()
    sizes = catalogue.models[0].adapter_sizes
    assert all(recipe.adapter_size in sizes for recipe in catalogue.recipes)


def test_a_tuned_model_costs_its_factor_more_and_an_unknown_price_is_none() -> None:
    catalogue = load_catalogue()
    assert catalogue.price("gemini-3.1-flash-lite").call(tuned=True) == (0.375, 2.25)
    assert catalogue.price("gemini-2.5-flash").call(tuned=True) == (0.30, 2.50)
    assert catalogue.price("gemini-3.5-flash-lite").training is None
    assert catalogue.price("nobody-knows") == UNKNOWN_PRICE
    assert UNKNOWN_PRICE.call(tuned=False) is None


def test_the_users_file_replaces_single_keys_and_adds_models(tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text('[prices."gemini-3.5-flash-lite"]\ntraining = 4\n')
    (tmp_path / "models.toml").write_text(
        '[models."gemini-5-flash"]\nadapter_sizes = [4]\ntuning_locations = ["us-central1"]\n'
    )
    catalogue = load_catalogue(tmp_path)
    price = catalogue.price("gemini-3.5-flash-lite")
    assert (price.training, price.input) == (4, 0.30)
    added = catalogue.model("gemini-5-flash")
    assert added is not None
    assert added.tunable


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("models", "[models.x]\ntitle = \n", "line 2"),
        ("models", "[models.x]\nadapter_sizes = [4\n", "line 2"),
        ("models", "# mine\n[models.x]\nadapter_sizes = 4\n", "“adapter_sizes” of “x”"),
        ("models", "[models.x]\n\nadapter_sizes = [0]\n", "(line 3)"),
        ("models", "[models.x]\nsizes = [4]\n", "“sizes” of “x” is not known (line 2)"),
        ("models", "[models.x]\nretires = 'soon'\n", "a date like 2027-05-07 (line 2)"),
        ("prices", "[prices.x]\ntraining = -1\n", "not negative (line 2)"),
        ("prices", "[prices.x]\ntraining = true\n", "not negative (line 2)"),
        ("prices", "[models.x]\ntraining = 1\n", "“models” is not known (line 1)"),
        ("prices", "[prices]\nx = 3\n", "“x” is no table (line 2)"),
        ("recipes", "[recipes.a]\nepochs = 0\n", "from 1 up (line 2)"),
        ("recipes", "recipes = 3\n", "no table of entries"),
        ("recipes", "[recipes.a]\nepochs = 3\nadapter_size = 3\n", "16 or 32 (line 3)"),
        ("recipes", "\n[recipes.a]\nepochs = 3\n", "“learning_rate_multiplier” (line 2)"),
        ("prices", "[prices.xy]\ninput = 1\n[prices.x]\ninput = -1\n", "(line 4)"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name_and_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / f"{name}.toml").write_text(text)
    [refused] = load_catalogue(tmp_path).problems
    assert f"{name}.toml" in refused.title
    assert said in refused.title
    assert str(tmp_path) in refused.way_out


def test_in_place_of_a_wrong_file_the_shipped_one_holds_and_the_others_are_used(
    tmp_path: Path,
) -> None:
    (tmp_path / "models.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "prices.toml").write_text('[prices."gemini-3.5-flash-lite"]\ntraining = 4\n')
    catalogue = load_catalogue(tmp_path)
    assert catalogue.models == load_catalogue().models
    assert catalogue.price("gemini-3.5-flash-lite").training == 4
    assert len(catalogue.problems) == 1


def test_a_shipped_recipe_can_be_changed_in_one_key(tmp_path: Path) -> None:
    name = load_catalogue().recipes[0].name
    (tmp_path / "recipes.toml").write_text(f'[recipes."{name}"]\nepochs = 9\n')
    catalogue = load_catalogue(tmp_path)
    assert catalogue.problems == ()
    assert catalogue.recipes[0].epochs == 9


@given(text=st.text(alphabet="[]models.\"x=\n '{}0123truefalse-#", max_size=60))
def test_any_text_is_read_or_refused_in_words(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("catalogue") / "models.toml"
    path.write_text(text)
    with contextlib.suppress(AppError):
        CatalogueFile(path, "models").read()


def test_a_model_that_cannot_be_held_to_labels_says_so(tmp_path: Path) -> None:
    folders = Folders.below(tmp_path)
    folders.config.mkdir(parents=True)
    (folders.config / "models.toml").write_text(
        '[models."gemini-3.1-pro"]\ncontrolled_generation = false\n', "utf-8"
    )
    abilities = Connection(Settings(author="me"), folders)._abilities()
    assert abilities.uncontrolled == {"gemini-3.1-pro"}
    assert abilities.lowest_thinking["gemini-3.1-flash-lite"] == "MINIMAL"
    assert abilities.lowest_thinking["gemini-2.5-flash"] == 0
