"""Languages of statements: told where they can be, unknown where not, by nothing but the own text."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.commands.code import code
from lifeworld.voices.core.languages import CHARS, guessed, languages
from lifeworld.voices.core.other_languages import SHARE_MIN, language_note, merged, other_languages, spoken, statement_languages
from lifeworld.voices.files.languages import default_languages
from lifeworld.voices.files.training import read_examples

KNOWN = default_languages()
SAID = {
    "en": "My watch lost the whole run, and nobody at support has answered me.",
    "fr": "Ma montre a perdu toute la course et personne ne m'a répondu.",
    "de": "Die Uhr hat meinen ganzen Lauf verloren und niemand antwortet mir.",
    "es": "El reloj perdió toda la carrera y nadie me ha contestado hasta ahora.",
    "pt": "O relógio perdeu a corrida toda e ninguém me respondeu até agora.",
    "it": "L'orologio ha perso tutta la corsa e nessuno mi ha risposto fino a ora.",
    "nl": "Het horloge is mijn hele loop kwijt en niemand heeft mij geantwoord.",
    "sv": "Klockan har tappat hela min löprunda och ingen har svarat mig än.",
    "pl": "Zegarek zgubił cały mój bieg i nikt mi jeszcze nie odpowiedział.",
    "tr": "Saat bütün koşumu kaybetti ve kimse bana bir cevap vermedi.",
    "ru": "Часы потеряли всю мою пробежку, и мне никто не ответил.",
    "uk": "Годинник загубив усю мою пробіжку, і мені ніхто не відповів.",
    "el": "Το ρολόι έχασε όλη τη διαδρομή και κανείς δεν μου απάντησε.",
    "ar": "الساعة فقدت كل الجري ولم يرد علي أحد حتى الآن",
    "hi": "घड़ी ने मेरी पूरी दौड़ खो दी और किसी ने जवाब नहीं दिया",
    "ja": "時計がランニングの記録を全部なくして、誰も返事をくれません。",
    "zh": "手表丢失了我整个跑步记录，没有人回答我。",
    "ko": "시계가 내 달리기 기록을 전부 잃어버렸고 아무도 답하지 않았다.",
    "Georgian": "საათმა დაკარგა მთელი სირბილი და არავინ მიპასუხა",
}
MIXED = st.lists(st.one_of(st.sampled_from(list(SAID.values())), st.text(max_size=40)), max_size=8)


def test_languages_are_told_by_their_words_letters_and_script() -> None:
    assert guessed(list(SAID.values()), KNOWN).to_list() == list(SAID)


@pytest.mark.parametrize("text", ["", " ", "OK", "Garmin", "👍👍👍", "12,5 km", "!!!", "Xqzt brrm fnord plugh"])
def test_what_is_short_or_strange_stays_unknown(text: str) -> None:
    assert guessed([text], KNOWN).to_list() == [None]


def test_no_written_text_in_english_is_taken_for_another_language() -> None:
    told = guessed([text.text for text in read_examples()], KNOWN)
    assert set(told.drop_nulls()) == {"en"}
    assert told.null_count() < 0.05 * len(told)


def test_a_foreign_name_or_word_in_english_does_not_matter() -> None:
    texts = ["My friend Łukasz from São Paulo says that the café is très chic and I should come.",
             "The app shows 东京 instead of my city, which is wrong."]
    assert guessed(texts, KNOWN).to_list() == ["en", "en"]


@given(MIXED, MIXED)
def test_a_text_is_told_by_nothing_but_itself(before: list[str], after: list[str]) -> None:
    alone = [guessed([text], KNOWN)[0] for text in (*before, *after)]
    assert guessed([*before, *after], KNOWN).to_list() == alone


@given(st.text(max_size=200))
def test_only_the_beginning_is_looked_at_and_any_text_can_be(text: str) -> None:
    assert guessed([text], KNOWN)[0] == guessed([text[:CHARS]], KNOWN)[0]
    assert guessed([text], KNOWN)[0] in (None, *KNOWN.codes)


def table(texts: list[str], given_as: list[str | None] | None = None) -> pl.DataFrame:
    return pl.DataFrame({
        "id": [f"s{k:03}" for k in range(len(texts))], "customer": [None] * len(texts), "text": texts,
        "language": given_as or [None] * len(texts),
    }, schema={"id": pl.String, "customer": pl.String, "text": pl.String, "language": pl.String})


def test_what_the_data_say_wins_and_what_is_no_language_does_not_count() -> None:
    told = statement_languages(table([SAID["en"]] * 5, ["fr-CA", "German", "EN_us", "unknown", None]), KNOWN)
    assert told["language"].to_list() == ["fr", "de", "en", "en", "en"]
    assert told["given"].to_list() == [True, True, True, False, False]


@given(st.lists(st.tuples(st.sampled_from(list(SAID.values())), st.sampled_from([None, "fr", "en"])), max_size=30),
       st.integers(0, 30))
def test_parts_in_any_order_count_like_the_whole(rows: list[tuple[str, str | None]], cut: int) -> None:
    frame = table([text for text, _ in rows], [language for _, language in rows])
    whole, parts = spoken(frame, KNOWN), merged((spoken(frame[cut:], KNOWN), spoken(frame[:cut], KNOWN)))
    assert whole.counts.sort("language", "given").equals(parts.counts.sort("language", "given"))
    assert whole.examples.equals(parts.examples)
    assert whole.n_statements == len(rows)


def test_the_figure_counts_with_evidence_and_warns_in_one_sentence() -> None:
    frame = table([SAID["en"]] * 37 + [SAID["fr"]] * 2 + ["Hm."])
    figure = other_languages(spoken(frame, KNOWN), KNOWN)
    assert figure is not None
    assert (figure.value, figure.evidence.n, [example.note for example in figure.evidence.examples]) == (2, 2, ["French"] * 2)
    assert figure.warnings == (
        "2 of 40 statements (5 %) look French; the coders read English; their codes are not to be relied on.",)


def test_several_languages_are_named_the_most_frequent_first() -> None:
    frame = table([SAID["fr"], SAID["de"], SAID["de"], SAID["Georgian"], SAID["it"]])
    assert "(2 German, 1 in Georgian script, 1 French, 1 other)" in language_note(spoken(frame, KNOWN), KNOWN)
    assert language_note(spoken(frame[1:3], KNOWN), KNOWN, reads=("en", "de")) == ""


def test_few_guesses_among_many_are_not_told_but_what_the_data_name_is() -> None:
    n = int(1.5 / SHARE_MIN)
    assert other_languages(spoken(table([SAID["en"]] * n + [SAID["fr"]]), KNOWN), KNOWN) is None
    assert other_languages(spoken(table([SAID["en"]] * n + ["Bon"], [None] * n + ["fr"]), KNOWN), KNOWN) is not None
    assert other_languages(spoken(table([SAID["en"]]), KNOWN), KNOWN) is None
    assert other_languages(merged(()), KNOWN) is None


def test_a_word_list_that_cannot_be_used_is_refused() -> None:
    empty: dict[str, dict[str, str]] = {"letters": {}, "scripts": {}}
    with pytest.raises(InputRefused, match="not one token"):
        languages({"names": {"en": "English"}, "words": {"en": "well-known"}, **empty})
    with pytest.raises(InputRefused, match="no name"):
        languages({"names": {"fr": "French"}, "words": {}, **empty})


def test_coding_a_file_says_which_statements_are_in_other_languages(tmp_path: Path) -> None:
    table([SAID["en"], SAID["fr"], SAID["en"]]).select("id", "text").write_csv(tmp_path / "said.csv")
    done = CliRunner().invoke(code, [str(tmp_path / "said.csv"), "--out", str(tmp_path / "codes.csv")])
    assert done.exit_code == 0
    assert "1 of 3 statements (33 %) looks French; the coders read English; its codes are not to be relied on." in done.output
