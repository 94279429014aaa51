"""What is worked off in the background: uploads are read, the model codes, results are reckoned; one step at a time."""

from __future__ import annotations

import logging

from django.db import OperationalError

from lifeworld.voices.actions.statements_coding import coders_waiting, continue_coding
from lifeworld.voices.actions.uploads_import import continue_import, stumbled
from lifeworld.voices.models import Upload

log = logging.getLogger("lifeworld.worker")


def work_once() -> bool:
    """Do one step; True where there was one. Every step is one transaction that moves its own cursor: what was done stays done.

    Nobody waits for what cannot be done: an upload that fails again and again is ended, and a model that cannot code is passed over.
    """
    if (upload := Upload.objects.filter(state="importing").order_by("pk").values_list("pk", flat=True).first()) is not None:
        try:
            continue_import(upload)
        except OperationalError:  # the database is busy or away; that is not the upload's fault
            raise
        except Exception:
            log.exception("an upload could not be read on", extra={"said": {"upload": upload}})
            stumbled(upload)
        return True
    for coder in coders_waiting():
        try:
            continue_coding(coder)
        except OperationalError:
            raise
        except Exception:
            log.exception("a model could not code", extra={"said": {"coder": coder}})
        else:
            return True
    return False
