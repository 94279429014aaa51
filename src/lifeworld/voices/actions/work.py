"""What is worked off in the background: uploads are read, the model codes, results are reckoned; one step at a time."""

from __future__ import annotations

from lifeworld.voices.actions.statements_coding import continue_coding, next_to_code
from lifeworld.voices.actions.uploads_import import continue_import
from lifeworld.voices.models import Upload


def work_once() -> bool:
    """Do one step; True where there was one. Every step is one transaction that moves its own cursor: what was done stays done."""
    if (upload := Upload.objects.filter(state="importing").order_by("pk").values_list("pk", flat=True).first()) is not None:
        continue_import(upload)
        return True
    if (coder := next_to_code()) is not None:
        continue_coding(coder)
        return True
    return False
