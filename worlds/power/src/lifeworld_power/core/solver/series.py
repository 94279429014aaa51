"""Power series of a linear circuit's state over a short step, exact to rounding: maps over an interval, mean squares, extremes."""

from __future__ import annotations

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.values import Floats

TERMS = 20
REACH = 0.5
"""A step is short when |A| h is at most this; then fewer than TERMS terms reach the last digit of a float."""


@compiled
def halvings(reach: float) -> int:
    """How often a step with |A| h = reach must be halved to be short; -1 where it never will be."""
    count = 0
    while reach > REACH and count < 24:
        reach, count = 0.5 * reach, count + 1
    return count if reach <= REACH else -1


@compiled
def terms(reach: float) -> int:
    """How many terms a short step needs."""
    k, size = 1, 1.0
    while size > 1e-18 and k < TERMS - 1:
        size *= reach / k
        k += 1
    return k + 1


@compiled
def advance(a: Floats, b: Floats, read: Floats, bound: float, h: float, e: Floats, work: Floats) -> bool:
    """Fills e (5, 4), the exact map of the state over ``h`` seconds: columns are the three states and 1; rows the states after, 1, and
    the integral of ``read`` (4 weights: of the states and of 1). ``work`` (5, 4) is scratch. False where ``h`` is out of all proportion.
    """
    reach = bound * abs(h)
    halved = halvings(reach)
    if halved < 0:
        return False
    h = h / 2.0**halved
    count = terms(reach / 2.0**halved)
    lone = a[0, 2] == 0.0 and a[1, 2] == 0.0 and a[2, 2] == 0.0  # nothing depends on the input capacitor
    for j in range(4):
        if j == 2 and lone:
            e[0, 2], e[1, 2], e[2, 2], e[3, 2], e[4, 2] = 0.0, 0.0, 1.0, 0.0, h * read[2]
            continue
        x0, x1, x2 = (1.0 if j == 0 else 0.0), (1.0 if j == 1 else 0.0), (1.0 if j == 2 else 0.0)
        one = 1.0 if j == 3 else 0.0
        s0, s1, s2 = x0, x1, x2
        q0, q1, q2 = x0, x1, x2
        for k in range(1, count):
            g = h / k
            x0, x1, x2 = (g * (a[0, 0] * x0 + a[0, 1] * x1 + a[0, 2] * x2 + b[0] * one),
                          g * (a[1, 0] * x0 + a[1, 1] * x1 + a[1, 2] * x2 + b[1] * one),
                          g * (a[2, 0] * x0 + a[2, 1] * x1 + a[2, 2] * x2 + b[2] * one))
            one = 0.0
            s0, s1, s2 = s0 + x0, s1 + x1, s2 + x2
            r = 1.0 / (k + 1)
            q0, q1, q2 = q0 + r * x0, q1 + r * x1, q2 + r * x2
        e[0, j], e[1, j], e[2, j], e[3, j] = s0, s1, s2, (1.0 if j == 3 else 0.0)
        e[4, j] = h * (read[0] * q0 + read[1] * q1 + read[2] * q2 + (read[3] if j == 3 else 0.0))
    for _ in range(halved):
        for i in range(5):
            for j in range(4):
                work[i, j] = e[i, 0] * e[0, j] + e[i, 1] * e[1, j] + e[i, 2] * e[2, j] + e[i, 3] * e[3, j]
        for j in range(4):
            work[4, j] += e[4, j]
        for i in range(5):
            for j in range(4):
                e[i, j] = work[i, j]
    return True


@compiled
def mean_square(c: Floats, count: int) -> float:
    """Mean of y² over the step, of y = sum of c[k] u^k for u from 0 to 1. No digits are lost: nothing is subtracted that was squared."""
    total = 0.0
    for n in range(2 * count - 1):
        term = 0.0
        for k in range(max(0, n - count + 1), min(n, count - 1) + 1):
            term += c[k] * c[n - k]
        total += term / (n + 1)
    return total


@compiled
def slope(c: Floats, count: int, u: float) -> float:
    """dy/du of y = sum of c[k] u^k."""
    value = 0.0
    for k in range(count - 1, 0, -1):
        value = value * u + k * c[k]
    return value


@compiled
def level(c: Floats, count: int, u: float) -> float:
    """The sum of c[k] u^k."""
    value = 0.0
    for k in range(count - 1, -1, -1):
        value = value * u + c[k]
    return value


@compiled
def turning(c: Floats, count: int, left: float, right: float) -> float:
    """Where between left and right, at which its slope has unlike signs, y = sum of c[k] u^k turns: by secants that keep it enclosed."""
    s_left, s_right, u = slope(c, count, left), slope(c, count, right), left
    for _ in range(60):
        before, u = u, (left * s_right - right * s_left) / (s_right - s_left)
        s = slope(c, count, u)
        if s == 0.0 or abs(u - before) < 1e-9:  # the slope is zero there, so what is left of y is of the order of 1e-18
            break
        if s * s_right < 0:
            left, s_left = right, s_right
        else:
            s_left *= 0.5
        right, s_right = u, s
    return u


@compiled
def widen(c: Floats, count: int, span: Floats) -> None:
    """Widens the range (low, high) in ``span`` to hold every value of the series for u from 0 to 1: its ends, and where it turns."""
    before, y = slope(c, count, 0.0), c[0]
    for part in range(5):
        if part == 4:
            y = level(c, count, 1.0)
        else:
            after = slope(c, count, 0.25 * (part + 1))
            if before * after < 0:
                turn = level(c, count, turning(c, count, 0.25 * part, 0.25 * (part + 1)))
                span[0], span[1] = min(span[0], turn), max(span[1], turn)
            before = after
        span[0], span[1] = min(span[0], y), max(span[1], y)
