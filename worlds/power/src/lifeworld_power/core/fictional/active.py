"""Invented transistors, diodes, regulators and controllers. Figures of merit are those of ordinary silicon of the voltage."""

from __future__ import annotations

from lifeworld_power.core.fictional.drawing import Drawn, Row, cell, row

_MERIT = {30: 55.0, 40: 80.0, 60: 140.0, 100: 280.0}
"""On-resistance times gate charge at 4.5 V (mΩ nC) by rated voltage."""
_MILLIOHMS = {30: (2.2, 3.5, 5.5, 9.0, 15.0, 26.0, 45.0), 40: (3.0, 4.8, 8.0, 13.0, 22.0, 38.0), 60: (5.0, 8.5, 14.0, 24.0, 40.0, 70.0),
              100: (9.0, 15.0, 26.0, 45.0, 80.0)}


def mosfets() -> list[Row]:
    """N-channel transistors of four voltages, and a few with P-channel, whose resistance is about two and a half times as high."""
    rows = [_mosfet("N", volts, milliohms) for volts, all_of_them in _MILLIOHMS.items() for milliohms in all_of_them]
    return rows + [_mosfet("P", volts, milliohms) for volts, milliohms in ((30, 12.0), (30, 30.0), (60, 40.0))]


def _mosfet(polarity: str, volts: int, milliohms: float) -> Row:
    mpn = f"BS{polarity}{volts:03d}-{milliohms:g}".replace(".", "R")
    drawn = Drawn(mpn)
    qg = drawn.about(_MERIT[volts] * (2.4 if polarity == "P" else 1.0), 0.08) / milliohms * 1e-9
    qgd, qgs2 = drawn.about(0.24) * qg, drawn.about(0.13) * qg
    large = milliohms * 30 / volts < 12
    package, theta = ("DFN-8(5x6)", 42.0) if milliohms * 30 / volts < 5 else ("DFN-8(3x3)", 55.0) if large else ("SOT-23", 150.0)
    theta = drawn.about(theta, 0.05)
    at = volts / 2
    return row("mosfet", mpn, "Birch Semi", package, f"{polarity}-channel power MOSFET", polarity=polarity, channels="1", vds=f"{volts} V",
               id=cell((90.0 / theta / milliohms * 1e3) ** 0.5 * 1.6, "A"),
               rds=cell(milliohms * 0.76e-3, "Ω"), rds_vgs="10 V", rds_low=cell(milliohms * 1e-3, "Ω"), rds_low_vgs="4.5 V",
               qg=cell(qg, "C"), qg_vgs="4.5 V", qgd=cell(qgd, "C"), qgs2=cell(qgs2, "C"),
               ciss=cell(qg / 4.5 * 0.72, "F"), crss=cell(qgd / (2 * at), "F"),
               coss=cell(drawn.about(1.25) * qg / (2 * at) * (volts / 30) ** 0.5, "F"), c_vds=cell(at, "V"),
               vth=cell(drawn.about(1.8, 0.08), "V"),
               vgs_max="20 V", pd=cell(125.0 / theta, "W"), qrr=cell(drawn.about(0.8 * qg * (volts / 30) ** 0.5), "C"), v_body="0.8 V",
               tech="Si", theta=cell(theta, "K/W"))


def diodes() -> list[Row]:
    """Schottky rectifiers of four voltages and six currents, and fast ones of 200 V."""
    rows = [_schottky(volts, amperes) for volts in (30, 40, 60, 100) for amperes in (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)]
    return rows + [_fast(amperes) for amperes in (1.0, 3.0, 8.0)]


_PACKAGES = ((1.0, "SOD-123", 160.0), (2.5, "SMA", 85.0), (4.0, "SMB", 65.0), (8.0, "SMC", 45.0), (99.0, "TO-252", 38.0))


def _package(amperes: float) -> tuple[str, float]:
    """The smallest package that carries the current, and its thermal resistance."""
    return next((package, theta) for below, package, theta in _PACKAGES if amperes < below)


