"""Who may bear arms, and which: permits, training, suspensions, agreements."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.agreements import months_later
from scheduler.domain.people import Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Training that keeps a permit to bear arms valid (arrêté du 3 août 2007 art. 2).

    A session is a local day; it counts from the next day on.

    Parameters
    ----------
    sessions
        Sessions owed in each period; ``None`` = none.
    months
        Length of the period: a session counts until the same day this many months
        later, that day included; ``None`` = without limit.
    civil_years
        Whether the periods are civil years instead: the sessions of a year count until
        the end of the next year.
    """

    sessions: int | None
    months: int | None
    civil_years: bool = False

    def attended(self, sessions: Iterable[dt.date], day: dt.date) -> int:
        """Return how many sessions count on a local day."""
        past = {s for s in sessions if s < day}
        if self.civil_years:
            by_year = Counter(s.year for s in past)
            return max(by_year[day.year], by_year[day.year - 1])
        if self.months is None:
            return len(past)
        return sum(months_later(s, self.months) >= day for s in past)

    def kept(self, sessions: Iterable[dt.date], day: dt.date) -> bool:
        """Tell whether enough sessions count on a local day."""
        return self.attended(sessions, day) >= (self.sessions or 0)


def suspended(scenario: Scenario, officer: str, what: str, span: Span) -> bool:
    """Tell whether an officer's ``approval`` or ``arms`` are suspended during a span.

    One minute in common is enough.
    """
    return any(
        s.what == what and s.span.overlaps(span)
        for s in scenario.suspensions_of.get(officer, ())
    )


def weapons_borne(
    scenario: Scenario, officer: Officer, span: Span, day: dt.date, upkeep: Upkeep
) -> tuple[str, ...]:
    """Return the weapons that a municipal officer may bear on a day.

    The permit must be valid and the training up to date that day (sessions attended
    under any permit for the same weapon count), and the right to bear arms must not be
    suspended during the span (CSI art. L511-5, R511-18 to R511-21).

    Parameters
    ----------
    scenario, officer
        Who, and where suspensions are recorded.
    span
        The mission or tour, in minutes: no suspension may overlap it.
    day
        The local day.
    upkeep
        The training owed on that day.

    Returns
    -------
    tuple of str
        Codes of weapons, in order; empty = not armed.
    """
    if suspended(scenario, officer.id, "arms", span):
        return ()
    return tuple(
        weapon
        for weapon in sorted({p.weapon for p in officer.weapons if day in p.validity})
        if upkeep.kept(sessions_with(officer, weapon), day)
    )


def sessions_with(officer: Officer, weapon: str) -> frozenset[dt.date]:
    """Return the days of the sessions that an officer attended with a weapon."""
    return frozenset(
        s for p in officer.weapons if p.weapon == weapon for s in p.sessions
    )


def arms_agreed(scenario: Scenario, force: str, commune: str, day: dt.date) -> bool:
    """Tell whether a municipal force may be armed in a commune on a local day.

    An agreement of that force, in force there, has to provide for arms (CSI art.
    L511-5 and L512-4).
    """
    return any(
        a.arms and a.municipal_force == force and a.covers(commune, day)
        for a in scenario.agreements.values()
    )
