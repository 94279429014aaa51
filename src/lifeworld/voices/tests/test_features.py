"""What the coder sees: providers, cues and words of a text, whoever stands beside it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.features import FLAGS, FeatureTable, Observed, observe
from lifeworld.voices.core.focal import focal_of, provider_owners
from lifeworld.voices.core.lexicon_entries import Entry
from lifeworld.voices.core.tokens import tokenize
from lifeworld.voices.core.vocabulary import brand_words, families_of, feature_table, spelled_out, vocabulary

ENTRIES = [
    Entry("other_providers", "Garmin", ("garmin", "garmin connect", "fenix"), owner="Garmin", kind="tracker"),
    Entry("other_providers", "Nike Run Club", ("nike run club",), owner="Nike", kind="app"),
    Entry("other_providers", "another app", ("another app",), kind="generic"),
    Entry("other_providers", "Polar", ("polar",), owner="Polar", kind="tracker", case="capital"),
    Entry("family_friends", "partner", ("partner",), need="owned"),
    Entry("peers", "run club", ("run club",)),
]
POOL = ["the garmin run was good", "the run was bad", "my partner was good", "lost 10 kg was good", "a run"]
TEXTS = ["My partner and my run club", "Nike Run Club beats my Fenix", "Acme lost 12 kg. Acme!", "the run", "", "polar bear"]


def small_table() -> FeatureTable:
    words = vocabulary(tokenize(POOL, digits_alike=True), 2, 2, brand_words(ENTRIES))
    return feature_table(words, families_of(ENTRIES, {"lost weight": ["lost {0,00} {kg,lb}"]}), ENTRIES)


def seen(texts: list[str], focal: list[str | None], aliases: dict[str, list[str]] | None = None) -> Observed:
    table, tokens = small_table(), tokenize(texts, digits_alike=True)
    return observe(tokens, table, focal_of(tokens, table, focal, aliases))


def sides_of(text: str, focal: str | None, aliases: dict[str, list[str]] | None = None) -> set[str]:
    names = small_table().sides
    return {names[column] for column in seen([text], [focal], aliases).sides.indices}


def test_the_focal_provider_is_told_from_others() -> None:
    named, other, none, unknown = FLAGS
    assert sides_of("My Fenix runs", "Garmin Connect") == {named}
    assert sides_of("My Fenix runs", "Strava") == {other, unknown, "other: tracker"}
    assert sides_of("My Fenix runs", None) == {other, none, "other: tracker"}
    assert sides_of("I use another app", "Garmin") == {other, "other: generic"}


def test_an_unknown_focal_provider_is_found_by_name_first_word_and_alias() -> None:
    named, _, _, unknown = FLAGS
    assert sides_of("acme is fine", "Acme Run") == {named, unknown}
    assert sides_of("the green one is fine", "Acme Run", {"Acme Run": ["the green one"]}) == {named, unknown}
    assert sides_of("the thing", "The Thing Run") == {unknown}  # «the» is an everyday word
    assert sides_of("fenix, they call it", "Acme Run", {"Acme Run": ["fenix"]}) == {named, unknown}


def test_a_cue_inside_a_providers_name_does_not_count_and_possessives_do() -> None:
    assert "peers" not in sides_of("Nike Run Club", None)
    assert "peers" in sides_of("our run club", None)
    assert "family_friends" in sides_of("my partner", None)
    assert "family_friends" not in sides_of("a partner", None)
    assert "everyday word or tracker" in sides_of("polar", None)
    assert "lost weight" in sides_of("lost 99 lb", None)
    assert "lost weight" not in sides_of("lost. 99 lb", None)


def test_the_first_known_name_in_a_providers_name_says_whose_it_is() -> None:
    owners = provider_owners(["Garmin", "My Garmin Connect app", "Acme", "another app", ""], small_table())
    assert owners[0] == owners[1] > 0
    assert owners[2:].tolist() == [-1, -1, -1]


def test_braces_are_spelled_out_and_brands_are_no_words() -> None:
    assert spelled_out("{a,b} c {d,e}") == ["a c d", "a c e", "b c d", "b c e"]
    words = vocabulary(tokenize(POOL, digits_alike=True), 1, 1, brand_words(ENTRIES))
    assert int(tokenize(["garmin"]).hash[0]) not in words.keys.tolist()


@given(st.permutations(range(len(TEXTS))))
@settings(max_examples=40, deadline=None)
def test_features_of_a_text_do_not_depend_on_the_others(order: list[int]) -> None:
    focal: list[str | None] = ["Acme Run" if i % 2 == 0 else None for i in range(len(TEXTS))]
    whole, moved = seen(TEXTS, focal), seen([TEXTS[i] for i in order], [focal[i] for i in order])
    for name in ("words", "sides"):
        np.testing.assert_array_equal(getattr(whole, name)[list(order)].toarray(), getattr(moved, name).toarray())
    assert moved.n_tokens.tolist() == whole.n_tokens[list(order)].tolist()


def test_a_text_without_tokens_has_no_feature_and_segments_share_nothing() -> None:
    empty = seen(["..."], ["Acme"])
    assert empty.sides.nnz == empty.words.nnz == 0
    table, tokens = small_table(), tokenize(["my partner my garmin"], digits_alike=True)
    focal = focal_of(tokens, table, [None])
    two = observe(tokens, table, focal, unit=np.array([0, 0, 1, 1]), n_units=2).sides.toarray() > 0
    family, other = table.sides.index("family_friends"), table.sides.index(FLAGS[1])
    assert two[:, family].tolist() == [True, False] and two[:, other].tolist() == [False, True]
    cut = observe(tokens, table, focal, unit=np.array([0, 1, 1, 1]), n_units=2).sides.toarray() > 0
    assert not cut[:, family].any()  # the phrase reaches over two units
