"""What a slide deck and a document tell: the report's own sections, taken from the report, so that nothing is worded twice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.saturation.values import Saturation
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.trends import trends_shown
from lifeworld.constellations.files.report.actors import ActorGroup, actors
from lifeworld.constellations.files.report.comparing import Compared, comparisons
from lifeworld.constellations.files.report.coreq import CodeLine, Item, coding_tree, coreq
from lifeworld.constellations.files.report.drivers import Drivers, drivers
from lifeworld.constellations.files.report.front import Front, front
from lifeworld.constellations.files.report.impact import ImpactView, impact_view
from lifeworld.constellations.files.report.material import Material, gather
from lifeworld.constellations.files.report.method import Method, method
from lifeworld.constellations.files.report.page import common_warnings
from lifeworld.constellations.files.report.population import Population, population
from lifeworld.constellations.files.report.profiles import Section, profiles
from lifeworld.constellations.files.report.quotes import CodeQuotes, code_quotes
from lifeworld.constellations.files.report.safeguards import Corrections, Protected, corrections_view, protection_view
from lifeworld.constellations.files.report.torn import TornList, torn
from lifeworld.constellations.files.report.undetermined import Undetermined, undetermined


def first_of_each(curves: tuple[Saturation, ...]) -> tuple[Saturation, ...]:
    """One curve for each thing that may be saturated: the curve is the same whatever the rule, only the sentence differs."""
    return tuple({curve.what: curve for curve in reversed(curves)}.values())[::-1]


@dataclass(frozen=True, eq=False)
class Story:
    """The sections of the report of one study; each is read when it is first asked for."""

    study: MappedStudy

    @cached_property
    def material(self) -> Material:
        """What was picked from the study."""
        return gather(self.study)

    @cached_property
    def front(self) -> Front:
        """The three sentences, the shares of types and what changed."""
        return front(self.material)

    @cached_property
    def population(self) -> Population:
        """What the labels say in a sentence."""
        return population(self.material)

    @cached_property
    def profiles(self) -> tuple[Section, ...]:
        """A section for each type that any customer carries."""
        return profiles(self.material)

    @cached_property
    def drivers(self) -> Drivers:
        """The drivers and the sentence on what stands out."""
        return drivers(self.material)

    @cached_property
    def actors(self) -> tuple[ActorGroup, ...]:
        """The actors by category."""
        return actors(self.material)

    @cached_property
    def quotes(self) -> tuple[CodeQuotes, ...]:
        """The best quotes of each code."""
        return code_quotes(self.material)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The comparisons, in the order of the study's own."""
        return comparisons(self.study.comparisons)

    @property
    def told(self) -> tuple[tuple[Comparison, Compared], ...]:
        """The comparisons in which anything can be compared, with what the report says of them."""
        pairs = zip(self.study.comparisons, self.compared, strict=True)
        return tuple(pair for pair in pairs if any(c.difference.value is not None for c in pair[0].contrasts) or trends_shown(pair[0]))

    @property
    def untold(self) -> tuple[tuple[str, str], ...]:
        """Title and reason of what was asked for and cannot be told: comparisons and an outcome with too few customers."""
        told = [id(found) for found, _ in self.told]
        pairs = zip(self.study.comparisons, self.compared, strict=True)
        said = [(f"Comparison: {found.title}", view.headline) for found, view in pairs if id(found) not in told]
        if self.impact is not None and not self.shares_known:
            said.append((f"What goes with {self.impact.outcome}", self.impact.headline))
        return tuple(said)

    @property
    def shares_known(self) -> bool:
        """Whether any factor of the outcome has a share that can be told."""
        return self.study.impact is not None and any(factor.share.value is not None for factor in self.study.impact.factors)

    @cached_property
    def impact(self) -> ImpactView | None:
        """What goes with the outcome, where there is one."""
        return impact_view(self.study.impact)

    @cached_property
    def undetermined(self) -> Undetermined:
        """Causes and gaps."""
        return undetermined(self.material)

    @cached_property
    def torn(self) -> TornList:
        """Customers without a type and what would settle each."""
        return torn(self.material)

    @cached_property
    def corrections(self) -> Corrections | None:
        """What people changed by hand."""
        return corrections_view(self.study.corrections)

    @cached_property
    def protection(self) -> Protected | None:
        """What was done to protect those who spoke."""
        return protection_view(self.study.protection)

    @cached_property
    def coreq(self) -> tuple[Item, ...]:
        """The items of COREQ that the data answer or leave to the team."""
        return coreq(self.study)

    @cached_property
    def codes(self) -> tuple[CodeLine, ...]:
        """The codebook with how often each code was found."""
        return coding_tree(self.study)

    @cached_property
    def method(self) -> Method:
        """Steps, versions, settings and limits."""
        return method(self.material)

    @property
    def label(self) -> str:
        """What the study is, for every page and slide: its label, or "Fictional" where a fictional study has none."""
        label = self.study.label.strip()
        if self.study.fictional and "fictional" not in label.casefold():
            return f"Fictional. {label}".strip()
        return label

    @property
    def tag(self) -> str:
        """One word for the corner of a slide: Fictional, Simulated or nothing."""
        said = f"{self.study.title} {self.study.label}".casefold()
        return "Simulated" if "simulated" in said else "Fictional" if self.study.fictional else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The study's notes and the cautions that most of its figures carry."""
        return tuple(dict.fromkeys(self.study.notes + common_warnings(self.study)))

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must stand beside the shares wherever they are shown: the first note, else the common cautions."""
        return self.study.notes[:1] or common_warnings(self.study)
