"""Who speaks, in the styles that transcribers and their programs write; and prose with colons, which names nobody."""

from __future__ import annotations

import pytest

from lifeworld.voices.core.transcripts.clock import closing_time, leading_time, seconds
from lifeworld.voices.core.transcripts.labels import candidate, is_name_like
from lifeworld.voices.core.transcripts.plain import markdown_lines, text_lines
from lifeworld.voices.core.transcripts.turns import heard
from lifeworld.voices.core.transcripts.values import Heard

ASKED = ["How far do you ride?", "And then?"]
SAID = ["About ten km, mostly.", "Then it rained. [laughs]"]

STYLES = {
    "plain": "Interviewer: {0}\nAnna: {1}\nInterviewer: {2}\nAnna: {3}\n",
    "gaps": "Interviewer: {0}\n\nAnna: {1}\n\nInterviewer: {2}\n\nAnna: {3}\n",
    "letters": "I: {0}\nP: {1}\nI: {2}\nP: {3}",
    "codes": "I1: {0}\n\nP03: {1}\n\nI1: {2}\n\nP03: {3}",
    "questions": "Q: {0}\nA: {1}\nQ: {2}\nA: {3}",
    "wide": "ANNA MEYER  {0}\nBEN ODA  {1}\nANNA MEYER  {2}\nBEN ODA  {3}",
    "tab": "Jo\t{0}\nAnna\t{1}\nJo\t{2}\nAnna\t{3}",
    "time before": "[00:01:02] Jo: {0}\n[00:01:05] Anna: {1}\n[00:01:09] Jo: {2}\n[00:01:12] Anna: {3}",
    "time before, bare": "00:01:02 Jo: {0}\n00:01:05 Anna: {1}\n00:01:09 Jo: {2}\n00:01:12 Anna: {3}",
    "time after": "Jo (00:12): {0}\nAnna (00:15): {1}\nJo (00:20): {2}\nAnna (01:02:03): {3}",
    "otter": "Jo Hall  0:12\n{0}\n\nAnna Meyer  0:15\n{1}\n\nJo Hall  0:20\n{2}\n\nAnna Meyer  1:02:03\n{3}\n\nTranscribed by a program\n",
    "teams": "0:0:0.0 --> 0:0:2.120\nJo Hall\n{0}\n\n0:0:3.0 --> 0:0:9.1\nAnna Meyer\n{1}\n\n0:0:9.5 --> 0:0:10.0\nJo Hall\n{2}\n\n"
             "0:0:11.0 --> 0:0:12.0\nAnna Meyer\n{3}\n",
    "atrain": "[00:00:02 - 00:00:05] SPEAKER_00: {0}\n[00:00:05 - 00:00:09] SPEAKER_01: {1}\n[00:00:09 - 00:00:10] SPEAKER_00: {2}\n"
              "[00:00:10 - 00:00:12] SPEAKER_01: {3}",
    "own line": "Speaker 1\n{0}\n\nSpeaker 2\n{1}\n\nSpeaker 1\n{2}\n\nSpeaker 2\n{3}\n",
    "own line with a colon": "Jo:\n{0}\n\nAnna:\n{1}\n\nJo:\n{2}\n\nAnna:\n{3}\n",
    "names alone": "Jo Hall\n{0}\n\nAnna Meyer\n{1}\n\nJo Hall\n{2}\n\nAnna Meyer\n{3}\n",
    "whisper": "[SPEAKER_00]: {0}\n[SPEAKER_01]: {1}\n[SPEAKER_00]: {2}\n[SPEAKER_01]: {3}",
    "brackets": "[Speaker 1] {0}\n[Speaker 2] {1}\n[Speaker 1] {2}\n[Speaker 2] {3}",
    "f4": "I: {0} #00:00:03-1#\nB: {1} #00:00:09-4#\nI: {2} #00:00:11-0#\nB: {3} #00:00:14-9#",
    "german": "Interviewerin: {0}\nBefragter: {1}\nInterviewerin: {2}\nBefragter: {3}",
    "title": "Dr. Jo van Hall: {0}\nAnna-Lena O’Neil: {1}\nDr. Jo van Hall: {2}\nAnna-Lena O’Neil: {3}",
    "time after the colon": "Speaker 1: (00:05) {0}\nSpeaker 2: (00:09)\n{1}\nSpeaker 1: [00:12] {2}\nSpeaker 2: (00:15) {3}",
    "dash before the name": "[00:00:05.12] - Jo\n{0}\n\n[00:00:09.00] - Anna\n{1}\n\n[00:00:11.00] - Jo\n{2}\n\n[00:00:12.00] - Anna\n{3}",
    "names alone, no gaps": "Jo Hall\n{0}\nAnna Meyer\n{1}\nJo Hall\n{2}\nAnna Meyer\n{3}",
    "role in brackets": "Jo Hall (Interviewer): {0}\nAnna (P03): {1}\nJo Hall (Interviewer): {2}\nAnna (P03): {3}",
    "slip of the keys": "Interviewer: {0}\nAnna: {1}\nInterveiwer: {2}\nAnna: {3}",
    "case changes": "JO: {0}\nAnna: {1}\nJo: {2}\nANNA: {3}",
    "head": "Ride study\nDate: 3 May\nInterviewer: Jo Hall\nParticipant: Anna\n\nJo: {0}\nAnna: {1}\nJo: {2}\nAnna: {3}",
    "head without gap": "Interviewer: Jo Hall\nParticipant: P03\nDate: 3 May\nJo: {0}\nAnna: {1}\nJo: {2}\nAnna: {3}",
    "japanese": "佐藤：{0}\n鈴木：{1}\n佐藤：{2}\n鈴木：{3}",
}
MARKDOWN = {
    "bold": "**Jo:** {0}\n\n**Anna:** {1}\n\n**Jo:** {2}\n\n**Anna:** {3}",
    "bold before": "**Jo**: {0}\n\n**Anna**: {1}\n\n**Jo**: {2}\n\n**Anna**: {3}",
    "bold without a colon": "**Jo** {0}\n\n**Anna** {1}\n\n**Jo** {2}\n\n**Anna** {3}",
    "headings": "## Jo\n{0}\n\n## Anna\n{1}\n\n## Jo\n{2}\n\n## Anna\n{3}",
    "quotes": "> Jo: {0}\n\n> Anna: {1}\n\n> Jo: {2}\n\n> Anna: {3}",
    "bullets": "- __Jo:__ {0}\n- __Anna:__ {1}\n- __Jo:__ {2}\n- __Anna:__ {3}",
    "front matter": "---\ntitle: x\nJo: y\n---\nJo: {0}\nAnna: {1}\nJo: {2}\nAnna: {3}",
    "time in bold": "**[00:01:02] Jo:** {0}\n\n**[00:01:05] Anna:** {1}\n\n**[00:01:09] Jo:** {2}\n\n**[00:01:12] Anna:** {3}",
}
WORDS = [ASKED[0], SAID[0], ASKED[1], SAID[1]]


