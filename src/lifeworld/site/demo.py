"""The demo place: forty fictional runners, coded by a model and by two invented people, eight of them with a drawn map.

What they and more invented customers did and want is in ``demo_deeds``, ``demo_goals``, ``demo_audiences`` and ``demo_plays``.
"""

from __future__ import annotations

import math
import secrets
import uuid
from importlib.resources import as_file, files
from typing import Any

import numpy as np
import polars as pl

from lifeworld.constellations.actions.boards import reckon
from lifeworld.constellations.actions.drawings import draw
from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.places.models import Place, User
from lifeworld.places.queries import caller_signed_in
from lifeworld.plugin_web import take_up, web_worlds
from lifeworld.site.demo_audiences import fill_audiences
from lifeworld.site.demo_deeds import fill_deeds
from lifeworld.site.demo_goals import fill_goals
from lifeworld.site.demo_plays import fill_plays, look_at_plays
from lifeworld.site.demo_scorecard import fill_scorecard, score_demo
from lifeworld.site.founding import add_member
from lifeworld.site.worker import work_off
from lifeworld.voices.actions.readings import read_statement
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.actions.uploads import confirm_upload, take_files
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Statement

PATH, SLUG = "demo", "runners"
OWNER = "demo@example.org"
CODERS = ("Ana", "Ben")
EACH_NTH = 3
"""Of the statements every third one is read by both."""
SLIPS = 0.06
"""Share of codes in which an invented person differs from what the writers meant."""


def fill_demo() -> str | None:
    """Make the demo place and its study; the owner's password, or None where the place is there already."""
    if Place.objects.filter(path=PATH).exists():
        return None
    password = secrets.token_urlsafe(9)
    add_member(OWNER, PATH, "owner", name="Demo", password=password)
    for name in CODERS:
        add_member(f"{name.lower()}@demo.example.org", PATH, "coder", name=name)
    owner = _caller(OWNER)
    with as_file(files("lifeworld.testing") / "runners") as folder:
        study = create_study(owner, "Forty fictional runners", {
            "focal": "Kestrel", "aliases": ["Kestrel One", "Kestrel Run"], "others": {"Paceline": [], "Strideworks": []},
            "question": "Who or what plays a part in your running? Put those closest to it nearest to you."}, SLUG)
        content = (folder / "statements.csv").read_bytes()
        upload = take_files(owner, SLUG, [("statements.csv", [content], len(content))])
        confirm_upload(owner, SLUG, upload.key)
        work_off()
        meant = pl.read_csv(folder / "intended_codes.csv")
        maps = pl.read_csv(folder / "drawn.csv", infer_schema_length=None)
    _people_code(study, meant)
    _draw(owner, study, maps)
    keys = fill_deeds(owner, study)
    work_off()
    fill_goals(owner, keys)
    fill_audiences(owner)
    fill_scorecard(owner)
    for world, web in web_worlds():
        take_up(owner, world)
        if web.demo is not None:
            web.demo(owner)
    fill_plays(owner)
    work_off(180)
    look_at_plays(owner)
    reckon(owner, study.pk)
    score_demo(owner)
    work_off()
    return password


def owner_of_demo() -> Caller:
    """The caller that the demo's owner is. Errors: LookupError, User.DoesNotExist where there is no demo."""
    return _caller(OWNER)


def _caller(email: str) -> Caller:
    caller = caller_signed_in(PATH, User.objects.get(email=email).pk)
    if caller is None:
        raise LookupError(email)
    return caller


def _people_code(study: StudyValue, meant: pl.DataFrame) -> None:
    """Two invented people code the same statements nearly as the writers meant them."""
    rows = meant.gather_every(EACH_NTH).with_columns(pl.col("codes").fill_null("").str.split(" "))
    keys = dict(Statement.objects.filter(study=study.pk, key__in=rows["id"].to_list()).values_list("key", "pk"))
    for number, name in enumerate(CODERS):
        caller = _caller(f"{name.lower()}@demo.example.org")
        slip = uniforms(stream_keys(number, np.arange(len(rows), dtype=np.uint64)), len(CODES)) < SLIPS
        for row, slips in zip(rows.iter_rows(named=True), slip, strict=True):
            codes = [code for code, differs in zip(CODES, slips, strict=True) if (code in row["codes"]) != differs]
            read_statement(caller, study, keys[row["id"]], codes, [], version=0)


def _draw(caller: Caller, study: StudyValue, maps: pl.DataFrame) -> None:
    customers = dict(Customer.objects.filter(place=caller.place_id).values_list("key", "pk"))
    for (customer,), rows in maps.partition_by("customer", as_dict=True).items():
        if customer in customers:
            draw(caller, study, customers[str(customer)], _drawing(rows, study))


def _drawing(rows: pl.DataFrame, study: StudyValue) -> dict[str, Any]:
    """A drawing as the element sends it: the actors of a drawn map, spread around their rings."""
    k, largest = int(rows["rings"][0]), float(rows["size"].max() or 1)  # type: ignore[arg-type]
    actors = []
    for number, row in enumerate(rows.filter(pl.col("actor").is_not_null()).iter_rows(named=True)):
        angle, far = 2.4 * number, (row["ring"] - 0.5) / k
        category = row["category"] if row["category"] in CODES else "focal_provider"
        actors.append({"id": str(number), "name": row["actor"], "category": category, "ring": row["ring"], "x": far * math.cos(angle),
                       "y": far * math.sin(angle), "size": float(row["size"]) / largest, "valence": None})
    words = rows.filter(pl.col("wording").is_not_null()).unique("ring").sort("ring")
    known = dict(zip(words["ring"], words["wording"], strict=True))
    return {"rings": {"k": k, "words": [known.get(ring, "") for ring in range(1, k + 1)]}, "actors": actors, "ties": [],
            "question": study.settings.question, "drawn_at": "2026-05-01T07:30:00Z", "client_id": str(uuid.uuid4())}
