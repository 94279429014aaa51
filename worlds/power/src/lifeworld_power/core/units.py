"""Quantities as people and data sheets write them: «4.7uH», «29.5nC@4.5V», «4.5V~40V», «10µF ±20%», «4k7», «170mΩ@100kHz». Values are
SI.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lifeworld.plugin import InputRefused

NAN = float("nan")
PREFIXES = {"T": 12, "G": 9, "M": 6, "k": 3, "K": 3, "": 0, "m": -3, "u": -6, "μ": -6, "n": -9, "p": -12, "f": -15}
UNITS = {"Hz": "Hz", "V": "V", "A": "A", "Ω": "Ω", "Ohm": "Ω", "ohm": "Ω", "Ohms": "Ω", "ohms": "Ω", "R": "Ω", "F": "F", "H": "H", "C": "C",
         "s": "s",
         "S": "s", "W": "W", "J": "J", "°C": "°C", "K": "K", "K/W": "K/W", "°C/W": "K/W", "m": "m", "mm": "mm", "%": "%", "ppm": "ppm",
         "": ""}
"""A unit as written, and as this world writes it. «S» is a second where a shop capitalises it: no part here is told in siemens."""
_SCALED = {"mm": ("m", -3), "%": ("", -2), "ppm": ("", -6)}
_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_BASES = "|".join(sorted((re.escape(unit) for unit in UNITS if unit), key=len, reverse=True))
_ONE = re.compile(rf"([+-]?)({_NUMBER})\s*(?:([TGMkKmuμnpf]?)({_BASES})|([TGMkKmuμnpf]))?")
_CODE = re.compile(rf"([+-]?)(\d+)([TGMkKmuμnpR])(\d+)\s*({_BASES})?")
_TOLERANCE = re.compile(r"(.*?)\s*(?:±|\+/-|\+-)\s*(.+)")
_RANGE = re.compile(r"\s*(?:~|:|\.\.+|…|\bto\b|(?<=[VAHFΩWz%\d])[–-](?=[\d.]))\s*")
_FOLDED = str.maketrans({"−": "-", "﹣": "-", "～": "~", "〜": "~", "∼": "~", "，": ",", "；": ";", "：": ":", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in SI with its unit ("" for a plain number or a share). ``low``, ``high``: a range or tolerance, equal to ``value`` where
    there is none; of a range, ``value`` is the middle. ``at``: the conditions behind «@», as quantities, in their order.
    """

    value: float
    unit: str
    low: float
    high: float
    at: tuple[Quantity, ...] = ()

    def condition(self, unit: str) -> float:
        """The condition told in ``unit`` (the first of them), NaN where there is none."""
        return next((one.value for one in self.at if one.unit == unit), NAN)


