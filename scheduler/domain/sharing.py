"""How forces share joint work, compared with what they agreed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scheduler.domain.missions import Share
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The part of joint work that a force carries, against its agreed share.

    Parameters
    ----------
    share
        What was agreed for this force.
    before, now
        Person-minutes of the force: in the missions before the horizon, and in those of
        the roster.
    total
        Person-minutes of all forces of the sharing, before and now.
    seats
        Number of seats in all those missions, taken by officers of these forces.
    """

    share: Share
    before: int
    now: int
    total: int
    seats: int

    @property
    def own(self) -> int:
        """Person-minutes of the force, before and now."""
        return self.before + self.now

    @property
    def agreed(self) -> Fraction:
        """Person-minutes that the force should have carried."""
        return Fraction(self.share.percent * self.total, 100)

    @property
    def percent(self) -> Fraction:
        """Share carried, in percent; the agreed one if there was no work."""
        if not self.total:
            return Fraction(self.share.percent)
        return Fraction(100 * self.own, self.total)

    @property
    def deviation(self) -> Fraction:
        """Person-minutes carried beyond the agreed share; negative = too few."""
        return self.own - self.agreed

    @property
    def missions(self) -> Fraction:
        """The deviation as a number of seats of average length."""
        return self.deviation * self.seats / self.total if self.total else Fraction(0)


def sharings(scenario: Scenario) -> Mapping[str, tuple[Share, ...]]:
    """Return the rows of each sharing, by its code."""
    codes = dict.fromkeys(s.id for s in scenario.shares)
    return {c: tuple(s for s in scenario.shares if s.id == c) for c in codes}


def splits(facts: Facts) -> Iterator[Split]:
    """Yield what each force carries of each sharing, past missions included.

    Each officer in a counted crew adds the minutes of the mission, without briefing and
    debriefing, to the officer's force. Other forces are not counted.
    """
    scenario = facts.scenario
    for rows in sharings(scenario).values():
        before, now, seats = Counter[str](), Counter[str](), 0
        counted = rows[0]
        for past in scenario.past_missions:
            if counted.counts(scenario.kinds[past.kind]):
                for row in rows:
                    heads = past.heads.get(row.force, 0)
                    before[row.force] += heads * past.span.length
                    seats += heads
        forces = {row.force for row in rows}
        for occurrence, crew in facts.crews.items():
            if counted.counts(scenario.kind(occurrence)):
                for duty in crew:
                    force = scenario.officers[duty.officer].force
                    if force in forces:
                        now[force] += occurrence.proper.length
                        seats += 1
        total = before.total() + now.total()
        for row in rows:
            yield Split(
                share=row,
                before=before[row.force],
                now=now[row.force],
                total=total,
                seats=seats,
            )
