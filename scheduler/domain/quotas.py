"""What is owed under the quotas of agreements at the end of a horizon, by period."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.missions import Measured, MissionKind, Period, Quota
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import HOUR, Span

_ONE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is owed under a quota in one of its periods.

    Parameters
    ----------
    quota
        The quota.
    first, last
        First and last local day of the civil week or calendar month.
    since, until
        First and last local day that count: those on which the agreement is in force,
        up to the end of the horizon.
    owed
        Missions or minutes owed by the end of ``until``: the minimum times the days
        that count over the days of the period, rounded down.
    """

    quota: Quota
    first: dt.date
    last: dt.date
    since: dt.date
    until: dt.date
    owed: int

    def includes(self, day: dt.date) -> bool:
        """Tell whether a mission that begins on a local day counts."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is owed under a quota in a period, and what is held.

    Parameters
    ----------
    due
        What is owed.
    before, now
        Missions or minutes held before the horizon, and in the roster.
    """

    due: Due
    before: int
    now: int

    @property
    def missing(self) -> int:
        """Missions or minutes missing."""
        return max(0, self.due.owed - self.before - self.now)

    @property
    def points(self) -> int:
        """Points lost: the weight for each missing mission, or missing hour begun."""
        lots = self.missing
        if self.due.quota.measured is Measured.HOURS:
            lots = (lots + HOUR - 1) // HOUR
        return lots * self.due.quota.weight


def balances(facts: Facts) -> Iterator[Balance]:
    """Yield the balance of every quota and period, met or not.

    A mission counts in the period in which it begins and in the commune whose mayor has
    the authority. Its minutes exclude briefing and debriefing.
    """
    scenario = facts.scenario
    past = [
        (scenario.kinds[p.kind], p.zone, p.day, p.span) for p in scenario.past_missions
    ]
    held = [(scenario.kind(o), o.zone, o.day, o.proper) for o in facts.crews]

    def done(
        due: Due, missions: Iterable[tuple[MissionKind, str, dt.date, Span]]
    ) -> int:
        communes = due.quota.communes or scenario.communes.keys()
        lengths = [
            span.length
            for kind, zone, day, span in missions
            if due.quota.counts(kind)
            and due.includes(day)
            and scenario.zones[zone].commune in communes
        ]
        return sum(lengths) if due.quota.measured is Measured.HOURS else len(lengths)

    for due in dues(scenario):
        yield Balance(due=due, before=done(due, past), now=done(due, held))


def dues(scenario: Scenario) -> Iterator[Due]:
    """Yield what is owed under every quota in each period that overlaps the horizon.

    A period that ends within the horizon owes its whole minimum. A period that goes on
    owes the minimum in proportion to its days up to the end of the horizon, so that the
    missions of a month are spread over its weeks.
    """
    days = scenario.clock.dates
    for quota in scenario.quotas.values():
        agreement = scenario.agreements.get(quota.agreement or "")
        reached = days[0]
        while reached <= days[-1]:
            first, last = _period(quota.period, reached)
            since, until = first, min(last, days[-1])
            if agreement is not None:
                since = max(since, agreement.validity.first)
                until = min(until, agreement.last_day)
            passed = (until - since).days + 1
            if passed > 0:
                length = (last - first).days + 1
                yield Due(
                    quota=quota,
                    first=first,
                    last=last,
                    since=since,
                    until=until,
                    owed=quota.minimum * passed // length,
                )
            reached = last + _ONE


def _period(period: Period, day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the period that contains a day."""
    if period is Period.WEEK:
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - _ONE
