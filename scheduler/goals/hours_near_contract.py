"""Hours near contract."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


WORKING_DAYS = 5
"""Usual working days of a week: Monday to Friday."""

MOST_COUNTS = 3000
"""Most ways to combine tours of several lengths that are told to the search."""


class HoursNearContract(Goal):
    """Sum, over officers with free tours, of the minutes between work and target.

    The target is a seventh of the weekly contract for each day; the sum is rounded half
    up.

    - A day on which the officer is absent from midnight to midnight is left out. For a
      part-time officer, as many absences a week as the contract has days free compared
      with full time are taken as those free days, and are not left out.
    - A public holiday from Monday to Friday lowers the target by the usual hours of a
      working day. Each minute of work begun on it counts as above the target, so that
      nobody is on tour then without a demand.
    """

    name = "hours_near_contract"
    title = N_("Contract hours")
    words = N_(
        "Minutes of work above or below the contract hours, for the days on "
        "which the officer is not absent. A public holiday lowers the target by "
        "the hours of a working day, and work on it counts as above the target."
    )
    source = (
        "code général de la fonction publique (1,607 h a year); holidays: "
        "service-public.fr F24496; CHOICE"
    )
    unit = Unit.MINUTES
    settings = (
        Setting(
            name="full_time",
            unit=Unit.MINUTES,
            within=(60, WEEK),
            words=N_("full-time weekly contract; a smaller contract leaves days free"),
            defaults={ForceKind.MUNICIPAL: 35 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "code général de la fonction publique",
                ForceKind.NATIONAL: "none; the cycle sets the weekly work",
            },
        ),
        Setting(
            name="public_holidays",
            unit=Unit.YES_NO,
            words=N_("whether public holidays lower the target"),
            defaults={ForceKind.MUNICIPAL: 1, ForceKind.NATIONAL: 1},
            sources={
                ForceKind.MUNICIPAL: "service-public.fr F24496",
                ForceKind.NATIONAL: "CHOICE",
            },
        ),
    )
    choices = (
        (
            "Usual working days are Monday to Friday. A public holiday on one of them "
            "lowers the target by the contract hours of one working day."
        ),
        (
            "For part-time officers, the first absences of a week are taken as the "
            "days that are free by contract, because reasons are free text."
        ),
    )

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the sum of deviations."""
        terms = []
        for officer in model.scenario.officers.values():
            if not officer.free:
                continue
            target = self.target(model.scenario, officer)
            free = self._holidays(model.scenario, officer)
            tours = [t for t in model.tours(officer.id) if t.day not in free]
            sums = _sums(model, tours)
            below, above = _neighbours(sums, target)
            most = max(above, sum(t.work for t in tours))
            amounts = sorted({0, below, above, most})
            worked = sum(t.work * model.works(t) for t in tours)
            costs = [(a, abs(a - target)) for a in amounts]
            terms.append(model.convex(worked, costs))
            _tighten(model, terms[-1], tours, sums, target)
            terms += [
                t.work * model.works(t)
                for t in model.tours(officer.id)
                if t.day in free
            ]
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each officer's deviation, and work on public holidays."""
        for officer in facts.scenario.officers.values():
            if not officer.free:
                continue
            target = self.target(facts.scenario, officer)
            work = 0
            for tour in facts.tours_of[officer.id]:
                if tour.day not in self._holidays(facts.scenario, officer):
                    work += tour.work
                elif tour.work:
                    yield Loss(
                        points=tour.work,
                        message=N_(
                            "{officer}: {work:hm} of work on {day:day}, a public "
                            "holiday"
                        ),
                        values={
                            "officer": officer.id,
                            "work": tour.work,
                            "day": tour.day.isoformat(),
                        },
                        officer=officer.id,
                        day=tour.day,
                    )
            if work != target:
                yield Loss(
                    points=abs(work - target),
                    message=N_("{officer}: {work:hm} of work, {target:hm} of contract"),
                    values={"officer": officer.id, "work": work, "target": target},
                    officer=officer.id,
                )

    def target(self, scenario: Scenario, officer: Officer) -> int:
        """Return the target of an officer in the horizon, in minutes."""
        clock, left_out = scenario.clock, self._left_out(scenario, officer)
        weeks: defaultdict[dt.date, list[bool]] = defaultdict(list)
        for day in clock.dates:
            monday = day - dt.timedelta(days=day.weekday())
            away = _absent_all(scenario, officer.id, clock.day(day))
            weeks[monday].append(not away)
        owed = sum(
            min(Fraction(len(days), 7), sum(days) / (7 - left_out))
            for days in weeks.values()
        )
        for day in self._holidays(scenario, officer):
            if not _absent_all(scenario, officer.id, clock.day(day)):
                owed -= 1 / (WORKING_DAYS - left_out)
        return max(0, math.floor(officer.contract * owed + Fraction(1, 2)))

    def _left_out(self, scenario: Scenario, officer: Officer) -> Fraction:
        """Return how many working days a week the contract leaves free."""
        full = self.value(scenario, officer.id, "full_time", scenario.clock.start)
        if full is None or not 0 < officer.contract < full:
            return Fraction(0)
        return WORKING_DAYS * (1 - Fraction(officer.contract, full))

    def _holidays(self, scenario: Scenario, officer: Officer) -> list[dt.date]:
        """Return the public holidays on a usual working day of the horizon."""
        return [
            day
            for day in scenario.clock.dates
            if day in scenario.public_holidays
            and day.weekday() < WORKING_DAYS
            and self.value(scenario, officer.id, "public_holidays", day)
        ]


