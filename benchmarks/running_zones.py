"""Whether the known attacks find a private place: planted homes, 20 to 60 tracks each on streets. `python -m benchmarks.running_zones [N]`.

An attack succeeds where its estimate is within half the zone's radius of the home. The same attacks run on a plain circle about the home,
which gives out the length of the whole run, as trackers did: there they have to work, or they would prove nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter
from scipy.spatial import cKDTree

from benchmarks.measure import table
from lifeworld.circles.core.zones import Zone, hidden
from lifeworld.circles.core.zones.region import AWAY, METRES_A_DEGREE, circle, edge_of, region_of

HOMES = 500
RADII = (200.0, 400.0, 600.0, 800.0, 1000.0)
STEP_M = 12.0
NOISE_M = 5.0
LAT, LON = 48.7, 9.1
SPARE_M = 80.0
"""How much wider the site keeps a zone (`circles.queries.zones.SPARE_M`, which needs Django)."""


@dataclass(frozen=True)
class Seen:
    """What an attacker has of one home, metres on a plane about it (complex: east, north): ends of the tracks, the direction in which
    each goes on (unit), all points shown, the zone's radius, and, where totals are given out, the hidden length of each track."""

    first: np.ndarray
    last: np.ndarray
    onward: np.ndarray
    points: np.ndarray
    radius: float
    hidden_m: np.ndarray | None

    @property
    def ends(self) -> np.ndarray:
        return np.concatenate([self.first, self.last])


def staircase(rng: np.random.Generator, across: int, up: int) -> np.ndarray:
    """Junctions of a way in a street grid that turns now and then, complex, from 0 to (across, up)."""
    left, moves, sideways = [abs(across), abs(up)], [0j], rng.random() < abs(across) / max(abs(across) + abs(up), 1)
    while left[0] or left[1]:
        axis = 0 if sideways else 1
        n = min(int(rng.geometric(0.3)), left[axis])
        left[axis] -= n
        moves.append(n * (np.sign(across) if axis == 0 else 1j * np.sign(up)))
        sideways = not sideways
    return np.cumsum(moves)


def straight(rng: np.random.Generator, goal: complex) -> np.ndarray:
    """A road that leads from the home to the goal with gentle bends."""
    share = np.linspace(0, 1, 12)
    bend = np.cumsum(rng.normal(0, 0.012, 12)) * np.sin(np.pi * share)
    return goal * (share + 1j * bend)


def way(rng: np.random.Generator, goal: complex, block: float, start: float, streets: bool) -> np.ndarray:
    """A way from the home (0) to near the goal: by streets a block apart, the home ``start`` of a block along one; or by a road."""
    if not streets:
        return straight(rng, goal)
    side = 1 if goal.real > 0 else -1
    junction = (1 - start) * block if side > 0 else -start * block
    rest = (goal - junction) / block
    return np.concatenate([[0j], junction + block * staircase(rng, round(rest.real), round(rest.imag))])


def tracks(rng: np.random.Generator, radius: float, routes: int | None, streets: bool) -> list[np.ndarray]:
    """20 to 60 tracks from one home and back to it, points every 12 m with positions off by 5 m, complex."""
    n, block, start, turn = int(rng.integers(20, 61)), rng.uniform(70, 160), rng.random(), np.exp(1j * rng.uniform(0, np.pi / 2))
    plans = []
    for _ in range(routes or n):
        far = rng.uniform(1, 3) * max(8.5 * radius, 2000)
        goal = far * np.exp(2j * np.pi * rng.random())
        out = way(rng, goal, block, start, streets)
        back = out if rng.random() < 0.5 else way(rng, goal, block, start, streets)
        plans.append((out, back))
    done = []
    for at in range(n):
        halves = []
        for corners in plans[at % len(plans)]:
            length = np.concatenate([[0], np.cumsum(np.abs(np.diff(corners)))])
            places = np.arange(rng.uniform(0, STEP_M), length[-1], STEP_M)
            halves.append(np.interp(places, length, corners.real) + 1j * np.interp(places, length, corners.imag))
        points = np.concatenate([halves[0], halves[1][::-1]]) * turn
        noise = rng.normal(0, NOISE_M * np.sqrt(1 - 0.95**2), (2, len(points)))
        wander = lfilter([1], [1, -0.95], noise, axis=1)
        done.append(points + wander[0] + 1j * wander[1])
    return done


