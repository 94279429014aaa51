"""Activities are analysed again where the analysis or their runner's settings have another version, from the raw files, step by step."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from lifeworld.plugin_web import Caller
from lifeworld_running.actions.preparing import columns_of, prepared
from lifeworld_running.actions.writing import put_again, settle
from lifeworld_running.core.said import ANALYSIS
from lifeworld_running.core.summaries import analysis_of
from lifeworld_running.core.values import Recording
from lifeworld_running.files.reading import read_file, read_path
from lifeworld_running.models import Activity, File, RunnerSettings
from lifeworld_running.queries.settings import line_of, runner_of

log = logging.getLogger("lifeworld.running")
AT_ONCE = 50
WHOLE_BYTES = 2 * 1024**2


def analyse_again(caller: Caller) -> bool:
    """One step of the worker: some activities of one file of a place are analysed as of now; whether there were any."""
    rows = Activity.objects.filter(place=caller.place_id, version__lt=ANALYSIS)
    if not rows.exists():
        due = RunnerSettings.objects.filter(place=caller.place_id, due=True).order_by("pk").first()
        if due is None:
            return False
        rows = Activity.objects.filter(customer=due.customer_id).exclude(by_settings=due.version)
        if not rows.exists():
            RunnerSettings.objects.filter(pk=due.pk, version=due.version).update(due=False)
            return True
    _some_again(caller, rows)
    return True


def _some_again(caller: Caller, stale: QuerySet[Activity]) -> None:
    first = stale.order_by("file", "pk")[0]
    if first.file_id is None:
        _told_again(caller, first.pk)
        return
    due = {row.key: row.pk for row in stale.filter(file=first.file_id).order_by("part", "pk")[:AT_ONCE]}
    for recording in _recordings(File.objects.get(pk=first.file_id)):
        if (pk := due.pop(recording.key, None)) is not None:
            _analysed(caller, pk, recording)
        if not due:
            break
    for pk in due.values():  # not found any more: it stays as it is
        _passed(pk)


def _recordings(file: File) -> Iterator[Recording]:
    path = Path(settings.UPLOAD_DIR) / file.path
    if path.is_file():
        for read in read_file(file.name, path.read_bytes()) if file.size <= WHOLE_BYTES else read_path(path):
            yield from read.recordings


@transaction.atomic
def _analysed(caller: Caller, pk: int, recording: Recording) -> None:
    row = Activity.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return
    line = line_of(row.customer_id)
    try:
        ready = prepared(recording, runner_of(line))
    except Exception:
        log.exception("a recording could not be analysed again")
        _passed(pk)
        return
    put_again(caller, row, ready, line)


@transaction.atomic
def _told_again(caller: Caller, pk: int) -> None:
    """A run that was told by hand says what it said, by the version of now."""
    row = Activity.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return
    for name, value in columns_of(analysis_of(row.summary)).items():
        setattr(row, name, value)
    row.by_settings = line_of(row.customer_id).version
    row.save()
    settle(caller, row)


def _passed(pk: int) -> None:
    row = Activity.objects.filter(pk=pk).first()
    if row is not None:
        Activity.objects.filter(pk=pk).update(version=ANALYSIS, by_settings=line_of(row.customer_id).version)
