"""How a run was, in its runner's own words: a statement of the world's study, coded like any other. Her mood is what she says."""

from __future__ import annotations

from django.db import transaction

from lifeworld.plugin_web import Caller, conflict, record, say, unsay, worlds_of
from lifeworld_running.queries.whose import held, time_of

WORLD = "running"
QUESTION = "How was your run?"


@transaction.atomic
def say_how_it_was(caller: Caller, activity: int, words: str) -> None:
    """Her words about a run are a statement of the place's study of running; said again they take the place of those before, none: gone.

    Errors: LifeworldError 403, 404; 409 where the place has no such study; InputRefused for too many words.
    """
    row = held(caller, activity)
    key = f"running-{row.pk}"
    if not words.strip():
        if row.felt:
            unsay(caller, row.felt.partition("/")[0], caller.customer, key)
            row.felt = ""
            row.save(update_fields=["felt"])
        return
    study = worlds_of(caller.place_id).get(WORLD, ("", ""))[1]
    if not study:
        raise conflict("no_study", "This place keeps no study of what runners say.", "Ask its people to take the world up again.")
    say(caller, study, caller.customer, key, words, at=time_of(row.started_us) if row.started_us is not None else None, context=QUESTION,
        facts={"source": WORLD})
    row.felt = f"{study}/{key}"
    row.save(update_fields=["felt"])
    record(caller, "running.felt", customer=caller.customer, data={"activity": row.pk})
