"""An invented MappedStudy with the columns of the result files: for tests of the report only, written for this project."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.figure import Evidence, Example, Figure, Versions, estimate

ACTORS = ("self", "focal_provider", "other_providers", "peers", "family_friends", "strangers")
DRIVERS = ("mood", "performance", "features", "reliability", "belonging", "status")
NAMES = (
    "Ada", "Bruun", "Cleo", "Daria", "Emil", "Fenja", "Gil", "Hanne", "Ivo", "Jorun",
    "Kit", "Lasse", "Mara", "Nils", "Oda", "Per", "Quirin", "Runa", "Sven", "Tilda",
    "Ulf", "Vera", "Wim", "Xenia", "Yara", "Zeno", "Alva", "Birk", "Cara", "Dag",
    "Edda", "Finn", "Greta", "Hugo", "Ina", "Jonas", "Kaja", "Leif", "Minna", "Nora",
)
LABELS = ("individual-driven", "brand-driven", "socially driven", "undetermined")

# (text, actor category or None, actor's name, driver or None, valence)
SENTENCES: tuple[tuple[str, str | None, str, str | None, int], ...] = (
    ("My legs felt light this morning and I could not stop smiling.", "self", "self", "mood", 1),
    ("Some days I have to talk myself out of the door.", "self", "self", "mood", -1),
    ("I took eleven seconds off my best five kilometres.", "self", "self", "performance", 1),
    ("My pulse is lower than last spring at the same pace.", "self", "self", "performance", 1),
    ("I did not reach the distance that I had set myself.", "self", "self", "performance", -1),
    ("The Tempo watch shows me the gradient while I climb.", "focal_provider", "Tempo", "features", 1),
    ("The Tempo app has no way to plan a rest week.", "focal_provider", "Tempo", "features", -1),
    ("My Tempo lost an entire long run between the wood and my door.", "focal_provider", "Tempo", "reliability", -1),
    ("In two winters the Tempo has never let me down.", "focal_provider", "Tempo", "reliability", 1),
    ("I send every run on to Wayfinder, because its maps are better.", "other_providers", "Wayfinder", "features", 0),
    ("Podcasts on my Nokta phone make the flat part bearable.", "other_providers", "Nokta", "mood", 1),
    ("The physio at Studio Nord sets my plan now.", "other_providers", "Studio Nord", "performance", 1),
    ("The lunch-break group waits for whoever is slowest.", "peers", "the lunch-break group", "belonging", 1),
    ("Our harbour club shares every route afterwards.", "peers", "the harbour club", "belonging", 1),
    ("I want to stand above Jesper on the monthly table.", "peers", "Jesper", "status", 0),
    ("Somebody in the challenge rides a bicycle and takes first place.", "peers", "people in the challenge", "status", -1),
    ("My wife reads my face before she reads the watch.", "family_friends", "wife", "belonging", 1),
    ("My brother and I compare Sundays, and he usually wins.", "family_friends", "brother", "status", 0),
    ("My daughter cycles beside me and counts the lamp posts.", "family_friends", "daughter", "mood", 1),
    ("People on the promenade stare when I walk the last stretch.", "strangers", "people on the promenade", "mood", -1),
    ("An old man by the lock greets me each time, and that carries me home.", "strangers", "old man by the lock", "belonging", 1),
    ("It rained.", None, "", None, 0),
)


def invented_study(n: int = 40, seed: int = 5, names: tuple[str, ...] = (), extra: str = "") -> MappedStudy:
    """A study of ``n`` customers; ``names`` replaces names and ``extra`` is appended to every text (hostile tests)."""
    rng = np.random.default_rng(seed)
    who = [names[i % len(names)] + ("" if i < len(names) else f" {i}") if names else
           NAMES[i % len(NAMES)] + ("" if i < len(NAMES) else f" {i // len(NAMES) + 1}") for i in range(n)]
    statements: list[dict[str, Any]] = []
    codings: list[dict[str, Any]] = []
    ties: list[dict[str, Any]] = []
    constellations: list[dict[str, Any]] = []
    actors: list[dict[str, Any]] = []
    for i, name in enumerate(who):
        label = LABELS[(0, 1, 1, 2, 3, 1, 2, 0, 2, 1)[i % 10]]
        own = _speak(rng, i, name, label, extra, statements, codings)
        _relate(rng, i, name, label, own, ties, actors, constellations)
    frames = _frames(statements, codings, actors, ties, constellations)
    study = MappedStudy(
        title="Runners and their watches", fictional=True, label="Invented runners, written for the tests of this project",
        pooled=_pooled(rng, frames["ties"], len(statements), n), versions=Versions("default@1", "invented@0", "c0ffee"),
        settings={"seed": 0, "rho": 0.3, "draws": 64, "bootstraps": 50},
        notes=("Shares are model-coded, uncorrected.",), skipped={"empty text": 3, "duplicate id": 1}, n_customers=n, **frames,
    )
    return replace(study, figures=tuple(_figures(study)))


def _speak(rng: np.random.Generator, i: int, name: str, label: str, extra: str, statements: list[dict[str, Any]],
           codings: list[dict[str, Any]]) -> list[int]:
    """Statements of one customer and their codings; returns the sentences that were used."""
    lean = {"individual-driven": range(5), "brand-driven": range(5, 10), "socially driven": range(12, 21)}.get(label, range(22))
    used: list[int] = []
    for j in range(1 if label == "undetermined" and i % 20 == 4 else int(rng.integers(5, 13))):
        pick = [int(rng.choice(list(lean))) if rng.random() < 0.6 else int(rng.integers(22)) for _ in range(rng.integers(1, 4))]
        text, spans = "", []
        for k in dict.fromkeys(pick):
            start = len(text)
            text += SENTENCES[k][0]
            spans.append((k, start, len(text)))
            text += " "
        text = (text + extra).strip()
        valence = int(np.sign(sum(SENTENCES[k][4] for k in pick)))
        key = f"s-{i:03d}-{j:02d}"
        statements.append({
            "id": key, "customer": name, "field": "text", "text": text, "time": f"2026-0{1 + j % 9}-1{i % 10}T08:00:00",
            "source": ("diary", "interview")[j % 2], "focal": "Tempo", "group": ("city", "hills")[i % 2], "outcome": None,
            "language": "en", "valence": valence * 0.8, "valence_label": valence, "n_segments": len(spans),
        })
        for k, start, end in spans:
            used.append(k)
            for code in (SENTENCES[k][1], SENTENCES[k][3]):
                if code:
                    p = float(rng.uniform(0.55, 0.99))
                    codings.append({
                        "customer": name, "statement": key, "start": start, "end": end, "code": code, "probability": p,
                        "present": True, "segment_probability": p * 0.97, "coder": "invented@0", "codebook": "default@1",
                        "unit": "statement", "quote_hash": hashlib.sha256(text[start:end].encode()).hexdigest()[:12],
                    })
    return used


def _relate(rng: np.random.Generator, i: int, name: str, label: str, used: list[int], ties: list[dict[str, Any]],
            actors: list[dict[str, Any]], constellations: list[dict[str, Any]]) -> None:
    """Ties, actors and the constellation of one customer."""
    counted: dict[tuple[str, str], list[int]] = {("self", "self"): [0, 0, 0]}
    for k in used:
        _, category, actor, _, valence = SENTENCES[k]
        if category:
            entry = counted.setdefault((category, actor), [0, 0, 0])
            entry[0] += 1
            entry[1] += valence
    drawn = i % 4 == 1
    total = sum(entry[0] for entry in counted.values()) + 1.0
    for (category, actor), (n_said, sum_valence, _) in counted.items():
        r = (n_said + 1 / (len(counted) + 1)) / total
        half = 1.64 * np.sqrt(r * (1 - r) / (total + 1))
        ring = int(rng.integers(1, 4))
        near = drawn and category != "self"
        actor_key = "self" if category == "self" else f"{category}:{actor.lower()}"
        ties.append({
            "customer": name, "actor": actor_key, "name": actor, "category": category, "relevance": r,
            "relevance_low": max(r - half, 0.0), "relevance_high": min(r + half, 1.0),
            "proximity": 1 - (ring - 0.5) / 3 if near else None, "proximity_low": 1 - ring / 3 if near else None,
            "proximity_high": 1 - (ring - 1) / 3 if near else None, "valence": sum_valence / n_said if n_said else None,
            "n_evidence": n_said + near, "said": n_said, "done": 4 if category == "peers" and i % 3 == 0 else 0, "drawn": int(near),
        })
        if n_said:
            actors.append({"customer": name, "actor": actor_key, "name": actor, "category": category, "forms": [actor],
                           "n_mentions": n_said, "n_statements": n_said})
    shares = rng.dirichlet([3.0 if label.startswith(t) else 0.8 for t in ("ind", "ind", "bra", "bra", "soc", "soc")])
    p = _shares_of_draws(rng, label)
    size = sum(1 for tie in ties if tie["customer"] == name and tie["category"] != "self" and tie["relevance"] >= 0.05)
    thin = len(used) <= 3 and label == "undetermined"
    if thin:
        verdict = "Undetermined, because there is only 1 piece of evidence and at least 3 are needed."
    elif label == "undetermined":
        verdict = "Undetermined, because brand-driven fits best but only in 27 of 64 posterior draws; at least half are needed."
    else:
        verdict = f"Called {label}, because this type fits best in {round(max(p) * 64)} of 64 posterior draws."
    row: dict[str, Any] = {
        "customer": name, "type": label, "p_individual": p[0], "p_brand": p[1], "p_social": p[2],
        "margin": sorted(p)[-1] - sorted(p)[-2], "stability": float(rng.integers(25, 51)) / 50,
        "n_statements": 1 if thin else max(3, len(used) // 2),
        "n_counting": 1 if thin else max(3, len(used) // 2), "size": size, "size_class": "small" if size < 4 else "large",
        "unmentioned": 0.05, "unmentioned_low": 0.0, "unmentioned_high": 0.16, "x_individual": 0.3, "x_brand": 0.4, "x_social": 0.3,
        "reasons": [verdict, "Individual-driven: there are more than a few actors (fails); the self does not matter most (fails).",
                    "Brand-driven: the focal provider matters most (holds); features and reliability lead the experience (holds).",
                    "Socially driven: there are many actors (holds); belonging and status do not lead (fails).",
                    "Proximity is not known, so it dropped out and the other conditions weigh more."],
    }
    for driver, d in zip(DRIVERS, shares, strict=True):
        row |= {driver: d, f"{driver}_low": max(d - 0.13, 0.0), f"{driver}_high": min(d + 0.13, 1.0)}
    constellations.append(row)


def _shares_of_draws(rng: np.random.Generator, label: str) -> list[float]:
    if label == "undetermined":
        counts = rng.multinomial(64, [0.3, 0.4, 0.3])
    else:
        lean = np.array([label.startswith(t) for t in ("ind", "bra", "soc")]) * rng.uniform(3, 30) + 0.7
        counts = rng.multinomial(64, rng.dirichlet(lean))
        order = np.argsort(-lean, kind="stable")
        counts[order] = np.sort(counts)[::-1]
    return [float(c) / 64 for c in counts]


def _frames(statements: list[dict[str, Any]], codings: list[dict[str, Any]], actors: list[dict[str, Any]],
            ties: list[dict[str, Any]], constellations: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    small = {"valence_label": pl.Int8, "n_segments": pl.Int32, "outcome": pl.Float64}
    return {
        "statements": pl.DataFrame(statements, schema_overrides=small, infer_schema_length=None),
        "codings": pl.DataFrame(codings, schema_overrides={"start": pl.Int32, "end": pl.Int32}),
        "actors": pl.DataFrame(actors, schema_overrides={"n_mentions": pl.Int32, "n_statements": pl.Int32}),
        "ties": pl.DataFrame(ties, infer_schema_length=None, schema_overrides={
            "n_evidence": pl.Int32, "said": pl.Int32, "done": pl.Int32, "drawn": pl.Int32, "proximity": pl.Float64,
            "proximity_low": pl.Float64, "proximity_high": pl.Float64}),
        "constellations": pl.DataFrame(constellations, schema_overrides={"n_statements": pl.Int32, "size": pl.Int32}),
    }


def _pooled(rng: np.random.Generator, ties: pl.DataFrame, n_statements: int, n: int) -> pl.DataFrame:
    """Pools of everyone, the focal provider and two groups, from mean relevances."""
    rows: list[dict[str, Any]] = []
    by_actor = ties.group_by("category", "name").agg(pl.col("relevance").sum() / n, pl.col("valence").mean())
    by_actor = by_actor.sort("category", "name")
    by_category = by_actor.group_by("category").agg(pl.col("relevance").sum(), pl.col("valence").mean()).sort("category")
    for kind, pool in (("all", "all customers"), ("focal", "Tempo"), ("group", "city"), ("group", "hills")):
        shared = {"pool": pool, "pool_kind": kind, "n_statements": n_statements // 9, "n_customers": n // 2}
        tilt = rng.uniform(0.7, 1.3, by_actor.height)
        rows += [
            shared | _pool_row("actor", name, category, share * t, valence)
            for (category, name, share, valence), t in zip(by_actor.rows(), tilt, strict=True)
        ]
        rows += [shared | _pool_row("category", category, category, share, v) for category, share, v in by_category.rows()]
        rows += [
            shared | _pool_row("driver", driver, None, float(share), 0.3)
            for driver, share in zip(DRIVERS, rng.dirichlet(np.full(6, 4.0)), strict=True)
        ]
    return pl.DataFrame(rows, schema_overrides={"n_statements": pl.Int32, "n_customers": pl.Int32}, infer_schema_length=None)


def _pool_row(part: str, name: str, category: str | None, share: float, valence: float | None) -> dict[str, Any]:
    return {"part": part, "name": name, "category": category, "share": share, "low": max(share - 0.04, 0.0),
            "high": min(share + 0.04, 1.0), "valence": valence}


def _figures(study: MappedStudy) -> list[Figure]:
    """The figures of a real study, here with plain Wald intervals."""
    n = study.constellations.height
    figures = []
    for label in LABELS:
        rows = study.constellations.filter(pl.col("type") == label)
        examples = tuple(Example((r["reasons"] or [""])[0], r["customer"]) for r in rows.head(20).to_dicts())
        figures.append(_share(keys.type_share_key(label), rows.height, n, examples, f"constellations where type = {label}"))
    texts = dict(study.statements.select("id", "text").rows())
    for code in ACTORS + DRIVERS:
        rows = study.codings.filter(pl.col("code") == code).sort("segment_probability", descending=True)
        examples = tuple(Example(texts[s][a:b], c, s, a, b) for c, s, a, b in
                         rows.head(20).select("customer", "statement", "start", "end").rows())
        query = f"codings where code = {code} and present"
        figures.append(_share(keys.customers_who_say_key(code), rows["customer"].n_unique(), n, examples, query))
        figures.append(_share(keys.share_of_statements_key(code), rows["statement"].n_unique(), study.statements.height,
                              examples, query, "statements"))
        if code in DRIVERS:
            figures.append(estimate(keys.driver_valence_key(code), 0.3, 0.1, 0.5, method="mean over customers", n=n,
                                    evidence=Evidence(query, rows.height, examples)))
    return figures


def _share(key: str, k: int, n: int, examples: tuple[Example, ...], query: str, unit: str = "customers") -> Figure:
    p = k / n
    half = 1.64 * float(np.sqrt(p * (1 - p) / n))
    warnings = () if key.startswith("types") else ("Model-coded, uncorrected.",)
    return estimate(key, p, max(p - half, 0.0), min(p + half, 1.0), unit="share", method="normal approximation, for tests",
                    n=n, n_unit=unit, evidence=Evidence(query, k, examples), warnings=warnings)
