"""The lexicon of actors: what its files may say, and which firm stands behind a name."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.context import entries_found
from lifeworld.voices.core.lexicon import OWN_NAME, Lexicon, is_phrase, lexicon
from lifeworld.voices.core.lexicon_entries import Entry, entries_of
from lifeworld.voices.core.phrases import find_phrases
from lifeworld.voices.core.tokens import tokenize
from lifeworld.voices.files.lexicon import NAMES, default_lexicon


def surfaces(text: str, known: Lexicon) -> list[str]:
    found = entries_found([text], tokenize([text]), known)
    return [text[a:b] for a, b in zip(found.start.tolist(), found.end.tolist(), strict=True)]


def small(**more: object) -> Lexicon:
    actor = {"name": "club", "forms": ["club", "ski club"], **more}
    return lexicon(entries_of({"category": "peers", "actor": [actor]}, "x"))


def test_every_packaged_file_is_of_one_category_and_no_form_stands_twice() -> None:
    known = default_lexicon()
    assert {entry.category for entry in known.entries} == set(ACTORS)
    assert len(known.names) > 300 and len(known.owners) > 250
    for name in NAMES:
        text = (files("lifeworld.voices") / "data" / "lexicon" / f"{name}.toml").read_text(encoding="utf-8")
        assert entries_of(tomllib.loads(text), name)


def test_the_arrays_say_what_the_entries_say() -> None:
    known = default_lexicon()
    assert known.entries[known.own_name] is OWN_NAME
    for index, entry in enumerate(known.entries):
        assert ACTORS[known.category[index]] == entry.category and known.names[known.name[index]] == entry.name
        assert (known.owners[known.owner[index]] if known.owner[index] >= 0 else "") == entry.owner
        assert (known.sure[index], known.joint[index]) == (entry.sure, entry.joint)


def test_every_form_of_the_packaged_lexicon_is_found_as_its_own_entry() -> None:
    known = default_lexicon()
    forms = [(form, index) for index, entry in enumerate(known.entries) for form in entry.forms]
    found = find_phrases(tokenize([form for form, _ in forms]), known.table)
    assert found.text.tolist() == list(range(len(forms)))
    assert found.phrase.tolist() == [index for _, index in forms]


def test_forms_are_found_in_any_case_and_with_a_possessive_s() -> None:
    assert surfaces("A CLUB, the ski-club's bus, clubs", small()) == ["CLUB", "ski-club's"]


def test_neighbours_cancel_only_inside_the_same_sentence() -> None:
    known = small(not_before=["card"], not_after=["night"])
    assert surfaces("club card and night club", known) == []
    assert surfaces("my club. Card games at night. Club life", known) == ["club", "Club"]


def test_needed_possessives_and_capitals() -> None:
    text = "the club, my club, your dear club, our old ski club, club"
    assert surfaces(text, small(need="owned")) == ["club", "club", "ski club"]
    assert surfaces(text, small(need="the")) == ["club", "club", "club", "ski club"]
    assert surfaces("the club, Club, a CLUB", small(case="capital")) == ["Club", "CLUB"]
    assert surfaces("the club, Club, a CLUB", small(case="upper")) == ["CLUB"]
    assert surfaces("the club, Club, a CLUB", small(case="small")) == ["club", "Club"]


@pytest.mark.parametrize(("parsed", "what"), [
    ({"category": "pers"}, "category «pers»"),
    ({"category": "peers", "actor": [{"name": "a", "form": ["a"]}]}, "Did you mean «forms»"),
    ({"category": "peers", "actor": [{"name": "a"}]}, "either forms or each"),
    ({"category": "peers", "actor": [{"name": "a", "forms": ["a"], "case": "big"}]}, "case or need"),
    ({"category": "peers", "actor": [{"forms": ["a"]}]}, "no text"),
])
def test_wrong_lexicon_files_are_refused(parsed: dict[str, object], what: str) -> None:
    with pytest.raises(InputRefused, match=what):
        entries_of(parsed, "peers.toml")


@pytest.mark.parametrize(("entries", "what"), [
    ([Entry("peers", "a", ("one", "two, three"))], "«two, three» of «a» is no phrase"),
    ([Entry("peers", "a", ("one two three four five six",))], "no phrase"),
    ([Entry("peers", "a", ("co-op",)), Entry("strangers", "b", ("Co op",))], "stands in two entries"),
    ([Entry("peers", "a", ("one",), not_before=("two words",))], "not one word"),
])
def test_forms_that_cannot_be_searched_for_are_refused(entries: list[Entry], what: str) -> None:
    with pytest.raises(InputRefused, match=what):
        lexicon(entries)


@pytest.mark.parametrize(("provider", "owner"), [
    ("Garmin Connect", "Garmin"), ("garmin", "Garmin"), ("Samsung Health", "Samsung"), ("Google Fit", "Google"),
    ("Huawei Health (Android)", "Huawei"), ("Strava", "Strava"), ("Apple Watch", "Apple"), ("adidas Running", "adidas"),
])
def test_the_firm_behind_a_focal_provider(provider: str, owner: str) -> None:
    known = default_lexicon()
    assert known.owners[known.owner_of(provider)] == owner


@pytest.mark.parametrize("provider", ["Acme Steps", "the reviewed game", "wife", "", "???"])
def test_nobody_knows_other_providers(provider: str) -> None:
    assert default_lexicon().owner_of(provider) == -1


def test_a_study_adds_its_own_names_and_takes_forms_over() -> None:
    known = default_lexicon().with_study(
        {"Acme Steps": ["acme", "the forum"], "Garmin Connect": ["gc app"]},
        {"Beta Fit": ["beta"], "A, b. c": ["abc corp"]},
    )
    assert known.owners[known.owner_of("ACME")] == known.owners[known.owner_of("acme steps")] == "Acme Steps"
    assert known.owners[known.owner_of("gc app")] == "Garmin"
    assert known.owners[known.owner_of("A, b. c")] == known.owners[known.owner_of("abc corp")] == "A, b. c"
    assert known.entries[-1] is OWN_NAME and known.entries.count(OWN_NAME) == 1
    phrases = find_phrases(tokenize(["the forum"]), known.table).phrase
    assert known.names[known.name[phrases[0]]] == "Acme Steps"


def test_what_is_a_phrase() -> None:
    assert [is_phrase(form) for form in ("a", "a b c d e", "a b c d e f", "a. b", "", "😀")] == [
        True, True, False, False, False, True,
    ]
    assert not np.any(find_phrases(tokenize(["", "..."]), default_lexicon().table).phrase)
