"""Limits on work over weeks, months, semesters and years that reach back."""

import datetime as dt

from tests import builders as b
from tests.derogating import derogation
from tests.rules.edges import PLACES, Place, Stage, case

HOUR = 60
TURNS = tuple(p for p in PLACES if p.name in ("a month's end", "the year's end"))
YEARS_END = tuple(p for p in TURNS if "year" in p.name)
WITHIN = tuple(p for p in PLACES if p not in TURNS)
MONDAYS = (
    Place("a Monday", dt.date(2026, 10, 8), 7, 4),
    Place("the first day of two", dt.date(2026, 10, 4), 2, 1),
    Place("after the last day", dt.date(2026, 10, 8), 4, 4),
    Place("a Monday, the 1st of a month", dt.date(2027, 1, 28), 7, 4),
    Place("a Monday, the 1st of January", dt.date(2028, 12, 28), 7, 4),
    Place("the week in which the clocks go back", dt.date(2026, 10, 24), 3, 2),
    Place("the week in which they go forward", dt.date(2027, 3, 27), 3, 2),
)


def eight_hours(stage: Stage, *, early: int = 0, late: int = 0) -> None:
    """Let the officer work 3 h before the midnight and 5 h after it."""
    pivot = stage.pivot
    stage.tour(pivot - 3 * HOUR - early, pivot + 5 * HOUR + late)


def worked(stage: Stage, first: dt.date, last: dt.date, work: int) -> None:
    """Let the officer have done so much work over some days before the horizon."""
    start = stage.place.start
    stretch = b.past_work(
        "o", (first - start).days, (last - start).days, work, on=stage.clock
    )
    stage.changes.setdefault("past_work", ())
    stage.changes["past_work"] += (stretch,)


def yesterday(stage: Stage) -> dt.date:
    """Return the last day before the horizon."""
    return stage.place.start - dt.timedelta(days=1)


# --- twelve weeks ---------------------------------------------------------------------


@case("twelve_week_average")
def twelve_weeks_of_forty_four_hours(place: Place, delta: int):
    # 12 x 44 h = 528 h, less the 8 h of the tour: 520 h in the eleven weeks before.
    stage = Stage(place)
    eight_hours(stage, late=delta)
    eleven_weeks_ago = place.start - dt.timedelta(weeks=11)
    worked(stage, eleven_weeks_ago, yesterday(stage), 520 * HOUR)
    return stage.facts()


@case("twelve_week_average", places=MONDAYS)
def twelve_weeks_end_on_sunday_at_midnight(place: Place, delta: int):
    # 3 h of the tour lie in the last week: 525 h before it, of which the next window
    # drops the 60 h of the first week, so that the 5 h after midnight fit.
    stage = Stage(place)
    eight_hours(stage, early=delta)
    monday = place.start - dt.timedelta(days=place.start.weekday())
    first = monday - dt.timedelta(weeks=11)
    worked(stage, first, first + dt.timedelta(days=6), 60 * HOUR)
    second = first + dt.timedelta(days=7)
    worked(stage, second, monday - dt.timedelta(days=1), 465 * HOUR)
    return stage.facts()


# --- fixed half-years -----------------------------------------------------------------


def half_years(place: Place) -> Stage:
    """Return a stage under fixed half-years."""
    fixed = b.setting("semester_average", "rolling", 0)
    return Stage(place, force="pn", changes={"regimes": {"national": (fixed,)}})


@case("semester_average", places=[p for p in PLACES if p not in YEARS_END])
def a_half_year_of_forty_eight_hours(place: Place, delta: int):
    # 48 h x 184 / 7 = 1,261 h 42.86 from July, 48 h x 181 / 7 = 1,241 h 08.57 from
    # January.
    stage = half_years(place)
    eight_hours(stage, late=delta)
    spring = place.start.month < 7
    allowed = 1241 * HOUR + 8 if spring else 1261 * HOUR + 42
    first = dt.date(place.start.year, 1 if spring else 7, 1)
    worked(stage, first, yesterday(stage), allowed - 8 * HOUR)
    return stage.facts()


@case(
    "semester_average",
    places=[
        *YEARS_END,
        Place("the end of June", dt.date(2027, 6, 28), 7, 3),
        Place("after the last day", dt.date(2027, 6, 28), 3, 3),
        Place("the first day of two", dt.date(2027, 6, 30), 2, 1),
    ],
)
def a_half_year_ends_at_midnight(place: Place, delta: int):
    stage = half_years(place)
    eight_hours(stage, early=delta)
    spring = place.start.month < 7
    allowed = 1241 * HOUR + 8 if spring else 1261 * HOUR + 42
    first = dt.date(place.start.year, 1 if spring else 7, 1)
    worked(stage, first, yesterday(stage), allowed - 3 * HOUR)
    return stage.facts()


