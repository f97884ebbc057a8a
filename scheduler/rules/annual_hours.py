"""Work over a year."""

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, YEAR, Setting, Unit
from scheduler.rules._windows import (
    Allowance,
    Window,
    WindowLimit,
    known_days,
    work_in,
    year_of,
)
from scheduler.rules.base import Measure
from scheduler.words import N_


class AnnualHours(WindowLimit):
    """Work in the civil year is compared with the annual hours of the law.

    The reference refuses nothing. It is the annual hours for the part of the year that
    has elapsed by the end of the horizon, rounded down to the minute. If a regime says
    which contract is full time, a smaller contract reduces the reference. A larger one
    does not raise it, since it earns days off instead. A maximum, if a regime sets one,
    limits the work of the civil year to date, whatever the contract.
    """

    name = "annual_hours"
    title = N_("Annual hours")
    words = N_(
        "Work in the civil year is compared with the annual hours of the regime "
        "and must not exceed its annual maximum, if it has one."
    )
    example = N_(
        "By 30 June, 181 of 365 days, a full-time officer is compared with 796 h 53 of "
        "1,607 h; a week beyond it is shown, not refused."
    )
    source = "décret 2000-815 art. 1; décret 2001-623 art. 1 (1,607 h)"
    authority = Authority.LAW
    settings = (
        Setting(
            name="reference",
            unit=Unit.MINUTES,
            within=(60, YEAR),
            words=N_("annual hours with which work is compared"),
            defaults={ForceKind.MUNICIPAL: 1607 * 60, ForceKind.NATIONAL: 1607 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2001-623 art. 1",
                ForceKind.NATIONAL: "décret 2000-815 art. 1",
            },
        ),
        Setting(
            name="full_time",
            unit=Unit.MINUTES,
            within=(60, WEEK),
            words=N_(
                "full-time weekly contract; a smaller contract reduces the reference"
            ),
            defaults={ForceKind.MUNICIPAL: 35 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "code général de la fonction publique",
                ForceKind.NATIONAL: "none; the cycle sets the weekly work",
            },
        ),
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            within=(0, YEAR),
            words=N_("most work in a civil year"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "none; overtime is compensated",
                ForceKind.NATIONAL: "none; overtime is compensated",
            },
        ),
    )

    def allowance(
        self, scenario: Scenario, officer: str, day: dt.date
    ) -> Allowance | None:
        """Allow the maximum, if there is one, in the civil year of the day."""
        maximum = self.value(scenario, officer, "maximum", day)
        return None if maximum is None else Allowance(year_of(day), maximum, day)

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield each year's work to date against its reference, then the maximum."""
        scenario = facts.scenario
        for year in sorted({year_of(day) for day in scenario.clock.dates}):
            last = min(year.last, scenario.clock.dates[-1])
            reference = self.value(scenario, officer, "reference", last)
            if reference is None:
                continue
            elapsed = Window(year.first, last)
            contract, full = self._time(scenario, officer, last)
            yield Measure(
                rule=self.name,
                officer=officer,
                setting="reference",
                value=work_in(facts, officer, elapsed),
                limit=reference * contract * elapsed.days // (full * year.days),
                day=year.first,
                source=self.value_source(scenario, officer, "reference", last),
                binding=False,
                days=elapsed.days,
                known=known_days(scenario, officer, elapsed),
            )
        yield from super().measure(facts, officer)

    def _time(self, scenario: Scenario, officer: str, day: dt.date) -> tuple[int, int]:
        """Return the contract as a fraction of full time, at most 1."""
        full = self.value(scenario, officer, "full_time", day)
        if not full:
            return 1, 1
        return min(scenario.officers[officer].contract, full), full
