"""A handful of made-up parts with which the compiled loops are run once, so that they are ready when somebody waits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lifeworld_power.core.catalogue import parts
from lifeworld_power.core.values import Catalogue

ROWS: Mapping[str, Mapping[str, float]] = {
    "inductor": {"area": 16e-6, "theta": 40.0, "l": 10e-6, "dcr": 0.03, "irms": 3.0, "isat": 4.0},
    "mosfet": {
        "area": 10e-6,
        "theta": 50.0,
        "polarity": 1.0,
        "channels": 1.0,
        "vds": 30.0,
        "id": 10.0,
        "rds": 0.02,
        "rds_vgs": 4.5,
        "rds_low": 0.02,
        "rds_low_vgs": 4.5,
        "qg": 5e-9,
        "qg_vgs": 4.5,
        "ciss": 5e-10,
        "crss": 3e-11,
        "coss": 1e-10,
        "c_vds": 15.0,
        "vth": 1.5,
    },
    "diode": {"area": 12e-6, "theta": 60.0, "vr": 40.0, "i_f": 3.0, "vf": 0.5, "vf_at": 3.0, "channels": 1.0, "class": 0.0},
    "capacitor": {
        "area": 5e-6,
        "c": 22e-6,
        "v": 25.0,
        "esr": 3e-3,
        "class": 0.0,
        "bias_base": 1.0,
        "bias_v50": 20.0,
        "bias_n": 1.7,
        "bias_floor": 0.07,
    },
    "regulator": {
        "area": 9e-6,
        "theta": 60.0,
        "can_buck": 1.0,
        "synchronous": 1.0,
        "vin_min": 4.0,
        "vin_max": 20.0,
        "vout_min": 0.8,
        "vout_max": 15.0,
        "iout": 3.0,
        "f_min": 5e5,
        "f_max": 5e5,
        "f_typ": 5e5,
    },
    "controller": {
        "area": 9e-6,
        "theta": 60.0,
        "can_buck": 1.0,
        "synchronous": 1.0,
        "vin_min": 4.0,
        "vin_max": 20.0,
        "f_min": 3e5,
        "f_max": 6e5,
    },
}


def tiny_catalogue() -> Catalogue:
    """One part of each kind."""
    kinds = {
        kind: parts(kind, [f"{kind}@tiny"], {name: np.array([value]) for name, value in row.items()}, {"mpn": [kind]})
        for kind, row in ROWS.items()
    }
    return Catalogue("made up", "", kinds, fictional=True)
