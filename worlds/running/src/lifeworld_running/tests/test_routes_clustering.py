"""All runs of a runner into routes, and one run more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.plugin import InputRefused
from lifeworld_running.core.routes import Signature, assign, cluster, match, signature
from lifeworld_running.core.routes.planted import STREET_M, TRAPS, WAYS, recorded, streets


def signed(way, key: int, **more) -> Signature:
    run = recorded(way, key, **more)
    found = signature(run.lat, run.lon)
    assert found is not None
    return found


def planted() -> tuple[list[str], list[Signature], dict[str, str]]:
    """Runs of 12 routes, half of which look like the other half, in both directions."""
    signatures, truth = {}, {}
    for i, name in enumerate(sorted(TRAPS)[:6]):
        for j, way in enumerate(TRAPS[name](i)):
            for k in range(2 + i % 3):
                key = f"{i}-{j}-{k}"
                signatures[key] = signed(way[:, ::-1] if k == 1 else way, 100 * i + 10 * j + k, every_s=("smart", 1.0, 5.0)[k % 3])
                truth[key] = f"{i}-{j}"
    return list(signatures), list(signatures.values()), truth


KEYS, SIGNATURES, TRUTH = planted()


def as_sets(routes) -> set[frozenset[str]]:
    return {frozenset(member.key for member in route.members) for route in routes}


def test_planted_routes_are_found() -> None:
    routes = cluster(KEYS, SIGNATURES)
    assert as_sets(routes) == {frozenset(key for key in KEYS if TRUTH[key] == route) for route in set(TRUTH.values())}
    assert [route.number for route in routes] == list(range(1, len(routes) + 1))
    assert [len(route) for route in routes] == sorted((len(route) for route in routes), reverse=True)


@given(st.permutations(range(len(KEYS))))
@settings(max_examples=8, deadline=None)
def test_the_order_of_runs_changes_nothing(order: list[int]) -> None:
    assert cluster([KEYS[i] for i in order], [SIGNATURES[i] for i in order]) == cluster(KEYS, SIGNATURES)


def test_every_member_matches_its_representative_in_its_direction() -> None:
    by_key = dict(zip(KEYS, SIGNATURES))
    for route in cluster(KEYS, SIGNATURES):
        assert route.representative == by_key[route.key]
        for member in route.members:
            found = match(route.representative, by_key[member.key])
            assert found.same
            assert found.reversed == member.reversed


def test_a_run_between_two_streets_does_not_make_them_one_route() -> None:
    """Between two ways 60 m apart lies one that matches both: joining whatever matches would chain them."""
    way = streets(9, 40)
    aside = np.array([[0.0], [STREET_M / 2]])
    runs = {f"{at}{k}": signed(way + aside * at, 10 * at + k, noise_m=0.5) for at in (0, 1, 2) for k in range(3)}
    assert match(runs["00"], runs["10"]).same
    assert match(runs["10"], runs["20"]).same
    assert not match(runs["00"], runs["20"]).same
    by_key = runs
    for route in cluster(list(runs), list(runs.values())):
        assert all(match(route.representative, by_key[member.key]).same for member in route.members)


def test_one_run_more_joins_its_route_or_begins_one() -> None:
    routes = cluster(KEYS, SIGNATURES)
    home = next(route for route in routes if any(TRUTH[member.key] == "2-0" for member in route.members))
    way = TRAPS[sorted(TRAPS)[2]](2)[0]
    more = assign("new", signed(way, 999), routes)
    assert [route.number for route in more] == [route.number for route in routes]
    assert "new" in {member.key for member in more[home.number - 1].members}
    assert [route for route in more if route.number != home.number] == [route for route in routes if route.number != home.number]
    assert assign("new", signed(way, 999), more) == more
    other = assign("far", signed(WAYS["ring"](44), 1, lat0=40.0), routes)
    assert other[:-1] == routes
    assert other[-1].number == len(routes) + 1


def test_nothing_and_wrong_keys() -> None:
    assert cluster([], []) == ()
    with pytest.raises(InputRefused, match="different keys"):
        cluster(["a", "a"], SIGNATURES[:2])
    assert [len(route) for route in assign("a", SIGNATURES[0], ())] == [1]
