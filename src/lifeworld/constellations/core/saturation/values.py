"""Saturation: when further customers hardly bring anything new."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.kit.figure import Figure


@dataclass(frozen=True)
class CurvePoint:
    """After ``n`` customers: mean number of distinct things found over random orders, with the 90 % range of the orders."""

    n: int
    found: float
    low: float
    high: float


@dataclass(frozen=True)
class Saturation:
    """Guest, Namey & Chen 2020 (doi 10.1371/journal.pone.0232076) over random orders of customers.

    ``base`` customers are the base, ``run`` customers a run, ``threshold`` the new-information ratio (0.05). ``reached`` is
    the number of customers (base + runs) at which it falls to the threshold: a Figure over orders, or "not enough" where
    it is not reached in most orders. ``what`` says what is counted ("codes", "kinds of actor": name and category).
    """

    what: str
    base: int
    run: int
    threshold: float
    reached: Figure
    share_reached: Figure
    curve: tuple[CurvePoint, ...]
    sentence: str
