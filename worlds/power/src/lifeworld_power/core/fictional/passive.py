"""Invented inductors and capacitors. Their numbers follow from a size as in real ones: stored energy, winding, layers of dielectric."""

from __future__ import annotations

from lifeworld_power.core.derating import BASE, FLOOR, SLOPE, V50
from lifeworld_power.core.fictional.drawing import Drawn, Row, cell, code, row

_SIZES = ((2.5, 2.0, 1.2, 14e-6), (3.0, 3.0, 1.5, 30e-6), (4.0, 4.0, 2.0, 75e-6), (5.0, 5.0, 3.0, 190e-6), (6.6, 6.4, 3.0, 330e-6),
          (8.0, 8.0, 4.0, 700e-6),
          (10.0, 10.0, 5.0, 1.5e-3))
"""Length, width, height (mm) and the energy L Isat² (J) that an inductor of the size holds."""
_MICROHENRIES = (0.47, 0.68, 1.0, 1.5, 2.2, 3.3, 4.7, 6.8, 10.0, 15.0, 22.0, 33.0, 47.0)
CORE_A, CORE_B = 1.3, 2.4


def inductors() -> list[Row]:
    """Two makers: one for every size, one that trades resistance for saturation in the middle sizes."""
    rows = [_inductor("Alder Magnetics", "AXM", size, l,
                      1.0) for size in range(len(_SIZES)) for l in _MICROHENRIES if 0.4 < l * _SIZES[size][2] < 260]  # noqa: E741
    return rows + [_inductor("Juniper Coil", "JPC", size, l, 1.25) for size in (2, 4, 5) for l in _MICROHENRIES[2:10:2]]  # noqa: E741


def _inductor(maker: str, series: str, size: int, microhenries: float, strength: float) -> Row:
    length, width, height, energy = _SIZES[size]
    mpn = f"{series}{length * 10:02.0f}{width * 10:02.0f}-{code(microhenries, 'R')}M"
    drawn = Drawn(mpn)
    l = microhenries * 1e-6  # noqa: E741
    isat = (drawn.about(energy) * strength / l) ** 0.5
    volume = length * width * height
    dcr = drawn.about(0.030 * microhenries**0.9 * (volume / 18.0) ** -0.75, 0.08) * strength**0.6
    theta = drawn.about(150.0 * (length * width / 9.0) ** -0.55, 0.05)
    irms = (40.0 / (theta * dcr)) ** 0.5
    core = drawn.about(0.22, 0.25) * irms**2 * dcr / (5e5**CORE_A * (0.4 * irms) ** CORE_B)
    return row("inductor", mpn, maker, f"SMD,{length:g}x{width:g}x{height:g}mm", "Shielded power inductor", l=cell(l, "H"), tol="0.2",
               dcr=cell(dcr, "Ω"), irms=cell(irms, "A"),
               isat=cell(isat, "A"), shielded="yes", srf=cell(drawn.about(9e7 * microhenries**-0.55), "Hz"), core_k=cell(core),
               core_a=f"{CORE_A}", core_b=f"{CORE_B}",
               theta=cell(theta, "K/W"), height=f"{height:g} mm")


_CASES = {"0603": (1.161, 0.762), "0805": (2.581, 1.27), "1206": (4.645, 1.524), "1210": (7.742, 2.5)}
"""Area (mm²) and height (mm)."""
_RATINGS = (6.3, 10.0, 16.0, 25.0, 50.0, 100.0)
_MICROFARADS = (0.1, 0.22, 0.47, 1.0, 2.2, 4.7, 10.0, 22.0, 47.0, 100.0)


def ceramics() -> list[Row]:
    """In each case and rating the four largest values that its volume holds, and small C0G ones."""
    rows = []
    for case, (area, height) in _CASES.items():
        for volts in _RATINGS:
            held = 95.0 * area * height / (volts + 6.0) ** 1.25
            rows += [_ceramic(case, area * height, volts, value,
                              value > held / 4) for value in [value for value in _MICROFARADS if value <= held][-4:]]
    return rows + [_c0g(case, nanofarads) for case in ("0603", "0805") for nanofarads in (0.1, 0.47, 1.0, 4.7)]