def _absent_all(scenario: Scenario, officer: str, day: Span) -> bool:
    reached = day.start
    for absence in sorted(scenario.absences_of.get(officer, ()), key=lambda a: a.span):
        if absence.span.start > reached:
            break
        reached = max(reached, absence.span.end)
    return reached >= day.end


def _obeyed(model: "ModelFacade", rule: str) -> bool:
    waived = any(o.rule == rule for o in model.scenario.overrides)
    return model.obeys(rule) and not waived


def _one_a_day(model: "ModelFacade") -> bool:
    return _obeyed(model, "one_tour_a_day")


def _sums(model: "ModelFacade", tours: Sequence[Tour]) -> int:
    """Return the amounts of work that some tours can have together, as a bit set.

    Tours at one time exclude each other if the model obeys the rules that say so: the
    fewer amounts are possible, the shorter is the proof.
    """
    apart = _one_a_day(model) and _obeyed(model, "daily_rest")
    ended: list[tuple[Minute, int]] = []
    every = 1
    for tour in sorted(tours, key=lambda t: t.span):
        before = every
        if apart:
            before = 1
            for end, sums in ended:
                if end <= tour.span.start:
                    before |= sums
        ended.append((tour.span.end, before << tour.work))
        every |= before << tour.work
    return every


def _tighten(
    model: "ModelFacade", cost: "Linear", tours: Sequence[Tour], sums: int, target: int
) -> None:
    """Tell the deviation by how many tours of each length are worked.

    The sum of work alone does not tell that tours of some lengths miss the target.
    """
    lengths = sorted({t.work for t in tours if t.work})
    days: defaultdict[object, set[int]] = defaultdict(set)
    for tour in tours:
        if tour.work:
            slot = tour.day if _one_a_day(model) else tour
            days[slot].add(lengths.index(tour.work))
    if len(lengths) < 2:
        return
    counts = _counts(tuple(map(frozenset, days.values())), len(lengths))
    points = {}
    for count in counts:
        amount = sum(n * length for n, length in zip(count, lengths, strict=True))
        if sums >> amount & 1:
            points[count] = abs(amount - target)
    if points:
        own = [[model.works(t) for t in tours if t.work == n] for n in lengths]
        model.tighten(cost, own, points)


@lru_cache(maxsize=256)
def _counts(days: tuple[frozenset[int], ...], kinds: int) -> frozenset[tuple[int, ...]]:
    """Return how many tours of each kind can be worked, at most one on each day.

    Nothing is returned if there are more than ``MOST_COUNTS`` answers.
    """
    counts = {(0,) * kinds}
    for day in days:
        counts |= {(*c[:k], c[k] + 1, *c[k + 1 :]) for c in counts for k in day}
        if len(counts) > MOST_COUNTS:
            return frozenset()
    return frozenset(counts)


def _neighbours(sums: int, target: int) -> tuple[int, int]:
    """Return the amounts nearest to the target, from below and from above.

    Between them the deviation cannot fall below the line that joins them, which
    makes the proof short. Without an amount above the target, the target is used.
    """
    below = (sums & ((1 << target + 1) - 1)).bit_length() - 1
    above = sums >> target
    if not above:
        return below, target
    return below, target + (above & -above).bit_length() - 1
