"""Values as engineers write them: 4.7 µH, 10 kΩ, 330 pF."""

from __future__ import annotations

import math

PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"))
UNITS = {"inductor": "H", "capacitor": "F", "resistor": "Ω"}


def engineered(value: float, unit: str, digits: int = 3) -> str:
    """A value with its prefix and unit. Unknown values are said to be.

    >>> engineered(4.7e-6, "H"), engineered(10_000, "Ω"), engineered(0.0, "V"), engineered(float("nan"), "V")
    ('4.7 µH', '10 kΩ', '0 V', 'unknown')
    >>> engineered(999.96e-6, "V")
    '1 mV'
    """
    if math.isnan(value):
        return "unknown"
    if value == 0 or not math.isfinite(value):
        return f"{value:g} {unit}".strip()
    rounded = float(f"{value:.{digits}g}")
    scale, prefix = next(((scale, prefix) for scale, prefix in PREFIXES if abs(rounded) >= scale * (1 - 1e-12)), PREFIXES[-1])
    return f"{float(f'{rounded / scale:.{digits}g}'):g} {prefix}{unit}".strip()


def plain(kind: str, value: float) -> str:
    """A component's value in ASCII, as KiCad and spreadsheets read it.

    >>> plain("capacitor", 22e-6), plain("resistor", 5360), plain("inductor", float("nan"))
    ('22uF', '5.36k', '')
    """
    if math.isnan(value):
        return ""
    unit = {"resistor": ""}.get(kind, UNITS.get(kind, ""))
    return engineered(value, unit).replace(" ", "").replace("µ", "u").replace("Ω", "")