def _ceramic(case: str, volume: float, volts: float, microfarads: float, dense: bool) -> Row:
    dielectric = "X5R" if dense else "X7R"
    mpn = f"HZC{case}{dielectric[1]}{code(microfarads * 10, 'U')}-{volts:g}V".replace(".", "R")
    drawn = Drawn(mpn)
    v50 = drawn.about(V50 * (volume * 1e-9 / (microfarads * 1e-6)) ** 0.5, 0.15)
    return row("capacitor", mpn, "Hazel Ceramic", case, f"Ceramic capacitor {dielectric}", c=cell(microfarads * 1e-6, "F"),
               tol="0.1" if microfarads < 20 else "0.2", v=cell(volts, "V"),
               esr=cell(drawn.about(3.2e-3 * max(microfarads, 0.47) ** -0.15, 0.15), "Ω"), esr_f="500 kHz",
               irms=cell(drawn.about(2.6 * (volume / 2.0) ** 0.35), "A"),
               irms_f="500 kHz", dielectric=dielectric, **{"class": "ceramic"}, tmax="85 °C" if dense else "125 °C",
               bias_base=cell(drawn.about(BASE, 0.05)), bias_v50=cell(v50, "V"),
               bias_n=cell(drawn.about(SLOPE, 0.05)), bias_floor=cell(FLOOR), bias_how="1")


def _c0g(case: str, nanofarads: float) -> Row:
    mpn = f"HZC{case}0{code(nanofarads * 100, 'U')}-50V"
    return row("capacitor", mpn, "Hazel Ceramic", case, "Ceramic capacitor C0G", c=cell(nanofarads * 1e-9, "F"), tol="0.05", v="50 V",
               esr="20 mΩ", esr_f="500 kHz", irms="0.8 A",
               irms_f="500 kHz", dielectric="C0G", **{"class": "ceramic"}, tmax="125 °C")


_CANS = ((5.0, 5.8), (6.3, 6.0), (6.3, 7.9), (8.0, 10.4), (10.0, 12.6))
_POLYMERS = ((6.3, (150, 220, 330, 560)), (10.0, (100, 150, 270, 470)), (16.0, (68, 120, 220, 330)), (25.0, (33, 56, 100, 220)),
             (35.0, (22, 47, 68, 120)))
_ALUMINIUMS = ((16.0, (47, 100, 220, 470, 1000)), (25.0, (33, 68, 150, 330, 680)), (35.0, (22, 47, 100, 220, 470)),
               (50.0, (10, 22, 47, 100, 220)), (100.0, (3.3, 6.8, 15, 33, 68)))


def cans() -> list[Row]:
    """Polymer and aluminium capacitors in cans, of rising size in each rating."""
    rows = [_can("CPL", "polymer", volts, value, *_CANS[size + 1], 0.021, 0.035) for volts, values in _POLYMERS for size,
            value in enumerate(values)]
    return rows + [_can("CAL", "aluminium", volts, value, *_CANS[size], 0.34, 0.045) for volts, values in _ALUMINIUMS for size,
                   value in enumerate(values)]


def _can(series: str, class_: str, volts: float, microfarads: float, across: float, height: float, esr_at: float, ripple: float) -> Row:
    mpn = f"{series}{code(microfarads, 'R')}-{volts:g}V-{across * 10:.0f}".replace(".", "R")
    drawn = Drawn(mpn)
    surface = across * height + across**2 / 4
    esr = drawn.about(esr_at * (surface / 50.0) ** -0.9 * (volts / 16.0) ** 0.15)
    return row("capacitor", mpn, "Cedar Capacitor", f"SMD,D{across:g}xL{height:g}mm", f"{class_.capitalize()} capacitor",
               c=cell(microfarads * 1e-6, "F"), tol="0.2", v=cell(volts, "V"), esr=cell(esr, "Ω"),
               esr_f="100 kHz", irms=cell((ripple * surface / 50.0 / esr) ** 0.5 * 1.25, "A"), irms_f="100 kHz", **{"class": class_},
               tmax="105 °C", height=f"{height:g} mm")