def of_text(text: str, known: tuple[str, ...] = ()) -> Heard:
    return heard(text_lines(text), known)


@pytest.mark.parametrize("style", STYLES)
def test_four_turns_of_two_speakers_in_every_style(style: str) -> None:
    found = of_text(STYLES[style].format(*WORDS))
    texts = [turn.text for turn in found.turns]
    assert texts == WORDS
    names = [turn.speaker for turn in found.turns]
    assert names[0] == names[2] != names[1] == names[3]
    assert not found.doubtful or style == "head"


@pytest.mark.parametrize("style", MARKDOWN)
def test_markdown(style: str) -> None:
    found = heard(markdown_lines(MARKDOWN[style].format(*WORDS)))
    assert [(turn.speaker, turn.text) for turn in found.turns] == list(zip(["Jo", "Anna", "Jo", "Anna"], WORDS, strict=True))


def test_times_of_turns() -> None:
    found = of_text(STYLES["time before"].format(*WORDS))
    assert [(turn.start_s, turn.end_s) for turn in found.turns] == [(62, None), (65, None), (69, None), (72, None)]
    assert [turn.start_s for turn in of_text(STYLES["otter"].format(*WORDS)).turns] == [12, 15, 20, 3723]
    teams = of_text(STYLES["teams"].format(*WORDS)).turns
    assert [(turn.start_s, turn.end_s) for turn in teams] == [(0, 2.12), (3, 9.1), (9.5, 10), (11, 12)]
    assert [turn.end_s for turn in of_text(STYLES["f4"].format(*WORDS)).turns] == [3.1, 9.4, 11, 14.9]
    assert [(turn.start_s, turn.end_s) for turn in of_text(STYLES["atrain"].format(*WORDS)).turns][:2] == [(2, 5), (5, 9)]


PROSE = [
    "One thing: it rains here.", "Note: the app was new.", "I took three things: a lamp, a lock and a pump.", "Honestly: no.",
    "He said: go home.", "Because: why not.", "https://example.org/ride was open.", "At 10:30 we left.", "10:30 we left.",
    "My rule is this: never ride alone.", "Verdict: it works.", "The Problem With Maps: they age.", "Well, yes: it did.",
    "Customer service: they never answered.", "And then: nothing.", "Yes: always.", "Was it good? Yes: it was.",
]


