"""Registrations of designs: what one may say, how long it is good, and which of them stand in each other's way."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from lifeworld.kit.caller import conflict
from lifeworld.kit.errors import InputRefused, listed

ASKED, ACCEPTED, DECLINED, EXPIRED, WITHDRAWN = "asked", "accepted", "declined", "expired", "withdrawn"
STATES = (ASKED, ACCEPTED, DECLINED, EXPIRED, WITHDRAWN)
STEPS = {"accept": ((ASKED,), ACCEPTED), "decline": ((ASKED,), DECLINED), "expire": ((ACCEPTED, ASKED), EXPIRED),
         "withdraw": ((ASKED, ACCEPTED), WITHDRAWN)}
DESIGN = re.compile(r"[0-9a-f]{8,64}")
VALID_DAYS_MAX = 3 * 366
VOLUME_MAX = 10**12


def folded(company: str) -> str:
    """A company's name without case, accents and signs, by which two ways of writing it are one.

    >>> folded("Müller & Söhne  GmbH") == folded("MULLER & SOHNE GMBH")
    True
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", company.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", plain))


def checked_design(design: str) -> str:
    """The hash that names a design. Errors: InputRefused."""
    if not DESIGN.fullmatch(design):
        raise InputRefused("design_refused", "This names no design.", "Give the letters and digits at the end of the design's address.")
    return design


def checked_until(until: str, today: str) -> str:
    """The last day, as ISO 8601. Errors: InputRefused for one that is past or more than three years away.

    >>> checked_until("2026-12-31", "2026-05-01")
    '2026-12-31'
    """
    last = np.datetime64(today, "D") + VALID_DAYS_MAX
    if not np.datetime64(today, "D") <= np.datetime64(until, "D") <= last:
        raise InputRefused("until_refused", "A registration cannot be good until this day.", f"Give one from {today} to {last}.")
    return until


def checked_volume(volume: int) -> int:
    """Pieces a year. Errors: InputRefused."""
    if not 1 <= volume <= VOLUME_MAX:
        raise InputRefused("volume_refused", f"Nobody makes {volume:,} a year.", f"Give 1 to {VOLUME_MAX:,}.")
    return volume


def moved(state: str, verb: str) -> str:
    """The state after a step. Errors: 409 where the step does not lead on from this state.

    >>> moved("asked", "accept")
    'accepted'
    """
    before, after = STEPS[verb]
    if state not in before:
        raise conflict("wrong_state", f"This registration is «{state}», so it cannot take the step «{verb}».",
                       f"The step leads on from {listed(before)}.")
    return after
