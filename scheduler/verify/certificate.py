"""The certificate of an officer: every rule that applies, with its margin."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.authority import Derogation, Override
from scheduler.domain.roster import Facts
from scheduler.rules import RULES, Breach
from scheduler.rules.base import Measure
from scheduler.verify.exceptions import Findings, examine, relied_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Cases of one officer under a rule that has nothing to measure.

    Parameters
    ----------
    rule
        Name of the rule.
    cases
        Cases judged, at least 1.
    broken
        Breaches that stand among them.
    waived
        Breaches that an override excuses.
    """

    rule: str
    cases: int
    broken: int = 0
    waived: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The roster of one officer, compared with each rule that applies to it.

    Parameters
    ----------
    officer
        Code of the officer.
    tours, work
        Tours of the horizon, and the minutes of work in them.
    missions
        Seats taken in crews.
    measures
        What rules with a limit measure, nearest to it.
    judged
        The other rules that had a case to judge.
    overridden, derogations
        Exceptions that the officer's roster relies on.
    breaches
        Breaches that stand.
    """

    officer: str
    tours: int
    work: int
    missions: int
    measures: tuple[Measure, ...]
    judged: tuple[Judged, ...]
    overridden: tuple[tuple[Breach, Override], ...]
    derogations: tuple[Derogation, ...]
    breaches: tuple[Breach, ...]

    @property
    def kept(self) -> bool:
        """Whether no breach stands."""
        return not self.breaches


def certificates(
    facts: Facts,
    officers: Iterable[str] | None = None,
    *,
    findings: Findings | None = None,
    derogations: tuple[Derogation, ...] | None = None,
) -> Iterator[Certificate]:
    """Yield the certificate of each officer, in the order of the scenario.

    Parameters
    ----------
    facts
        The roster.
    officers
        Whose certificates; everybody's by default.
    findings, derogations
        What `examine` and `relied_on` found, where it is known already.
    """
    wanted = None if officers is None else set(officers)
    found = findings or examine(facts)
    needed = relied_on(facts) if derogations is None else derogations
    for officer in facts.scenario.officers:
        if wanted is None or officer in wanted:
            yield _certificate(facts, officer, found, needed)


def _certificate(
    facts: Facts, officer: str, findings: Findings, derogations: Iterable[Derogation]
) -> Certificate:
    breaches = tuple(b for b in findings.breaches if officer in b.officers)
    overridden = tuple(x for x in findings.overridden if officer in x[0].officers)
    broken = Counter(b.rule for b in breaches)
    waived = Counter(b.rule for b, _override in overridden)
    measures: list[Measure] = []
    judged: list[Judged] = []
    for name, rule in RULES.items():
        own = tuple(rule.measure(facts, officer))
        measures += own
        cases = 0 if own else rule.cases(facts, officer)
        if cases:
            judged.append(
                Judged(rule=name, cases=cases, broken=broken[name], waived=waived[name])
            )
    tours = facts.tours_of[officer]
    return Certificate(
        officer=officer,
        tours=len(tours),
        work=sum(t.work for t in tours),
        missions=len(facts.duties_of[officer]),
        measures=tuple(measures),
        judged=tuple(judged),
        overridden=overridden,
        derogations=tuple(d for d in derogations if d.officer == officer),
        breaches=breaches,
    )
