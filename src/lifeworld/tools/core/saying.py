"""Numbers of designs as people read them: significant digits, prefixes of SI units, shares in per cent, ages and prices in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

SI = frozenset({"V", "A", "Ω", "H", "F", "Hz", "W", "s", "C", "J", "S", "m", "g"})
PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
UNKNOWN = "not known"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
AGES = ((3_600, 60, "minutes"), (86_400, 3_600, "hours"), (math.inf, 86_400, "days"))


def number(value: float | None, unit: str = "", digits: int = 3) -> str:
    """A number with its unit, rounded to so many significant digits; pieces are counted.

    >>> number(4.7e-6, "H"), number(0.9234, "share"), number(1234.5, "mm²"), number(None, "V"), number(0.0, "A")
    ('4.7 µH', '92.3 %', '1230 mm²', 'not known', '0 A')
    >>> number(301_245.0, "pieces"), number(1.0, "pieces"), number(1260.0)
    ('301,245 pieces', '1 piece', '1,260')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if not unit and abs(value) >= 1000 and float(value).is_integer():
        return f"{round(value):,}"
    if unit == "pieces":
        return f"{round(value):,} {unit if round(value) != 1 else 'piece'}"
    if unit == "share":
        return f"{_rounded(100 * value, digits)} %"
    if unit in SI and value:
        power = 3 * math.floor(math.floor(math.log10(abs(_round(value, digits)))) / 3)
        if power in PREFIXES:
            return f"{_rounded(value / 10.0**power, digits)} {PREFIXES[power]}{unit}"
    return f"{_rounded(value, digits)} {unit}".strip()


