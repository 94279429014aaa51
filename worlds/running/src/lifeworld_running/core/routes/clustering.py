"""All runs into routes: around representatives that every member matches, so that no run between two routes makes them one.

Joining whatever matches anything (union-find alone) would chain: a run between two streets matches both. So each route has a
representative, the most central of its runs, and a member is who matches that. In rounds, the runs with most others like them
gather who matches them; of each gathering the most central one becomes the representative; and everybody goes to the nearest
representative that matches. Ties are broken by the content of signatures and by keys: the order of the input changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from lifeworld.plugin import InputRefused
from lifeworld_running.core.distance import EARTH_M
from lifeworld_running.core.routes.blocks import Couples, SignatureBlock, cells_about
from lifeworld_running.core.routes.matching import lengths_fit, matched, screen
from lifeworld_running.core.routes.values import LENGTHS, START_M, Floats, Ints, Member, Route, Signature

_CENTRAL_POINTS = 32
_CENTRAL_MIN = 3
"""From so many runs on it is asked which is the most central."""


@dataclass(frozen=True)
class _Ground:
    """What neighbours are found by: start and end on the globe and the length, in units of what may differ."""

    block: SignatureBlock
    places: Floats
    tree: cKDTree
    rank: Ints

    @classmethod
    def of(cls, keys: Sequence[str], block: SignatureBlock) -> _Ground:
        lat, lon = (np.radians(block.ends[:, axis] * 1e-6) for axis in (0, 1))
        globe = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=2) * (EARTH_M / (START_M * 1.02))
        length = np.log(block.length_m) / -np.log(1 - LENGTHS)
        places = np.concatenate([globe[:, 0], globe[:, 1], length[:, None]], axis=1)
        tree = cKDTree(places)
        # Loops have the same neighbours from either end; for a way with two ends both directions are counted.
        n_near = (tree.query_ball_point(places, 1, p=np.inf, return_length=True)
                  + tree.query_ball_point(_from_the_end(places), 1, p=np.inf, return_length=True))
        order = sorted(range(len(keys)), key=lambda i: (-int(n_near[i]), block.signatures[i].digest, keys[i]))
        rank = np.empty(len(keys), np.int64)
        rank[order] = np.arange(len(keys))
        return cls(block, places, tree, rank)

    def near(self, one: int) -> Ints:
        """Who may be of the route of one: by ends, length and cells; without itself, rising."""
        found = np.union1d(*(np.array(self.tree.query_ball_point(place, 1, p=np.inf), dtype=np.int64)
                             for place in (self.places[one], _from_the_end(self.places[[one]])[0])))
        found = found[found != one]
        found = np.asarray(found[lengths_fit(self.block.length_m[found], self.block.length_m[[one]])], np.int64)
        return found[self.block.near(cells_about(self.block.signatures[one]), found)]


def _from_the_end(places: Floats) -> Floats:
    return np.concatenate([places[:, 3:6], places[:, :3], places[:, 6:]], axis=1)


@dataclass
class _Sorting:
    """Who belongs to whom so far: the representative of each run (-1: none yet), whether it ran the other way, how far apart."""

    ground: _Ground
    of: Ints
    backwards: npt.NDArray[np.bool_]
    mean_m: Floats
    neighbours: dict[int, Ints]

    @classmethod
    def none(cls, ground: _Ground) -> _Sorting:
        n = len(ground.block)
        return cls(ground, np.full(n, -1, np.int64), np.zeros(n, np.bool_), np.full(n, np.inf), {})

    def near(self, one: int) -> Ints:
        if one not in self.neighbours:
            self.neighbours[one] = self.ground.near(one)
        return self.neighbours[one]

    def offered(self, seeds: Sequence[int], among: npt.NDArray[np.bool_]) -> None:
        """Everybody in ``among`` who matches a seed goes to the nearest of those seeds; seeds to themselves."""
        near = [each[among[each]] for each in (self.near(seed) for seed in seeds)]
        a = np.repeat(np.array(seeds, np.int64), [len(each) for each in near])
        b = np.concatenate([*near, np.zeros(0, np.int64)])
        same, backwards, mean = matched(Couples(self.ground.block, a, self.ground.block, b))
        a, b, backwards, mean = a[same], b[same], backwards[same], mean[same]
        order = np.lexsort((self.ground.rank[a], mean, b))
        first = order[np.concatenate([[True], np.diff(b[order]) > 0])] if len(order) else order
        self.of[b[first]], self.backwards[b[first]], self.mean_m[b[first]] = a[first], backwards[first], mean[first]
        own = np.array(seeds, np.int64)
        self.of[own], self.backwards[own], self.mean_m[own] = own, False, 0.0

    def gather(self) -> None:
        """Rounds until everybody belongs somewhere: in each, who comes first among those about it takes who matches."""
        rank = self.ground.rank
        waiting = [int(i) for i in np.argsort(rank) if self.of[i] < 0]
        while waiting:
            open_ = self.of < 0
            taken, seeds = np.zeros(len(open_), np.bool_), []
            for one in waiting:
                if not taken[one]:
                    seeds.append(one)
                    taken[self.near(one)] = True
                taken[one] = True
            self.offered(seeds, open_)
            waiting = [one for one in waiting if self.of[one] < 0]

    def gatherings(self) -> Iterator[tuple[int, Ints]]:
        """Representatives and who belongs to them; larger ones first."""
        order = np.lexsort((self.ground.rank, self.of))
        heads, starts, sizes = np.unique(self.of[order], return_index=True, return_counts=True)
        for at in np.lexsort((self.ground.rank[heads], -sizes)):
            yield int(heads[at]), order[starts[at]:starts[at] + sizes[at]]


def _central(sorting: _Sorting, head: int, members: Ints) -> int:
    """The member nearest to the median way, among those of the direction that most ran."""
    if len(members) < _CENTRAL_MIN:
        return head
    backwards = sorting.backwards[members]
    most = backwards if backwards.sum() * 2 > len(members) else ~backwards
    ways = np.empty((len(members), 2, _CENTRAL_POINTS))
    for at, member in enumerate(members):
        micro = sorting.ground.block.signatures[member].micro
        picked = micro[:, np.rint(np.linspace(0, micro.shape[1] - 1, _CENTRAL_POINTS)).astype(np.int64)]
        ways[at] = picked[:, ::-1] if backwards[at] else picked
    ways[:, 1] -= np.rint((ways[:, 1] - ways[:1, 1]) / 360e6) * 360e6
    off = ways - np.median(ways, axis=0)
    off[:, 1] *= np.cos(np.radians(ways[0, 0, 0] * 1e-6))
    apart = np.hypot(off[:, 0], off[:, 1]).mean(axis=1)
    order = np.lexsort((sorting.ground.rank[members], apart, ~most))
    return int(members[order[0]])


def _settled(sorting: _Sorting) -> _Sorting:
    """Everybody to the nearest central run that matches; of two central runs that match one another, the one with more stays."""
    ground, heads = sorting.ground, []
    for head, members in sorting.gatherings():
        heads.append(_central(sorting, head, members))
    settled = _Sorting.none(ground)
    settled.neighbours = sorting.neighbours
    place = np.full(len(sorting.of), len(heads), np.int64)
    place[heads] = np.arange(len(heads))
    a = np.repeat(heads, [len(settled.near(head)) for head in heads]).astype(np.int64)
    b = np.concatenate([*(settled.near(head) for head in heads), np.zeros(0, np.int64)]).astype(np.int64)
    later = (place[b] > place[a]) & (place[b] < len(heads))
    same = matched(Couples(ground.block, a[later], ground.block, b[later]))[0]
    gone: set[int] = set()
    alike = zip(a[later][same].tolist(), b[later][same].tolist(), strict=True)
    for one, other in sorted(alike, key=lambda pair: place[list(pair)].tolist()):
        if one not in gone:
            gone.add(other)
    stays = [head for head in heads if head not in gone]
    everybody = np.ones(len(sorting.of), np.bool_)
    everybody[stays] = False
    settled.offered(stays, everybody)
    settled.gather()
    return settled


def cluster(keys: Sequence[str], signatures: Sequence[Signature]) -> tuple[Route, ...]:
    """Every run into one route. ``keys``: what tells runs apart, all different. Routes that were run more often come first.

    Errors: InputRefused where keys are not as many as signatures, or not all different.

    >>> from lifeworld_running.core.routes.ways import signature
    >>> runs = [signature(np.linspace(52.5, 52.52, 500), np.full(500, 13.4 + off)) for off in (0, 0.0001, 0.002)]
    >>> [[member.key for member in route.members] for route in cluster("abc", runs)]
    [['a', 'b'], ['c']]
    """
    if len(keys) != len(signatures) or len(set(keys)) != len(keys):
        raise InputRefused("bad_keys", f"There are {len(set(keys))} different keys for {len(signatures)} runs.",
                           "Give each run a key of its own.")
    if not keys:
        return ()
    sorting = _Sorting.none(_Ground.of(keys, SignatureBlock.of(signatures)))
    sorting.gather()
    settled = _settled(sorting)
    routes: list[Route] = []
    for head, members in settled.gatherings():
        found = [Member(keys[i], bool(settled.backwards[i]), float(settled.mean_m[i])) for i in members]
        routes.append(Route(len(routes) + 1, keys[head], signatures[head], tuple(sorted(found, key=lambda member: member.key))))
    return tuple(routes)


def assign(key: str, one: Signature, routes: Sequence[Route]) -> tuple[Route, ...]:
    """Routes with one run more: in the nearest route whose representative it matches, else in a new one with the next free number.

    Other routes stay as they are, so that a route keeps its number. A run whose key is there already is taken out of its route first.
    """
    kept = [replace(route, members=tuple(member for member in route.members if member.key != key)) if any(
        member.key == key for member in route.members) and route.key != key else route for route in routes]
    found = screen(one, SignatureBlock.of([route.representative for route in kept]))
    if not len(found):
        number = max((route.number for route in kept), default=0) + 1
        return (*kept, Route(number, key, one, (Member(key),)))
    nearest = int(np.lexsort((found.at, found.mean_m))[0])
    at = int(found.at[nearest])
    member = Member(key, bool(found.reversed[nearest]), float(found.mean_m[nearest]))
    others = tuple(each for each in kept[at].members if each.key != key)
    kept[at] = replace(kept[at], members=tuple(sorted((*others, member), key=lambda each: each.key)))
    return tuple(kept)
