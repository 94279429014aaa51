"""Method, versions, glossary and limits: the last section."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.words import GLOSSARY

SETTING_NAMES = {
    "seed": "Seed of the random streams", "rho": "Correlation of segments within a statement (rho)",
    "draws": "Posterior draws a customer", "bootstraps": "Bootstraps of a customer's statements",
    "level": "Level of intervals", "rings": "Rings", "maps_min": "Drawn maps needed to predict proximity",
    "relevant_min": "Relevance from which an actor counts towards size", "prior_mass": "Total prior mass of relevance",
    "p_min": "Share of draws needed for a type", "evidence_min": "Pieces of evidence needed for a type",
    "drawn_weight": "Pseudo-counts of a full drawing", "done_weight": "Pseudo-counts of events at most",
    "done_full": "Events that earn all of them",
}

STEPS = (
    "A coder gives every statement probabilities for six actor categories and six drivers, and a valence. The quoted "
    "segment is the sentence that carries the code most; which sentence that is, is derived.",
    "A statement that carries a code counts once. Its categories share that one count in proportion to their "
    "probabilities, and a category's part goes to the actors it names.",
    "Relevance is the posterior share of each actor, with events and drawn maps added as pseudo-counts. Its interval comes "
    "from the posterior draws.",
    "In every draw the three rows of types are graded on size, role, drivers and proximity; the best grade is the draw's "
    "type. The label is the type of most draws, and undetermined below half of them or with fewer than three pieces of evidence.",
    "Population intervals resample customers. Pooled constellations use the same counting over all statements of a focal "
    "provider or group; they describe what is said together and give no customer a type.",
)

CLAIMS = (
    "A range claims what this coder would find with more of the same: for one customer, in endless words of this customer; for "
    "the study, if every customer of the population were mapped with as many words. Nine of ten such ranges hold it; in simulated "
    "studies that was so within a few in a hundred for nearly every figure. A range does not claim to "
    "hold the truth behind the words: a model that misses a code misses it "
    "in endless words too. So shares are called model-coded and uncorrected until people have coded a random sample, and the truth "
    "may lie further off than a range says. Nor does a range allow for who was not asked. The decision “What an interval claims” and "
    "the page of proof in the documentation say how this was tested and where it breaks."
)
"""What an interval claims and what not, in one paragraph (docs/decisions/0011-coverage.md, docs/proof.md)."""

LIMITS = (
    "An actor who matters but is never mentioned cannot be found; the unmentioned part is a prior, not a measurement.",
    "Size grows with talk: who says more is found to have more actors.",
    "A type is a label on a scale without gaps. Two labels that differ by a few draws do not differ.",
    "Angles in the pictures have no meaning beyond the category's direction.",
)

SOURCES = (
    "Types, categories and drivers: Lipkin & Heinonen (2022), Customer ecosystems: exploring how ecosystem actors shape "
    "customer experience, Journal of Services Marketing 36(9), doi 10.1108/JSM-03-2021-0080.",
    "Drawn rings: after Kahn & Antonucci's convoy of social relations.",
)


@dataclass(frozen=True)
class Method:
    """Everything of the section as words."""

    steps: tuple[str, ...]
    claims: str
    versions: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    glossary: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    sources: tuple[str, ...]


def method(material: Material) -> Method:
    """The words of the method with the versions and settings of this run."""
    study = material.study
    versions = [("Codebook", study.versions.codebook), ("Coder", study.versions.coder), ("Code", study.versions.code)]
    return Method(
        STEPS, CLAIMS, tuple((name, value) for name, value in versions if value),
        tuple((SETTING_NAMES.get(key, key.replace("_", " ")), str(value)) for key, value in study.settings.items()),
        GLOSSARY, LIMITS, SOURCES,
    )
