"""One search for everything that must be replaced, in texts of people and in sentences of the program alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from lifeworld.voices.core.privacy.addresses import addresses
from lifeworld.voices.core.privacy.contacts import contacts
from lifeworld.voices.core.privacy.id_parts import id_parts
from lifeworld.voices.core.privacy.known_names import KnownNames, known_names, ordinary_forms, stands_first
from lifeworld.voices.core.privacy.literals import Literals, literals
from lifeworld.voices.core.privacy.long_numbers import long_numbers
from lifeworld.voices.core.privacy.rules import Rules
from lifeworld.voices.core.privacy.spans import CUSTOMER, PERSON, REASONS, REDACTED, Found, Spans, settled
from lifeworld.voices.core.tokens import Tokens, tokenize

LABELS = ("[words withheld]", "[redacted]", "[e-mail]", "[phone]", "[link]", "[handle]", "[number]", "[address]")
_MAY_CONTACT = (
    r"@|/|(?i:www\.| dot )|_|[(\[{] ?(?:at|AT|\u00e4t)|"
    r"(?i:user ?name|nick ?name|screen ?name|handle|login|insta|snap|tik ?tok|twitter|telegram|discord|skype|strava)"
)
_MAY_NUMBER = r"\d"


@dataclass(frozen=True, eq=False)
class Finder:
    """What to find in a study: its rules, the redaction list, the ids of customers, and the names of persons (None = leave).

    ``customers`` are ids with what they are replaced by in texts; ``parts`` are other forms of ids that are names, with
    theirs, and ``ordinary`` those of them that the study's texts also use as words.
    """

    rules: Rules
    redact: Literals
    customers: Literals
    customer_labels: tuple[str, ...]
    names: KnownNames | None
    own: Found = field(default_factory=list)
    parts: Literals = field(default_factory=lambda: literals(()))
    part_labels: tuple[str, ...] = ()
    ordinary: frozenset[str] = frozenset()

    def spans(self, texts: pl.Series, owners: pl.Series, *, any_case: bool = False, discover: bool = True) -> Spans:
        """What must be replaced in each text; ``owners`` says whose words they are (null = nobody's), of the same length.

        ``any_case``: names in small letters count too (forms of actors). ``discover``: names that only the lists of names
        tell are looked for too; sentences of the program hold none.
        """
        texts = texts.cast(pl.String).fill_null("")
        words = texts.to_list()
        tokens = tokenize(words)
        persons: Found = []
        if self.names is not None:
            persons = self.names.places(words, tokens, owners, self.rules if discover else None, any_case=any_case)
        called = self._called(words, tokens) if discover else []
        return settled(self._literal(texts, words, tokens) + persons + called)

    def own_spans(self) -> Spans:
        """The same of the texts that the finder was made from, which were read already."""
        return settled(self.own)

    def _literal(self, texts: pl.Series, words: Sequence[str], tokens: Tokens) -> Found:
        """Everything but names of persons."""
        found = patterns(texts, words, self.rules)
        found += [(row, start, end, REDACTED, LABELS[REDACTED]) for row, start, end, _ in self.redact.places(words, tokens)]
        return found + self._customers(words, tokens)

    def nameless(self) -> Finder:
        """The same finder that leaves names of persons."""
        return replace(self, names=None, own=[item for item in self.own if item[3] != PERSON])

    def _customers(self, texts: Sequence[str], tokens: Tokens) -> Found:
        found = []
        for row, start, end, number in self.customers.places(texts, tokens):
            # "Per" is a customer, "per week" is not.
            if texts[row][start].isupper() or not self.customers.phrases[number][:1].isupper() or end - start > 5:
                found.append((row, start, end, CUSTOMER, self.customer_labels[number]))
        return found

    def _called(self, texts: Sequence[str], tokens: Tokens) -> Found:
        """Parts of customers' ids where they stand as names: never in small letters, words of the study only inside a sentence."""
        found = []
        for row, start, end, number in self.parts.places(texts, tokens):
            first = stands_first(texts[row], start) and self.parts.phrases[number] in self.ordinary
            if not texts[row][start].islower() and not first:
                found.append((row, start, end, CUSTOMER, self.part_labels[number]))
        return found


def patterns(texts: pl.Series, words: Sequence[str], rules: Rules) -> Found:
    """Contact data, numbers and addresses; Python reads only texts that may hold some, found by a linear search."""
    found: Found = []
    contact = texts.str.contains(_MAY_CONTACT).arg_true().to_list()
    number = texts.str.contains(_MAY_NUMBER).arg_true().to_list()
    for row in contact:
        found += [(row, start, end, reason, LABELS[reason]) for start, end, reason in contacts(words[row], rules.keep)]
    for row in number:
        for start, end, reason in (*long_numbers(words[row]), *addresses(words[row])):
            found.append((row, start, end, reason, LABELS[reason]))
    return found


def finder(texts: pl.Series, owners: pl.Series, rules: Rules, *, redact: Sequence[str] = (), customers: Mapping[str, str] | None = None,
           persons: bool = True, names: pl.DataFrame | None = None) -> Finder:
    """The finder of a study: names are learnt from all its ``texts``, in reading order within each owner.

    ``customers`` maps ids to their labels; ids that are no more than a short number are not looked for in texts, because
    they would be found in every "12 km". ``names`` (owner, name) are further names of persons, from maps and lists.
    """
    ids = {customer: label for customer, label in (customers or {}).items() if searchable(customer)}
    # "zurbaran.olvik@example.org" is zurbaran.olvik elsewhere.
    for customer, label in (customers or {}).items():
        local = customer.partition("@")[0]
        if local != customer and re.search(r"\w[._+\d]", local) and searchable(local):
            ids.setdefault(local, label)
    texts = texts.cast(pl.String).fill_null("")
    words = texts.to_list()
    tokens = tokenize(words)
    made = Finder(rules, literals(tuple(redact), variants=True), literals(tuple(ids), variants=True), tuple(ids.values()), None)
    called = id_parts(customers or {}, rules)
    parts = literals(tuple(called), variants=True)
    ordinary = ordinary_forms(words, parts.places(words, tokens), parts, rules)
    made = replace(made, parts=parts, part_labels=tuple(called.values()), ordinary=ordinary)
    own = made._literal(texts, words, tokens) + made._called(words, tokens)
    if not persons:
        return replace(made, own=own)
    learnt = known_names(words, tokens, owners, rules, names)
    own += learnt.names.settled_places(words, owners, learnt.found, learnt.forms, any_case=False)
    return replace(made, names=learnt.names, own=own)


def searchable(customer: str) -> bool:
    """Whether an id can be told from ordinary words and numbers in a text.

    >>> [searchable(name) for name in ("12", "20418", "P7", "runner-01", "x")]
    [False, True, True, True, False]
    """
    signs = [char for char in customer if char.isalnum()]
    if all(char.isdigit() for char in signs):
        return len(signs) >= 5
    return len(signs) >= 3 or (len(signs) == 2 and any(char.isdigit() for char in signs))


__all__ = ["CUSTOMER", "LABELS", "PERSON", "REASONS", "REDACTED", "Finder", "finder", "patterns", "searchable"]
