"""All that this world keeps about one customer, for whoever asks what is kept about her, and for herself."""

from __future__ import annotations

from typing import Any

from lifeworld.plugin_web import Caller, key_of
from lifeworld_running.models import Activity, File, Route, RunnerSettings, Segment, SegmentEffort
from lifeworld_running.queries.whose import runner_asked

OWN_WORDS = ("title", "with_whom", "name", "path", "parts")
"""What a runner wrote herself, which is given to nobody but her."""


def export_of(caller: Caller, customer_pk: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """Tables of plain rows; she herself gets every word. Points are in the raw files, which are listed and which she may take along.

    Errors: LifeworldError 403; 404 where a customer asks for another.
    """
    if caller.customer:
        customer_pk = runner_asked(caller, customer_pk)
    else:
        caller.require("customers.change")
        key_of(caller, customer_pk or 0)
    mine = {"place": caller.place_id, "customer": customer_pk}
    tables: dict[str, Any] = {
        "running_activities": Activity.objects.filter(**mine).values(
            "id", "key", "file", "part", "path", "sport", "title", "started_us", "day", "seen_by", "summary", "trust", "distance_m",
            "elapsed_s", "moving_s", "ascent_m", "load", "device", "app", "manual", "planned", "duplicate_of", "said_same", "felt",
            "with_whom", "with_family", "route", "reversed", "version"),
        "running_files": File.objects.filter(**mine).values("id", "name", "size", "sha256", "state", "code", "reason", "notices", "parts",
                                                            "n_recordings", "at"),
        "running_routes": Route.objects.filter(**mine).values("id", "number", "title", "length_m", "n"),
        "running_segments": Segment.objects.filter(**mine).values("id", "title", "length_m", "activity", "from_m", "to_m"),
        "running_segment_efforts": SegmentEffort.objects.filter(segment__in=Segment.objects.filter(**mine).values("pk")).values(
            "id", "segment", "activity", "seconds", "from_s", "error_s"),
        "running_settings": RunnerSettings.objects.filter(**mine).values(
            "id", "heart_rate_max", "heart_rate_rest", "threshold_pace_s_km", "sex", "born_year", "gap_factors", "unit", "seen_by"),
    }
    return {name: [_row(caller, row) for row in rows.order_by("id")] for name, rows in tables.items()}


def _row(caller: Caller, row: dict[str, Any]) -> dict[str, Any]:
    return row if caller.customer else {name: None if name in OWN_WORDS else value for name, value in row.items()}
