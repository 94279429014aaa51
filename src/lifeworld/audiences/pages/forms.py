"""The forms with which conditions are added: what each asks, with the place's own names to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lifeworld.audiences.queries.audiences import audiences
from lifeworld.audiences.queries.needs import SegmentationValue, segmentations
from lifeworld.customers.queries import trait_names
from lifeworld.events.queries.types import types_of
from lifeworld.goals.queries.jobs import jobs
from lifeworld.kit.caller import Caller
from lifeworld.measures.queries.values import indicators
from lifeworld.voices.core.codebook import DRIVERS
from lifeworld.voices.queries.studies import studies_of

Choices = tuple[tuple[str, str], ...]
TYPES = ("individual-driven", "brand-driven", "socially driven", "undetermined")


@dataclass(frozen=True)
class Field:
    """One control: its name in the form, what stands above it, what may be chosen (empty: free text), the kind of input, a hint."""

    name: str
    label: str
    choices: Choices = ()
    type: str = ""
    required: bool = False
    help: str = ""


@dataclass(frozen=True)
class Form:
    """The form of one kind of condition; ``unknown`` says whom it leaves open."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    unknown: str
    open: bool = False


def same(*values: str) -> Choices:
    """Choices that are shown as they are."""
    return tuple((value, value) for value in values)


def forms_for(caller: Caller, *, open_kind: str = "") -> list[Form]:
    """The forms whose rooms the caller may see and that have something to choose from."""
    made = [*_known(caller), *_did(caller), *_goals(caller), *_studies(caller), *_others(caller)]
    return [Form(form.kind, form.title, form.fields, form.unknown, form.kind == open_kind) for form in made]


def _known(caller: Caller) -> list[Form]:
    names = trait_names(caller) if caller.may("customers.see") else []
    trait = Form("trait", "Something known of them", (
        Field("name", "Trait", same(*names)),
        Field("op", "holds", (("is", "is one of"), ("is_not", "is none of"), ("begins", "begins with"))),
        Field("value", "Values, with commas", required=True)), "Unknown where the trait is not known.")
    return [trait] if names else []


def _did(caller: Caller) -> list[Form]:
    found: Choices = tuple((one.name, f"{one.title} ({one.name})" if one.title else one.name) for one in types_of(caller)) if (
        caller.may("events.see")) else ()
    did = Form("did", "Something they did", (
        Field("type", "Type of event", found), Field("at_least", "At least, times", type="number", help="1 where it is left empty."),
        Field("at_most", "At most, times", type="number"), Field("last_days", "In the last days", type="number",
                                                                help="Today counts. Or give the days below; empty for ever."),
        Field("from_day", "From", type="date"), Field("to_day", "To", type="date")),
        "Unknown of customers of whom no event ever came: what they do is not seen here.")
    measured = [(one.slug, one.definition.title) for one in indicators(caller)] if caller.may("measures.see") else []
    measure = Form("measure", "Where they stand by a measure", (
        Field("indicator", "Measure", tuple(measured)), Field("op", "is", ((">=", "at least"), ("<=", "at most"), (">", "more than"),
                                                                         ("<", "less than"), ("between", "between"))),
        Field("value", "Value", type="number", required=True), Field("to", "and (only between)", type="number")),
        "Unknown where nothing was measured in the measure's window: missing is not zero.")
    return [form for form, has in ((did, found), (measure, measured)) if has]


def _goals(caller: Caller) -> list[Form]:
    if not caller.may("goals.see"):
        return []
    offered: Choices = (("", "any"), *((job.slug, job.title) for job in jobs(caller)))
    goal = Form("goal", "A goal they have", (
        Field("job", "Job", offered), Field("goal_kind", "To", (("", "accomplish or manage"), *same("accomplish", "manage"))),
        Field("state", "State", (("", "any"), *same("active", "paused", "reached", "abandoned"))),
        Field("level_at_least", "Judged at least", (("", "anything"), ("-1", "-1: less than hoped"), ("0", "0: as hoped"),
                                                    ("1", "+1: more than hoped"), ("2", "+2: much more")))),
        "Only goals that customers show to the team count.")
    consent = Form("consent", "What they agreed to", (Field("purpose", "Purpose", required=True),
                                                      Field("given", "said", (("yes", "yes"), ("no", "no")))),
                   "Unknown of customers who were never asked.")
    return [goal, consent]


def _studies(caller: Caller) -> list[Form]:
    if not caller.may("constellations.see") or not caller.may("voices.see"):
        return []
    studies: Choices = tuple((study.slug, study.title) for study in studies_of(caller))
    type_ = Form("type", "The type of their customer ecosystem", (Field("study", "Study", studies), Field("type", "Type", same(*TYPES))),
                 "Unknown where the type is undetermined or nobody mapped them.")
    driver = Form("driver", "What drives their experience", (
        Field("study", "Study", studies), Field("code", "Driver", same(*DRIVERS)),
        Field("share_at_least", "Share, at least (0 to 1)", type="number", required=True)), "Unknown where nobody mapped them.")
    return [type_, driver] if studies else []


def _numbers(made: Sequence[SegmentationValue]) -> Choices:
    """Numbers of segments; their names, too, where only one segmentation could be meant."""
    if len(made) == 1:
        return tuple((str(one.number), one.name) for one in made[0].segments)
    return same(*(str(number) for number in range(1, 1 + max((len(one.segments) for one in made), default=0))))


def _others(caller: Caller) -> list[Form]:
    made = segmentations(caller)
    segment = Form("segment", "Their segment by needs", (
        Field("segmentation", "Segments", tuple((one.slug, one.title) for one in made)),
        Field("segment", "Segment", _numbers(made))),
        "Unknown of customers who are in none of them, or did not say that you may write to them about their goals.")
    saved = [(one.slug, one.title) for one in audiences(caller) if not one.retired]
    audience = Form("audience", "Another audience", (Field("slug", "Audience", tuple(saved)),), "As unknown as that audience leaves it.")
    return [form for form, has in ((segment, made), (audience, saved)) if has]
