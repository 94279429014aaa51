"""A world's manifest: `world.toml` in its package, read into a `World` and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from lifeworld.constellations.core.deed_rules import DeedMapping, DeedRule
from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import KINDS, Suggestion
from lifeworld.kit.errors import InputRefused, LifeworldError, listed, nearest
from lifeworld.measures.core.values import Indicator
from lifeworld.plugin.world import JobPlan, StudyPlan, TypePlan, World
from lifeworld.scorecard.core.plays import play_of
from lifeworld.voices.core.site_codebook import StudyCode

HEAD = {"name", "title", "about", "version"}
PARTS = ("world", "type", "indicator", "job", "code", "deed", "study", "play")
NAME = re.compile(r"[a-z][a-z0-9]{1,29}")
RESERVED = frozenset({
    "audiences", "circles", "customers", "events", "friends", "goals", "keys", "matters", "measures", "next", "partners", "plays",
    "scorecard", "studies", "tools", "webhooks", "worlds"})
"""Names that stand in addresses already."""


def read_world(package: str, **code: Any) -> World:
    """The world whose package is called so; ``code``: the fields of `World` that a manifest cannot hold (readers, simulate, web ...).

    Errors: InputRefused names the part of the manifest, what is wrong there, and what to do.
    """
    text = files(package).joinpath("data", "world.toml").read_text(encoding="utf-8")
    return world_of(tomllib.loads(text), where=f"{package}/data/world.toml", **code)


def world_of(parsed: Mapping[str, Any], *, where: str = "world.toml", **code: Any) -> World:
    """A world of plain values. Errors: InputRefused.

    >>> world_of({"world": {"name": "rowing", "title": "Rowing", "about": "Crews and their boats.", "version": "0.1"}}).name
    'rowing'
    """
    for part in parsed:
        if part not in PARTS:
            near = nearest(part, PARTS)
            raise _refused(where, f"has the unknown part «{part}»", f"Did you mean «{near}»?" if near else f"Parts are {listed(PARTS)}.")
    head = _fields(parsed.get("world", {}), HEAD, HEAD, f"{where}, [world]")
    name = head["name"]
    if not NAME.fullmatch(name) or name in RESERVED:
        raise _refused(where, f"calls the world «{name}»", "Use 2 to 30 small letters and digits, and no name of a room.")
    world = World(
        **head,
        types=_each(parsed, "type", where, lambda body: TypePlan(**_fields(body, {"name", "title", "schema", "keep_days"},
                                                                          {"name", "title"}, "it"))),
        indicators=_each(parsed, "indicator", where, Indicator.from_json),
        jobs=_each(parsed, "job", where, _job),
        codes=_each(parsed, "code", where, _code),
        deeds=DeedMapping(rules) if (rules := _each(parsed, "deed", where, _deed)) else None,
        study=_study(parsed["study"], where) if "study" in parsed else None,
        plays=_each(parsed, "play", where, play_of),
        **code,
    )
    return checked(world, where)


def checked(world: World, where: str = "the world") -> World:
    """The world, where its parts fit together. Errors: InputRefused.

    Types, measures and jobs bear the world's name in front, so that two worlds never mean two things by one name; measures and deeds
    read types that the world brings, and jobs suggest its measures.
    """
    own = {one.name for one in world.types}
    slugs = {one.slug for one in world.indicators}
    for what, names, front in (("type", [one.name for one in world.types], f"{world.name}."),
                               ("measure", [one.slug for one in world.indicators], f"{world.name}-"),
                               ("job", [one.slug for one in world.jobs], f"{world.name}-"),
                               ("play", [one.key for one in world.plays], f"{world.name}-"),
                               ("code", [one.name for one in world.codes], "")):
        if twice := sorted({one for one in names if names.count(one) > 1}):
            raise _refused(where, f"has the {what} {listed(twice)} twice", "Keep one of them.")
        if strange := [one for one in names if not one.startswith(front)]:
            raise _refused(where, f"has the {what} {listed(strange)}", f"Begin its name with «{front}».")
    read = {one for each in world.indicators for one in each.counted_types} | set(world.deeds.types if world.deeds else ())
    if unknown := sorted(read - own):
        raise _refused(where, f"reads events of the type {listed(unknown)}, which it does not bring", "Declare it as a [[type]].")
    if unknown := sorted({one.indicator for job in world.jobs for one in job.suggests if one.indicator} - slugs):
        raise _refused(where, f"suggests the measure {listed(unknown)}, which it does not bring", "Define it as an [[indicator]].")
    _check_plays(world, where)
    return world


def _check_plays(world: World, where: str) -> None:
    """What plays ask for comes with the world. Errors: InputRefused."""
    jobs, ways = {one.slug for one in world.jobs}, {one.slug: one.direction for one in world.indicators}
    for play in world.plays:
        named = f"has the play «{play.key}»"
        if play.indicator and play.indicator not in ways:
            raise _refused(where, f"{named} told by «{play.indicator}», which it does not bring", "Define it as an [[indicator]].")
        if play.indicator and ways[play.indicator] != play.better:
            raise _refused(where, f"{named}, which calls {play.better} of «{play.indicator}» better, and the measure does not",
                           "Say the same way in both.")
        if play.job and play.job not in jobs:
            raise _refused(where, f"{named} for the job «{play.job}», which it does not bring", "Define it as a [[job]].")
        if play.wants_study and world.study is None:
            raise _refused(where, f"{named} for a type or a driver, and no study that says them", "Bring a [study].")


def _each(parsed: Mapping[str, Any], part: str, where: str, made: Callable[[Mapping[str, Any]], Any]) -> tuple[Any, ...]:
    found = parsed.get(part, [])
    if not isinstance(found, list):
        raise _refused(where, f"has one «{part}» that is no list", f"Write [[{part}]] with two brackets.")
    made_of = []
    for number, body in enumerate(found, 1):
        try:
            made_of.append(made(body))
        except (TypeError, LifeworldError) as error:
            said = error.message if isinstance(error, LifeworldError) else f"{error}."
            step = error.next_step if isinstance(error, LifeworldError) else "Compare it with the docs of worlds."
            raise InputRefused("bad_world", f"{where}, [[{part}]] number {number}: {said}", step) from error
    return tuple(made_of)


def _job(body: Mapping[str, Any]) -> JobPlan:
    body = _fields(body, {"slug", "title", "kind", "outcome", "suggests"}, {"slug", "title", "kind"}, "it")
    if body["kind"] not in KINDS:
        raise _refused("it", f"is of the kind «{body['kind']}»", f"Use one of {listed(KINDS)}.")
    suggests = tuple(Suggestion(**{**one, "levels": tuple(one.get("levels", ()))}) for one in body.pop("suggests", ()))
    outcome = body.pop("outcome", None)
    return JobPlan(**body, outcome=Outcome.from_json(outcome) if outcome else None, suggests=suggests)


def _code(body: Mapping[str, Any]) -> StudyCode:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    return StudyCode(**fields)


def _deed(body: Mapping[str, Any]) -> DeedRule:
    return DeedRule(**{**body, "values": tuple(body.get("values", ()))})


def _study(body: Mapping[str, Any], where: str) -> StudyPlan:
    body = _fields(body, {"title", "question", "others"}, {"title"}, f"{where}, [study]")
    others = {provider: tuple(names) for provider, names in body.get("others", {}).items()}
    return StudyPlan(body["title"], body.get("question", ""), others)


def _fields(body: Mapping[str, Any], known: set[str], needed: set[str], where: str) -> dict[str, Any]:
    if strange := sorted(set(body) - known):
        raise _refused(where, f"has the unknown field {listed(strange)}", f"Fields are {listed(sorted(known))}.")
    if missing := sorted(needed - set(body)):
        raise _refused(where, f"lacks {listed(missing)}", "Write it.")
    return dict(body)


def _refused(where: str, what: str, next_step: str) -> InputRefused:
    return InputRefused("bad_world", f"{where} {what}.", next_step)
