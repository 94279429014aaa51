"""A project for tests of exchange: invented customers, two people and a model as coders, characters that programs count differently."""

from __future__ import annotations

import polars as pl

from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.values import (
    CASES,
    JUDGED,
    SELECTIONS,
    TEXTS,
    VALUES,
    Edge,
    ExchangedCode,
    Graph,
    NamedSet,
    Note,
    Project,
    User,
    Variable,
    Vertex,
)

EMOJI = "👩‍👩‍👧 My mum & I ran <5 km.\nThe cafe\u0301 \"Ida\" waited; 🏃🏽 passed."
TEXT = {name: guid("text", name) for name in ("s1", "s2", "s3", "s4")}
CODE = {name: guid("code", name) for name in ("Actors", "family_friends", "peers", "mood")}
USER = {name: guid("user", name) for name in ("Ana", "Ben", "model:fast")}
CASE = {name: guid("case", name) for name in ("cleo", "=dev")}


def span(text: str, words: str) -> tuple[int, int]:
    """Where the words stand in a text."""
    at = text.index(words)
    return at, at + len(words)


def project() -> Project:
    """The bundle; everything that a bundle can hold is in it."""
    long = "Long ago. " * 80 + "The end."
    texts = pl.DataFrame(
        [(TEXT["s1"], "s1", EMOJI, CASE["cleo"]), (TEXT["s2"], "s2", long, CASE["cleo"]),
         (TEXT["s3"], "s3", "=1+1, she said.", CASE["=dev"]), (TEXT["s4"], "s4", " blank at both ends \n", None)], TEXTS, orient="row")
    mum, ida = span(EMOJI, "My mum"), span(EMOJI, 'cafe\u0301 "Ida"')
    rows = [
        (TEXT["s1"], *mum, False, "My mum", USER["Ana"], CODE["family_friends"], "2026-01-31T10:00:00Z", "She names her.", None,
         "explicit"),
        (TEXT["s1"], *mum, False, "My mum", USER["Ben"], CODE["family_friends"], None, None, None, None),
        (TEXT["s1"], *mum, False, "My mum", USER["Ben"], CODE["peers"], None, None, None, "interpretive"),
        (TEXT["s1"], *ida, False, None, USER["model:fast"], CODE["mood"], None, None, 0.25, None),
        (TEXT["s2"], 0, len(long), True, None, USER["model:fast"], CODE["mood"], None, "Seen\nin two lines.", 1e-07, None),
        (TEXT["s2"], 0, len(long), False, None, USER["model:fast"], CODE["mood"], None, None, 0.5, None),
        (TEXT["s3"], 0, 4, False, "=1+1", USER["Ana"], CODE["mood"], None, "=note", None, None),
    ]
    judged = [(TEXT["s1"], USER["Ana"], CODE[code], "random", 0.25) for code in ("family_friends", "peers", "mood")]
    judged += [(TEXT[text], USER["Ben"], CODE["peers"], None, None) for text in ("s1", "s2")]
    variables = tuple(Variable(guid("variable", name), name, kind) for name, kind in
                      (("age", "Integer"), ("score", "Float"), ("type", "Text"), ("panel", "Boolean"), ("since", "Date")))
    values = [(CASE["cleo"], variables[0].guid, "31"), (CASE["cleo"], variables[1].guid, "0.125"),
              (CASE["=dev"], variables[2].guid, "brand & co"), (TEXT["s1"], variables[3].guid, "true"),
              (CASE["cleo"], variables[4].guid, "2024-02-29")]
    ego, mother = guid("vertex", "cleo ego"), guid("vertex", "cleo mum")
    return Project(
        "Pilot <1>", users=tuple(User(key, name, "0123abcd" if name.startswith("model") else "") for name, key in USER.items()),
        codes=(ExchangedCode(CODE["Actors"], "Actors", is_codable=False),
               ExchangedCode(CODE["family_friends"], "family_friends", "#F00082", "Partner, parents,\nfriends.", parent=CODE["Actors"]),
               ExchangedCode(CODE["peers"], "peers", parent=CODE["family_friends"]), ExchangedCode(CODE["mood"], "mood", "#abc")),
        variables=variables,
        notes=(Note(guid("note", "plan"), "plan", "Ask again in May.", USER["Ana"], "2026-02-01T08:00:00", ("",)),
               Note(guid("note", "on peers"), "on peers", "Too wide?", USER["Ben"], "", (CODE["peers"], TEXT["s2"])),
               Note(guid("note", "loose"), "loose", "-")),
        sets=(NamedSet(guid("set", "actors of cleo"), "actors of cleo", "drawn", (CODE["peers"],), (TEXT["s1"],), (guid("note", "plan"),)),
              NamedSet(guid("set", "none"), "none")),
        graphs=(Graph(guid("graph", "map of cleo"), "map of cleo",
                      (Vertex(ego, "cleo", 200, 200, CASE["cleo"], "Person", "#ffffff"),
                       Vertex(mother, "mum", 260, 200, CODE["family_friends"], "Oval", "", 280, 220)),
                      (Edge(guid("edge", "cleo mum"), ego, mother, "calls", "OneWay", "dashed", "#000000"),)),),
        texts=texts, selections=pl.DataFrame(rows, SELECTIONS, orient="row"), judged=pl.DataFrame(judged, JUDGED, orient="row"),
        cases=pl.DataFrame([(CASE["cleo"], "cleo", "runs"), (CASE["=dev"], "=dev", "")], CASES, orient="row"),
        values=pl.DataFrame(values, VALUES, orient="row"), description="A pilot.", created="2026-01-01T00:00:00Z",
    )
