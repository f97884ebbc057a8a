"""Limits of cycles: where rests begin and end, and when a change is told."""

import datetime as dt
from dataclasses import replace

from scheduler.domain.people import Absence
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Change, CycleChange, FixedTour, Rest
from tests import builders as b
from tests.rules.edges import PLACES, Place, Stage, case

HOUR = 60
RC, RL = Rest.COMPENSATORY, Rest.STATUTORY
DAY = b.shift("D", "08:30", "17:21", "pn")
NIGHT = b.shift("N", "18:50", "06:58", "pn")
WEEKDAYS = [p for p in PLACES if (p.start + dt.timedelta(p.midnight)).weekday() < 6]


class Turn(Stage):
    """A national officer on a cycle whose day ``at`` is the one after the midnight."""

    def __init__(self, place: Place, pattern: tuple, rests: tuple, at: int) -> None:
        start = place.start + dt.timedelta(days=place.midnight - at)
        cycle = {"free": False, "cycle": "turn", "cycle_start": start}
        super().__init__(place, force="pn", officer=cycle)
        self.shifts |= {"D": DAY, "N": NIGHT}
        self.changes |= {
            "cycles": {"turn": pattern},
            "cycle_rests": {"turn": rests},
            "fixed_tours": (),
        }

    @property
    def today(self) -> dt.date:
        """The day after the midnight."""
        return self.place.start + dt.timedelta(days=self.place.midnight)

    def instead(self, start: Minute, end: Minute) -> None:
        """Let the officer work from one instant to another, whatever the cycle has."""
        self.tour(start, end)
        _who, day, code = self.tours[-1]
        row = FixedTour(officer="o", day=day, shift=code)
        self.changes["fixed_tours"] += (row,)

    def change(self, why: Change, told: Minute | None) -> None:
        """Record a change for the day after the midnight."""
        row = CycleChange(officer="o", day=self.today, change=why, told=told)
        self.changes["cycle_changes"] = (row,)


# --- rests ----------------------------------------------------------------------------


@case("cycle_rest")
def a_rest_begins_at_midnight(place: Place, delta: int):
    stage = Turn(place, ("D", "D", None, None), (None, None, RC, RL), at=2)
    stage.instead(place.pivot - 8 * HOUR, place.pivot + delta)
    return stage.facts()


@case("cycle_rest")
def a_rest_ends_at_midnight(place: Place, delta: int):
    stage = Turn(place, ("D", "D", None, None), (None, None, RC, RL), at=0)
    stage.instead(place.pivot - delta, place.pivot + 8 * HOUR)
    return stage.facts()


@case("cycle_rest")
def a_dn_lasts_until_the_usual_start(place: Place, delta: int):
    """Nights on both sides; the first goes over the midnight and ends at 06:58."""
    stage = Turn(place, ("N", "N", None, None), (None, None, RC, RL), at=1)
    usual = place.clock.minute(stage.today, b.time("18:50"))
    stage.instead(usual - delta, usual + 5 * HOUR)
    return stage.facts()


@case("cycle_rest")
def a_rest_after_nights_begins_at_the_usual_start(place: Place, delta: int):
    """An absence takes the last night, and with it the DN: the RC begins at 18:50."""
    stage = Turn(place, ("N", "N", None, None), (None, None, RC, RL), at=3)
    begins = place.clock.minute(stage.today - dt.timedelta(days=1), b.time("18:50"))
    stage.instead(begins - 8 * HOUR, begins + delta)
    off = place.midnight - 2
    stage.changes["absences"] = (b.absence("o", off, off, on=place.clock),)
    return stage.facts()


@case("cycle_rest")
def a_rest_after_nights_ends_at_the_usual_start(place: Place, delta: int):
    stage = Turn(place, ("N", "N", None, None), (None, None, RC, RL), at=0)
    usual = place.clock.minute(stage.today, b.time("18:50"))
    stage.instead(usual - delta, usual + 5 * HOUR)
    return stage.facts()


