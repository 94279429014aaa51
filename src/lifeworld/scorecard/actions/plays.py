"""What changes plays: one is declared, begun, offered to everybody, ended. What was declared never changes: there is a next version."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.urls import Resolver404, resolve
from django.utils import timezone

from lifeworld.audiences.actions.audiences import retire_audience, save_audience
from lifeworld.audiences.actions.holdouts import end_holdout, open_holdout
from lifeworld.audiences.queries.audiences import audience_of
from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.events.actions import record
from lifeworld.goals.queries.jobs import job_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.measures.queries.values import indicator_of
from lifeworld.scorecard.core.play_values import PlayValue
from lifeworld.scorecard.core.plays import PlayPlan, checked_play, own_address, play_json, play_of, whom
from lifeworld.scorecard.models import Play
from lifeworld.scorecard.queries.plans import may_manage
from lifeworld.scorecard.queries.plays import play_versions
from lifeworld.voices.queries.studies import study_of

PLAYS_MAX = 200
TOKEN = "x"  # noqa: S105  (a customer's link has some token; which one plays no part in whether a page is there)


@transaction.atomic
def declare_play(caller: Caller, plan: PlayPlan, *, study: str = "", world: str = "") -> PlayValue:
    """The play is there to be begun; declared as it is already, nothing changes. A version that was not begun is declared anew.

    ``study``: the one that says types and drivers. Nobody is offered anything, and nobody held out, before somebody begins it. A ``world``
    never changes what somebody of the place declared.
    Errors: LifeworldError 403; 404 for a study, job or indicator that is not here; 409; InputRefused.
    """
    may_manage(caller)
    checked_play(plan)
    _check_here(caller, plan, study)
    rows = Play.objects.select_for_update().filter(place=caller.place_id, key=plan.key).order_by("-version")
    newest, body = rows.first(), play_json(plan)
    if newest is None and Play.objects.filter(place=caller.place_id).count() >= PLAYS_MAX:
        raise conflict("too_many_plays", f"There are {PLAYS_MAX} plays here already.", "Change one that nobody uses.")
    if newest is not None and ((newest.body, newest.study) == (body, study) or (world and newest.world != world)):
        return play_versions(caller, plan.key)[0]
    if newest is not None and newest.state == "ready":
        Play.objects.filter(pk=newest.pk).update(body=body, study=study, world=world)
    else:
        try:
            with transaction.atomic():
                Play.objects.create(place_id=caller.place_id, key=plan.key, version=(newest.version if newest else 0) + 1, body=body,
                                    study=study, world=world)
        except IntegrityError as error:
            raise conflict("play_changed", f"Somebody declared the play «{plan.key}» at the same moment.",
                           "Look at what there is now, and declare yours again.") from error
    found = play_versions(caller, plan.key)[0]
    record(caller, "play.declared", data={"play": found.pk, "version": found.version})
    return found


@transaction.atomic
def begin_play(caller: Caller, key: str, *, is_not_care: bool) -> PlayValue:
    """The newest version begins: an audience of those for whom it is, and a holdout of them with a salt of its own.

    ``is_not_care``: that those who are held out go without a feature, and not without care that they need. A version that runs ends with
    it. Errors: LifeworldError 403; 404; 409 where no version is ready; InputRefused.
    """
    may_manage(caller)
    row = Play.objects.select_for_update().filter(place=caller.place_id, key=key).order_by("-version").first()
    if row is None:
        raise not_found("play", key)
    if row.state != "ready":
        raise conflict("play_begun", f"The newest version of the play «{key}» was begun before.", "Declare a changed one, then begin that.")
    plan = play_of(row.body)
    _check_here(caller, plan, row.study)
    for running in Play.objects.select_for_update().filter(place=caller.place_id, key=key, state="running"):
        retire(caller, running, "replaced", "A newer version of it was begun.")
    chosen = f"play-{key}-{row.version}"
    save_audience(caller, f"For whom «{plan.title}» is, version {row.version}", whom(plan, row.study), slug=chosen)
    open_holdout(caller, chosen, f"Without «{plan.title}», version {row.version}", share=float(plan.held), withheld=plan.withheld,
                 is_not_care=is_not_care, audience=chosen)
    Play.objects.filter(pk=row.pk).update(state="running", chosen=chosen, begun_at=timezone.now(), begun_day=today_of(caller))
    record(caller, "play.begun", data={"play": row.pk, "version": row.version})
    return play_versions(caller, key)[0]


@transaction.atomic
def offer_to_all(caller: Caller, key: str) -> PlayValue:
    """The holdout of a play that was shown to work ends: everybody whom it is for is offered it. Errors: LifeworldError 403, 404, 409."""
    row = _running(caller, key)
    value = next(one for one in play_versions(caller, key) if one.pk == row.pk)
    if value.found is None or value.found.verdict != "works":
        raise conflict("not_shown_to_work", "This play has not been shown to work.", "Wait for its verdict, or end it.")
    if not row.for_all:
        end_holdout(caller, row.chosen)
        Play.objects.filter(pk=row.pk).update(for_all=True, offered_mark="")
        record(caller, "play.for_all", data={"play": row.pk})
    return next(one for one in play_versions(caller, key) if one.pk == row.pk)


@transaction.atomic
def end_play(caller: Caller, key: str) -> PlayValue:
    """The play is offered no more; what is known of it stays. Errors: LifeworldError 403; 404; 409 where none of its versions runs."""
    row = _running(caller, key)
    retire(caller, row, "owner", "It was ended by hand.")
    return next(one for one in play_versions(caller, key) if one.pk == row.pk)


def retire(caller: Caller, row: Play, ended: str, why: str) -> None:
    """The play ends, in the transaction that runs: it is offered no more, its holdout ends, its audience is kept up no more."""
    if not holdout_of(caller, row.chosen).ended_at:
        end_holdout(caller, row.chosen)
    try:
        with transaction.atomic():
            retire_audience(caller, row.chosen, version=audience_of(caller, row.chosen).version)
    except LifeworldError as error:
        if error.status != 409:  # another audience rests on it, so it stays
            raise
    Play.objects.filter(pk=row.pk).update(state="retired", ended=ended, why=why[:400], ended_at=timezone.now())
    record(caller, "play.retired", data={"play": row.pk, "why": ended})


def _running(caller: Caller, key: str) -> Play:
    may_manage(caller)
    rows = Play.objects.select_for_update().filter(place=caller.place_id, key=key)
    row = rows.filter(state="running").first()
    if row is None and rows.exists():
        raise conflict("play_not_running", f"The play «{key}» does not run.", "Look at the list of what runs.")
    if row is None:
        raise not_found("play", key)
    return row


def _check_here(caller: Caller, plan: PlayPlan, study: str) -> None:
    """Errors: LifeworldError 404 and InputRefused where the place lacks what the play asks for."""
    if plan.wants_study and not study:
        raise InputRefused("no_study", f"The play «{plan.key}» asks for a type or a driver, and no study is named that says them.",
                           "Name the study.")
    if study:
        study_of(caller, study)
    if plan.job:
        job_of(caller, plan.job)
    if plan.indicator:
        found = indicator_of(caller, plan.indicator).definition
        if found.direction != plan.better:
            raise InputRefused("play_refused", f"The play «{plan.key}» calls {plan.better} of «{plan.indicator}» better, and the indicator "
                               f"says «{found.direction}».", "Choose a measure of which one way is better, and say the same way.")
    if not leads_somewhere(plan.leads):
        raise InputRefused("play_refused", f"The play «{plan.key}» leads to «{plan.leads}», where no page of a customer's own is.",
                           "Write the end of an address below her own pages, as «friends/clubs/».")


def leads_somewhere(leads: str) -> bool:
    """Whether there is such a page of a customer's own."""
    try:
        return bool(getattr(resolve(own_address(leads, TOKEN)).func, "open_door", False))
    except Resolver404:
        return False
