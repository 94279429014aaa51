"""Gathering: names meet, order does not matter, customers without a word stay."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core import actor_names
from lifeworld.constellations.core.gather import Said, gather, tie_valence
from lifeworld.constellations.core.settings import Settings
from lifeworld.voices.core.codebook import ACTORS, CODES
from lifeworld.voices.core.mentions import find_mentions
from lifeworld.voices.files.lexicon import default_lexicon

PEERS, FAMILY, FOCAL, SELF = (ACTORS.index(name) for name in ("peers", "family_friends", "focal_provider", "self"))


def said(rows: list[tuple[str, str | None, str | None, dict[str, float]]], mentions: list[tuple[int, int, str]]) -> Said:
    """Statements as (id, customer, focal, present codes) and mentions as (row, category, name)."""
    present = np.zeros((len(rows), 12), np.float32)
    for i, row in enumerate(rows):
        for code, p in row[3].items():
            present[i, CODES.index(code)] = p
    frame = pl.DataFrame(
        {"id": [r[0] for r in rows], "customer": [r[1] for r in rows], "focal": [r[2] for r in rows]},
        schema={"id": pl.String, "customer": pl.String, "focal": pl.String},
    )
    return Said(
        frame, present, np.linspace(-1, 1, len(rows)).astype(np.float32), np.array([m[0] for m in mentions], np.int64),
        np.array([m[1] for m in mentions], np.int8), pl.Series([m[2] for m in mentions], dtype=pl.String),
    )


def counts(found) -> dict[tuple[str, str], float]:
    actors = found.actors()
    return dict(zip(zip(actors["customer"], actors["actor"]), found.rows.said.round(6).tolist()))


def test_shares_by_hand() -> None:
    one = said(
        [("s1", "ana", None, {"self": 0.9, "peers": 0.3}), ("s2", "ana", "Kestrel", {"focal_provider": 0.8})],
        [(0, PEERS, "running club"), (0, PEERS, "running club"), (0, PEERS, "Ben"), (0, FAMILY, "wife"), (0, SELF, "")],
    )
    found = gather(one, one.statements["customer"], Settings())
    assert counts(found) == {
        ("ana", "self"): 0.75,
        # a category that is not present gives nothing to the actors that are named: no row for the wife
        ("ana", "peers:running club"): pytest.approx(0.25 * 2 / 3, abs=1e-6),
        ("ana", "peers:ben"): pytest.approx(0.25 / 3, abs=1e-6),
        # nobody names Kestrel in the second statement, but the focal provider of the text is known
        ("ana", "focal_provider:kestrel"): 1.0,
    }
    valence = dict(zip(found.actors()["actor"], tie_valence(found).tolist()))
    assert valence["self"] == -1
    assert valence["focal_provider:kestrel"] == 1


def test_unnamed_actor_takes_the_share_and_has_words() -> None:
    one = said([("s1", "ana", None, {"peers": 0.7, "focal_provider": 0.7})], [])
    found = gather(one, one.statements["customer"], Settings())
    assert counts(found)["ana", "peers:(unnamed)"] == 0.5
    assert found.actors()["name"].to_list() == ["self", "unnamed focal provider", "unnamed peers"]


def test_customers_of_maps_and_events_stay_without_a_word() -> None:
    one = said([("s1", "ana", None, {})], [])
    drawn = pl.DataFrame({"customer": ["ben", "cleo"], "category": ["peers", None], "name": ["club", None],
                          "size": [1.0, None], "completeness": [1.0, 1.0]})
    found = gather(one, one.statements["customer"], Settings(), drawn)
    assert found.groups.to_list() == ["ana", "ben", "cleo"]
    assert found.rows.drawn.tolist() == [0, 0, 10, 0]


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(6)))
def test_order_of_the_statements_changes_nothing(order: list[int]) -> None:
    rows = [(f"s{i}", "ana" if i % 2 else "ben", "Kestrel" if i > 3 else None, {CODES[i]: 0.9, CODES[(i * 5) % 12]: 0.6})
            for i in range(6)]
    mentions = [(i, i % 5 + 1, f"name {i % 3}") for i in range(6)]
    base, moved = said(rows, mentions), said([rows[i] for i in order], [(order.index(r), c, n) for r, c, n in mentions])
    a, b = (gather(x, x.statements["customer"], Settings()) for x in (base, moved))
    assert counts(a) == counts(b)
    assert a.rows.key.tolist() == b.rows.key.tolist()


def test_drawn_names_meet_the_words() -> None:
    facts = pl.DataFrame({
        "customer": ["ana", "ana", "ana", "ben", "ana"],
        "category": ["family_friends", "focal_provider", "peers", "peers", "other_providers"],
        "name": ["my Wife", "Kestrel app", "the bus", "The Bus", ""],
    })
    focal = pl.DataFrame({"customer": ["ana"], "focal": ["Kestrel"]})
    found = actor_names.canonical_names(facts, focal, default_lexicon())
    assert found["name"].to_list() == ["wife", "Kestrel", "bus", "Bus", ""]


def mention(row: int, customer: str, category: str, name: str, start: int, end: int) -> dict[str, object]:
    return {"row": row, "customer": customer, "category": category, "name": name, "form": name, "start": start, "end": end,
            "possessive": False, "joint": False}


def test_own_names_are_found_in_own_words_and_leave_other_people_alone() -> None:
    texts = ["Anna and I ran. My sister Lena too.", "My friend Anna came along, and Lena."]
    statements = pl.DataFrame({"customer": ["ana", "ben"], "text": texts})
    facts = pl.DataFrame({"customer": ["ana", "ana"], "category": ["peers", "family_friends"], "name": ["Anna", "Lena"]})
    found = find_mentions(texts, [None, None], default_lexicon())
    words = [
        mention(row, customer, ACTORS[category], name, start, end)
        for row, customer, category, name, start, end in zip(
            found.text.tolist(), ["ana" if t == 0 else "ben" for t in found.text], found.category.tolist(), found.name(),
            found.start.tolist(), found.end.tolist())
    ]
    schema = {"row": pl.Int64, "start": pl.Int32, "end": pl.Int32}
    merged = actor_names.with_own_names(pl.DataFrame(words, schema_overrides=schema), statements, facts, default_lexicon())
    named = [(row, category, name) for row, category, name in merged.select("row", "category", "name").rows() if name]
    assert named == [(0, "peers", "Anna"), (0, "family_friends", "Lena"), (1, "family_friends", "friend Anna")]


def test_names_that_differ_in_case_are_one_actor() -> None:
    one = said([("s1", "ana", "Kestrel", {"focal_provider": 0.9}), ("s2", "ana", "kestrel", {"focal_provider": 0.9})], [])
    found = gather(one, one.statements["customer"], Settings())
    assert counts(found)["ana", "focal_provider:kestrel"] == 2
    assert found.actors()["name"].to_list() == ["self", "Kestrel"]


def test_a_bare_category_word_names_nobody() -> None:
    facts = pl.DataFrame({
        "customer": ["ana"] * 5, "category": ["strangers", "peers", "peers", "family_friends", "strangers"],
        "name": ["the Strangers", "peers", "other users", "friends", "Peers"],
    })
    focal = pl.DataFrame({"customer": [], "focal": []}, schema={"customer": pl.String, "focal": pl.String})
    assert actor_names.canonical_names(facts, focal, default_lexicon())["name"].to_list() == ["", "", "other users", "friends", "Peers"]
