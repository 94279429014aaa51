"""Words by which transcripts name roles instead of people, in several languages, and words that are no speaker at all."""

from __future__ import annotations

import re
import unicodedata

from lifeworld.voices.core.transcripts.values import Role


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INTERVIEWER = _words("""
i int intv iv interviewer interviewerin interviewers moderator moderatorin moderation mod facilitator researcher host q question
frage enquêteur enquêtrice intervieweur intervieweuse modérateur modératrice animateur animatrice entrevistador entrevistadora
moderador moderadora intervistatore intervistatrice moderatore onderzoeker intervjuare haastattelija wywiadowca moderator/in
interviewer/in
""")
CUSTOMER = _words("""
p r b a ip tn participant interviewee respondent informant subject customer client user consumer answer teilnehmer teilnehmerin
teilnehmende befragte befragter befragte/r interviewpartner interviewpartnerin interviewte interviewter proband probandin kunde
kundin nutzer nutzerin antwort participante participant(e) interviewé interviewée répondant répondante enquêté enquêtée client(e)
cliente entrevistado entrevistada encuestado encuestada usuario usuaria intervistato intervistata respondente deelnemer
respondenten deltagare osallistuja
""")
OTHER = _words("""
husband wife partner spouse boyfriend girlfriend daughter son child mother father mum mom dad sister brother friend ehemann
ehefrau tochter sohn kind mutter vater schwester bruder freund freundin mari femme épouse fille fils marido esposa hija hijo
interpreter translator dolmetscher dolmetscherin interprète intérprete assistant observer notetaker technician unknown
unidentified unbekannt others everyone all alle
""")
UNKNOWN = frozenset(("unknown", "unidentified"))
IGNORED = frozenset(("transcriber", "transkribent", "transkribentin"))
ORDINARY = _words("""
question answer frage antwort all alle others everyone client user consumer friend child host partner freund kind subject observer
technician assistant mother father
""")
"""Words of roles that also stand before a colon in prose: they name a speaker only where they recur."""
GROUP_LEADERS = _words("""
moderator moderatorin mod facilitator moderador moderadora modérateur modératrice moderatore animateur animatrice moderation m
""")
"""Who leads a focus group: then everybody else who speaks is a customer."""

ANONYMOUS = re.compile(r"^(?:unknown |unidentified )?(?:speaker|spk|sprecher|sprecherin|orateur|locuteur|locutor|hablante|voice|"
                       r"stimme|person)[ _-]*(?:\d{1,3}|[a-z])$")
_INSIDE = re.compile(r"\S\s*[(\[](?P<word>[^()\[\]]{2,30})[)\]]?$")
CODE = re.compile(r"^(?P<word>.*?)[ _#.-]*(?P<number>\d{1,4})?$")

NO_SPEAKER = _words("""
note notes nb example examples problem problems result results verdict summary conclusion warning tip tips hint update edit ps
today yesterday tomorrow first second third firstly secondly finally also and but so because or then now well yes no yeah ok okay
honestly really actually basically anyway question thing things point reason fact idea answer bottom pros cons pro con plus minus
goal goals aim rule step steps part topic title subject project study date time start end duration length place location file
version page recording transcript transcription transcribed language participants interviews link links http https re fwd cc
attention important remember meaning meanwhile monday tuesday wednesday thursday friday saturday sunday january february march
april may june july august september october november december morning evening afternoon night beispiel problem ergebnis fazit
hinweis tipp achtung wichtig datum zeit ort dauer thema titel projekt erstens zweitens drittens außerdem also aber und oder ja
nein gut genau exemple problème résumé remarque conclusion lieu durée ejemplo problema resumen nota lugar duración fecha the a an
my our your this that these it there here one two three what why how who when where
""") - INTERVIEWER - CUSTOMER
"""Words that stand before a colon in ordinary prose or in the head of a file."""

FRONT = _words("""
date time place location duration title project study interview transcript recording file language topic version participants
length datum zeit ort dauer thema titel projekt sprache aufnahme lieu durée titre fecha lugar duración título transcriber
""")
"""First words of the lines in the head of a transcript: "Date: 3 May", "Transcribed by: ..."."""


def plain_label(label: str) -> str:
    """A label as it is compared: without case, emphasis, brackets around it, and repeated space.

    >>> plain_label("**ANNA  Meyer**"), plain_label("[SPEAKER_00]")
    ('anna meyer', 'speaker_00')
    """
    return " ".join(unicodedata.normalize("NFC", label).strip("*_[]<> \t").split()).casefold()


def is_anonymous(label: str) -> bool:
    """Whether a label tells voices apart and says nothing about the person: "Speaker 1", "SPEAKER_00"."""
    return ANONYMOUS.match(plain_label(label)) is not None


def role_by_word(label: str) -> Role | None:
    """The role that a label says by a known word, with or without a number; None for names and anonymous voices.

    >>> role_by_word("Interviewerin"), role_by_word("P03"), role_by_word("Participant 12"), role_by_word("Anna")
    ('interviewer', 'customer', 'customer', None)
    """
    plain = plain_label(label)
    inside = _INSIDE.search(plain)
    if inside and (role := role_by_word(inside["word"])) is not None:
        return role  # "Anna (P03)", "Jo Hall (interviewer)"
    found = CODE.match(plain)
    word = found["word"].strip(" .") if found else plain
    if is_anonymous(plain) and not plain.startswith(("unknown", "unidentified")):
        return None
    first, _, rest = label.strip("*_[]<> \t").partition(" ")
    first = first.casefold() if rest and _is_name(rest) else word
    for role, words in (("interviewer", INTERVIEWER), ("customer", CUSTOMER), ("other", OTHER), ("ignore", IGNORED)):
        if word in words or plain in words or (len(first) > 3 and first in words and (role != "other" or first in UNKNOWN)):
            return role
    return None


def needs_company(label: str) -> bool:
    """Whether a word of a role is believed only where it recurs: one letter, or a word that prose uses before a colon.

    >>> needs_company("I"), needs_company("Question"), needs_company("P3"), needs_company("Interviewer")
    (True, True, False, False)
    """
    plain = plain_label(label).strip(".")
    return len(plain) == 1 or plain in ORDINARY


def _is_name(rest: str) -> bool:
    """What may follow the word of a role: "Interviewer Jane", "Customer (P3)", not "Customer service"."""
    words = rest.split()
    return all(word[:1].isupper() or word[:1].isdigit() or word[:1] == "(" for word in words) and (
        words[0].casefold() not in {"service", "support", "care", "side", "family"})
