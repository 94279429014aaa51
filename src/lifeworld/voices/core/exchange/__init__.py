"""Exchange with other programs for qualitative data: a neutral bundle, its checks, positions, and what each format loses."""

from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.codebooks import codebook_of_codes, exchanged_codes
from lifeworld.voices.core.exchange.coded_rows import codings_of, project_of, rows_of
from lifeworld.voices.core.exchange.guids import guid, guids, plain_guid
from lifeworld.voices.core.exchange.losses import Loss, Losses, losses, told
from lifeworld.voices.core.exchange.values import (
    CASES,
    JUDGED,
    MODEL,
    READINGS,
    SELECTIONS,
    TEXTS,
    VALUES,
    VARIABLE_TYPES,
    Edge,
    ExchangedCode,
    Graph,
    NamedSet,
    Note,
    Project,
    User,
    Variable,
    VariableType,
    Vertex,
)

__all__ = [
    "CASES", "JUDGED", "MODEL", "READINGS", "SELECTIONS", "TEXTS", "VALUES", "VARIABLE_TYPES", "Edge", "ExchangedCode", "Graph", "Loss",
    "Losses", "NamedSet", "Note", "Project", "User", "Variable", "VariableType", "Vertex", "checked", "codebook_of_codes", "codings_of",
    "exchanged_codes", "guid", "guids", "losses", "plain_guid", "project_of", "rows_of", "told",
]
