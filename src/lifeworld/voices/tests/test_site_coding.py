"""Reading statements on the site: what is kept, what is refused, what is taken back, what nobody may see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.models import JournalLine
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.readings import read_statement, redo, undo
from lifeworld.voices.core.site_coding import COMMAND_KEYS, MarkValue, ReadingValue, checked_reading, shortcuts, told
from lifeworld.voices.models import Change, CodebookVersion, Coder, Draft, Mark, Reading, Statement
from lifeworld.voices.queries.coding import my_progress, next_to_code, reading_of, to_code
from lifeworld.voices.queries.readings import codings_frame, seen_readings
from lifeworld.voices.queries.studies import study_of
from lifeworld.voices.tests.site_coded import EMOJI, make_study, mark, model_reads, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def test_a_reading_is_kept_with_its_marks_and_a_line_in_the_journal_without_words(people: Cast) -> None:
    study, eva = make_study(people), people.caller(people.eva)
    one = statement(study, "s0")
    marks = [mark(EMOJI, "My wife 👩‍👧", "family_friends", interpretive=True)]
    found = read_statement(eva, study, one, ["self"], marks, "she is there", 0.5, version=0)
    assert found.codes == ("self", "family_friends") and found.version == 1 and found.done
    kept = Mark.objects.get()
    assert kept.quote == "My wife 👩‍👧" and EMOJI[kept.start:kept.end] == kept.quote and kept.interpretive and len(kept.quote_hash) == 16
    line = JournalLine.objects.get(type="voices.coded")
    assert line.customer == "c0" and set(line.data) == {"study", "statement", "coder"}
    assert reading_of(Coder.objects.get(name="Eva").pk, one) == found


def test_a_draft_counts_nowhere_until_it_is_read_to_its_end(people: Cast) -> None:
    study, eva = make_study(people), people.caller(people.eva)
    one = statement(study, "s1")
    draft = read_statement(eva, study, one, ["reliability"], [], version=0, done=False)
    assert Reading.objects.count() == 0 and not JournalLine.objects.filter(type="voices.coded").exists()
    assert codings_frame(eva, study.pk).height == 0
    read_statement(eva, study, one, ["reliability"], [], version=draft.version)
    assert Draft.objects.count() == 0 and my_progress(eva, study).n_read == 1
    later = read_statement(eva, study, one, [], [], version=2, done=False)
    assert later.done, "what was read to its end stays so"


def test_the_same_step_sent_twice_is_taken_once_and_a_stale_one_is_refused(people: Cast) -> None:
    study, eva = make_study(people), people.caller(people.eva)
    one = statement(study, "s1")
    first = read_statement(eva, study, one, ["mood"], [], version=0, client_id="a")
    assert read_statement(eva, study, one, ["mood"], [], version=0, client_id="a") == first
    assert Change.objects.count() == 1
    with pytest.raises(LifeworldError) as newer:
        read_statement(eva, study, one, ["status"], [], version=0, client_id="b")
    assert newer.value.status == 409 and newer.value.code == "reading_newer"
    assert reading_of(Coder.objects.get(name="Eva").pk, one).codes == ("mood",)


def test_two_people_never_conflict(people: Cast) -> None:
    study = make_study(people)
    one = statement(study, "s1")
    for user, code in ((people.eva, "mood"), (people.finn, "status"), (people.ben, "self")):
        read_statement(people.caller(user), study, one, [code], [], version=0)
    assert sorted(Reading.objects.values_list("coder__name", "present")) == [("Ben", ["self"]), ("Eva", ["mood"]), ("Finn", ["status"])]


def test_what_does_not_fit_is_refused_and_nothing_is_kept(people: Cast) -> None:
    study, eva = make_study(people), people.caller(people.eva)
    one = statement(study, "s0")
    for codes, marks, code in (
        (["moods"], [], "unknown_code"),
        ([], [MarkValue(0, 7, "mood", "my wife")], "quote_differs"),
        ([], [MarkValue(5, 500, "mood", "x")], "quote_differs"),
        ([], [MarkValue(3, 3, "mood", "")], "quote_differs"),
    ):
        with pytest.raises(InputRefused) as refused:
            read_statement(eva, study, one, codes, marks, version=0)
        assert refused.value.code == code
    with pytest.raises(InputRefused):
        read_statement(eva, study, one, [], [], valence=2, version=0)
    assert not (Reading.objects.exists() or Draft.objects.exists() or Change.objects.exists())
    with pytest.raises(LifeworldError) as elsewhere:
        read_statement(eva, study, 10**9, [], [], version=0)
    assert elsewhere.value.status == 404
    with pytest.raises(LifeworldError) as looking:
        read_statement(people.caller(people.vic), study, one, [], [], version=0)
    assert looking.value.status == 403


def test_steps_are_taken_back_and_again_over_statements_and_versions_never_repeat(people: Cast) -> None:
    study, eva = make_study(people), people.caller(people.eva)
    one, two = statement(study, "s0"), statement(study, "s1")
    a = read_statement(eva, study, one, ["mood"], [mark(EMOJI, "like", "mood")], version=0)
    b = read_statement(eva, study, two, ["status"], [], version=0)
    at, before, after = undo(eva, study, "u1")
    assert (at, before, after.codes, after.done) == (two, b, (), False)
    assert undo(eva, study, "u1")[2] == after, "the same undo sent twice is one"
    at, _, after = undo(eva, study, "u2")
    assert at == one and after.empty and not Reading.objects.exists() and not Mark.objects.exists()
    with pytest.raises(LifeworldError) as nothing:
        undo(eva, study)
    assert nothing.value.status == 409
    at, _, again = redo(eva, study)
    assert at == one and again.content == a.content and again.version == 3
    assert Mark.objects.get().quote == "like"
    read_statement(eva, study, one, ["self"], [], version=3)
    with pytest.raises(LifeworldError):
        redo(eva, study)
    undo(eva, study)
    assert reading_of(Coder.objects.get(name="Eva").pk, one).content == a.content


def test_a_reading_by_the_codebook_of_an_older_page_says_so(people: Cast) -> None:
    study, eva = make_study(people), people.caller(people.eva)
    codes = CodebookVersion.objects.get(study=study.pk).codes
    changed = [code | {"retired": code["name"] == "status"} | ({"definition": "New."} if code["name"] == "mood" else {}) for code in codes]
    CodebookVersion.objects.create(study_id=study.pk, number=2, codes=changed, who="user:1")
    study = study_of(eva, study.slug)
    one = statement(study, "s1")
    assert read_statement(eva, study, one, ["status"], [], version=0, codebook=1).codebook == 1
    assert to_code(eva, study, one).stale == ("mood",)
    with pytest.raises(InputRefused):
        read_statement(eva, study, one, ["status"], [], version=1)
    with pytest.raises(LifeworldError):
        read_statement(eva, study, one, [], [], version=1, codebook=9)
    assert read_statement(eva, study, one, [], [], version=1).codebook == 2 and to_code(eva, study, one).stale == ()


def test_nobody_takes_back_what_another_did(people: Cast) -> None:
    study = make_study(people)
    read_statement(people.caller(people.eva), study, statement(study, "s0"), ["mood"], [], version=0)
    with pytest.raises(LifeworldError):
        undo(people.caller(people.finn), study)
    assert Reading.objects.count() == 1


def test_everybody_reads_the_same_random_order_and_each_what_is_left(people: Cast) -> None:
    study, eva, finn = make_study(people), people.caller(people.eva), people.caller(people.finn)
    order = list(Statement.objects.filter(study=study.pk).order_by("lot").values_list("pk", flat=True))
    assert next_to_code(eva, study) == next_to_code(finn, study) == order[0]
    assert next_to_code(eva, study, after=order[0]) == order[1]
    read_statement(eva, study, order[0], [], [], version=0)
    assert next_to_code(eva, study) == order[1] and next_to_code(finn, study) == order[0]
    read_statement(eva, study, order[3], ["mood"], [], version=0, done=False)
    assert next_to_code(eva, study) == order[3], "what was begun is gone on with"
    assert next_to_code(eva, study, after=order[4]) == order[1], "at the end it begins anew with what was passed over"
    for at in (1, 2, 4):
        read_statement(eva, study, order[at], [], [], version=0)
    read_statement(eva, study, order[3], [], [], version=1)
    assert next_to_code(eva, study) is None and my_progress(eva, study).n_read == 5


@pytest.mark.parametrize("mode", ["off", "on", "after"])
def test_suggestions_come_when_the_study_says_so_and_what_was_seen_is_remembered(people: Cast, mode: str) -> None:
    study, eva = make_study(people, suggestions=mode), people.caller(people.eva)
    model_reads(study, {"s1": {"reliability": 0.9, "mood": 0.07}})
    one = statement(study, "s1")
    assert (to_code(eva, study, one).suggestions is not None) == (mode == "on")
    read_statement(eva, study, one, [], [], version=0)
    after = to_code(eva, study, one).suggestions
    assert after is None if mode == "off" else [s.code for s in after or ()] == ["reliability"]
    read_statement(eva, study, one, ["reliability"], [], version=1)
    assert [bool(step.after.get("seen")) for step in Change.objects.order_by("id")] == [mode == "on", mode != "off"]
    seen = seen_readings(people.caller(people.ben), study.pk)
    assert seen.height == (0 if mode == "off" else 1)


def test_what_was_shown_after_reading_stays_seen_when_the_reading_is_taken_back(people: Cast) -> None:
    study, eva = make_study(people, suggestions="after"), people.caller(people.eva)
    one = statement(study, "s1")
    model_reads(study, {"s1": {"mood": 0.9}})
    read_statement(eva, study, one, ["self"], [], version=0)
    assert seen_readings(people.caller(people.ana), study.pk).height == 0
    undo(eva, study)
    read_statement(eva, study, one, ["mood"], [], version=2)
    assert seen_readings(people.caller(people.ana), study.pk).height == 1, "she read it again after the model's codes were before her eyes"


def test_a_blind_study_shows_an_analyst_nothing_of_others_before_she_has_read(people: Cast) -> None:
    study, ben, eva = make_study(people), people.caller(people.ben), people.caller(people.eva)
    one = statement(study, "s1")
    read_statement(eva, study, one, ["reliability"], [], version=0)
    assert to_code(ben, study, one).others is None
    read_statement(ben, study, one, [], [], version=0)
    assert [(o.coder, o.codes) for o in to_code(ben, study, one).others or ()] == [("Eva", ("reliability",))]
    assert to_code(people.caller(people.finn), study, one).others is None
    read_statement(people.caller(people.finn), study, one, [], [], version=0)
    assert to_code(people.caller(people.finn), study, one).others is None, "a coder never sees what others found"


def test_a_study_of_another_place_is_not_there(people: Cast) -> None:
    study = make_study(people)
    dev = people.caller(people.dev, people.other)
    with pytest.raises(LifeworldError) as strange:
        to_code(dev, study, statement(study, "s0"))
    assert strange.value.status == 404


WORDS = st.text(alphabet="ab 👩‍é\n", min_size=1, max_size=30)


@given(WORDS, st.data())
def test_a_mark_is_kept_only_with_the_words_that_stand_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    found = checked_reading(text, ("mood",), 1, [], [MarkValue(start, end, "mood", quote)])
    assert found.codes == ("mood",) and ReadingValue.of(found.json()) == found
    with pytest.raises(InputRefused):
        checked_reading(text, ("mood",), 1, [], [MarkValue(start, end, "mood", quote + "x")])


@given(st.permutations(["self", "mood", "peers"]))
def test_the_order_in_which_codes_are_sent_does_not_matter(codes: list[str]) -> None:
    assert checked_reading("a", ("self", "peers", "mood"), 1, codes, []).codes == ("self", "peers", "mood")


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.sampled_from(["actor", "driver", "other"])), unique_by=lambda c: c[0],
                max_size=40))
def test_no_key_is_of_two_codes_or_of_a_command(codes: list[tuple[str, str]]) -> None:
    keys = shortcuts(codes)
    assert len(set(keys.values())) == len(keys) and not set(keys.values()) & set(COMMAND_KEYS + "/?")
    assert len(keys) == min(len(codes), 27)


def test_a_step_is_told_without_the_customers_words() -> None:
    one = ReadingValue(("mood",), (MarkValue(0, 3, "mood", "Fun"),))
    assert told(ReadingValue(), one, {"mood": "mood"}) == "«mood» added"
    assert told(one, ReadingValue(("mood",)), {}) == "mark taken away"
    assert told(ReadingValue(), ReadingValue(done=True), {}) == "read to its end"
