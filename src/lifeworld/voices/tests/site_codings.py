"""A study on the site with coders and what they found, written straight into the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller
from lifeworld.testing.cast import Cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import CodebookVersion, Coder, Mark, Reading, Statement, Study
from lifeworld.voices.queries.studies import study_of


@dataclass(frozen=True)
class CodedStudy:
    """A study of Ana's place: keys of statements and coders in the order in which they were given."""

    study: StudyValue
    caller: Caller
    statements: tuple[int, ...]
    coders: dict[str, int]

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"/acme/-/studies/{self.study.slug}"

    @property
    def api(self) -> str:
        """Where machines ask."""
        return f"/api{self.address}"


def coded_study(people: Cast, texts: Sequence[tuple[str, str]], coders: Mapping[str, str], codes: Sequence[str] | None = None,
                facts: Sequence[Mapping[str, str]] | None = None) -> CodedStudy:
    """``texts`` are (customer, text), the customer "" where nobody knows; ``coders`` names and kinds; ``codes`` replace the codebook."""
    caller = people.caller(people.ana)
    study = Study.objects.get(pk=create_study(caller, "Runners").pk)
    if codes is not None:
        said = [{"name": code, "title": code.lower(), "definition": f"What {code} means."} for code in codes]
        CodebookVersion.objects.filter(study=study).update(codes=said)
    Coder.objects.filter(study=study).delete()
    names = sorted({customer for customer, _ in texts if customer})
    Customer.objects.bulk_create([Customer(place=people.acme, key=name) for name in names if name != people.cleo.key])
    keys = dict(Customer.objects.filter(place=people.acme).values_list("key", "pk"))
    made = Statement.objects.bulk_create([
        Statement(study=study, customer_id=keys.get(customer), key=f"s{number:05}", text=text, facts=dict(facts[number]) if facts else {})
        for number, (customer, text) in enumerate(texts)])
    Study.objects.filter(pk=study.pk).update(n_statements=len(made), n_customers=len(names))
    users = {"Ana": people.ana, "Ben": people.ben, "Eva": people.eva, "Finn": people.finn}
    who = {name: Coder.objects.create(study=study, kind=kind, name=name, user=users.get(name) if kind == "person" else None).pk
           for name, kind in coders.items()}
    return CodedStudy(study_of(caller, study.slug), caller, tuple(one.pk for one in made), who)


def read(found: CodedStudy, coder: str, present: Mapping[int, Sequence[str]], judged: Sequence[str] | None = None) -> None:
    """``present`` maps the number of a statement to the codes that the coder found; statements that are not there were not read."""
    Reading.objects.bulk_create([
        Reading(study_id=found.study.pk, statement_id=found.statements[number], coder_id=found.coders[coder], codebook=1,
                codes=dict.fromkeys(codes, 1), present=list(codes), judged=list(judged) if judged is not None else None)
        for number, codes in present.items()], batch_size=2_000)
    Coder.objects.filter(pk=found.coders[coder]).update(n_readings=Reading.objects.filter(coder=found.coders[coder]).count())


def mark(found: CodedStudy, coder: str, number: int, code: str, start: int, end: int) -> None:
    """A span that a coder marked in a statement that she read."""
    reading = Reading.objects.get(coder=found.coders[coder], statement=found.statements[number])
    text = Statement.objects.values_list("text", flat=True).get(pk=found.statements[number])
    Mark.objects.create(reading=reading, code=code, start=start, end=end, quote=text[start:end], quote_hash="")
