"""Limits on one tour, between two tours, and on a week of tours."""

from tests.builders import absence
from tests.rules.edges import PLACES, Place, Stage, case

HOUR = 60
MONDAYS = tuple(p for p in PLACES if p.start.weekday() == 0)


@case("daily_span")
def ten_hours_of_work_in_a_span_of_twelve(place: Place, delta: int):
    # 19:00 + 12 h = 07:00: the span crosses midnight.
    stage = Stage(place)
    start = place.pivot - 5 * HOUR
    stage.tour(start, start + 12 * HOUR + delta, unpaid=2 * HOUR)
    return stage.facts()


@case("daily_work")
def ten_hours_across_midnight(place: Place, delta: int):
    stage = Stage(place)
    start = place.pivot - 5 * HOUR
    stage.tour(start, start + 10 * HOUR + delta)
    return stage.facts()


@case("daily_work")
def an_unpaid_break_is_no_work(place: Place, delta: int):
    stage = Stage(place)
    start = place.pivot - 5 * HOUR
    stage.tour(start, start + 10 * HOUR + 30 + delta, unpaid=30)
    return stage.facts()


@case("daily_rest", at_least=True)
def eleven_hours_of_a_municipal_officer(place: Place, delta: int):
    # Ends at 21:00, rests over midnight.
    stage = Stage(place)
    end = place.pivot - 3 * HOUR
    stage.tour(end - 8 * HOUR, end)
    stage.tour(end + 11 * HOUR + delta, end + 19 * HOUR)
    return stage.facts()


@case("daily_rest", at_least=True)
def eleven_hours_of_a_national_officer(place: Place, delta: int):
    stage = Stage(place, force="pn")
    end = place.pivot - 3 * HOUR
    stage.tour(end - 8 * HOUR, end)
    stage.tour(end + 11 * HOUR + delta, end + 19 * HOUR)
    return stage.facts()


@case(
    "daily_rest",
    places=[Place(p.name, p.start, p.days, 0) for p in PLACES[:1]]
    + [
        Place("the year begins", PLACES[4].start.replace(2027, 1, 1), 3, 0),
        Place("after the clocks went back", PLACES[5].start.replace(day=25), 3, 0),
        Place("after they went forward", PLACES[6].start.replace(day=28), 3, 0),
    ],
    at_least=True,
)
def eleven_hours_after_the_history(place: Place, delta: int):
    stage = Stage(place)
    end = place.pivot - 3 * HOUR
    stage.tour(end - 8 * HOUR, end)
    assert stage.history
    stage.tour(end + 11 * HOUR + delta, end + 19 * HOUR)
    return stage.facts()


def one_gap(stage: Stage, start: int, end: int) -> None:
    """Fill the week with tours of 12 h every 24 h, save for one gap."""
    before = start
    while before > 0:
        stage.tour(max(0, before - 12 * HOUR), before)
        before -= 24 * HOUR
    after, last = end, stage.clock.span.end
    while after < last:
        stage.tour(after, min(after + 12 * HOUR, last))
        after += 24 * HOUR


@case("weekly_rest", places=MONDAYS, at_least=True)
def thirty_five_hours_around_midnight(place: Place, delta: int):
    # The one long gap holds the midnight.
    stage = Stage(place)
    one_gap(stage, place.pivot - 17 * HOUR, place.pivot + 18 * HOUR + delta)
    return stage.facts()


@case("weekly_maximum", places=MONDAYS)
def forty_eight_hours_in_the_week(place: Place, delta: int):
    """One tour of 8 h across the midnight, and 40 h in five others."""
    stage = Stage(place)
    stage.tour(place.pivot - 4 * HOUR, place.pivot + 4 * HOUR + delta)
    day = 0
    for offset in range(place.days):
        noon = place.clock.midnight(place.clock.dates[offset]) + 10 * HOUR
        if day < 5 and offset not in (place.midnight - 1, place.midnight):
            stage.tour(noon, noon + 8 * HOUR)
            day += 1
    assert day == 5
    return stage.facts()


@case("absence", over=False)
def a_tour_begins_when_leave_ends(place: Place, delta: int):
    # The tour begins on the midnight that ends the leave; one minute sooner is too
    # soon.
    stage = Stage(place)
    stage.tour(place.pivot - delta, place.pivot + 8 * HOUR)
    day = place.midnight - 1
    stage.changes["absences"] = (absence("o", day, day, on=place.clock),)
    return stage.facts()