@pytest.mark.parametrize("line", PROSE)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_colon_inside_a_sentence_is_no_speaker(line: str, between: str) -> None:
    text = f"Interviewer: How was it?\nAnna: Fine.{between}{line}{between}It went on.\nInterviewer: And?\nAnna: Good."
    turns = of_text(text).turns
    assert [turn.speaker for turn in turns] == ["Interviewer", "Anna", "Interviewer", "Anna"]
    assert turns[1].text == f"Fine.{between}{line}{between}It went on."


@pytest.mark.parametrize("line", [one for one in PROSE if not one.startswith("The Problem")])
def test_not_even_when_it_is_said_twice(line: str) -> None:
    text = f"Interviewer: How was it?\nAnna: Fine.\n{line}\nInterviewer: And?\nAnna: Good.\n{line}"
    assert [turn.speaker for turn in of_text(text).turns] == ["Interviewer", "Anna", "Interviewer", "Anna"]


def test_a_name_that_stands_once_is_doubtful_and_believed_when_it_is_known() -> None:
    text = "Interviewer: How was it?\nAnna: Fine.\nTom: She fell.\nAnna: I did.\nInterviewer: And?"
    found = of_text(text)
    assert [turn.speaker for turn in found.turns] == ["Interviewer", "Anna", "Interviewer"]
    assert found.doubtful == ("Tom",)
    known = of_text(text, ("tom",))
    assert [turn.speaker for turn in known.turns] == ["Interviewer", "Anna", "Tom", "Anna", "Interviewer"]
    assert not known.doubtful


def test_double_spaces_name_nobody() -> None:
    text = "Interviewer: How was it?\nAnna: Fine.\nGPS  was off.\nGPS  came back.\nInterviewer: And?\nAnna: Good."
    assert [turn.speaker for turn in of_text(text).turns] == ["Interviewer", "Anna", "Interviewer", "Anna"]


def test_words_of_a_role_are_believed_once_and_kin_in_the_room_too() -> None:
    found = of_text("Interviewer: Tell me everything.\nParticipant 3: I ride.\nHusband: A lot.\n")
    assert [turn.speaker for turn in found.turns] == ["Interviewer", "Participant 3", "Husband"]


def test_turns_hold_lines_and_paragraphs_and_say_where_they_begin() -> None:
    found = of_text("Title of it\n\nJo: One?\nAnna: Two\nthree.\n\nFour.\n[crying]\nJo: Five?\n\nAnna:\n\nSix.")
    assert [(turn.text, turn.line) for turn in found.turns] == [
        ("One?", 3), ("Two\nthree.\n\nFour.\n[crying]", 4), ("Five?", 9), ("Six.", 11)]
    assert found.preamble == 1


def test_turns_in_a_row_of_one_speaker_are_one() -> None:
    found = of_text("Jo: One?\nJo: Or two?\nAnna: Three.\n\nAnna: Four.\nJo: Five?")
    assert [turn.text for turn in found.turns] == ["One?\nOr two?", "Three.\n\nFour.", "Five?"]


def test_text_without_labels_is_nobodys_paragraphs() -> None:
    found = of_text("Today I rode.\nIt rained.\n\nI liked it.")
    assert [(turn.speaker, turn.text) for turn in found.turns] == [("", "Today I rode.\nIt rained."), ("", "I liked it.")]
    assert of_text("").turns == ()


@pytest.mark.parametrize(("label", "is_one"), [
    ("Anna", True), ("anna", False), ("ANNA", True), ("Meyer, Anna", True), ("Anna M.", True), ("A. M.", True), ("P-03", True),
    ("Speaker A", True), ("Jo Hall (Guest)", True), ("José de la Cruz", True), ("It", False), ("So I said", False), ("", False),
    ("x" * 60, False), ("Yes", False), ("Customer Jane", True), ("Customer service", False), ("12", False), ("Good morning", False),
])
def test_what_looks_like_a_name(label: str, is_one: bool) -> None:
    assert is_name_like(label) is is_one


def test_times_alone() -> None:
    assert seconds("1:02:03,5") == 3723.5
    assert leading_time("(01:02) Hm.") == (62, None, "Hm.")
    assert leading_time("[1:02 --> 1:05] Hm.") == (62, 65, "Hm.")
    assert leading_time("10:30 am is early")[0] is None
    assert leading_time("2026-05-01 was warm")[0] is None
    assert closing_time("no mark") == (None, "no mark")
    assert candidate("") is None
