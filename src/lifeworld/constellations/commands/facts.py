"""What customers drew and did, by the names that their words use; and the notes that stand beside every result."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lifeworld.constellations.core import actor_names
from lifeworld.constellations.core.drawn import drawn_ties
from lifeworld.constellations.core.nearness import one_place_each
from lifeworld.constellations.core.shares.read import Taught
from lifeworld.constellations.files.drawn import read_drawn
from lifeworld.events.core import counted
from lifeworld.events.files import read_events
from lifeworld.kit.errors import listed
from lifeworld.voices.commands.coding import focal_aliases
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.heads.over import HeadsOver
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.core.other_languages import other_languages, spoken
from lifeworld.voices.core.statements import Prepared
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.files.coders import HEADS, check_codebook, load_coder
from lifeworld.voices.files.languages import default_languages
from lifeworld.voices.files.study import Study

Frame = pl.DataFrame | None
LANGUAGES_OF_MAX = 500_000
"""More statements than these are looked at for their language in even steps; the note says of how many it speaks."""


def read_facts(drawn_file: Path | None, events_file: Path | None, study: Study, focal_name: str | None,
               statements: pl.DataFrame, lexicon: Lexicon) -> tuple[Frame, Frame]:
    """Drawn maps and events with canonical names; None where there are none."""
    focal = actor_names.focal_of_customers(statements)
    aliases = focal_aliases(study, focal_name).get(focal_name or "", ())
    spellings = dict.fromkeys((focal_name, *aliases), focal_name) if focal_name else {}
    drawn = done = None
    if drawn_file:
        ties = drawn_ties(read_drawn(drawn_file, spellings))
        drawn = one_place_each(actor_names.canonical_names(ties, focal, lexicon))
    if events_file:
        events = read_events(events_file).rename({"actor": "name"})
        named = actor_names.canonical_names(events, focal, lexicon).rename({"name": "actor"})
        done = counted(named).rename({"actor": "name"})
    return drawn, done


NOT_CORRECTED = "Shares are model-coded and not corrected by a human sample."


def notes_on(prepared: Prepared, codebook: Codebook, coder: str = "fast") -> tuple[str, ...]:
    """Sentences that stand beside every result; ``coder`` is the name of the coder that was asked for."""
    notes = [NOT_CORRECTED]
    if not prepared.statements["customer"].is_not_null().any():
        notes.append("No row names a customer, so no customer is typed; pooled constellations are shown instead.")
    for columns in prepared.columns:
        named = "".join(f", {role} from «{name}»" for role, name in columns.named().items())
        notes.append(f"Columns used: text from {listed(columns.text)}{named}.")
    if prepared.statements["focal"].null_count() == len(prepared.statements):
        notes.append("No focal provider was named, so a customer's own device counts as one only where the words say so; "
                     "name it with --focal or --focal-column.")
    notes += language_notes(prepared.statements)
    if coder.endswith(HEADS) and isinstance(taught := load_coder(coder), HeadsOver):
        notes.append(taught.note)
    return (*notes, *check_codebook(codebook, default_codebook(), coder), *prepared.notes)


def taught_by(coder: str) -> Taught | None:
    """What the coder of that name learned from codings of a study; None for coders that learned elsewhere."""
    if not coder.endswith(HEADS) or not isinstance(over := load_coder(coder), HeadsOver):
        return None
    return Taught(over.learned, over.heads.heads.taught)


def language_notes(statements: pl.DataFrame) -> list[str]:
    """A sentence about statements in languages that the packaged coders do not read, where there are such."""
    step = -(-len(statements) // LANGUAGES_OF_MAX)
    seen = statements.gather_every(step) if step > 1 else statements
    figure = other_languages(spoken(seen, default_languages()), default_languages())
    return list(figure.warnings) if figure else []