def together(names: Iterable[str], limit: int = 6) -> str:
    """Names in a sentence, the last one after "and"; those beyond ``limit`` are counted.

    >>> together(["EUR"]), together(["1", "10", "100"]), together(["a", "b", "c"], 2)
    ('EUR', '1, 10 and 100', 'a, b and 1 more')
    """
    names = list(names)
    shown = names if len(names) <= limit else [*names[:limit], f"{len(names) - limit} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def many(count: int) -> str:
    """How many combinations: whole below ten million, in powers of ten beyond, as the desk writes them.

    >>> many(75), many(2_913_000), many(29_061_422_923_232_402_165_940_092_928)
    ('75', '2,913,000', '2.91 × 10²⁸')
    """
    if count < 10**7:
        return f"{count:,}"
    digits, power = f"{count:.2e}".split("e+")
    return f"{digits.rstrip('0').rstrip('.')} × 10{''.join(RAISED[int(digit)] for digit in str(int(power)))}"


def made_words(n: int, kept_of: int, considered: int, front: int) -> str:
    """How many designs can be made, of how many combinations; how many of them are kept where not all are, and are on the front.

    >>> made_words(40, 40, 75, 6)
    '40 designs can be made, of 75 combinations; 6 of them are on the front.'
    >>> made_words(93_792, 24_694_690_379, 16_000_000_000_000, 2_780)
    '2.47 × 10¹⁰ designs can be made, of 1.6 × 10¹³ combinations. 93,792 of them are kept; 2,780 are on the front.'
    >>> made_words(0, 0, 75, 0), made_words(1, 0, 75, 0)
    ('0 designs can be made, of 75 combinations.', '1 design can be made, of 75 combinations.')
    """
    feasible = max(n, kept_of)
    said = f"{many(feasible)} design{'' if feasible == 1 else 's'} can be made, of {many(considered)} combinations"
    on_front = f"{front:,} {'is' if front == 1 else 'are'} on the front"
    if feasible > n:
        return f"{said}. {n:,} of them are kept{f'; {on_front}' if front else ''}."
    return f"{said}; {on_front.replace(' ', ' of them ', 1)}." if front else f"{said}."


def between(value: float | None, low: float | None, high: float | None, unit: str = "", digits: int = 3) -> str:
    """A number, with its bounds where parts leave it open.

    >>> between(None, .88, .93, "share"), between(.9, .88, .93, "share"), between(None, None, None, "W")
    ('88 to 93 %', '90 % (88 to 93 %)', 'not known')
    """
    if low is None or high is None or (low == high == value):
        return number(value, unit, digits)
    first, second = number(low, unit, digits), number(high, unit, digits)
    ends = first.rpartition(" ")[2], second.rpartition(" ")[2]
    first = first.rpartition(" ")[0] if ends[0] == ends[1] and unit else first
    said = f"{first} to {second}"
    return said if value is None else f"{number(value, unit, digits)} ({said})"


def money(value: float | None, currency: str) -> str:
    """A price: two decimals, more where it is small.

    >>> money(1.5, "EUR"), money(0.00123, "USD"), money(None, "EUR")
    ('1.50 EUR', '0.00123 USD', 'not known')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if value == 0 or abs(value) >= 1:
        return f"{value:,.2f} {currency}"
    return f"{_rounded(value, 3)} {currency}"


def is_money(key: str, unit: str) -> bool:
    """Whether a figure is in the currency of the asker: its unit is "currency", or it is a cost without a unit."""
    return unit == "currency" or (key == "cost" and not unit)


def money_between(value: float | None, low: float | None, high: float | None, currency: str) -> str:
    """A price, with its bounds where there are any.

    >>> money_between(None, 1.5, 2, "EUR"), money_between(3, None, None, "EUR")
    ('1.50 EUR to 2.00 EUR', '3.00 EUR')
    """
    if low is None or high is None or low == high == value:
        return money(value, currency)
    said = f"{money(low, currency)} to {money(high, currency)}"
    return said if value is None else f"{money(value, currency)} ({said})"


def age(seconds: float | None) -> str:
    """How old something is, rounded down to the unit that fits.

    >>> age(30), age(5400), age(None), age(86_400 * 3)
    ('less than a minute', '1 hour', 'not known', '3 days')
    """
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    if seconds < 60:
        return "less than a minute"
    one, word = next((one, word) for end, one, word in AGES if seconds < end)
    n = int(seconds // one)
    return f"{n} {word if n != 1 else word[:-1]}"


def stock(pieces: int) -> str:
    """How many a seller has; -1: in stock, without a number; -2: nothing is said.

    >>> stock(1200), stock(-1), stock(-2)
    ('1,200 in stock', 'in stock', 'stock not stated')
    """
    return f"{pieces:,} in stock" if pieces >= 0 else "in stock" if pieces == -1 else "stock not stated"


def margin(value: float | None) -> str:
    """How far inside its limit a check is.

    >>> margin(.253), margin(-.1), margin(None), margin(1200.0)
    ('25.3 % inside', '10 % outside', 'not known', 'more than 10 times inside')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    side = "inside" if value >= 0 else "outside"
    return f"more than 10 times {side}" if abs(value) > 10 else f"{_rounded(100 * abs(value), 3)} % {side}"


def typed(value: Any) -> Any:
    """A number as people type it; anything else as it is.

    >>> typed(1200.0), typed(.5), typed(True), typed("oak")
    (1200, 0.5, True, 'oak')
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _round(value: float, digits: int) -> float:
    return float(f"{value:.{max(digits, 1) - 1}e}")


def _rounded(value: float, digits: int) -> str:
    """As plain digits, without zeros at the end."""
    value = _round(value, digits)
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if not -6 <= power <= 15:
        return f"{value:g}"
    text = f"{value:.{max(digits - 1 - power, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wanted_text(value: Any, field: Mapping[str, Any]) -> str:
    """What was asked for, as people read it.

    >>> wanted_text(100000.0, {"x-unit": "Hz"}), wanted_text(True, {}), wanted_text("", {}), wanted_text("b", {"x-options": {"b": "Buck"}})
    ('100 kHz', 'yes', 'any', 'Buck')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "any"
    if isinstance(value, int | float):
        return number(float(value), str(field.get("x-unit", "")), 6)
    return str(field.get("x-options", {}).get(value, value))
