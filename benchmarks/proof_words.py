"""The sentences of docs/proof.md; numbers in them are checked against the tables by eye when the page is made again."""

from __future__ import annotations

BARS = """\
Without the coder's errors pure customers get the right type; with them it depends on which code is marked wrongly.
Mixed customers are the hard case. Why, and what would help, is below."""

WORLD = """\
Customers of three pure strata, as Lipkin & Heinonen's Table 5 describes them, and a third of mixed ones (half blend
two types, half all three). The generator is not the model: inclinations are logistic-normal, sentences of a statement
share a topic and so do statements that follow each other, talk is log-normal from 3 to 40 statements, actors weigh
log-normally and many have no name, and some matter without ever being mentioned. True shares are those of endless
statements by method.md's counting, coded without error; they are added up over all sets of codes that a statement may
carry, not sampled. What is never mentioned is in no true share; it is looked at last."""

CODERS = """\
Sensitivity and false rate come from docs/coder.md (`python -m benchmarks.confusion` copies its counts). Scores are
binormal, which fixes the calibrated probabilities too; the Brier scores that follow are close to the coder's own,
which were not used. Scores of one customer's statements correlate by .1, and one name in ten is not recognised: both
are assumptions. `strangers` has too few positives in dev and is given the mean rates of the other social actors.
«dev» are reviews and «interviews» are invented stories, so neither is this world."""

TYPES = """\
«Right» is the stratum that a customer was drawn from. Dashed in the pictures: 90 %. A mixed customer has no right
type; the share with a type whose stability is above .9 is shown instead."""

MIXED = """\
A stability above .9 means that the lead of the first type is more than 1.3 standard errors. Of customers who stand
exactly between two types a fifth pass that by chance, however much they say. And many customers who blend types have
inclinations of their own that give them a type by Table 5 on their endless words. Without coder errors, customers
with any number of statements:"""

STRICTER = """\
A label asks for a probability of at least .5 (method.md). What more would do (pure: customers with eight statements
or more; mixed: all):"""

ADAPTED = """\
A coder's probabilities are calibrated on its own tests. Moved to the prevalences of the study, with finds dropped that
become less likely than not, they would give better types (pure customers with eight statements or more).
`lifeworld map` does not do this yet: it needs rates of the coder for texts of the study's own kind. It helps with the
coder of reviews; the coder of interviews tells the self too badly from the rest for any such step to make up for it."""

COVERAGE = """\
{studies:,} studies of {customers} customers with each simulated coder. A figure that a coder makes and nobody
corrects claims what this coder would find with more of the same: in endless words of this customer, or in the whole
population (docs/decisions/0011-coverage.md). The second column shows how often the same interval holds the truth
behind the words: without coder errors and, for means, in endless words. Nobody should read that off an uncorrected
figure. Aimed at are 90 %, accepted 87 to 93 %; in brackets what so many studies can say (99 %, the study as the
trial). Where fewer than ten customers would be expected to say a code, or to be on one side of a share, nothing is
judged. Shares of types as labelled never hold the shares of the strata, because mixed customers get labels too."""

NULL = """\
In the first world the self, the focal provider and the social actors take a third each and every driver a sixth. In
the second every category is as likely as every other: there the social actors, three categories of six, are together
larger than the self, and Table 5 calls that socially driven. Few statements make
every constellation look small, which counts for the first row: that is why labels lean to individual-driven even in
the first world. 3,000 customers each, no coder errors:"""

BREAKS = """\
Types need a coder that tells the self from the rest: with the errors of the interviews' coder brand-driven customers
are called individual-driven, because it marks the self in a third of the statements that do not hold it. Types also
fade where the pure strata are less pure. The number of actors hardly matters."""

STRESS = """\
Coverage of the claims about one customer in other worlds (3,000 customers, no coder errors). It is lowest where
statements follow each other closely, where topics are strong, and where each statement is one sentence:"""

SILENCE = """\
An actor who matters and is never mentioned takes a share of the experience that words cannot show. The relevance of
the self is then its share of the words, and too large for the life:"""

CHANGED = """\
- Intervals of one customer were Dirichlet intervals of plain counts. They held the truth in 95 to 97 % of cases,
  because a statement that names two actors shares its unit between them and varies less than one draw. They now rest
  on the number of draws that a statement of this study is worth, estimated from the study's own spread
  (docs/decisions/0011-coverage.md).
- The prior shapes of these intervals (customer_intervals.py) were chosen so that coverage in this default world is near
  90 %, and the table above is of the same world with other customers. How they do in worlds that nobody chose them for is
  in the table of other worlds.
- The interval of the unmentioned held it in 30 to 60 % of cases; it now counts the actors who were mentioned once.
- Two mistakes of the simulator itself were corrected: mentions of the focal provider were given a second name, and
  the first null world had three social categories of six. No setting of the default world was changed.
- Means, types, probabilities and stability are as method.md has them."""