def _schottky(volts: int, amperes: float) -> Row:
    mpn = f"ERS{volts:03d}-{amperes:g}A".replace(".", "R")
    drawn = Drawn(mpn)
    package, theta = _package(amperes)
    return row("diode", mpn, "Elm Rectifier", package, "Schottky rectifier", vr=f"{volts} V", i_f=cell(amperes, "A"),
               vf=cell(drawn.about(0.36 + 0.0032 * volts, 0.05), "V"), vf_at=cell(amperes, "A"),
               ir=cell(drawn.about(60e-6 * amperes * (40 / volts)), "A"), trr="5 ns", qrr="0 C",
               cj=cell(drawn.about(95e-12 * amperes * (40 / volts) ** 0.6), "F"), channels="1", theta=cell(theta, "K/W"),
               **{"class": "schottky"})


def _fast(amperes: float) -> Row:
    mpn = f"ERF200-{amperes:g}A"
    package, theta = _package(amperes)
    return row("diode", mpn, "Elm Rectifier", package, "Fast recovery rectifier", vr="200 V", i_f=cell(amperes, "A"), vf="0.92 V",
               vf_at=cell(amperes, "A"), ir="5 µA", trr="25 ns",
               qrr=cell(12e-9 * amperes, "C"), cj=cell(20e-12 * amperes, "F"), channels="1", theta=cell(theta, "K/W"), **{"class": "fast"})


_BUCKS = ((2.5, 6, (0.6, 1.0, 2.0, 3.0, 6.0), "2.2 MHz"), (4.0, 18, (1.0, 2.0, 3.0, 5.0, 8.0), "600 kHz"),
          (4.2, 28, (1.0, 2.0, 3.0, 6.0), "500 kHz"), (4.5, 40, (0.6, 1.5, 3.0, 5.0), "400 kHz"),
          (6.0, 65, (0.5, 1.5, 3.0), "300 kHz"))
_QUICK = {"2.2 MHz": "1.2 MHz", "600 kHz": "1.2 MHz", "500 kHz": "1 MHz", "400 kHz": "2.1 MHz", "300 kHz": "600 kHz"}


def regulators() -> list[Row]:
    """Integrated regulators with stated switches (the current of boosts and inverting ones is the switch's): bucks at two frequencies,
    with and without a second switch, boosts, inverting ones; and three that state no resistance, as most real ones do.
    """
    rows = [_regulator("buck", low, high, amperes, f, True) for low, high, currents,
            slow in _BUCKS for amperes in currents for f in (slow, _QUICK[slow])]
    rows += [_regulator("buck", low, high, amperes, f, False) for low, high, amperes,
             f in ((4.5, 40, 2.0, "500 kHz"), (4.5, 40, 3.0, "150 kHz"), (6.0, 65, 1.0, "250 kHz"), (6.0, 65, 2.5, "250 kHz"))]
    rows += [_regulator("boost", low, high, amperes, f, both) for low, high, amperes, f, both in (
        (0.9, 5.5, 1.2, "1.2 MHz", True), (1.8, 5.5, 1.5, "1.2 MHz", True), (2.5, 5.5, 3.0, "2 MHz", True), (2.7, 14, 1.5, "600 kHz", True),
        (2.7, 20, 2.0, "1.2 MHz", False), (3.0, 36, 1.0, "500 kHz", False))]
    rows += [_regulator("inverting", low, high, amperes, f, both) for low, high, amperes, f, both in (
        (2.7, 6, 0.8, "1.25 MHz", True), (4.0, 18, 3.0, "600 kHz", True), (4.5, 40, 2.5, "500 kHz", False),
        (4.5, 40, 4.0, "400 kHz", True))]
    silent = ((4.0, 18, 2.5, "700 kHz"), (4.5, 40, 2.0, "450 kHz"), (2.5, 6, 1.5, "2 MHz"))
    return rows + [_regulator("buck", low, high, amperes, f, True, told=False) for low, high, amperes, f in silent]


def _lowest(topology: str, low: float, vref: float) -> float:
    """The lowest output: the reference, or (boosts) the lowest input."""
    return max(low, 1.8) if topology == "boost" else vref


