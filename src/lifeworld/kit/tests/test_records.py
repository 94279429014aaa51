"""Records survive the way to JSON and back."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.figure import Evidence, Example, Figure, Versions
from lifeworld.kit.records import plain, rebuilt

TEXT, PLACE = st.none() | st.text(), st.none() | st.integers(0, 99)
NUMBER = st.none() | st.floats(allow_nan=False)
EXAMPLES = st.builds(Example, st.text(), TEXT, TEXT, PLACE, PLACE)
FIGURES = st.builds(
    Figure, st.text(), st.sampled_from(["estimate", "count", "reading"]), NUMBER, low=NUMBER, n=st.integers(0, 10**9),
    observed_at=st.none() | st.datetimes(), versions=st.builds(Versions, st.text()), warnings=st.lists(st.text()).map(tuple),
    evidence=st.builds(Evidence, st.text(), st.integers(0, 9), st.lists(EXAMPLES, max_size=20).map(tuple)),
)


@given(st.dictionaries(st.tuples(st.text(), st.text()), FIGURES, max_size=3))
def test_figures_by_pairs_come_back_equal(figures: dict[tuple[str, str], Figure]) -> None:
    said = json.loads(json.dumps(plain(figures)))
    assert rebuilt(dict[tuple[str, str], Figure], said) == figures


@pytest.mark.parametrize(("kind", "value"), [
    (int, "1"), (int, True), (Versions, {"codebok": ""}), (Versions, []), (datetime, "soon"), (tuple[int, int], [1]),
])
def test_what_does_not_fit_is_refused(kind: type, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        rebuilt(kind, value)


def test_missing_fields_get_their_defaults() -> None:
    assert rebuilt(Example, {"quote": "Yes."}) == Example("Yes.")