# --- three months of a night worker ---------------------------------------------------


@case("night_average", places=WITHIN)
def three_months_of_a_night_worker(place: Place, delta: int):
    # 8 h x 6/7 = 411.43 min: 92 days from August to October 37,851 min and a fraction;
    # 90 from January to March 37,028 and one.
    stage = Stage(place, force="pn", officer={"night_worker": True})
    eight_hours(stage, late=delta)
    spring = place.start.month == 3
    first = dt.date(2027, 1, 1) if spring else dt.date(2026, 8, 1)
    allowed = 37_028 if spring else 37_851
    worked(stage, first, yesterday(stage), allowed - 8 * HOUR)
    return stage.facts()


@case("night_average", places=TURNS)
def three_months_end_at_midnight(place: Place, delta: int):
    # September to November 91 days, 37,440 min; October to December 92, 37,851 min.
    # All the work before lies in the first month: the next window drops it.
    stage = Stage(place, force="pn", officer={"night_worker": True})
    eight_hours(stage, early=delta)
    december = place.start.month == 12
    month = dt.date(2026, 10 if december else 9, 1)
    allowed = 37_851 if december else 37_440
    worked(stage, month, month + dt.timedelta(days=29), allowed - 3 * HOUR)
    return stage.facts()


# --- a year ---------------------------------------------------------------------------

MOST = {"municipal": (b.setting("annual_hours", "maximum", 1607 * HOUR),)}


@case("annual_hours", places=[p for p in PLACES if p not in YEARS_END])
def sixteen_hundred_and_seven_hours(place: Place, delta: int):
    stage = Stage(place, changes={"regimes": MOST})
    eight_hours(stage, late=delta)
    first = dt.date(place.start.year, 1, 1)
    worked(stage, first, yesterday(stage), 1599 * HOUR)
    return stage.facts()


@case("annual_hours", places=YEARS_END)
def a_year_ends_at_midnight(place: Place, delta: int):
    # 3 h of the tour lie in the old year.
    stage = Stage(place, changes={"regimes": MOST})
    eight_hours(stage, early=delta)
    worked(stage, dt.date(place.start.year, 1, 1), yesterday(stage), 1604 * HOUR)
    return stage.facts()


# --- overtime in a month --------------------------------------------------------------


def three_tours_of_nine_hours(stage: Stage) -> None:
    """Let the officer work on other days of the week, which begins the horizon."""
    place = stage.place
    others = [i for i in range(7) if i not in (place.midnight - 1, place.midnight)]
    for i in others[:3]:
        start = stage.clock.minute(b.day(i, place.start), b.time("08:00"))
        stage.tour(start, start + 9 * HOUR)


@case("monthly_overtime")
def twenty_five_hours_of_overtime(place: Place, delta: int):
    # 8 h + 3 x 9 h - 10 h = 25 h.
    stage = Stage(place, officer={"contract": 10 * HOUR})
    eight_hours(stage, late=delta)
    three_tours_of_nine_hours(stage)
    return stage.facts()


@case("monthly_overtime")
def overtime_by_derogation(place: Place, delta: int):
    # The same, where 24 h are allowed without and 25 h with.
    values = (
        b.setting("monthly_overtime", "maximum", 24 * HOUR),
        b.setting("monthly_overtime", "reduced", 25 * HOUR),
    )
    recorded = derogation("monthly_overtime", 0, 6, start=place.start)
    stage = Stage(
        place,
        officer={"contract": 10 * HOUR},
        changes={"regimes": {"municipal": values}, "derogations": (recorded,)},
    )
    eight_hours(stage, late=delta)
    three_tours_of_nine_hours(stage)
    return stage.facts()


@case("monthly_overtime", places=MONDAYS)
def a_week_with_overtime_ends_on_sunday_at_midnight(place: Place, delta: int):
    # 57 h before and 3 h of the tour are 25 h beyond 35 h; its 5 h of Monday are not.
    stage = Stage(place)
    eight_hours(stage, early=delta)
    sunday = stage.clock.date(stage.pivot - 1)
    worked(stage, sunday - dt.timedelta(days=6), yesterday(stage), 57 * HOUR)
    return stage.facts()


@case("monthly_overtime", places=MONDAYS)
def a_week_with_overtime_begins_on_monday_at_midnight(place: Place, delta: int):
    # 3 h of the tour are within the contract of their week, 5 h are 1 h beyond it.
    most = b.setting("monthly_overtime", "maximum", HOUR)
    stage = Stage(
        place,
        officer={"contract": 4 * HOUR},
        changes={"regimes": {"municipal": (most,)}},
    )
    eight_hours(stage, late=delta)
    return stage.facts()