def folded(text: str) -> str:
    """Text with one sign for one meaning: full-width and compatibility signs (Ω, µ, ℃, ＠, ～) as their plain forms, one space for many.

    >>> folded("１０µＨ＠１００ｋＨｚ")
    '10μH@100kHz'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_FOLDED)).translate(_FOLDED)
    return " ".join(text.split())


def _one(text: str, unit: str) -> tuple[float, str] | None:
    """One number with its unit; ``unit`` is that of numbers which name none."""
    found = _ONE.fullmatch(text)
    if found:
        sign, digits, prefix, base, lone = found.groups()
        if base in ("m", "K") and not prefix and unit not in ("", base):
            base, lone = None, base  # where a unit is expected, «10m» and «150K» name a prefix
    else:
        code = _CODE.fullmatch(text)
        if not code:
            return None
        sign, whole, point, rest, base = code.groups()
        if point == "R" and base not in (None, "Ω"):
            return None
        digits, prefix, lone = f"{whole}.{rest}", "" if point == "R" else point, None
        base = base or ("Ω" if point == "R" else unit)
    written = UNITS[base if base is not None else ""] if base is not None else unit
    written, shift = _SCALED.get(written, (written, 0))
    exponent = PREFIXES[prefix or lone or ""] + shift
    mantissa, _, power = digits.lower().partition("e")
    return float(f"{sign}{mantissa}e{int(power or 0) + exponent}"), written


def parse(text: str, unit: str = "") -> Quantity | None:
    """The quantity that ``text`` tells, in SI; None where it tells none («-», «X7R», two values at once).

    ``unit``: the unit of numbers which name none («10u» as a capacitance); a range may name it once («4.5~40V»).
    A number is read as decimal and rounded once, so that writing (``written``) and reading again gives the same number.

    >>> parse("29.5nC@4.5V").condition("V"), parse("4.5V~40V").high, parse("±20%").high, parse("4k7", "Ω").value
    (4.5, 40.0, 0.2, 4700.0)
    >>> parse("X7R") is None
    True
    """
    text, _, conditions = folded(text).partition("@")
    at = tuple(one for one in (parse(part.strip(" ()")) for part in conditions.split(",")) if one) if conditions else ()
    text = text.strip()
    plain = _one(text, unit)
    if plain:
        return Quantity(plain[0], plain[1], plain[0], plain[0], at)
    tolerance = _TOLERANCE.fullmatch(text)
    if tolerance:
        return _with_tolerance(tolerance[1].strip(), tolerance[2].strip(), unit, at)
    ends = _RANGE.split(text)
    if len(ends) == 2:
        high = _one(ends[1], unit)
        low = _one(ends[0], high[1] if high else unit) if high else None
        if high and low and (low[1] == high[1] or not low[0]):
            first, last = sorted((low[0], high[0]))
            return Quantity(0.5 * (first + last), high[1], first, last, at)
    return None


def _with_tolerance(text: str, spread: str, unit: str, at: tuple[Quantity, ...]) -> Quantity | None:
    """«10uF ±20%», «10pF ±0.5pF», or a bare «±20%» (about 0)."""
    middle = _one(text, unit) if text else (0.0, "")
    by = _one(spread, unit)
    if middle is None or by is None:
        return None
    if not text:
        return Quantity(0.0, by[1], -by[0], by[0], at)
    if not by[1]:
        size = abs(middle[0]) * by[0]
    elif by[1] == middle[1]:
        size = by[0]
    else:
        return None
    return Quantity(middle[0], middle[1], middle[0] - size, middle[0] + size, at)


def parse_all(text: str, unit: str = "") -> tuple[Quantity, ...]:
    """Every quantity of a list («5mΩ@10V, 7mΩ@4.5V», «300kHz、355kHz», «2A;3A»); what tells none is left out.

    A comma without a space behind «@» parts conditions («20uA@25℃,5min»), unless what follows has an «@» of its own.

    >>> [(q.value, q.condition("V")) for q in parse_all("5mΩ@10V, 7mΩ@4.5V")]
    [(0.005, 10.0), (0.007, 4.5)]
    """
    pieces: list[str] = []
    for block in re.split(r",\s+|[;、]\s*", folded(text)):
        for piece in block.split(","):
            if pieces and "@" in pieces[-1] and "@" not in piece and piece is not block and not block.startswith(piece):
                pieces[-1] += "," + piece
            else:
                pieces.append(piece)
    return tuple(one for one in (parse(piece, unit) for piece in pieces) if one)


def quantity(text: str, unit: str, name: str = "value") -> Quantity:
    """As ``parse``, of a unit that is known. Errors: InputRefused names the text, and the unit it should have.

    >>> quantity("14:22", "V").low
    14.0
    """
    found = parse(text, unit)
    if found is None or found.unit != unit:
        told = f"in {unit}" if unit else "without a unit"
        raise InputRefused("unreadable_quantity", f"The {name} «{text}» is no quantity {told}.",
                           f"Write a number with a unit, such as «4.7 {'µ' if unit else ''}{unit}».")
    return found


def written(value: float, unit: str) -> str:
    """The value with the prefix that keeps its number between 1 and 1000, in all its digits: reading it again gives the same value.

    >>> written(4.7e-06, "H"), written(0.2, ""), written(1.5e-07, "F")
    ('4.7 µH', '0.2', '150 nF')
    """
    if not unit or value == 0 or unit == "°C":
        return f"{value!r} {unit}".strip()
    number = Decimal(repr(value))
    exponent = max(min(number.adjusted() // 3 * 3, 9), -12)
    prefix = {9: "G", 6: "M", 3: "k", 0: "", -3: "m", -6: "µ", -9: "n", -12: "p"}[exponent]
    digits = format(number.scaleb(-exponent).normalize(), "f")
    return f"{digits} {prefix}{unit}"


def largest(found: Iterable[Quantity], unit: str) -> float:
    """The largest high end among quantities of a unit, NaN where there is none."""
    return max((one.high for one in found if one.unit == unit), default=NAN)


def smallest(found: Iterable[Quantity], unit: str) -> float:
    """The smallest low end among quantities of a unit, NaN where there is none."""
    return min((one.low for one in found if one.unit == unit), default=NAN)
