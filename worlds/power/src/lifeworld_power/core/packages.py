"""What a package says of a part: how much board it takes, how high it is, and about how hot a watt makes it.

Dimensions that a package names are used as they are («SMD,5.8x5.2mm», «QFN-20(3x4)», «0603»); standard outlines come from the table
below (body and leads, from the outlines of JEDEC, EIAJ and IEC as makers publish them). A leadless package is taken to be 1 mm high and a
chip as high as its short side, which bounds both. What neither says is unknown. Thermal resistances
are rounded typical values of data sheets for a part on a four-layer board with its pad soldered: declared defaults, flagged as such.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from lifeworld_power.core.units import folded

NAN = float("nan")


class Outline(NamedTuple):
    """Area (m²), height (m), thermal resistance to ambient (K/W) and short side (m) of a package; NaN unknown. ``known``: dimensions are
    stated or standard.
    """

    area: float
    height: float
    theta: float
    known: bool
    short: float


_STANDARD: tuple[tuple[str, float, float, float, float], ...] = (
    (r"SOT-?23-?3?[LN]?|SOT-23\(.*|SOT-346|SC-59|TO-236.*", 2.9, 2.4, 1.1, 250),
    (r"T?SOT-?(23|26|25)-?[568]L?|SOT-?2[56]|TSOT-?\d+.*|SC-74.*|TSOP-6.*|SOT-23-.*THIN.*|SUPERSOT-6|SOT-583", 2.9, 2.8, 1.0, 120),
    (r"SOT-?323.*|SC-70-?3?L?|UMT3", 2.0, 2.1, 1.0, 350),
    (r"SOT-?363.*|SC-70-?[56]L?|SC-88.*|SOT-353.*|SC-89.*|SOT-56[36].*|SOT-66[36].*|.*\(SOT-363\)|.*\(SOT-323\)|"
     r"SOT-457", 2.0, 2.1, 1.0, 300),
    (r"SOT-?523.*|SOT-?723.*|SOT-416.*|SC-75.*", 1.6, 1.6, 0.8, 450),
    (r"SOT-?883.*|DFN-?1006.*|SOT-?1123|X[12]-?DFN1006.*", 1.0, 0.6, 0.5, 300),
    (r"SOT-?89.*", 4.5, 4.1, 1.5, 90),
    (r"SOT-?223.*", 6.5, 7.0, 1.7, 62),
    (r"(SOIC|SOP|SO|HSOP|ESOP|PSOP|SOIC-N|MFP)-?8L?(-208mil|-150mil|_.*)?", 4.9, 6.0, 1.75, 100),
    (r"(H?SOIC|E?SOP|HSOP|PSOP|SO|ESOIC|SOP)-?8.*(EP|PP).*", 4.9, 6.0, 1.7, 45),
    (r"(SOIC|SOP|SO)-?14.*", 8.7, 6.0, 1.75, 85),
    (r"(SOIC|SOP|SO)-?16(?!.*300).*", 9.9, 6.0, 1.75, 80),
    (r"(SOIC|SOP|SO)-?16.*300.*", 10.3, 10.3, 2.6, 70),
    (r"(SOIC|SOP|SO)-?20.*", 12.8, 10.3, 2.6, 65),
    (r"V?(MSOP|TSSOP|VSSOP|uMAX|MSE)-?(8|10)(?!.*EP).*", 3.0, 4.9, 1.1, 150),
    (r"(MSOP|VSSOP|HVSSOP|HMSOP|MSE)-?\d+.*EP.*", 3.0, 4.9, 1.1, 55),
    (r"MSOP-?(12|16).*", 4.0, 4.9, 1.1, 110),
    (r"H?TSSOP-?(14|16).*EP.*|HTSSOP-?(14|16).*", 5.0, 6.4, 1.2, 40),
    (r"TSSOP-?(14|16).*", 5.0, 6.4, 1.2, 100),
    (r"H?TSSOP-?20.*", 6.5, 6.4, 1.2, 40),
    (r"H?TSSOP-?24.*", 7.8, 6.4, 1.2, 38),
    (r"H?TSSOP-?28.*", 9.7, 6.4, 1.2, 36),
    (r"H?TSSOP-?38.*", 9.7, 6.4, 1.2, 35),
    (r"DIP-?8.*|PDIP-?8.*", 9.3, 7.9, 4.5, 100),
    (r"P?DIP-?1[46].*", 19.3, 7.9, 4.5, 80),
    (r"D?-?PAK.*|TO-?252.*|D-PAK.*|SOT-428.*", 6.6, 10.0, 2.3, 50),
    (r"D2-?PAK.*|TO-?263.*|DDPAK.*", 10.2, 15.4, 4.5, 40),
    (r"TO-?251.*|I-?PAK.*", 6.6, 2.4, 16.0, 75),
    (r"TO-?262.*", 10.2, 4.6, 24.0, 62),
    (r"I?TO-?220.*|TO-220.*", 10.2, 4.6, 29.0, 62),
    (r"TO-?247.*|TO-?3P.*|TO-?264.*", 15.9, 5.1, 40.0, 40),
    (r"TO-?92.*", 4.6, 3.7, 18.0, 200),
    (r"TO-?126.*|SOT-32", 8.0, 3.3, 24.0, 100),
    (r"TOLL.*|HSOF-8.*|PG-HSOF.*|TO-LL.*", 9.9, 11.7, 2.3, 35),
    (r"SMA[FGLJ]?([(-].*)?|DO-214AC.*|DO-221AC.*|DO-214AD.*", 5.0, 2.6, 2.1, 90),
    (r"SMB[FGJ]?([(-].*)?|DO-214AA.*", 5.4, 3.6, 2.3, 75),
    (r"SMC[GJ]?([(-].*)?|DO-214AB.*", 7.9, 5.9, 2.3, 55),
    (r"SOD-?123.*|DO-219.*|S?OD-123F.*|SMF.*", 3.7, 1.7, 1.2, 180),
    (r"SOD-?128.*|CFP5", 4.7, 2.5, 1.0, 90),
    (r"SOD-?323.*|SC-76|SC-90", 2.5, 1.3, 1.0, 300),
    (r"SOD-?(523|723).*|SC-79", 1.6, 0.8, 0.65, 450),
    (r"SOD-?(882|923).*|DFN-?0603.*|0603DFN.*", 1.0, 0.6, 0.4, 450),
    (r"(LL|SOD)-?(34|80).*|MINI-?MELF|LL-34.*", 3.5, 1.6, 1.6, 300),
    (r"MELF|DO-213A.*|LL-?41", 5.0, 2.5, 2.5, 150),
    (r"DO-?41.*", 10.2, 2.7, 2.7, 75),
    (r"DO-?15.*", 12.7, 3.6, 3.6, 60),
    (r"DO-?(201|27).*|R-6", 15.2, 5.3, 5.3, 45),
    (r"DO-?35.*", 8.9, 2.0, 2.0, 300),
    (r"DO-?277.*|TO-277.*|POWERDI-?5.*|SMPC.*", 6.5, 4.0, 1.1, 70),
    (r"POWERDI-?123.*", 3.9, 1.8, 1.0, 150),
    (r"(P?DFN|PRPAK|PPAK|POWERPAK|PowerPAK.?SO|PG-TDSON|TDSON|SO-?8FL|LFPAK56|LFPAK|SuperSO8|PowerSO)-?8?.*(5x6|5060).*|"
     r"PG-TDSON-8.*|(POWERPAK.?)?SO-?8FL.*|LFPAK56.*|POWERPAK.?SO-?8.*|TDSON-8.*|POWER-?56.*|SOT-669|LFPAK.*", 5.2, 6.2, 1.1, 50),
    (r".*(3x3|3\.3x3\.3|3333|3030|1212-8).*|PG-TSDSON.*|LFPAK33.*|U?WDFN-?8\(3.*|TSDSON.*|HSON-8.*", 3.3, 3.3, 1.0, 60),
)
"""Names of packages (whole; capitals or not), length and width with leads, height (mm), K/W."""
_TABLE = tuple((re.compile(pattern, re.IGNORECASE), length, width, height, theta) for pattern, length, width, height, theta in _STANDARD)
_CHIPS = frozenset(("0201", "0402", "0504", "0505", "0603", "0612", "0806", "0805", "1008", "1111", "1206", "1210", "1212", "1411", "1608",
                    "1806", "1808", "1812", "1825", "2010",
                    "2020", "2211", "2220", "2225", "2512", "2525", "2824", "3025", "3640", "4020", "01005", "015008"))
_METRIC = frozenset(("1005", "1412", "1515", "2012", "2016", "2420", "2520", "3015", "3020", "3030", "3012", "3010", "3216", "3225", "3528",
                     "4012", "4018", "4020", "4030", "4532", "5020",
                     "5040", "5750", "6032", "6028", "7343", "7360", "8040"))
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:mm)?\s*[xX*×]\s*(?:W|L)?(\d+(?:\.\d+)?)(?:\s*(?:mm)?\s*[xX*×]\s*(\d+(?:\.\d+)?))?")
_LEADLESS = re.compile(r"QFN|DFN|SON|LGA|CSP|BGA", re.IGNORECASE)
_ROUND = re.compile(r"[DΦφ](\d+(?:\.\d+)?)\s*(?:mm)?(?:\s*[xX*×]\s*[LH]?(\d+(?:\.\d+)?))?")
_CASE = re.compile(r"(?:CASE-?[A-Z]\d?-?)?(\d{4})(?:-\d\d)?(?:\(.*\))?$|^CASE-?[A-Z].*?(\d{4})")


def _by_area(square_mm: float) -> float:
    """Typical K/W of a leadless package with a soldered pad, from its area: about 65 at 2 x 2 mm, 45 at 4 x 4, 30 at 7 x 7."""
    return min(max(100.0 / math.pow(square_mm, 0.31), 20.0), 200.0)


def _sized(length: float, width: float, height: float, theta: float) -> Outline:
    """An outline from millimetres; a height that no part has is unknown."""
    return Outline(length * width / 1e6, height / 1e3 if 0.01 <= height <= 300 else NAN, theta, True, min(length, width) / 1e3)


def outline(package: str) -> Outline:
    """The outline of a package by its name; NaN where the name does not tell.

    >>> outline("SMD,5.8x5.2mm").area, round(outline("0603").area * 1e6, 2), outline("SOT-23").theta
    (3.016e-05, 1.16, 250.0)
    >>> outline("-").known
    False
    """
    name = folded(package).strip().removesuffix("mm")
    round_can = _ROUND.search(name)
    if round_can and (round_can[2] or "," in name) and 0.2 <= (across := float(round_can[1])) <= 100:
        return _sized(across, across, float(round_can[2]) if round_can[2] else NAN, NAN)
    size = _SIZE.search(name)
    if size:
        length, width = float(size[1]), float(size[2])
        if min(length, width) >= 0.2 and length * width <= 1e4:
            leads = 1.35 if re.match(r"(SOIC|SOP|TSSOP|MSOP)", name, re.IGNORECASE) else 1.0
            high = float(size[3]) if size[3] else 1.0 if _LEADLESS.search(name) else NAN
            return _sized(length * leads, width, high, _by_area(length * width))
    if name in _CHIPS:
        long, short = (int(name[:-2]) / 100, int(name[-2:]) / 100) if len(name) == 4 else (0.016, 0.008)
        return _sized(long * 25.4, short * 25.4, min(short * 25.4, 2.5), NAN)
    for pattern, length, width, height, theta in _TABLE:
        if pattern.fullmatch(name):
            return _sized(length, width, height, float(theta))
    case = _CASE.search(name)
    digits = (case[1] or case[2]) if case else ""
    if digits in _METRIC:
        return _sized(int(digits[:2]) / 10, int(digits[2:]) / 10, NAN, NAN)
    return Outline(NAN, NAN, NAN, False, NAN)
