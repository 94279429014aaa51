"""Boards: order changes nothing, unknown is never 0, ties are named, what is hidden is shown to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.circles.core.leaderboard import Entry, checked_table, factor_of, improvement, ranked
from lifeworld.circles.core.pictures import board_picture, number_words, rank_words
from lifeworld.circles.core.values import Board, BoardLine
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.core.terms import TRUSTS

ENTRIES = st.lists(st.builds(
    Entry, st.integers(1, 40), st.none() | st.sampled_from([-3.0, 0.0, 1.0, 2.5, 1e6]), st.sampled_from(TRUSTS),
    st.sampled_from([0.0, 0.0, 0.3]), st.integers(0, 3), st.none() | st.sampled_from([0.0, 2.0]), st.integers(0, 20),
    st.none() | st.sampled_from([0.8, 1.0])), max_size=12, unique_by=lambda entry: entry.key)
HOW = {"direction": st.sampled_from(["more", "less"]), "verified_only": st.booleans(),
       "handicap": st.sampled_from(["none", "own_improvement", "age_grade"]), "viewer": st.none() | st.integers(1, 40)}


@given(entries=ENTRIES, how=st.fixed_dictionaries(HOW), data=st.data())
def test_the_order_of_entries_changes_nothing(entries: list[Entry], how: dict[str, object], data: st.DataObject) -> None:
    assert ranked(data.draw(st.permutations(entries)), **how) == ranked(entries, **how)


@given(entries=ENTRIES, how=st.fixed_dictionaries(HOW))
def test_ranks_count_who_is_better_and_ties_share_one(entries: list[Entry], how: dict[str, object]) -> None:
    places = ranked(entries, **how)
    with_rank = [place for place in places if place.rank is not None]
    assert [place.rank for place in with_rank] == sorted(place.rank or 0 for place in with_rank)
    by_key = {entry.key: entry for entry in entries}
    for at, place in enumerate(with_rank):
        same = [one for one in with_rank if one.rank == place.rank]
        assert place.tied == (len(same) > 1) and place.rank == 1 + sum((one.rank or 0) < (place.rank or 0) for one in with_rank)
        assert at == 0 or with_rank[at - 1].rank == place.rank or place.rank == at + 1
        assert by_key[place.key].value is not None and by_key[place.key].hidden == 0 and not place.why
        assert len({(one.shown, one.trust) for one in same}) == 1
        if how["verified_only"]:
            assert place.trust == "measured"
    for place in places:
        assert (place.rank is None) == bool(place.why)
        assert by_key[place.key].hidden == 0 or (place.key == how["viewer"] and place.rank is None)


@given(entries=ENTRIES, how=st.fixed_dictionaries(HOW))
def test_one_more_unknown_entrant_moves_nobody(entries: list[Entry], how: dict[str, object]) -> None:
    before = ranked(entries, **how)
    after = ranked([*entries, Entry(99, None)], **how)
    assert [place for place in after if place.key != 99] == list(before)
    assert next(place for place in after if place.key == 99).rank is None


@given(entries=ENTRIES)
def test_what_is_hidden_is_shown_to_its_owner_alone(entries: list[Entry]) -> None:
    hidden = {entry.key for entry in entries if entry.hidden}
    assert not hidden & {place.key for place in ranked(entries)}
    for key in hidden:
        assert hidden & {place.key for place in ranked(entries, viewer=key)} == {key}


@given(entries=ENTRIES, how=st.fixed_dictionaries(HOW))
def test_becoming_unknown_never_betters_a_place(entries: list[Entry], how: dict[str, object]) -> None:
    places = {place.key: place for place in ranked(entries, **how)}
    for at, entry in enumerate(entries):
        if entry.key in places:
            changed = ranked([*entries[:at], replace(entry, value=None), *entries[at + 1:]], **how)
            assert next((place.rank for place in changed if place.key == entry.key), None) is None


def test_trust_breaks_ties_and_nothing_else() -> None:
    places = ranked([Entry(1, 5.0, "estimated"), Entry(2, 5.0, "measured"), Entry(3, 6.0, "unknown")])
    assert [(place.key, place.rank, place.tied) for place in places] == [(3, 1, False), (2, 2, False), (1, 3, False)]


@pytest.mark.parametrize(("base", "days"), [(None, 20), (0.0, 20), (5.0, 5), (float("nan"), 20)])
def test_without_enough_before_there_is_no_improvement(base: float | None, days: int) -> None:
    assert improvement(6.0, base, days) is None


def test_factors_stand_between_ages_and_never_outside() -> None:
    table = checked_table({"name": "n", "source": "s", "factors": {"f": {"50": 0.9, "40": 1}, "m": {"30": 0.5}}})
    assert [factor_of(table, "f", age) for age in (39, 40, 45, 50, 51, None)] == [None, 1.0, pytest.approx(0.95), 0.9, None, None]
    assert (factor_of(table, "m", 30), factor_of(table, "", 40), factor_of(None, "f", 40)) == (0.5, None, None)


@pytest.mark.parametrize("table", [
    None, [], {}, {"name": "n", "source": "s", "factors": {}}, {"name": "n", "source": "", "factors": {"f": {"40": 1}}},
    {"name": "n", "source": "s", "factors": {"x": {"40": 1}}}, {"name": "n", "source": "s", "factors": {"f": {"4": 1}}},
    {"name": "n", "source": "s", "factors": {"f": {"40": True}}}, {"name": "n", "source": "s", "factors": {"f": {"40": float("nan")}}},
    {"name": "n", "source": "s", "factors": {"f": [1]}}, {"name": "n", "source": "s", "factors": {"f": {"²": 1}}}])
def test_tables_that_cannot_be_are_refused(table: object) -> None:
    with pytest.raises(InputRefused):
        checked_table(table)


@given(entries=ENTRIES, how=st.fixed_dictionaries(HOW))
def test_bars_stand_inside_the_picture(entries: list[Entry], how: dict[str, object]) -> None:
    places = ranked(entries, **how)
    lines = tuple(BoardLine(place.key, f"P{place.key}", place.key == how["viewer"], place) for place in places)
    board = Board(lines, "km", 0, building=False)
    picture = board_picture(board)
    assert (picture is None) == all(place.rank is None for place in places)
    if picture is not None:
        assert len(picture.bars) == sum(place.rank is not None for place in places)
        assert all(0 <= bar.x <= bar.x + bar.width <= picture.width + 0.2 and bar.width >= 2 for bar in picture.bars)
    assert all(rank_words(line) for line in board.lines) and number_words(100.0) == "100"
