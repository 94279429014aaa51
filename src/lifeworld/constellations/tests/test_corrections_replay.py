"""Corrections replayed: what moves with an actor, what a person's code changes, and what changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lifeworld.constellations.core.corrections.texts import text_hashes
from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.constellations.core.mapping import About, map_study
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.batches import MENTION_SCHEMA, CodedBatch
from lifeworld.voices.core.codebook import ACTORS, CODES
from lifeworld.voices.core.codings import CodedTexts
from lifeworld.voices.core.segments import segment
from lifeworld.voices.files.lexicon import default_lexicon

FAST = Settings(draws=8, bootstraps=4)
FRAMES = ("statements", "codings", "actors", "ties", "constellations", "pooled")
# id, customer, focal, text, present codes, mentions (category, name)
ROWS = [
    ("a1", "ana", "Kestrel", "Lena and I ran.", {"family_friends": 0.9, "self": 0.6, "mood": 0.7}, [("family_friends", "Lena")]),
    ("a2", "ana", "Kestrel", "My sister came.", {"family_friends": 0.8, "belonging": 0.6}, [("family_friends", "sister")]),
    ("a3", "ana", "Kestrel", "The app froze.", {"focal_provider": 0.9, "reliability": 0.9}, []),
    ("b1", "ben", "Kestrel", "Lena from the club and the bus.", {"peers": 0.7, "strangers": 0.5},
     [("peers", "Lena"), ("peers", "club"), ("strangers", "bus")]),
    ("b2", "ben", None, "People cheered.", {"peers": 0.6, "status": 0.5}, []),
    ("c1", "cleo", "Kestrel", "Lena again.", {"family_friends": 0.7}, [("family_friends", "lena")]),
    ("n1", None, "Kestrel", "My sister Lena.", {"family_friends": 0.7}, [("family_friends", "Lena")]),
]
DRAWN = pl.DataFrame({
    "customer": ["ana", "ana", "dan"], "category": ["family_friends", "family_friends", "peers"], "name": ["Lena", "sister", "club"],
    "ring": [1, 2, 1], "rings": [3, 3, 3], "x": [None] * 3, "y": [None] * 3, "size": [2.0, 1.0, 1.0], "wording": [None] * 3,
    "completeness": [1.0] * 3, "proximity": [5 / 6, 0.5, 5 / 6], "proximity_low": [2 / 3, 1 / 3, 2 / 3],
    "proximity_high": [1.0, 2 / 3, 1.0],
}, schema_overrides={"ring": pl.Int32, "rings": pl.Int32, "x": pl.Float64, "y": pl.Float64, "wording": pl.String})
DONE = pl.DataFrame({"customer": ["ana", "ana"], "category": ["family_friends"] * 2, "name": ["Lena", "sister"], "n": [3, 4],
                     "given": [0, 1], "received": [0, 0], "last_time": [None, None]}, schema_overrides={"last_time": pl.Datetime})


def mapped(*corrections: Correction, rows=None, drawn=DRAWN, done=DONE) -> MappedStudy:
    rows = sorted(rows or ROWS, key=lambda row: (row[1] is not None, row[1] or "", row[0]))
    texts = [row[3] for row in rows]
    statements = pl.DataFrame(
        {"id": [r[0] for r in rows], "customer": [r[1] for r in rows], "field": "text", "text": texts, "time": None, "source": None,
         "focal": [r[2] for r in rows], "group": None, "outcome": None, "language": None},
        schema={**dict.fromkeys(("id", "customer", "field", "text", "time", "source", "focal", "group"), pl.String),
                "outcome": pl.Float64, "language": pl.String})
    probability = np.array([[row[4].get(code, 0.0) for code in CODES] for row in rows])
    segments = segment(texts)
    coded = CodedTexts(probability, probability > 0, np.linspace(-0.5, 0.5, len(rows)), np.zeros(len(rows), np.int8), segments,
                       probability[segments.text()], "test 1", "book")
    mentions = pl.DataFrame(
        [(i, ACTORS.index(category), name, name, 0, len(name), False, False) for i, row in enumerate(rows) for category, name in row[5]],
        schema=MENTION_SCHEMA, orient="row")
    return map_study(statements, CodedBatch(coded, mentions), default_lexicon(), About(), drawn=drawn, done=done, settings=FAST,
                     corrections=corrections)


def line(action: str, actor: str = "", to: str = "", **more: str) -> Correction:
    return Correction(2, action, actor=actor, to=to, **{"who": "Kim", "why": "seen", **more})


def same(one: MappedStudy, other: MappedStudy, frames=FRAMES, without=()) -> None:
    for name in frames:
        assert_frame_equal(getattr(one, name).drop(without, strict=False), getattr(other, name).drop(without, strict=False))


def keys(study: MappedStudy, customer: str) -> set[str]:
    return set(study.ties.filter(pl.col("customer") == customer)["actor"])


def codes(study: MappedStudy, statement: str) -> set[str]:
    return set(study.codings.filter((pl.col("statement") == statement) & pl.col("present"))["code"])


def renamed(rows, old: tuple[str, str], new: tuple[str, str]):
    return [(*row[:5], [new if (c, n.lower()) == old else (c, n) for c, n in row[5]]) for row in rows]


def test_merge_is_the_same_as_texts_in_which_both_have_one_name() -> None:
    done = line("merge", "family_friends:lena", "family_friends:sister")
    by_hand = mapped(
        rows=renamed(ROWS, ("family_friends", "lena"), ("family_friends", "sister")),
        drawn=DRAWN.filter(pl.col("name") != "sister").with_columns(
            name=pl.col("name").replace("Lena", "sister"), size=pl.Series([3.0, 1.0])),
        done=DONE[:1].with_columns(name=pl.lit("sister"), n=pl.lit(7, pl.Int64), given=pl.lit(1, pl.Int64)))
    found = mapped(done)
    same(found, by_hand, without=("forms",))
    assert "peers:lena" in keys(found, "ben")
    assert found.corrections[0].n_changed == 3 + 1 + 3
    assert found.corrections[0].problem == ""
    assert "1 correction by 1 person was replayed." in found.notes


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(["sister", "Marta K.", "My «best» friend"]), customer=st.sampled_from(["", "ana", "cleo"]))
def test_a_rename_by_word_name_or_key_is_one_thing(name: str, customer: str) -> None:
    asked = ("family_friends:LENA", "Family_Friends: lena")
    studies = [mapped(line("merge", actor, name, customer=customer)) for actor in asked]
    same(*studies)
    assert f"family_friends:{name.lower()}" in keys(studies[0], customer or "cleo")
    assert ("family_friends:lena" in keys(studies[0], "cleo")) == (customer == "ana")


def test_nothing_given_is_nothing_done_and_the_order_of_the_input_does_not_matter() -> None:
    same(mapped(), mapped(line("ignore", "nobody at all")))
    lines = (line("ignore", "bus"), line("merge", "peers:(unnamed)", "club"), line("code", statement="a1", code="mood", to="absent"))
    one = mapped(*lines)
    same(one, mapped(*lines, rows=ROWS[::-1], drawn=DRAWN[::-1], done=DONE[::-1]))
    same(one, mapped(*lines))


@pytest.mark.parametrize("actor", ["bus", "peers:lena", "family_friends:lena", "kestrel", "peers:(unnamed)"])
def test_ignoring_twice_is_ignoring_once(actor: str) -> None:
    once, twice = mapped(line("ignore", actor)), mapped(line("ignore", actor), replace(line("ignore", actor), row=3))
    same(once, twice)
    assert once.corrections[0].problem == ""
    assert twice.corrections[1].n_changed == 0
    assert twice.corrections[1].problem
    assert "2 corrections by 1 person were replayed; 1 found nothing to change (line 3 of corrections.csv)." in twice.notes


def test_ignoring_the_only_actor_of_a_category_makes_the_category_absent_there() -> None:
    found = mapped(line("ignore", "bus"), line("ignore", "peers:lena"))
    assert codes(found, "b1") == {"peers"}  # the club is still there
    row = found.codings.filter((pl.col("statement") == "b1") & (pl.col("code") == "strangers"))
    assert row.select("present", "probability", "coder").row(0) == (False, 0.0, "human:Kim")
    assert not any(key.startswith("strangers") for key in keys(found, "ben"))


def test_the_known_focal_provider_and_the_unnamed_are_actors_too() -> None:
    found = mapped(line("ignore", "Kestrel"), line("recategorise", "unnamed peers", "strangers", customer="ben"))
    assert codes(found, "a3") == {"reliability"}
    assert codes(found, "b2") == {"strangers", "status"}
    assert "strangers:(unnamed)" in keys(found, "ben")
    renamed_app = mapped(line("merge", "kestrel", "Kestrel One"))
    assert "focal_provider:kestrel one" in keys(renamed_app, "ana")
    assert "focal_provider:kestrel" not in keys(renamed_app, "ana")


def test_ignored_facts_leave_their_customer_in_the_study() -> None:
    found = mapped(line("ignore", "peers:club"), line("ignore", "family_friends:lena"))
    assert keys(found, "dan") == {"self"}
    ties = found.ties.filter((pl.col("customer") == "ana") & (pl.col("category") == "family_friends"))
    assert ties.select("actor", "done", "drawn").rows() == [("family_friends:sister", 4, 1)]


def test_recategorise_takes_the_larger_probability_and_leaves_what_others_hold() -> None:
    found = mapped(line("recategorise", "peers:lena", "strangers"))
    b1 = dict(found.codings.filter(pl.col("statement") == "b1").select("code", "probability").rows())
    assert b1 == {"peers": 0.7, "strangers": 0.7}
    assert keys(found, "ben") >= {"strangers:lena", "strangers:bus", "peers:club"}


def test_split_by_statement_and_by_words() -> None:
    found = mapped(line("split", "family_friends:lena", "Lena B.", statement="c1; a1"),
                   line("split", "Lena", "cousin", where="from THE club"))
    assert "family_friends:lena b." in keys(found, "ana") & keys(found, "cleo")
    assert found.corrections[0].n_changed == 2
    assert found.corrections[1].problem.startswith("«Lena» means several actors")
    by_words = mapped(line("split", "peers:lena", "cousin", where="from THE club"))
    assert "peers:cousin" in keys(by_words, "ben")


def test_a_code_and_a_valence_as_a_person_sees_them() -> None:
    found = mapped(line("code", statement="a3", code="status", to="present"), line("code", statement="a1", code="mood", to="absent"),
                   line("valence", statement="a3", to="-1", who="Ida"))
    rows = found.codings.filter(pl.col("coder") == "human:Kim").sort("statement")
    assert rows.select("statement", "code", "present", "probability").rows() == [("a1", "mood", False, 0), ("a3", "status", True, 1)]
    assert rows["quote_hash"].null_count() == 0
    assert found.statements.filter(pl.col("id") == "a3").select("valence", "valence_label").row(0) == (-1.0, -1)
    assert "3 corrections by 2 people were replayed." in found.notes
    untouched = mapped().codings.filter(pl.col("statement") == "b1")
    assert_frame_equal(found.codings.filter(pl.col("statement") == "b1"), untouched)


def test_a_changed_text_is_refused_and_the_same_text_is_not() -> None:
    good = text_hashes(pl.Series(["The app froze."]))[0]
    done = line("code", statement="a3", code="mood", to="present", text_hash=good)
    assert mapped(done).corrections[0].n_changed == 1
    with pytest.raises(InputRefused, match="Line 2 of the corrections: statement «a3» has another text"):
        mapped(replace(done, text_hash="h0123456789abcdef"))


@pytest.mark.parametrize(("wrong", "says"), [
    (line("ignore", "Lenna", customer="ana"), "perhaps «family_friends:lena» is meant"),
    (line("ignore", "bus", customer="ana"), "No actor «bus»"),
    (line("ignore", "bus", customer="zoe"), "no customer «zoe»"),
    (line("code", statement="zz", code="mood", to="present"), "no statement «zz»"),
    (line("merge", "peers:club", "Club"), "already that actor"),
])
def test_what_finds_nothing_is_said_and_changes_nothing(wrong: Correction, says: str) -> None:
    found = mapped(wrong)
    assert says in found.corrections[0].problem
    assert found.corrections[0].n_changed == 0
    same(found, mapped())
