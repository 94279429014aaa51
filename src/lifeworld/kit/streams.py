"""Counter-based random streams: a draw depends on its key and its position, never on what was drawn before.

The generator is SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195) read at random access: word ``i`` of
the stream with key ``k`` is ``mix(k + (i + 1) * golden)``. Keys are themselves mixed from (seed, customer, part), so a
customer's draws are the same in any partition, order or engine. Arithmetic is float32 where that is enough for a
posterior draw, because a million customers need a billion of them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Draws = NDArray[np.float32]

_GOLDEN = 0x9E3779B97F4A7C15
_MULTIPLY_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLY_2 = np.uint64(0x94D049BB133111EB)
_WORDS_PER_ATTEMPT = 2
_ATTEMPTS_MAX = 64
"""Each attempt of the gamma sampler succeeds with probability over .95: 64 failures in a row do not happen."""


def _mix(words: Keys) -> Keys:
    """SplitMix64's finaliser, in place."""
    scratch = words >> np.uint64(30)
    words ^= scratch
    words *= _MULTIPLY_1
    np.right_shift(words, np.uint64(27), out=scratch)
    words ^= scratch
    words *= _MULTIPLY_2
    np.right_shift(words, np.uint64(31), out=scratch)
    words ^= scratch
    return words


def stream_keys(seed: int, *parts: NDArray[np.uint64] | int) -> Keys:
    """Keys of streams from a seed and any number of parts (hashes or small integers), broadcast together.

    >>> a = stream_keys(1, np.array([7, 8], np.uint64))
    >>> bool(a[0] != a[1]), bool((a == stream_keys(1, np.array([7, 8], np.uint64))).all())
    (True, True)
    """
    shape = np.broadcast_shapes(*(np.shape(part) for part in parts)) or (1,)
    keys = _mix(np.full(shape, (seed * _GOLDEN + _GOLDEN) & 0xFFFFFFFFFFFFFFFF, np.uint64))
    for part in parts:
        keys = _mix(keys + np.uint64(_GOLDEN) ^ np.asarray(part, np.uint64))
    return keys


def words(keys: Keys, n: int, first: int = 0) -> Keys:
    """Words ``first`` to ``first + n`` of each stream: uint64[len(keys), n]."""
    steps = np.arange(first + 1, first + n + 1, dtype=np.uint64) * np.uint64(_GOLDEN)
    return _mix(keys[:, None] + steps[None, :])


def uniforms(keys: Keys, n: int, first: int = 0) -> NDArray[np.float64]:
    """Uniforms on the open interval (0, 1), 53 bits: float64[len(keys), n].

    >>> u = uniforms(stream_keys(0, np.arange(2, dtype=np.uint64)), 1000)
    >>> bool(0 < u.min() and u.max() < 1 and abs(u.mean() - 0.5) < 0.02)
    True
    """
    return ((words(keys, n, first) >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def _halves(word: Keys) -> tuple[Draws, Draws]:
    """Two float32 uniforms on (0, 1) from each word: its high and its low 24 bits."""
    high = (word >> np.uint64(40)).astype(np.uint32).astype(np.float32)
    low = (word.astype(np.uint32) >> np.uint32(8)).astype(np.float32)
    for half in (high, low):
        np.add(half, np.float32(0.5), out=half)
        np.multiply(half, np.float32(2.0**-24), out=half)
    return high, np.minimum(low, np.float32(1 - 2.0**-24), out=low)


def _attempt(keys: Keys, columns: Keys, d: Draws, c: Draws, attempt: int) -> tuple[Draws, NDArray[np.bool_], Draws]:
    """One Marsaglia-Tsang attempt for each element: candidate, accepted, and the uniform left for the boost."""
    first = keys + columns * np.uint64(_GOLDEN)
    first += np.uint64(((2 * attempt + 1) << 40) * _GOLDEN & 0xFFFFFFFFFFFFFFFF)
    second = first + np.uint64((1 << 40) * _GOLDEN & 0xFFFFFFFFFFFFFFFF)
    radius, angle = _halves(_mix(first))
    accept, boost = _halves(_mix(second))
    np.log(radius, out=radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    angle *= np.float32(2 * math.pi)
    np.cos(angle, out=angle)
    normal = np.multiply(radius, angle, out=radius)
    cube = np.multiply(normal, c, out=angle)
    cube += np.float32(1)
    positive = cube > 0
    np.maximum(cube, np.float32(1e-6), out=cube)
    cube *= cube * cube
    normal *= normal
    # log u < x^2 / 2 + d - d v + d log v
    bound = np.log(cube)
    bound -= cube
    bound += np.float32(1)
    bound *= d
    normal *= np.float32(0.5)
    bound += normal
    np.log(accept, out=accept)
    cube *= d
    return cube, positive & (accept < bound), boost


def gammas(shape: NDArray[np.floating], keys: Keys, draws: int) -> Draws:
    """Gamma(shape, 1) draws, float32[len(shape), draws]; a shape of 0 gives 0 throughout, and so does what is under 1e-38.

    Marsaglia & Tsang 2000 (doi 10.1145/358407.358414) at shape + 1, times U^(1/shape). ``keys`` are one stream each.

    >>> g = gammas(np.array([0.2, 3.0]), stream_keys(5, np.arange(2, dtype=np.uint64)), 20_000)
    >>> [round(float(x), 1) for x in g.mean(axis=1)]
    [0.2, 3.0]
    """
    alpha = np.asarray(shape, np.float32)
    d = (alpha + np.float32(2 / 3))[:, None]
    c = np.float32(1 / 3) / np.sqrt(d)
    columns = np.arange(1, draws + 1, dtype=np.uint64)[None, :]
    value, accepted, boost = _attempt(keys[:, None], columns, d, c, 0)
    row, column = np.nonzero(~accepted)
    for attempt in range(1, _ATTEMPTS_MAX):
        if not len(row):
            break
        again, good, uniform = _attempt(keys[row], columns[0, column], d[row, 0], c[row, 0], attempt)
        value[row, column], boost[row, column] = again, uniform
        row, column = row[~good], column[~good]
    np.log(boost, out=boost)
    with np.errstate(divide="ignore"):
        boost *= (np.float32(1) / alpha)[:, None]
    np.exp(boost, out=boost)
    value *= boost
    return value


def _poisson_table() -> NDArray[np.uint8]:
    """Poisson(1) quantiles at the midpoints of 65,536 cells."""
    cumulative = np.cumsum([math.exp(-1) / math.factorial(k) for k in range(12)])
    return np.searchsorted(cumulative, (np.arange(65536) + 0.5) / 65536).astype(np.uint8)


_POISSON_TABLE = _poisson_table()


def poisson_weights(keys: Keys, n: int) -> Draws:
    """Poisson(1) bootstrap weights, float32[len(keys), n] (16 bits each: the mean is exact to 1e-5).

    >>> w = poisson_weights(stream_keys(3, np.arange(50, dtype=np.uint64)), 400)
    >>> w.shape, bool(abs(w.mean() - 1) < 0.03), bool(abs(w.var() - 1) < 0.05)
    ((50, 400), True, True)
    """
    cells = words(keys, -(-n // 4)).astype("<u8", copy=False).view("<u2")[:, :n]
    return np.asarray(_POISSON_TABLE[cells], np.float32)
