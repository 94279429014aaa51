"""Whether somebody may be quoted: yes, no, or unknown, from the words in which people keep it."""

from __future__ import annotations

import polars as pl

YES = ("yes", "y", "true", "t", "1", "ja", "j", "oui", "o", "sí", "si", "s", "sim", "given", "granted", "agreed",
       "consented", "consent", "ok",
       "erteilt", "tak", "kyllä", "igen", "da")
NO = ("no", "n", "false", "f", "0", "nein", "non", "nee", "nej", "não", "nao", "ei", "refused", "declined", "denied", "withdrawn",
      "withheld", "revoked", "not given", "none given", "verweigert", "widerrufen", "nie", "nem", "ne")


def consent_of(cell: pl.Expr) -> pl.Expr:
    """True, false, or null where the cell is empty or says neither.

    >>> pl.DataFrame({"c": ["Yes", "nein", "1", "later", None]}).select(consent_of(pl.col("c"))).to_series().to_list()
    [True, False, True, None, None]
    """
    plain = cell.str.strip_chars(" .!\t").str.to_lowercase()
    return pl.when(plain.is_in(YES)).then(True).when(plain.is_in(NO)).then(False)