def seen_by(points: list[np.ndarray], radius: float, hides: Callable[[np.ndarray], np.ndarray], totals: bool) -> Seen | None:
    """What is left of the tracks; a track that is hidden as a whole is not there. None: of fewer than five something is left."""
    first, last, onward, shown, lengths = [], [], [], [], []
    for track in points:
        left = np.flatnonzero(~hides(track))
        if len(left) < 10:
            continue
        a, b = left[0], left[-1]
        first.append(track[a])
        last.append(track[b])
        onward += [track[min(a + 5, b)] - track[a], track[max(b - 5, a)] - track[b]]
        shown.append(track[left][::4])
        steps = np.abs(np.diff(track))
        lengths.append(steps[:a].sum() + steps[b:].sum())
    if len(first) < 5:
        return None
    ahead = np.array(onward)
    ahead = np.concatenate([ahead[::2], ahead[1::2]])
    return Seen(np.array(first), np.array(last), ahead / np.maximum(np.abs(ahead), 1e-9), np.concatenate(shown), radius,
                np.array(lengths) if totals else None)


def fitted(ends: np.ndarray, radius: float, start: complex) -> tuple[complex, float]:
    """The centre of a circle of known radius, by Gauss-Newton with weights against outliers, and its residual."""
    centre = start
    for _ in range(25):
        away = np.maximum(np.abs(ends - centre), 1e-6)
        residual, unit = away - radius, (ends - centre) / away
        weight = 1 / np.maximum(np.abs(residual), 10)
        lhs = np.column_stack([unit.real, unit.imag]) * weight[:, None]
        step = np.linalg.lstsq(lhs, residual * weight, rcond=None)[0]
        centre = centre + complex(*step)
    return centre, float(np.median(np.abs(np.abs(ends - centre) - radius)))


def known_radii(seen: Seen) -> complex:
    """(a) Hassan et al. 2018: a circle of one of the radii that a customer may choose, whichever fits the ends best."""
    ends = seen.ends
    x, y, _ = circle(ends.real, ends.imag)
    starts = (complex(x, y), complex(ends.mean()))
    return min((fitted(ends, radius, start) for radius in RADII for start in starts), key=lambda found: found[1])[0]


def free_circle(seen: Seen) -> complex:
    """(a) with any radius."""
    x, y, _ = circle(seen.ends.real, seen.ends.imag)
    return complex(x, y)


def bearings(seen: Seen, turned: complex = 1) -> complex:
    """(b) where the first and last directions lead back to: least sum of distances from these lines, by reweighting."""
    across = seen.onward * turned * 1j
    lhs = np.column_stack([across.real, across.imag])
    rhs = (seen.ends.conj() * across).real
    weight = np.ones(len(rhs))
    found = np.linalg.lstsq(lhs, rhs, rcond=None)[0]
    for _ in range(20):
        found = np.linalg.lstsq(lhs * weight[:, None], rhs * weight, rcond=None)[0]
        weight = 1 / np.sqrt(np.maximum(np.abs(lhs @ found - rhs), 20))
    return complex(*found)


def before_the_corner(seen: Seen) -> complex:
    """(b) knows that cuts are at corners, and leads the street back that crosses the first one shown."""
    return bearings(seen, 1j)


def candidates(seen: Seen) -> np.ndarray:
    """Places within the ends' box, 60 by 60."""
    ends = seen.ends
    x, y = np.linspace(ends.real.min(), ends.real.max(), 60), np.linspace(ends.imag.min(), ends.imag.max(), 60)
    return (x[None, :] + 1j * y[:, None]).ravel()


def distances(seen: Seen) -> complex | None:
    """(c) after Dhondt et al. 2022: the place whose way to both ends of every track goes best with the length that is not shown."""
    if seen.hidden_m is None:
        return None
    places = candidates(seen)
    ways = np.abs(places[:, None] - seen.first) + np.abs(places[:, None] - seen.last)
    detour = (ways * seen.hidden_m).sum(1) / np.maximum((ways**2).sum(1), 1e-9)
    return complex(places[np.argmin(((ways * detour[:, None] - seen.hidden_m) ** 2).sum(1))])


def centroid(seen: Seen) -> complex:
    """(d) the mean of the ends."""
    return complex(seen.ends.mean())


def hole(seen: Seen) -> complex:
    """(e) the centre of the hole: the place among the ends that is farthest from everything shown."""
    places = candidates(seen)
    middle = seen.ends.mean()
    places = places[np.abs(places - middle) <= np.median(np.abs(seen.ends - middle))]
    tree = cKDTree(np.column_stack([seen.points.real, seen.points.imag]))
    return complex(places[np.argmax(tree.query(np.column_stack([places.real, places.imag]))[0])])


def informed(seen: Seen) -> complex:
    """(f) knows how the shape is drawn: from its centre towards the mean of the ends, as far as homes are from centres."""
    middle = free_circle(seen)
    toward = centroid(seen) - middle
    return middle + toward / max(abs(toward), 1e-9) * seen.radius * sum(AWAY) / 2


