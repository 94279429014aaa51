"""A place takes a world up: its types, measures, jobs, study and codes are declared there, each through the action that anybody uses."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from lifeworld.constellations.actions.mappings import change_mapping
from lifeworld.constellations.queries.deeds import kept_mapping
from lifeworld.events.actions import record
from lifeworld.events.actions.types import declare_type
from lifeworld.goals.actions.jobs import change_job, offer_job
from lifeworld.goals.queries.jobs import jobs
from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.measures.actions.indicators import change, define
from lifeworld.measures.queries.kept import kept_of
from lifeworld.places.models import TakenUp
from lifeworld.plugin import World
from lifeworld.scorecard.actions.plays import declare_play
from lifeworld.voices.actions.codebooks import save_codebook
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.queries.studies import studies_of, study_of


@transaction.atomic
def take_up(caller: Caller, world: World) -> str:
    """The place has everything that the world brings, in the world's version; returns the slug of its study, "" for none.

    Again, or with a newer version, what is missing is added and what the world says otherwise now is changed; what the place declared
    itself stays, and nothing is taken away. Its plays are ready then: nobody is offered one, or held out of it, before somebody begins it.
    Needs «worlds.manage».
    """
    caller.require("worlds.manage")
    hand = replace(caller, scopes=frozenset(SCOPES))  # taking up is allowed or not as a whole
    for each in world.types:
        declare_type(hand, each.name, each.title, each.schema, each.keep_days)
    _measures(hand, world)
    known = {job.slug for job in jobs(hand)}
    for job in world.jobs:
        if job.slug in known:
            change_job(hand, job.slug, title=job.title, outcome=job.outcome, suggests=job.suggests)
        else:
            offer_job(hand, job.slug, job.title, job.kind, outcome=job.outcome, suggests=job.suggests)
    study = _study(hand, world)
    if study is not None and world.deeds is not None:
        change_mapping(hand, study, world.deeds, version=kept_mapping(study.pk).version)
    slug = study.slug if study is not None else ""
    for play in world.plays:
        declare_play(hand, play, study=slug if play.wants_study else "", world=world.name)
    TakenUp.objects.update_or_create(place_id=caller.place_id, world=world.name,
                                     defaults={"version": world.version, "study": slug, "who": caller.who})
    record(caller, "worlds.taken_up", data={"world": world.name, "version": world.version})
    return slug


def _measures(caller: Caller, world: World) -> None:
    known = {one.definition.slug: one for one in kept_of(caller.place_id, retired=True)}
    for indicator in world.indicators:
        if (one := known.get(indicator.slug)) is None:
            define(caller, indicator)
        elif not one.retired and one.definition != indicator:
            change(caller, indicator.slug, indicator)


def _study(caller: Caller, world: World) -> StudyValue | None:
    if world.study is None:
        return None
    if not any(one.slug == world.name for one in studies_of(caller)):
        settings = {"others": {provider: list(names) for provider, names in world.study.others.items()}}
        create_study(caller, world.study.title, settings | ({"question": world.study.question} if world.study.question else {}), world.name)
    study = study_of(caller, world.name)
    if new := [code for code in world.codes if code.name not in study.codebook.names]:
        save_codebook(caller, world.name, (*study.codebook.codes, *new), study.codebook.number, f"Codes of «{world.title}».")
    return study_of(caller, world.name)
