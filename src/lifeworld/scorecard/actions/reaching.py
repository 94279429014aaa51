"""What a tool reaches for what was wanted of a saved design, and what the market does: looked up once, before a place is scored.

A search may take long, so a scorecard looks up at most ``NEW_MAX`` that nobody looked up before, the newest first, each kept as soon as it
is known; a scorecard that is broken off goes on after them. What could be reached is as of then, on the offers of then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.sauce.reaching import limits_of, reach_of, reached
from lifeworld.scorecard.models import Reached
from lifeworld.scorecard.queries.columns import Window
from lifeworld.scorecard.queries.reached import COLUMNS, saved_in, waiting
from lifeworld.tools.actions.running import spec_for, supply_for
from lifeworld.tools.core.canonical import canonical
from lifeworld.tools.core.wanted import wanted_again
from lifeworld.tools.models import SavedDesign
from lifeworld.tools.queries.installed import tool_called

NEW_MAX = 40
DESIGNS_MAX = 50
"""Designs of the sauce that are kept for each specification."""
REFUSED_CHARS_MAX = 300
SAID = ("spec", "quantity", "currency", "supply")


def reach_saved(caller: Caller, window: Window, step: Callable[[int], None]) -> None:
    """Look up what could be reached for designs that were saved in the window. ``step`` hears of it often, and may stop it."""
    newest = waiting(caller, saved_in(caller, window)).order_by("-pk").values_list("pk", "tool")
    for pk, tool in list(newest[:NEW_MAX]):
        said = SavedDesign.objects.filter(pk=pk).values_list(*(f"body__{name}" for name in SAID)).first()
        if said is not None:
            _looked_up(caller, pk, tool, dict(zip(SAID, said, strict=True)), step)


def _looked_up(caller: Caller, pk: int, tool: str, body: dict[str, Any], step: Callable[[int], None]) -> None:
    key = _key(tool, body)
    known = Reached.objects.filter(place=caller.place_id, spec=key).order_by("-pk").first()
    rows, refused = (known.rows, known.refused) if known is not None else _searched(caller, tool, body, step)
    if SavedDesign.objects.filter(pk=pk).exists():  # somebody may have discarded it meanwhile
        Reached.objects.get_or_create(design_id=pk, defaults={
            "place_id": caller.place_id, "spec": key, "rows": rows, "refused": refused, "at": timezone.now()})
    step(0)


def _searched(caller: Caller, tool: str, body: dict[str, Any], step: Callable[[int], None]) -> tuple[list[list[Any]], str]:
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
        return [], f"The tool failed: {type(error).__name__}."
    return [list(row) for row in table.select(COLUMNS).iter_rows()], ""


def _key(tool: str, body: dict[str, Any]) -> str:
    supply = body["supply"] or {}
    text = canonical([tool, body["spec"], body["quantity"], body["currency"], supply.get("region") or "", supply.get("choice") or {}])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
