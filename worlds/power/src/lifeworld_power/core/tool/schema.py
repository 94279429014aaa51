"""What an engineer says a supply must do: the JSON Schema of which forms are made, and the `Spec` that equations read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld.plugin import InputRefused
from lifeworld_power.core.values import Spec

NEEDS, LIMITS, PARTS, RANGES = "What it must do", "Limits", "Parts", "Ranges"


def _number(title: str, unit: str, group: str, low: float, high: float, about: str = "", default: float | None = None,
            advanced: bool = True, limits: str = "") -> dict[str, Any]:
    given = {"description": about or None, "default": default, "x-advanced": advanced or None, "x-limits": limits or None}
    kind = "number" if default is not None or not advanced else ["number", "null"]
    return {"type": kind, "title": title, "x-unit": unit, "x-group": group,
            "minimum": low, "maximum": high, **{name: one for name, one in given.items() if one is not None}}


def _one(title: str, options: Mapping[str, str], about: str = "") -> dict[str, Any]:
    return {"type": "string", "title": title, "x-group": PARTS, "x-advanced": True, "enum": list(options), "x-options": dict(options),
            "default": "", **({"description": about} if about else {})}


SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A power supply", "type": "object", "additionalProperties": False, "required": ["vin_min", "vin_max", "vout", "iout"],
    "properties": {
        "vin_min": _number("Input from", "V", NEEDS, 0.6, 200, default=14.0, advanced=False),
        "vin_max": _number("Input to", "V", NEEDS, 0.6, 200, default=22.0, advanced=False),
        "vout": _number("Output", "V", NEEDS, -100, 200, "A negative voltage makes an inverting supply.", 3.3, advanced=False),
        "iout": _number("Load, at most", "A", NEEDS, 0.001, 100, default=2.0, advanced=False),
        "ambient": _number("Air around it", "°C", NEEDS, -40, 125, default=30.0, advanced=False),
        "vin_nom": _number("Input, mostly", "V", NEEDS, 0.6, 200, "Efficiency is told at this input; left out, at the middle."),
        "ripple": _number("Output ripple, at most", "V", LIMITS, 1e-4, 5, "Peak to peak, at full load; left out, 1 % of the output.",
                          limits="ripple"),
        "vin_ripple": _number("Input ripple, at most", "V", LIMITS, 1e-3, 20, "Peak to peak; left out, 5 % of the lowest input."),
        "transient_step": _number("Step of the load", "A", LIMITS, 0.001, 100),
        "transient_dip": _number("Dip at that step, at most", "V", LIMITS, 1e-3, 20),
        "area": _number("Area of the parts, at most", "mm²", LIMITS, 1, 1e5, limits="area"),
        "height": _number("Height of the parts, at most", "mm", LIMITS, 0.2, 100),
        "frequency_min": _number("Frequency from", "Hz", RANGES, 20e3, 5e6, default=100e3),
        "frequency_max": _number("Frequency to", "Hz", RANGES, 20e3, 5e6, default=2.5e6),
        "ripple_ratio_min": _number("Inductor ripple from", "of its current", RANGES, 0.02, 2, default=0.1),
        "ripple_ratio_max": _number("Inductor ripple to", "of its current", RANGES, 0.05, 2, default=0.6),
        "topology": _one("Topology", {"": "any that fits", "buck": "buck", "boost": "boost", "inverting": "inverting buck-boost"}),
        "rectifier": _one("Rectifier", {"": "either", "synchronous": "a second switch", "diode": "a diode"}),
        "controller": _one("Switches", {"": "either", "integrated": "inside the regulator", "controller": "outside, with a controller"}),
        "ceramic_only": {"type": "boolean", "title": "Ceramic capacitors only", "x-group": PARTS, "x-advanced": True, "default": False},
        "shielded_only": {"type": "boolean", "title": "Shielded inductors only", "x-group": PARTS, "x-advanced": True, "default": False},
        "stock_min": {"type": "integer", "title": "In stock, at least", "x-unit": "of each part", "x-group": PARTS, "x-advanced": True,
                      "minimum": 0, "maximum": 1_000_000_000, "default": 1},
    },
}
"""Voltages in V, currents in A, frequencies in Hz, lengths in mm, areas in mm², temperatures in °C."""

MILLIMETRES = {"area": 1e-6, "height": 1e-3}


def spec_of(said: Mapping[str, Any]) -> Spec:
    """The specification that equations read. ``said`` fits the schema already.

    Errors: InputRefused where the fields do not go together: it names the field, and says what would.

    >>> spec_of({"vin_min": 14, "vin_max": 22, "vout": -5, "iout": 1}).inverting
    True
    """
    values = {key: value for key, value in said.items() if value is not None}
    low, high, out = float(values["vin_min"]), float(values["vin_max"]), float(values["vout"])
    if low > high:
        raise _refused("vin_max", f"The input goes from {low:g} to {high:g} V, which is backwards", "Say the lower voltage first.")
    if abs(out) < 0.4:
        raise _refused("vout", f"An output of {out:g} V is less than regulators regulate to", "Say at least 0.4 V, or -0.4 V and below.")
    nominal = values.get("vin_nom")
    if nominal is not None and not low <= float(nominal) <= high:
        raise _refused("vin_nom", f"The usual input of {float(nominal):g} V is outside {low:g} to {high:g} V",
                       "Say one inside, or leave it out.")
    for first, last, what in (("frequency_min", "frequency_max", "frequency"), ("ripple_ratio_min", "ripple_ratio_max", "inductor ripple")):
        if values.get(first) is not None and values.get(last) is not None and float(values[first]) > float(values[last]):
            raise _refused(last, f"The {what} goes from {float(values[first]):g} to {float(values[last]):g}, which is backwards",
                           "Say the lower one first.")
    topology = values.pop("topology", "")
    if topology and (topology == "inverting") != (out < 0):
        raise _refused("topology", f"A {topology} supply does not give {out:g} V",
                       "Inverting supplies give negative voltages, the others none.")
    if topology == "buck" and out >= low:
        raise _refused("topology", f"A buck supply does not give {out:g} V from {low:g} V", "Choose a boost, or a higher input.")
    if topology == "boost" and out <= high:
        raise _refused("topology", f"A boost supply does not give {out:g} V from {high:g} V", "Choose a buck, or a lower input.")
    if not topology and out > 0 and low <= out <= high:
        raise _refused("vout", f"An output of {out:g} V lies inside the input's {low:g} to {high:g} V, for which this tool has no topology",
                       "Say an output below the lowest or above the highest input, or a negative one.")
    if (values.get("transient_step") is None) != (values.get("transient_dip") is None):
        missing = "transient_dip" if values.get("transient_dip") is None else "transient_step"
        raise _refused(missing, "A step of the load needs a dip that it may cause, and a dip needs a step", "Say both, or neither.")
    if float(values.get("transient_step") or 0.0) > float(values["iout"]):
        raise _refused("transient_step", "The load steps by more than it takes at most", f"Say at most {float(values['iout']):g} A.")
    numbers = {key: (value * MILLIMETRES.get(key, 1.0) if isinstance(value, (int, float)) and not isinstance(value, bool) else value)
               for key, value in values.items()}
    return Spec(**{**numbers, "vout": abs(out), "inverting": out < 0, "topology": topology})


def _refused(field: str, what: str, next_step: str) -> InputRefused:
    return InputRefused(f"spec_{field}", f"«{SCHEMA['properties'][field]['title']}»: {what}.", next_step)
