from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.duplicates import Summary, duplicates, overlap_s, same_run

NAN = float("nan")


def run(key: str, at_s: float = 0, *, seconds: float = 3600, metres: float = 10_000, trust: float = 0.9, east: float = 0.0, n: int = 64,
        noise: float = 0.0, way: bool = True, device: str = "") -> Summary:
    """A run round a circle; ``east`` shifts it by degrees."""
    angle = np.linspace(0, 2 * np.pi, n)
    rng = np.random.default_rng(abs(hash(key)) % 1000)
    lat = 52.5 + 0.014 * np.sin(angle) + rng.normal(0, noise, n) / 111_000
    lon = 13.4 + east + 0.023 * np.cos(angle) + rng.normal(0, noise, n) / 68_000
    return Summary(key, round(at_s * 1e6), seconds, metres, trust, lat if way else (), lon if way else (), device)


def test_a_watch_and_a_phone() -> None:
    watch, phone = run("a", trust=0.95, noise=5, device="Garmin fenix 5"), run("b", 25, seconds=3500, metres=9700, n=50, noise=5)
    (found,) = duplicates([phone, watch])
    assert (found.keep, found.others) == ("a", ("b",)) and "Garmin fenix 5" in found.why and "0.95" in found.why


@pytest.mark.parametrize("other", [
    run("b", 3700), run("b", 1800, seconds=3000), run("b", 3630), run("b", 4 * 3600, seconds=3700, device="phone"),
    run("b", metres=5000), run("b", east=0.2), run("b", metres=NAN, way=False), run("b", seconds=NAN)])
def test_what_is_another_run(other: Summary) -> None:
    assert not same_run(run("a"), other) and duplicates([run("a"), other]) == ()


@pytest.mark.parametrize("off", [780, 1800, 3600 - 20, 3600, 2 * 3600 + 60, 5.5 * 3600, 14 * 3600])
def test_a_clock_that_is_off_does_not_make_two_runs_of_one(off: float) -> None:
    watch, phone = run("a", noise=5, device="watch"), run("b", off, seconds=3590, metres=9800, n=50, noise=5, trust=0.8)
    (found,) = duplicates([phone, watch])
    assert (found.keep, found.others) == ("a", ("b",)) and f"{off / 60:.0f} minutes" in found.why


def test_the_same_round_the_other_way_or_later_with_one_watch_is_another_run() -> None:
    first, later = run("a", noise=5, device="watch"), run("b", 3630, noise=5, device="watch")
    turned = replace(run("b", 3600, noise=5, device="phone"), lat=np.asarray(later.lat)[::-1], lon=np.asarray(later.lon)[::-1])
    assert duplicates([first, later]) == () and duplicates([first, turned]) == ()


def test_without_positions_time_and_length_decide() -> None:
    assert same_run(run("a"), run("b", way=False)) and same_run(run("a", metres=NAN), run("b"))
    (found,) = duplicates([run("b", way=False), run("a")])
    assert found.keep == "a" and "positions" in found.why
    assert overlap_s(run("a"), run("b", 600)) == 3000


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20_000), st.sampled_from([0.5, 0.9, NAN]), st.booleans()), min_size=2, max_size=12),
       st.integers(0, 99))
def test_order_does_not_matter(some: list[tuple[int, float, bool]], seed: int) -> None:
    runs = [run(str(at), start, trust=trust, way=way) for at, (start, trust, way) in enumerate(some)]
    found = duplicates(runs)
    assert duplicates([runs[at] for at in np.random.default_rng(seed).permutation(len(runs))]) == found
    keys = [key for group in found for key in (group.keep, *group.others)]
    assert len(keys) == len(set(keys))