LIMITS = """\
Not protected: somebody who knows how shapes are drawn and sees dozens of runs that leave by different streets finds about one
home in five (last row but one); straight roads that all lead to one door point at it, however they are cut («bearings led back»
in the third table); a lone house within the shape; two people of one house with a zone each; and what is shown elsewhere.
Totals of whole runs would undo everything: last column."""
ATTACKS: dict[str, Callable[[Seen], complex | None]] = {
    "circle of a known radius": known_radii, "circle of any radius": free_circle, "bearings led back": bearings,
    "bearings before the corner": before_the_corner,
    "hidden length": distances, "mean of the ends": centroid, "centre of the hole": hole, "knows the method": informed}


def plane_to_degrees(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of points on the plane."""
    return LAT + points.imag / METRES_A_DEGREE, LON + points.real / METRES_A_DEGREE / np.cos(np.radians(LAT))


def trial(home: int, routes: int | None, streets: bool, as_kept: float | None = None) -> dict[str, Seen | None]:
    """One home, its tracks, and what an attacker has of it under each protection.

    ``as_kept``: every zone has this radius, on the grid of positions and wider by it, as the site keeps it.
    """
    rng = np.random.default_rng([2026, home])
    radius = as_kept or RADII[home % len(RADII)]
    runs = tracks(rng, radius, routes, streets)
    off = rng.uniform(-0.0005, 0.0005, 2) if as_kept else np.zeros(2)
    zone = Zone(LAT + off[0], LON + off[1], radius + (SPARE_M if as_kept else 0), int(rng.integers(2**62)))

    def in_zone(track: np.ndarray) -> np.ndarray:
        return hidden(*plane_to_degrees(track), [zone])

    return {"a circle about the place": seen_by(runs, radius, lambda track: np.abs(track) < radius, totals=True),
            "a zone": seen_by(runs, radius, in_zone, totals=False), "a zone with totals": seen_by(runs, radius, in_zone, totals=True)}


def recovered(homes: int, routes: int | None, streets: bool, as_kept: float | None = None,
              ) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """The share of homes that each attack finds under each protection (NaN: nothing to go by), and the share attacked."""
    hits: dict[tuple[str, str], list[float]] = {}
    attacked: dict[str, int] = {}
    for home in range(homes):
        for protection, seen in trial(home, routes, streets, as_kept).items():
            attacked[protection] = attacked.get(protection, 0) + (seen is not None)
            for name, attack in ATTACKS.items():
                found = attack(seen) if seen else None
                hit = np.nan if not seen or found is None else float(abs(found) <= seen.radius / 2)
                hits.setdefault((name, protection), []).append(hit)
    shares = {key: float(np.nanmean(each)) if np.isfinite(each).any() else np.nan for key, each in hits.items()}
    return shares, {key: n / homes for key, n in attacked.items()}


def main(homes: int = HOMES) -> None:
    """Print one table for each kind of streets and runner."""
    for title, routes, streets, as_kept in (
            ("each track its own way, streets in a grid", None, True, None), ("six routes, each run often", 6, True, None),
            ("each track its own straight road from the door", None, False, None),
            ("each track its own way, streets in a grid, the default radius of 400 m as the site keeps it", None, True, 400.0),
            ("each track its own way, streets in a grid, a radius of 200 m as the site keeps it", None, True, 200.0)):
        shares, attacked = recovered(homes, routes, streets, as_kept)
        protections = list(attacked)
        said = {key: "nothing to go by" if np.isnan(share) else f"{100 * share:.1f} %" for key, share in shares.items()}
        rows = [[name, *(said[name, each] for each in protections)] for name in ATTACKS]
        rows.append(["(homes with something to attack)", *(f"{100 * attacked[each]:.0f} %" for each in protections)])
        print(f"\n{homes} homes, {title}: homes found to half the radius\n")
        print(table(["attack", *protections], rows))
    print(f"\nWhat a zone hides\n\n{cost()}\n\n{LIMITS}")


def cost(zones: int = 200) -> str:
    """How much a zone hides: from the place to the edge, in radii, over bearings and zones, and the area in circles of that radius."""
    regions = [region_of(Zone(LAT, LON, 200.0, secret)) for secret in range(zones)]
    edges = np.concatenate([np.abs(edge_of(region)) for region in regions]) / 200.0
    area = float(np.mean([region.cells.sum() * region.cell_m**2 for region in regions])) / (np.pi * 200.0**2)
    low, median, high = np.quantile(edges, [0.05, 0.5, 0.95])
    return table(["place to edge, 5 %", "median", "95 %", "area"],
                 [[f"{low:.1f} radii", f"{median:.1f} radii", f"{high:.1f} radii", f"{area:.0f} circles of the radius"]])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HOMES)
