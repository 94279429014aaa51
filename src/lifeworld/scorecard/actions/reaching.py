"""What a tool reaches for what was wanted of a saved design, and what the market does: looked up once, before a place is scored.

They are the designs of customers, and also those of your own people. A search may take long, so a scorecard searches at most ``NEW_MAX``
times for what nobody looked up before, the newest first, and each is kept as soon as it is known; a scorecard that is broken off goes on
after them. What could be reached is as of then, on the offers of then. A fault that passes, as of a busy database, leaves a design to the
next scorecard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import Error, IntegrityError
from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, RunFailed
from lifeworld.scorecard.core.sauce.reaching import limits_of, reach_of, reached
from lifeworld.scorecard.models import Reached
from lifeworld.scorecard.queries.columns import Window
from lifeworld.scorecard.queries.reached import COLUMNS, not_looked_up
from lifeworld.tools.actions.running import spec_for, supply_for
from lifeworld.tools.core.canonical import canonical
from lifeworld.tools.core.wanted import wanted_again
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.queries.installed import tool_called

NEW_MAX = 40
"""Searches of one scorecard. Designs of a specification that is known cost none."""
LOOKED_AT_MAX = 1_000
DESIGNS_MAX = 50
"""Designs of the sauce that are kept for each specification."""
REFUSED_CHARS_MAX = 300
PASSING = (Error, RunFailed, MemoryError)
"""Faults that say nothing of the specification: of another day it may be taken."""
SAID = ("spec", "quantity", "currency", "supply")
Found = tuple[list[list[Any]], str]


def reach_saved(caller: Caller, window: Window, step: Callable[[int], None]) -> None:
    """Look up what could be reached for designs that were saved in the window. ``step`` hears of it often, and may stop it."""
    searched: dict[str, Found | None] = {}
    for pk, tool in not_looked_up(caller, window, LOOKED_AT_MAX):
        said = SavedDesign.objects.filter(pk=pk).values_list(*(f"body__{name}" for name in SAID)).first()
        if said is not None:
            _looked_up(caller, pk, tool, dict(zip(SAID, said, strict=True)), step, searched)
        if len(searched) >= NEW_MAX:
            return


def _looked_up(caller: Caller, pk: int, tool: str, body: dict[str, Any], step: Callable[[int], None],
               searched: dict[str, Found | None]) -> None:
    """``searched``: what this scorecard found so far, by specification."""
    key = _key(tool, body)
    known = Reached.objects.filter(place=caller.place_id, spec=key, refused="").order_by("-pk").first()
    if known is None and key not in searched:
        searched[key] = _searched(caller, tool, body, step)
    found = searched[key] if known is None else (known.rows, "")
    if found is not None and SavedDesign.objects.filter(pk=pk).exists():  # somebody may have discarded it meanwhile, or does so now
        with suppress(IntegrityError):
            Reached.objects.get_or_create(design_id=pk, defaults={
                "place_id": caller.place_id, "spec": key, "rows": found[0], "refused": found[1], "at": timezone.now()})
    step(0)


def _searched(caller: Caller, tool: str, body: dict[str, Any], step: Callable[[int], None]) -> Found | None:
    """The rows, or why there are none; None after a fault that passes."""
    stopped: list[Exception] = []

    def told(share: float, doing: str) -> None:
        try:
            step(0)
        except Exception as error:
            stopped.append(error)
            raise

    try:
        found, wanted = tool_called(caller, tool), wanted_again(body)
        spec = spec_for(found, wanted.spec)
        candidates = found.configure(spec, supply_for(caller, tool, wanted), told)
        asked = reach_of(found.measures, most=DESIGNS_MAX)
        table = reached("", None, candidates, asked, limits_of(found.schema, spec))
    except InputRefused as refused:
        return [], str(refused)[:REFUSED_CHARS_MAX]
    except Exception as error:  # a fault of one tool is no end of the scorecard
        if stopped:
            raise
        return None if isinstance(error, PASSING) else ([], f"The tool failed: {type(error).__name__}.")
    return [list(row) for row in table.select(COLUMNS).iter_rows()], ""


def _key(tool: str, body: dict[str, Any]) -> str:
    supply = body["supply"] or {}
    text = canonical([tool, body["spec"], body["quantity"], body["currency"], supply.get("region") or "", supply.get("choice") or {}])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
