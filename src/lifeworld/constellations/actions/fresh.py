"""An ecosystem as it is now: made again first where something happened since."""

from __future__ import annotations

from lifeworld.constellations.actions.making import make_again
from lifeworld.constellations.queries.ecosystems import Ecosystem, ecosystem, is_there
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.voices.core.site_studies import StudyValue, worker


def up_to_date(caller: Caller, study: StudyValue, customer: int) -> Ecosystem:
    """The ecosystem of a customer, as of now; making one again takes less than a tenth of a second.

    Errors: LifeworldError 403; 404 where the study knows no such customer.
    """
    caller.require("constellations.see")
    try:
        one = ecosystem(caller, study, customer)
        if not one.behind:
            return one
    except LifeworldError as error:
        if error.status != 404 or not is_there(caller, study, customer):
            raise
    make_again(worker(caller.place, caller.place_id), study.pk, [customer])
    return ecosystem(caller, study, customer)