def _regulator(topology: str, low: float, high: float, amperes: float, f: str, both: bool, *, told: bool = True) -> Row:
    maker, series = ("Rowan Power", {"buck": "RWB", "boost": "RWU", "inverting": "RWN"}[topology]) if told else ("Larch Silicon", "LSB")
    mpn = f"{series}{'S' if both else 'D'}{high:g}-{amperes:g}A-{f.replace(' ', '').removesuffix('Hz')}".replace(".", "R")
    drawn = Drawn(mpn)
    strong = amperes * (1.0 if topology == "buck" else 1.2)
    rs = drawn.about(0.21 * (high / 18) ** 0.35, 0.1) / strong
    package, theta = ("SOT-23-6", 95.0) if strong < 2.2 else ("QFN-12(3x3)", 48.0) if strong < 5.5 else ("QFN-20(4x5)", 36.0)
    vref = 0.6 if high < 30 else 0.8
    highest = {"buck": high * 0.92, "boost": high * 1.6 if high > 6 else 5.5, "inverting": min(high, 24.0)}[topology]
    cells = {"rs": cell(rs, "Ω"), "t_sw": cell(drawn.about(3.5e-9 * (high / 18) ** 0.3), "s")} if told else {}
    if both and told:
        cells["rd"] = cell(rs * drawn.about(0.55, 0.1), "Ω")
    return row("regulator", mpn, maker, package, f"{'Synchronous ' if both else ''}{topology} regulator".capitalize(), topology=topology,
               **{f"can_{name}": "yes" if name == topology else "no" for name in ("buck", "boost", "inverting")},
               synchronous="yes" if both else "no", vin_min=cell(low, "V"), vin_max=cell(high, "V"),
               vout_min=f"{_lowest(topology, low, vref):g} V", vout_max=cell(highest, "V"), vref=f"{vref} V",
               fixed="no", iout=cell(amperes, "A"), f_min=f, f_max=f, f_typ=f,
               iq=cell(drawn.about(250e-6 if high < 30 else 400e-6, 0.3), "A"), outputs="1", t_on_min=cell(drawn.about(70e-9), "s"),
               d_max="0.98" if topology == "buck" else "0.9", theta=cell(theta, "K/W"), **cells)


def controllers() -> list[Row]:
    """Controllers with gate drivers, for switches outside."""
    plans = (("buck", 4.5, 28, True, "200 kHz", "1.2 MHz", 5.0), ("buck", 4.5, 28, True, "300 kHz", "2 MHz", 5.0),
             ("buck", 4.5, 60, True, "100 kHz", "1 MHz", 7.5), ("buck", 6.0, 95, True, "100 kHz", "750 kHz", 8.5),
             ("buck", 4.5, 40, False, "100 kHz", "600 kHz", 7.5), ("boost", 2.7, 28, True, "200 kHz", "1 MHz", 5.0),
             ("boost", 4.5, 60, True, "100 kHz", "900 kHz", 7.5), ("boost", 3.0, 40, False, "100 kHz", "1 MHz", 6.5),
             ("inverting", 4.5, 40, True, "100 kHz", "800 kHz", 5.0), ("inverting", 4.5, 60, False, "100 kHz", "600 kHz", 7.5))
    return [_controller(*plan) for plan in plans]


def _controller(topology: str, low: float, high: float, both: bool, slow: str, quick: str, drive: float) -> Row:
    mpn = f"RWC{topology[0].upper()}{'S' if both else 'D'}{high:g}-{quick.replace(' ', '').removesuffix('Hz')}".replace(".", "R")
    drawn = Drawn(mpn)
    return row("controller", mpn, "Rowan Power", "QFN-16(3x3)", f"{'Synchronous ' if both else ''}{topology} controller".capitalize(),
               topology=topology,
               **{f"can_{name}": "yes" if name == topology else "no" for name in ("buck", "boost", "inverting")},
               synchronous="yes" if both else "no", vin_min=cell(low, "V"), vin_max=cell(high, "V"),
               vout_min=f"{_lowest(topology, low, 0.6):g} V",
               vout_max=cell(high * 0.95 if topology == "buck" else 60.0 if topology == "boost" else 30.0, "V"), vref="0.6 V", fixed="no",
               f_min=slow, f_max=quick,
               iq=cell(drawn.about(1.4e-3, 0.25), "A"), outputs="1", t_on_min=cell(drawn.about(55e-9), "s"), d_max="0.97",
               v_drive=f"{drive:g} V", r_gate=cell(drawn.about(2.2, 0.2), "Ω"), theta="48 K/W")
