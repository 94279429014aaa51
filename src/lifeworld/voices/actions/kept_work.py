"""What the worker does of what pages wish for: one step a call, so that nothing is lost when it is killed."""

from __future__ import annotations

import time
from contextlib import suppress

from lifeworld.kit.errors import LifeworldError
from lifeworld.voices.actions.kept import WISH, keep, keep_matrix, rests
from lifeworld.voices.core.site_studies import worker
from lifeworld.voices.models import Kept
from lifeworld.voices.queries.comparing_matrix import MATRIX, matrix_told
from lifeworld.voices.queries.kept import kept, n_readings
from lifeworld.voices.queries.kept_reckoning import name_of, reckoned
from lifeworld.voices.queries.studies import study_with_key


def work_once() -> bool:
    """Take the oldest wish one step further: first the matrix of its study, then the answer. False: nobody wishes for anything.

    A wish that cannot be granted (a coder or a study that is gone) is dropped.
    """
    row = Kept.objects.filter(name__startswith=WISH).order_by("pk").select_related("study__place").first()
    if row is None:
        return False
    place = row.study.place
    caller = worker(place.path, place.pk)
    study = study_with_key(caller, row.study_id)
    n = n_readings(study.pk)
    found, base = matrix_told(caller, study), kept(study.pk, MATRIX)
    if found.matrix is None or (found.updating and found.position < row.position and base is not None and not rests(base)):
        keep_matrix(caller, study)
        return True
    if row.body["what"] == MATRIX:
        Kept.objects.filter(pk=row.pk).delete()
        return True
    begun = time.monotonic()
    with suppress(LifeworldError, KeyError):
        answer = reckoned(caller, study, row.body, found.matrix)
        keep(study.pk, name_of(row.body), found.position, answer, n, time.monotonic() - begun)
    Kept.objects.filter(pk=row.pk).delete()
    return True