@case("cycle_rest", over=False)
def three_hours_make_a_night(place: Place, delta: int):
    """One rest after a tour with 2 h 59 after 21:00: it ends at midnight.

    With 3 h it lasts until 15:00 of the day, the usual start.
    """
    stage = Turn(place, ("late", None), (None, RC), at=0)
    ends = place.clock.local(place.clock.midnight(stage.today) - 1 + delta)
    stage.shifts["late"] = b.shift("late", "15:00", f"{ends:%H:%M}", "pn")
    morning = place.clock.minute(stage.today, b.time("08:00"))
    stage.instead(morning, morning + 6 * HOUR)
    return stage.facts()


@case("cycle_rest", over=False)
def a_night_lasts_until_six(place: Place, delta: int):
    """The same with a tour that begins at 03:01, and has 3 h until 06:00 if sooner."""
    stage = Turn(place, ("early", None), (None, RC), at=0)
    starts = place.clock.local(place.clock.midnight(stage.today) + 12 * HOUR)
    starts = starts.replace(hour=3, minute=1) - dt.timedelta(minutes=delta)
    stage.shifts["early"] = b.shift("early", f"{starts:%H:%M}", "11:00", "pn")
    # Over at midnight after a day, at 03:00 after a night.
    stage.instead(place.pivot, place.pivot + 8 * HOUR)
    return stage.facts()


# --- when a change is told ------------------------------------------------------------


def over_midnight(stage: Turn) -> Minute:
    """Let the usual tour before the midnight go over it; return when it ends."""
    stage.shifts["late"] = b.shift("late", "21:00", "05:00", "pn")
    return stage.place.clock.minute(stage.today, b.time("05:00"))


@case("recall_limits")
def a_postponed_rest_is_told_before_the_last_tour_ends(place: Place, delta: int):
    stage = Turn(place, ("late", "late", None, None), (), at=2)
    stage.change(Change.POSTPONEMENT, over_midnight(stage) - 1 + delta)
    return stage.facts()


@case("recall_limits", at_least=True, over=False)
def a_postponed_rest_is_told_once_the_last_tour_has_begun(place: Place, delta: int):
    stage = Turn(place, ("late", "late", None, None), (), at=2)
    over_midnight(stage)
    yesterday = stage.today - dt.timedelta(days=1)
    stage.history.append(b.past("o", -4, "08:00", "16:00", on=stage.clock))
    stage.change(
        Change.POSTPONEMENT, place.clock.minute(yesterday, b.time("21:00")) + delta
    )
    return stage.facts()


@case("recall_limits", places=WEEKDAYS)
def shifted_hours_are_told_before_the_last_usual_tour_ends(place: Place, delta: int):
    stage = Turn(place, ("late",) * 6 + (None,), (), at=0)
    monday = place.start - dt.timedelta(days=place.start.weekday())
    stage.officer["cycle_start"] = monday
    stage.change(Change.SHIFTED, over_midnight(stage) - 1 + delta)
    return stage.facts()


@case("recall_limits", over=False)
def leave_that_touches_the_day_keeps_from_recalls(place: Place, delta: int):
    stage = Turn(place, ("D", "D", None, None), (), at=2)
    stage.change(Change.RECALL, None)
    leave = b.absence("o", place.midnight - 1, place.midnight - 1, on=place.clock)
    span = Span(leave.span.start, leave.span.end - 1 + delta)
    stage.changes["absences"] = (replace(leave, span=span),)
    return stage.facts()


@case("recall_limits", at_least=True, over=False)
def leave_that_begins_as_the_day_ends_keeps_from_recalls(place: Place, delta: int):
    stage = Turn(place, ("D", "D", None, None), (), at=2)
    stage.change(Change.RECALL, None)
    end = place.clock.day(stage.today).end
    span = Span(end + 1 + delta, end + 8 * HOUR)
    stage.changes["absences"] = (Absence(officer="o", span=span),)
    return stage.facts()
