"""The documents and the lock file agree with what is there."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.architecture.source_files import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[(?P<extras>[^\]]+)\])?(?P<version>.*)")


def _anchor(heading: str) -> str:
    """The anchor that a heading gets on a page."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def _anchors(text: str) -> set[str]:
    return {_anchor(heading) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_links_lead_somewhere(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        target, _, anchor = unquote(link).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = (paper.parent / target) if target else paper
        assert place.exists(), link
        if anchor and place.suffix == ".md":
            assert anchor in _anchors(place.read_text(encoding="utf-8")), link


def _wanted(requirement: str) -> tuple[str, str]:
    found = REQUIREMENT.fullmatch(requirement)
    assert found is not None
    return found["name"].lower().replace("_", "-").replace(".", "-"), found["version"]


def test_the_lock_file_is_for_these_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    (locked,) = [one for one in lock["package"] if one["name"] == project["project"]["name"]]
    meta = locked["metadata"]
    both = (
        (project["project"]["dependencies"], meta["requires-dist"]),
        (project["dependency-groups"]["dev"], meta["requires-dev"]["dev"]),
    )
    for wanted, held in both:
        pairs = {(one["name"], one.get("specifier", "")) for one in held}
        assert {_order(*_wanted(requirement)) for requirement in wanted} == {
            _order(*pair) for pair in pairs
        }


def _order(name: str, versions: str) -> tuple[str, frozenset[str]]:
    return name, frozenset(versions.split(","))


def test_the_lock_file_names_no_machine() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    sources = {str(one["source"]) for one in lock["package"]}
    assert sources == {"{'registry': 'https://pypi.org/simple'}", "{'virtual': '.'}"}
