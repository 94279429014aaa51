"""The same route: planted traps, screening and clustering beside shapely's Fréchet distance, and 68 real runs."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import shapely

from benchmarks.measure import peak_mib, table, timed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.routes import Signature, SignatureBlock, assign, cluster, match, screen, side_by_side, signature
from lifeworld_running.core.routes.blocks import Couples
from lifeworld_running.core.routes.matching import matched
from lifeworld_running.core.routes.planted import TRAPS, WAYS, Floats, joined, out_and_back, recorded, ring, streets
from lifeworld_running.files.reading import read_one

RECORDINGS = ({}, {"every_s": "smart"}, {"every_s": 5.0}, {"drift": False})
"""Every second, smart, every 5 s; and noise that each second forgets at once."""
PEERS, ASKED = 5, 40
"""How many tracks, and pairs of a kind, the peer is asked about: where ways lie apart it takes a tenth of a second for each."""
DOORS = ((52.5, 13.4), (52.51, 13.45), (52.6, 13.2), (48.1, 11.5), (-33.9, 151.2))
SESSIONS = Path(__file__).resolve().parents[2] / "shared" / "data" / "running" / "runpandas-sessions" / "session"


def signed(way: Floats, key: int, kind: int, **more: float) -> Signature:
    """The signature of a recording of a way."""
    run = recorded(way, key, **RECORDINGS[kind % len(RECORDINGS)], **more)  # type: ignore[arg-type]
    found = signature(run.lat, run.lon)
    assert found is not None  # noqa: S101 - planted ways are long enough
    return found


def peer(a: Signature, b: Signature) -> bool:
    """What a discrete Fréchet distance of 50 m and lengths within 10 % say, in either direction (the usual recipe)."""
    if abs(a.length_m - b.length_m) > 0.1 * max(a.length_m, b.length_m):
        return False
    scale = np.array([111_320 * np.cos(np.radians(a.lat.mean())), 111_195.0])
    lines = [shapely.LineString(np.stack([each.lon, each.lat], axis=1) * scale) for each in (a, b, b.reversed())]
    return any(shapely.frechet_distance(lines[0], line) <= 50 for line in lines[1:])


def confusion(n: int) -> None:
    """Pairs of each kind: how many are told wrongly, by this and by the peer."""
    rows = []
    for kind, (ways, is_trap) in enumerate([(WAYS, False), (TRAPS, True)]):
        for name, made in ways.items():
            wrong, other = 0, 0
            for key in range(n):
                drawn = made(key)
                one, two = drawn if is_trap else (drawn, drawn[:, ::-1] if key % 3 == 0 else drawn)  # type: ignore[misc]
                a, b = signed(one, 10_000 * kind + 2 * key, key), signed(two, 10_000 * kind + 2 * key + 1, key // 4)
                wrong += match(a, b).same == is_trap
                other += key < ASKED and peer(a, b) == is_trap
            rows.append(["another route" if is_trap else "the same", name, str(n), str(wrong), f"{other} of {min(n, ASKED)}"])
    print(table(["truth", "what it is", "pairs", "wrong", "Fréchet 50 m wrong"], rows))
    same, traps = (sum(int(row[3]) for row in rows if row[0] == truth) for truth in ("the same", "another route"))
    print(f"\n{same} misses of {n * len(WAYS)} pairs of one route, {traps} false matches of {n * len(TRAPS)} pairs of two; noise of 5 m "
          "(standard deviation east and north each); a third of the pairs of one route were run from the other end.")


def screening(n: int = 1000) -> None:
    """1,000 tracks of 600 points that all get past the prefilter, and some that do not. The peer is timed over the first few of them."""
    way, (base, trap) = streets(3, 90), TRAPS["80 % of the way shared"](3)
    rows = []
    for name, ways in (("all of one route", [way]), ("all reversed", [way[:, ::-1]]), ("80 % of the way shared", [trap])):
        query = signed(base if ways[0] is trap else way, 1, 0, n=600)
        some = [signed(ways[0], 100 + i, i, n=600) for i in range(n)]
        block = SignatureBlock.of(some)
        found = screen(query, block)
        couples = Couples(SignatureBlock.of((query,)), np.zeros(n, np.int64), block, np.arange(n))
        exact, whole = timed(lambda c=couples: matched(c), 5), timed(lambda q=query, b=block: screen(q, b), 5)
        lines = [shapely.LineString(np.stack([each.lon, each.lat], axis=1)) for each in (query, *some[:PEERS])]
        beside = timed(lambda ls=lines: shapely.frechet_distance(ls[0], np.array(ls[1:])), 1).best * n / PEERS
        rows.append([name, str(query.n), str(found.n_checked), str(len(found)), f"{1e3 * exact.best:.0f} ms", f"{1e3 * whole.best:.0f} ms",
                     f"{1e3 * beside:.0f} ms", f"{beside / exact.best:.0f}"])
    print("\n" + table(["1,000 tracks of 600 points", "points compared", "past the prefilter", "found", "point by point (all 1,000)",
                        "with the prefilter", f"shapely.frechet_distance (from {PEERS})", "times faster"], rows))


def runs(n: int, routes: int) -> tuple[list[Signature], np.ndarray, float]:
    """Runs over planted routes (some much run, most once or twice) from five doors, their truth, and the seconds for signatures."""
    made = []
    for route in range(routes):
        pair = list(TRAPS.values())[route // 2 % 9]  # a ring begun elsewhere and an end cut short are of other routes too
        made.append(pair(route // 2)[route % 2] if route < routes // 4 else (
            streets(route, 40 + route % 40), out_and_back(streets(route, 25 + route % 25)), ring(route, 3000 + 40 * (route % 150)),
            joined(ring(route, 2500), -ring(route + 1, 3000)))[route % 4])
    weights = 1 / np.arange(1, routes + 1)
    truth = np.random.default_rng(5).choice(routes, n, p=weights / weights.sum())
    signatures, seconds = [], 0.0
    for i, route in enumerate(truth.tolist()):
        lat, lon = DOORS[route // 2 % len(DOORS)]
        # Rounds of 400 m about one door lie within 38 m of one another whatever their shape: each kind of trap comes once to a door.
        lat += 0.004 * (route // 18) if route < routes // 4 else 0.0
        way = made[route] if i % 5 else made[route][:, ::-1]
        run = recorded(way, 50_000 + i, lat0=lat, lon0=lon, **RECORDINGS[i % 3])  # type: ignore[arg-type]
        begun = time.perf_counter()
        found = signature(run.lat, run.lon)
        seconds += time.perf_counter() - begun
        assert found is not None  # noqa: S101
        signatures.append(found)
    return signatures, truth, seconds


def clustering(n: int, routes: int = 600) -> None:
    """All routes of many runs."""
    signatures, truth, seconds = runs(n, routes)
    keys = [str(i) for i in range(n)]
    begun = time.perf_counter()
    found = cluster(keys, signatures)
    took = time.perf_counter() - begun
    begun = time.perf_counter()
    assign("new", signatures[0], found)
    added = time.perf_counter() - begun
    label = np.empty(n, np.int64)
    for route in found:
        label[[int(member.key) for member in route.members]] = route.number
    counts = Counter(zip(truth.tolist(), label.tolist(), strict=True))
    parts, mixed = Counter(t for t, _ in counts), Counter(c for _, c in counts)
    main = {t: max(c for (own, _), c in counts.items() if own == t) for t in parts}
    print("\n" + table(["runs", "routes run", "clusters found", "runs apart from their route", "clusters of two routes", "signatures",
                        "clustering", "one more run", "peak memory"],
                       [[str(n), str(len(parts)), str(len(found)), str(n - sum(main.values())), str(sum(c > 1 for c in mixed.values())),
                         f"{seconds:.1f} s", f"{took:.1f} s", f"{1e3 * added:.0f} ms", f"{peak_mib()} MiB"]]))


def real() -> None:
    """The 68 runs: read, cleaned, signed, clustered, laid side by side."""
    files = sorted(SESSIONS.glob("*.gpx"))
    if not files:
        print("\nThe 68 real runs are not beside the repository: not measured.")
        return
    begun = time.perf_counter()
    tracks = {}
    for file in files:
        for recording in read_one(file.name, file.read_bytes()).recordings:
            if (track := cleaned(recording)) is not None:
                tracks[file.stem] = track
    read_s = time.perf_counter() - begun
    begun = time.perf_counter()
    signatures = {key: found for key, track in tracks.items() if (found := signature(track.lat, track.lon)) is not None}
    found = cluster(list(signatures), list(signatures.values()))
    compared = [side_by_side(route, {member.key: tracks[member.key] for member in route.members}) for route in found if len(route) > 1]
    took = time.perf_counter() - begun
    print(f"\n{len(files)} real runs, {len(tracks)} with positions, {len(signatures)} long enough: read and cleaned in {read_s:.1f} s; "
          f"signed, clustered into {len(found)} routes and all runs of the {len(compared)} repeated ones side by side in {took:.2f} s.\n")
    rows = [[str(route.number), f"{route.length_m / 1e3:.2f} km", str(len(route)), str(sum(member.reversed for member in route.members)),
             f"{max(member.mean_m for member in route.members):.0f} m", str(len(one.left_out))]
            for route, one in zip((route for route in found if len(route) > 1), compared, strict=True)]
    print(table(["route", "length", "runs", "from the other end", "largest mean distance", "left out of side by side"], rows))


def main(n: int = 200, n_runs: int = 10_000) -> None:
    """All of it."""
    confusion(n)
    screening()
    clustering(n_runs)
    real()


if __name__ == "__main__":
    main(*(int(re.sub(r"\D", "", word)) for word in sys.argv[1:]))
