"""What the people of a place see of all runners together: counts, and why files were refused. No runner is named."""

from __future__ import annotations

from django.db.models import Count, Q

from lifeworld.plugin_web import Caller
from lifeworld_running.core.lines import TeamFigures
from lifeworld_running.models import Activity, File

BANDS = (0.0, 0.2, 0.4, 0.6, 0.8)
SMALL = 3
"""A device that fewer runners have is not named: it could name the runner."""
LISTED = 20


def figures_of(caller: Caller) -> TeamFigures:
    """Counts of a place over runners, activities and files. Needs «worlds.see»."""
    caller.require("worlds.see")
    rows = Activity.objects.filter(place=caller.place_id, planned=False, duplicate_of=None)
    bands = {f"band_{number}": Count("pk", filter=Q(manual=False, trust__gte=low, **_below(number))) for number, low in enumerate(BANDS)}
    counts = rows.aggregate(n=Count("pk"), runners=Count("customer", distinct=True), told=Count("pk", filter=Q(manual=True)), **bands)
    files = File.objects.filter(place=caller.place_id).order_by()
    states = dict(files.values_list("state").annotate(n=Count("pk")))
    refusals = files.exclude(code="").values_list("code").annotate(n=Count("pk")).order_by("-n", "code")[:LISTED]
    devices = rows.exclude(device="").order_by().values_list("device").annotate(
        n=Count("pk"), runners=Count("customer", distinct=True)).filter(runners__gte=SMALL).order_by("-n", "device")[:LISTED]
    return TeamFigures(counts["runners"], counts["n"], counts["n"] - counts["told"], counts["told"], sum(states.values()), states,
                       tuple((low, counts[f"band_{number}"]) for number, low in enumerate(BANDS)), tuple(refusals),
                       tuple((device, n) for device, n, _ in devices))


def _below(number: int) -> dict[str, float]:
    return {"trust__lt": BANDS[number + 1]} if number + 1 < len(BANDS) else {}
