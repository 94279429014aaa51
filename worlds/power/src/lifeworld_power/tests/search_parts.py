"""Random small catalogues and markets for the tests of the selection: real ranges, many ties, some things untold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lifeworld.plugin import Choice, Offer, PriceBreak, Rates, Segment, Snapshot, Supply
from lifeworld_power.core.catalogue import parts
from lifeworld_power.core.values import Catalogue, Floats, Spec

SPECS = (
    Spec(14.0, 22.0, 3.3, 2.0),
    Spec(10.0, 14.0, 5.0, 1.0, ripple=0.02, area=150e-6),
    Spec(3.0, 4.2, 5.0, 1.0),
    Spec(9.0, 13.0, 5.0, 0.8, inverting=True),
    Spec(10.0, 14.0, 1.2, 4.0, transient_step=2.0, transient_dip=0.15, ceramic_only=True),
    Spec(4.5, 5.5, 12.0, 0.4, height=3e-3, stock_min=50),
)


def market(catalogue: Catalogue, seed: int, quantity: int = 1, without: str = "") -> Supply:
    """One seller of nearly everything, with price breaks."""
    draw = np.random.default_rng(seed)
    offers = []
    for kind in catalogue.kinds.values():
        for key in kind.keys:
            price = int(draw.choice([20_000, 50_000, 50_000, 110_000, 300_000, 900_000]))
            stock = int(draw.choice([3, 40, 900, 900, 20_000, 500_000]))
            if draw.random() < 0.95 and key != without:
                offers.append(Offer(key, "shop", key, (PriceBreak(1, price), PriceBreak(10, price * 3 // 4)), "EUR", 0, 60, stock=stock))
    return Supply(Snapshot.of([Segment.of(offers)]), Rates.none("EUR"), Choice.default(), "EUR", 1, quantity)


Drawn = Callable[..., Floats]
Body = Callable[[str], dict[str, Floats]]


def _passive_and_switching(of: Drawn, body: Body) -> dict[str, dict[str, Floats]]:
    rds, low = of("mosfet", 0.005, 0.012, 0.02, 0.05), of("mosfet", 1.0, 1.3)
    return {
        "inductor": body("inductor")
        | {
            "l": of("inductor", 3.3e-6, 4.7e-6, 10e-6, 10e-6, 22e-6),
            "dcr": of("inductor", 0.01, 0.02, 0.04, 0.08),
            "irms": of("inductor", 2.0, 4.0, 8.0),
            "isat": of("inductor", 3.0, 6.0, 9.0),
            "shielded": of("inductor", 0, 1, np.nan),
            "core_k": of("inductor", np.nan, np.nan, 2e-9),
            "core_a": of("inductor", 1.4),
            "core_b": of("inductor", 2.3),
        },
        "mosfet": body("mosfet")
        | {
            "polarity": of("mosfet", 1, 1, 1, -1),
            "channels": of("mosfet", 1),
            "vds": of("mosfet", 30.0, 40.0, 60.0),
            "id": of("mosfet", 8.0, 20.0),
            "rds": rds,
            "rds_vgs": of("mosfet", 4.5, 10.0),
            "rds_low": rds * low,
            "rds_low_vgs": of("mosfet", 4.5, 4.5, 2.5),
            "qg": of("mosfet", 3e-9, 8e-9, 20e-9),
            "qg_vgs": of("mosfet", 4.5, 10.0),
            "ciss": of("mosfet", 4e-10, 1e-9),
            "crss": of("mosfet", 2e-11, 6e-11),
            "coss": of("mosfet", 1e-10, 3e-10, np.nan),
            "c_vds": of("mosfet", 15.0, 20.0),
            "vth": of("mosfet", 1.2, 1.8),
        },
        "diode": body("diode")
        | {
            "vr": of("diode", 20.0, 40.0, 60.0),
            "i_f": of("diode", 1.0, 3.0, 5.0),
            "vf": of("diode", 0.4, 0.5, 0.7),
            "vf_at": of("diode", 3.0),
            "channels": of("diode", 1),
            "class": of("diode", 0, 0, 1),
            "trr": of("diode", 2e-8),
        },
    }


def _others(of: Drawn, body: Body, power: Body) -> dict[str, dict[str, Floats]]:
    return {
        "capacitor": body("capacitor")
        | {
            "c": of("capacitor", 4.7e-6, 10e-6, 22e-6, 100e-6),
            "v": of("capacitor", 10.0, 25.0, 35.0, 50.0),
            "esr": of("capacitor", 3e-3, 3e-3, 2e-2, 0.1),
            "irms": of("capacitor", 1.0, 3.0, np.nan),
            "class": of("capacitor", 0, 0, 2, 3),
            "tmax": of("capacitor", 85.0, 105.0, np.nan),
            "bias_base": of("capacitor", 1.0),
            "bias_v50": of("capacitor", 12.0, 30.0, np.inf),
            "bias_n": of("capacitor", 1.7),
            "bias_floor": of("capacitor", 0.07),
        },
        "regulator": power("regulator")
        | {"rs": of("regulator", 0.05, 0.1, np.nan, np.nan), "rd": of("regulator", 0.03, 0.06), "t_sw": of("regulator", 5e-9, np.nan)},
        "controller": power("controller") | {"v_drive": of("controller", 5.0, 5.0, np.nan, 7.5), "r_gate": of("controller", 2.0, np.nan)},
    }


def catalogue(seed: int, sizes: dict[str, int] | None = None, shuffled: int = 0) -> Catalogue:
    """A few parts of each kind; with ``shuffled`` their rows in another order."""
    draw = np.random.default_rng(seed)
    n = {"inductor": 4, "mosfet": 4, "diode": 3, "capacitor": 3, "regulator": 4, "controller": 2} | (sizes or {})

    def of(kind: str, *values: float) -> Floats:
        return draw.choice(np.array(values, np.float64), n[kind])

    def body(kind: str) -> dict[str, Floats]:
        return {"area": of(kind, 5e-6, 9e-6, 9e-6, 16e-6, 36e-6), "height": of(kind, 1e-3, 2e-3, 4e-3), "theta": of(kind, 30.0, 45.0, 60.0)}

    def power(kind: str) -> dict[str, Floats]:
        fixed = of(kind, 400e3, 500e3, 600e3, np.nan)
        return body(kind) | {
            "can_buck": of(kind, 1, 1, 1, 0),
            "can_boost": of(kind, 1, 1, 0),
            "can_inverting": of(kind, 1, 1, 0),
            "synchronous": of(kind, 1, 1, 0, np.nan),
            "vin_min": of(kind, 2.5, 3.0, 4.5),
            "vin_max": of(kind, 18.0, 24.0, 36.0),
            "vout_min": of(kind, 0.6, 0.8, np.nan),
            "vout_max": of(kind, 15.0, 20.0, 28.0),
            "iout": of(kind, 2.0, 3.0, 6.0),
            "f_min": np.where(np.isnan(fixed), 300e3, fixed),
            "f_max": np.where(np.isnan(fixed), 1.2e6, fixed),
            "f_typ": fixed,
            "iq": of(kind, 1e-4, 2e-3, np.nan),
        }

    columns = _passive_and_switching(of, body) | _others(of, body, power)
    kinds = {}
    for kind, those in columns.items():
        order = np.random.default_rng(shuffled).permutation(n[kind]) if shuffled else np.arange(n[kind])
        names = [f"{kind}{k}" for k in order.tolist()]
        kinds[kind] = parts(
            kind, [f"{name}@made" for name in names], {name: values[order] for name, values in those.items()}, {"mpn": names}
        )
    return Catalogue("made for tests", "", kinds, fictional=True)
