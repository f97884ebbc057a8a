"""Work of night workers over three months."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from scheduler.domain.authority import Authority
from scheduler.domain.nights import night_minutes
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import DAY, YEAR, Setting, Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules._windows import Allowance, WindowLimit, months_until, year_of
from scheduler.words import N_

ARTICLE = "arrêté du 5 septembre 2019 art. 10"


def _national(value: int) -> dict[ForceKind, int | None]:
    return {ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: value}


SOURCES = {ForceKind.MUNICIPAL: "none", ForceKind.NATIONAL: ARTICLE}
AS_NATIONAL = {ForceKind.MUNICIPAL: "CHOICE", ForceKind.NATIONAL: ARTICLE}


class NightAverage(WindowLimit):
    """Work of a night worker keeps to a daily average over three civil months.

    Six of each seven days count, since one is the weekly rest: work in the period does
    not exceed the daily limit times six sevenths of its days. All work counts, day work
    included. The three months end with the month of each day of the horizon, which
    counts whole: the days after the horizon count as not worked.
    """

    name = "night_average"
    title = N_("Night-worker average")
    words = N_(
        "Over three civil months, the average work of a night worker must not "
        "exceed the daily limit of the regime, counted over six days in seven."
    )
    example = N_(
        "September to November, 91 days: 8 h × 6/7 × 91 make 624 h, and an hour of "
        "work more is refused to a night worker."
    )
    source = ARTICLE
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            within=(1, DAY),
            words=N_("most work of a night worker in 24 hours, on average"),
            defaults=_national(8 * 60),
            sources=SOURCES,
        ),
        Setting(
            name="months",
            unit=Unit.COUNT,
            within=(1, 24),
            words=N_("civil months over which the average is taken"),
            defaults={ForceKind.MUNICIPAL: 3, ForceKind.NATIONAL: 3},
            sources=AS_NATIONAL,
        ),
        Setting(
            name="days_in_seven",
            unit=Unit.DAYS,
            within=(1, 7),
            words=N_("days of each seven that count for the average"),
            defaults={ForceKind.MUNICIPAL: 6, ForceKind.NATIONAL: 6},
            sources=AS_NATIONAL,
        ),
        Setting(
            name="night_from",
            unit=Unit.TIME,
            words=N_("start of the night window that defines night workers"),
            defaults=_national(21 * 60),
            sources=SOURCES,
        ),
        Setting(
            name="night_to",
            unit=Unit.TIME,
            words=N_("end of the night window that defines night workers"),
            defaults=_national(6 * 60),
            sources=SOURCES,
        ),
        Setting(
            name="night_tour",
            unit=Unit.MINUTES,
            words=N_("work at night from which a tour counts towards night work"),
            defaults=_national(3 * 60),
            sources=SOURCES,
        ),
        Setting(
            name="tours_a_week",
            unit=Unit.COUNT,
            within=(0, 7),
            words=N_("number of such tours in a civil week that makes a night worker"),
            defaults=_national(2),
            sources=SOURCES,
        ),
        Setting(
            name="year",
            unit=Unit.MINUTES,
            within=(0, YEAR),
            words=N_("work at night in a civil year that makes a night worker"),
            defaults=_national(270 * 60),
            sources=SOURCES,
        ),
    )

    def allowance(
        self, scenario: Scenario, officer: str, day: dt.date
    ) -> Allowance | None:
        """Limit a night worker to the average in the months until that of the day."""
        if not scenario.officers[officer].night_worker:
            return None
        maximum = self.value(scenario, officer, "maximum", day)
        months = self.value(scenario, officer, "months", day)
        counted = self.value(scenario, officer, "days_in_seven", day)
        if maximum is None or not months or counted is None:
            return None
        window = months_until(day, months)
        return Allowance(window, maximum * counted * window.days, day, parts=7)

    def night_work(self, scenario: Scenario, tour: Tour, within: Span) -> int:
        """Return the minutes of a tour's work at night, inside a span.

        An unpaid break without a time of its own lies at the start of the tour.
        """
        opens = self.value(scenario, tour.officer, "night_from", tour.day)
        closes = self.value(scenario, tour.officer, "night_to", tour.day)
        if opens is None or closes is None:
            return 0
        inside = (
            Span(max(s.start, within.start), min(s.end, within.end))
            for s in tour.worked
        )
        return sum(
            night_minutes(scenario.clock, span, opens, closes)
            for span in inside
            if span.length > 0
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NightHabit:
    """What makes an officer a night worker.

    Parameters
    ----------
    since
        First day of the civil week, or of the civil year, with enough work at night.
    tours
        Tours with enough work at night in that week; ``None`` = it is a year.
    work
        Minutes of work at night in those tours, or in that year.
    """

    since: dt.date
    tours: int | None = None
    work: int


def becomes_night_worker(facts: Facts, officer: str) -> NightHabit | None:
    """Return what makes an officer a night worker by record and roster, if anything.

    Either a civil week with enough tours that hold enough work at night (the first such
    week is returned; a tour belongs to the week in which it begins), or a civil year
    that the horizon touches with enough work at night, stretches of past work included.
    Whether the officer is recorded as a night worker does not matter.

    Sources: arrêté du 5 septembre 2019 art. 10. The article looks at the usual hours; a
    single week may be an exception, which only people can judge.
    """
    rule, scenario = NightAverage(), facts.scenario
    record = facts.record_of[officer]
    weeks: defaultdict[dt.date, list[int]] = defaultdict(list)
    for tour in record:
        night = rule.night_work(scenario, tour, tour.span)
        least = rule.value(scenario, officer, "night_tour", tour.day)
        if least is not None and night >= least:
            weeks[tour.day - dt.timedelta(days=tour.day.weekday())].append(night)
    for monday, nights in sorted(weeks.items()):
        enough = rule.value(scenario, officer, "tours_a_week", monday)
        if enough is not None and len(nights) >= enough:
            return NightHabit(since=monday, tours=len(nights), work=sum(nights))
    for year in sorted({year_of(day) for day in scenario.clock.dates}):
        span = year.span(scenario.clock)
        work = sum(rule.night_work(scenario, t, span) for t in record) + sum(
            p.share(p.night_work, year.first, year.last)
            for p in scenario.past_work_of.get(officer, ())
        )
        last = min(year.last, scenario.clock.dates[-1])
        enough = rule.value(scenario, officer, "year", last)
        if enough is not None and work >= enough:
            return NightHabit(since=year.first, work=work)
    return None
