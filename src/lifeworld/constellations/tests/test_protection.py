"""A protected study holds no word that must not leave, in any string anywhere, and its numbers are what they were."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from lifeworld.constellations.core.protection.people import study_pseudonyms
from lifeworld.constellations.core.protection.protect import protect
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.protection.withheld import HEALTH, NO_CONSENT
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.tests.told_study import SAID, SECRETS, SILENT, strings, told_study
from lifeworld.kit.ids import content_ids
from lifeworld.voices.files.privacy import default_rules

KEY = b"a secret of many signs"
HERON = ("Project Heron",)
NAMELESS = Policy(pseudonyms=True)


@cache
def told() -> MappedStudy:
    return told_study()


@cache
def protected(policy: Policy = NAMELESS) -> MappedStudy:
    return protect(told(), policy, HERON, rules=default_rules(), key=KEY)


def words_of(study: MappedStudy) -> list[str]:
    return [text.casefold() for text in strings(study)]


def test_the_walker_finds_every_secret_before_protection() -> None:
    before = words_of(told())
    for secret in (*SECRETS, "ada", "tilda", "s-003"):
        assert any(re.search(rf"(?<!\w){re.escape(secret)}", text) for text in before), secret


def test_no_secret_id_or_name_is_left_in_any_string() -> None:
    left = words_of(protected())
    customers = [customer.casefold() for customer in told().constellations["customer"]]
    ids = [statement.casefold() for statement in told().statements["id"]]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, (*SECRETS, *customers, *ids, 'jesper')))})(?!\w)")
    # "per" is a customer's name and a word.
    leaks = {(found.group(), text) for text in left for found in pattern.finditer(text) if found.group() != "per"}
    assert not leaks


def test_without_pseudonyms_names_stay_and_contact_data_and_redacted_phrases_go() -> None:
    left = words_of(protected(Policy()))
    assert any("ada" in text for text in left)
    assert any("okwudili" in text for text in left)
    for secret in SECRETS[1:]:
        assert not [text for text in left if secret in text], secret


def test_quotes_are_slices_of_the_new_texts_and_hashes_are_theirs() -> None:
    study = protected()
    texts = dict(study.statements.select("id", "text").iter_rows())
    for example in (*study.examples(), *(e for f in study.comparisons[0].figures() for e in f.evidence.examples)):
        if example.statement and example.quote:
            assert texts[example.statement][example.start : example.end] == example.quote
    slices = [texts[s][a:b] for s, a, b in study.codings.select("statement", "start", "end").iter_rows()]
    assert all(slices)
    assert study.codings["quote_hash"].to_list() == content_ids(pl.Series(slices)).to_list()


def test_words_without_consent_appear_nowhere_and_still_count() -> None:
    before, study = told(), protected()
    mute = [study_pseudonyms(before, KEY)[name] for name in SILENT]
    own = pl.col("customer").is_in(mute)
    assert study.statements.filter(own)["text"].unique().to_list() == [NO_CONSENT]
    assert study.statements.filter(own)["context"].null_count() == study.statements.filter(own).height
    assert study.codings.filter(own).select(pl.col("start").max(), pl.col("end").min()).row(0) == (0, len(NO_CONSENT))
    assert study.actors.filter(own)["forms"].list.len().max() == 0
    assert study.ties.filter(own)["wording"].null_count() == study.ties.filter(own).height
    assert not [e for f in study.figures for e in f.evidence.examples if e.customer in mute]
    assert [f.evidence.n for f in study.figures] == [f.evidence.n for f in before.figures]
    assert study.protection is not None
    assert study.protection.n_no_consent == len(SILENT)
    loud = words_of(replace(study, protection=None))
    said = set(before.statements.filter(pl.col("customer").is_in(SILENT))["text"].str.strip_suffix(SAID)) - set(
        before.statements.filter(~pl.col("customer").is_in(SILENT))["text"].str.strip_suffix(SAID))
    assert said
    assert not [text for text in said if any(text.casefold() in other for other in loud)]


def test_unknown_consent_withholds_where_the_policy_says_so() -> None:
    study = protected(Policy(quote_without_consent=False))
    assert study.statements["text"].unique().to_list() == [NO_CONSENT]
    assert not list(study.examples())


def test_one_no_silences_a_customer_and_one_yes_opens_the_unknown() -> None:
    consent = pl.Series([None] * told().statements.height, dtype=pl.Boolean)
    rows = told().statements["customer"].to_list()
    consent[rows.index("Ada")], consent[rows.index("Bruun")] = False, True
    mixed = replace(told(), statements=told().statements.with_columns(consent=consent))
    study = protect(mixed, Policy(quote_without_consent=False), HERON, rules=default_rules())
    told_by = study.statements.group_by("customer").agg(pl.col("text").eq(NO_CONSENT).all().alias("mute"))
    assert told_by.filter(~pl.col("mute"))["customer"].to_list() == ["Bruun"]


def test_health_words_are_flagged_or_withheld_or_left() -> None:
    flagged, withheld, shown = (protected(Policy(health=how)) for how in ("flag", "withhold", "show"))
    assert flagged.protection and withheld.protection and shown.protection
    ids = flagged.protection.health_statements
    assert ids == withheld.protection.health_statements
    assert ids
    assert not shown.protection.health_statements
    texts = withheld.statements.filter(pl.col("id").is_in(list(ids)) & ~pl.col("customer").is_in(SILENT))["text"]
    assert texts.unique().to_list() == [HEALTH]
    assert not [e for e in withheld.examples() if e.statement in ids]


def test_numbers_are_what_they_were_and_keys_still_join() -> None:
    before, study = told(), protected()
    names = study_pseudonyms(before, KEY)
    old = before.ties.with_columns(pl.col("customer").replace(names))
    old = old.sort("customer", "relevance", "actor", descending=[False, True, False])
    assert study.ties["relevance"].to_list() == old["relevance"].to_list()
    assert [f.value for f in study.figures] == [f.value for f in before.figures]
    on = ["customer", "actor"]
    joined = (before.actors.join(before.ties, on=on, how="semi").height, study.actors.join(study.ties, on=on, how="semi").height)
    assert joined[0] == joined[1] == study.actors.height
    assert study.ties.select(on).is_unique().all()
    met = study.codings.join(study.statements, left_on=["statement", "customer"], right_on=["id", "customer"])
    assert met.height == before.codings.height
    for frame in ("statements", "codings", "actors", "ties", "constellations", "pooled"):
        assert getattr(study, frame).schema == getattr(before, frame).schema, frame


def test_the_order_of_rows_does_not_matter_and_another_key_gives_other_names() -> None:
    turned = replace(told(), statements=told().statements.reverse(), ties=told().ties.reverse(), actors=told().actors.reverse())
    again = protect(turned, Policy(pseudonyms=True), HERON, rules=default_rules(), key=KEY)
    for frame in ("statements", "ties", "actors"):
        assert getattr(again, frame).equals(getattr(protected(), frame)), frame
    other = protect(told(), Policy(pseudonyms=True), HERON, rules=default_rules())
    assert not set(other.constellations["customer"]) & set(protected().constellations["customer"])


def test_corrections_keep_who_and_lose_names() -> None:
    (applied,) = protected().corrections
    assert applied.correction.who == "EB"
    assert applied.correction.text_hash == ""
    assert applied.correction.customer.startswith("Customer ")
    assert re.fullmatch(r"The wife of «Customer \w+» became \[person \d+\]\.", applied.says)


def test_an_id_that_is_an_address_is_hidden_without_pseudonyms_too() -> None:
    names = {"Ada": "ada@example.org"}
    mailed = replace(told(), **{
        frame: getattr(told(), frame).with_columns(pl.col("customer").replace(names))
        for frame in ("statements", "codings", "actors", "ties", "constellations")})
    study = protect(mailed, Policy(), HERON, rules=default_rules())
    assert not [text for text in strings(study.constellations) if "@" in text]
    assert "Bruun" in study.constellations["customer"]


def test_a_study_is_protected_once() -> None:
    with pytest.raises(ValueError, match="already"):
        protect(protected(), Policy(), rules=default_rules())
