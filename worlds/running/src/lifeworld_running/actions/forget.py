"""Forgetting a customer: her activities, routes, segments, settings and raw files; her events the engine forgets itself."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from lifeworld.plugin_web import unshare_of
from lifeworld_running.core.lines import SHARED
from lifeworld_running.files.kept import drop, folder_of
from lifeworld_running.models import Activity, File, Route, RunnerSettings, Segment


@transaction.atomic
def forget(place_id: int, customer_pk: int) -> None:
    """Nothing of the customer is left here; her raw files leave the disk when the erasure is done."""
    mine = {"place": place_id, "customer": customer_pk}
    for key in Activity.objects.filter(**mine).exclude(seen_by="me").values_list("pk", flat=True):
        unshare_of(place_id, SHARED, str(key))
    Segment.objects.filter(**mine).delete()
    Activity.objects.filter(**mine).update(duplicate_of=None)
    Activity.objects.filter(**mine).delete()
    Route.objects.filter(**mine).delete()
    RunnerSettings.objects.filter(**mine).delete()
    paths = list(File.objects.filter(**mine).values_list("path", flat=True))
    File.objects.filter(**mine).delete()
    transaction.on_commit(lambda: _gone(paths, place_id, customer_pk))


def _gone(paths: list[str], place_id: int, customer_pk: int) -> None:
    root = Path(settings.UPLOAD_DIR)
    for path in paths:
        drop(root, path)
    folder_of(root, place_id, customer_pk, remove=True)
