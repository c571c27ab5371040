from __future__ import annotations

import pytest

from services.tuning.failures import read_failure


@pytest.mark.parametrize(
    ("words", "line", "field", "way"),
    [
        ("Row: 0. Missing required `contents` field.", 1, "contents", "mend"),
        ("Row: 122. Token limit exceeded: 140000 tokens.", 123, "", "Shorten"),
        ("Line 7: Please use a valid role: user, model.", 7, "", "mend"),
        ("The dataset has no valid examples.", 0, "", "Look at the row"),
        ("Internal error encountered.", 0, "", "service's own"),
        ("The caller does not have permission", 0, "", "read the bucket"),
        ("Quota exceeded for tuning jobs", 0, "", "other jobs"),
        ("The validation dataset has 6000 examples; at most 5000 are allowed.", 0, "", "fewer"),
        ("Object gs://b/train.jsonl does not exist", 0, "", "uploaded anew"),
        ("Something new", 0, "", "what it names"),
    ],
)
def test_a_failure_says_what_to_do_and_which_row(
    words: str, line: int, field: str, way: str
) -> None:
    found = read_failure(words)
    assert found.words == words
    assert (found.line, found.field) == (line, field)
    assert way in found.way_out


def test_a_job_that_the_service_has_lost_says_enough_by_itself() -> None:
    assert read_failure("The service does not know this tuning job any more.").way_out == ""
