"""Hours near contract."""

import datetime as dt
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.domain.time import Span
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import Linear, ModelFacade


class HoursNearContract(Goal):
    """Sum over free officers of the minutes between work and contract.

    The hours aimed at are a seventh of the weekly contract for each day on which the
    officer is not absent all day, rounded half up, with two exceptions:

    - The free days of a part-timer lie in the contract already. In a civil week with no
      more days of absence than the contract leaves free of five, they take nothing off.
    - A public holiday from Monday to Friday on which the officer is not absent takes a
      fifth of the weekly contract off. Work on it does not make up for other days: all
      of it counts as above the contract.
    """

    name = "hours_near_contract"
    title = N_("Hours near contract")
    words = N_(
        "Minutes of work above or below the contract, for the days on which the "
        "officer is not absent. Public holidays are not made up for; free days of "
        "part-timers count once."
    )
    source = (
        "code général de la fonction publique (1,607 h a year); holidays: "
        "service-public F24496; CHOICE"
    )
    unit = Unit.MINUTES
    settings = (
        Setting(
            name="full_time",
            unit=Unit.MINUTES,
            within=(60, WEEK),
            words=N_("weekly hours of full time, worked on five days"),
            defaults={ForceKind.MUNICIPAL: 35 * 60, ForceKind.NATIONAL: 40 * 60 + 30},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 1 (1,607 h: 35 h a week)",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 18 to 22",
            },
        ),
    )

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the sum of deviations, and of work on public holidays."""
        scenario = model.scenario
        terms = []
        for officer in scenario.officers.values():
            if not officer.free:
                continue
            target = self.aim(scenario, officer)
            offered = model.tours(officer.id)
            tours = [t for t in offered if not _holiday(scenario, t.day)]
            below, above = _neighbours([t.work for t in tours], target)
            most = max(above, sum(t.work for t in tours))
            amounts = sorted({0, below, above, most})
            worked = sum(t.work * model.works(t) for t in tours)
            terms.append(model.convex(worked, [(a, abs(a - target)) for a in amounts]))
            terms += [
                t.work * model.works(t) for t in offered if _holiday(scenario, t.day)
            ]
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each officer's deviation, with the work on public holidays."""
        scenario = facts.scenario
        for officer in scenario.officers.values():
            if not officer.free:
                continue
            target = self.aim(scenario, officer)
            tours = facts.tours_of[officer.id]
            extra = sum(t.work for t in tours if _holiday(scenario, t.day))
            work = sum(t.work for t in tours) - extra
            if work != target or extra:
                yield Loss(
                    points=abs(work - target) + extra,
                    message=_ON_HOLIDAYS if extra else _OFF_CONTRACT,
                    values={
                        "officer": officer.id,
                        "work": work,
                        "target": target,
                        "extra": extra,
                    },
                    officer=officer.id,
                )

    def aim(self, scenario: Scenario, officer: Officer) -> int:
        """Return the minutes of work aimed at for an officer in the horizon."""
        absent = [
            d
            for d in scenario.clock.dates
            if _absent_all(scenario, officer.id, scenario.clock.day(d))
        ]
        weeks: dict[dt.date, list[dt.date]] = {}
        for day in absent:
            weeks.setdefault(day - dt.timedelta(days=day.weekday()), []).append(day)
        off = sum(
            len(days)
            for monday, days in weeks.items()
            if len(days) > self._free_days(scenario, officer, monday)
        )
        holidays = sum(
            _holiday(scenario, d) for d in scenario.clock.dates if d not in absent
        )
        present = scenario.clock.days - off
        # In seventieths of a minute, to round once: a seventh is 10, a fifth is 14.
        due = officer.contract * (10 * present - 14 * holidays)
        return max(0, (due + 35) // 70)

    def _free_days(self, scenario: Scenario, officer: Officer, day: dt.date) -> int:
        """Return the working days of five that a contract leaves free."""
        full = self.value(scenario, officer.id, "full_time", day)
        if not full or officer.contract >= full:
            return 0
        return _FIVE - math.ceil(_FIVE * officer.contract / full)


_FIVE = 5
_OFF_CONTRACT = N_("{officer}: {work:hm} of work, {target:hm} of contract")
_ON_HOLIDAYS = N_(
    "{officer}: {work:hm} of work, {target:hm} of contract, and {extra:hm} of work on "
    "public holidays"
)


def contract_minutes(scenario: Scenario, officer: Officer) -> int:
    """Return the minutes of work aimed at for an officer in the horizon."""
    return HoursNearContract().aim(scenario, officer)


def _holiday(scenario: Scenario, day: dt.date) -> bool:
    """Tell whether a day is a public holiday that falls on a usual working day."""
    return day in scenario.public_holidays and day.weekday() < _FIVE


def _absent_all(scenario: Scenario, officer: str, day: Span) -> bool:
    reached = day.start
    for absence in sorted(scenario.absences_of.get(officer, ()), key=lambda a: a.span):
        if absence.span.start > reached:
            break
        reached = max(reached, absence.span.end)
    return reached >= day.end


def _neighbours(works: list[int], target: int) -> tuple[int, int]:
    """Return the sums of tours nearest to the target: at most, and at least, it.

    Between them the deviation cannot fall below the line that joins them, which
    makes the proof short. With no sum above the target, the target itself stands in.
    """
    sums = {0}
    for work in works:
        sums |= {s + work for s in sums if s < target}
    return max(s for s in sums if s <= target), min(
        (s for s in sums if s >= target), default=target
    )
