"""Spans stay with the value they stand for, wherever it moves in the record."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.domain.evidence import (
    Evidence,
    Span,
    evidence_from_json,
    evidence_to_json,
    value_at,
)

NAMES = st.sampled_from(["artist", "songs", "day"])
RECORDS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    NAMES,
    st.recursive(
        st.text(max_size=3) | st.integers(0, 3) | st.booleans() | st.none(),
        lambda inside: st.lists(inside, max_size=3) | st.dictionaries(NAMES, inside, max_size=2),
        max_leaves=6,
    ),
)
PATHS = st.lists(NAMES | st.integers(0, 3), max_size=4).map(tuple)
SPANS = st.builds(Span, PATHS, st.integers(0, 9), st.integers(0, 9))
EVIDENCE = st.builds(
    Evidence, st.lists(SPANS, max_size=4).map(tuple), st.lists(PATHS, max_size=2).map(tuple)
)


def test_a_list_that_loses_an_element_keeps_the_spans_of_the_others() -> None:
    before = {"songs": [{"title": "a"}, {"title": "b"}, {"title": "a"}]}
    spans = tuple(Span(("songs", at, "title"), at * 10, at * 10 + 1) for at in range(3))
    after = {"songs": [{"title": "b"}, {"title": "a"}]}
    assert Evidence(spans).of(before, after).spans == (
        Span(("songs", 1, "title"), 0, 1),
        Span(("songs", 0, "title"), 10, 11),
    )


def test_a_field_that_has_a_value_now_is_not_absent() -> None:
    said = Evidence(absent=(("year",), ("place",)))
    assert said.of({}, {"year": 1791}) == Evidence(absent=(("place",),))


@given(RECORDS, RECORDS, EVIDENCE)
def test_each_span_kept_leads_to_the_value_it_stood_for(
    before: dict[str, Any], after: dict[str, Any], said: Evidence
) -> None:
    kept = said.of(before, after)
    values = {(span.start, span.end): value_at(before, span.path) for span in said.spans}
    assert len({span.path for span in kept.spans}) == len(kept.spans)
    if len(values) == len(said.spans):
        for span in kept.spans:
            assert value_at(after, span.path) == values[span.start, span.end]


@given(EVIDENCE)
def test_evidence_survives_the_project_file(said: Evidence) -> None:
    assert evidence_from_json(evidence_to_json(said)) == said
