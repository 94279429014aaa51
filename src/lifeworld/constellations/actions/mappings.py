"""What counts as done in a study is declared anew."""

from __future__ import annotations

from django.db import transaction

from lifeworld.constellations.core.deed_rules import DeedMapping
from lifeworld.constellations.models import DeedMapping as KeptMapping
from lifeworld.constellations.queries.deeds import MappingOf
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict
from lifeworld.voices.core.site_studies import StudyValue

OTHERS_WERE_FASTER = conflict("mapping_changed", "Somebody changed what counts as done since you looked.",
                              "Look at it as it is now, and change it again.")


@transaction.atomic
def change_mapping(caller: Caller, study: StudyValue, mapping: DeedMapping, *, version: int) -> MappingOf:
    """What counts as done in the study is this from now on; whoever has events that count, or counted, is due.

    ``version`` is the one that was looked at (0 where there was none). The same again changes nothing.
    Errors: LifeworldError 403; 409 where it was changed meanwhile.
    """
    caller.require("constellations.analyse")
    kept, _ = KeptMapping.objects.select_for_update().get_or_create(study_id=study.pk)
    if kept.version != version:
        raise OTHERS_WERE_FASTER
    if kept.rules == mapping.to_json() and kept.everybody == mapping.everybody:
        return MappingOf(mapping, kept.version)
    kept.rules, kept.everybody, kept.version = mapping.to_json(), mapping.everybody, kept.version + 1
    kept.save()
    record(caller, "constellations.mapping_changed", data={"study": study.pk, "n": len(mapping.rules), "version": kept.version})
    return MappingOf(mapping, kept.version)
