"""Mutations of rests and breaks."""

from dataclasses import replace

from scheduler.domain.authority import Derogation
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Status
from scheduler.domain.roster import Assignment, Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.domain.validity import Term
from tests.verify.mutating import (
    Broken,
    breaks,
    mornings,
    offered,
    with_seats,
    with_tours,
)


def national(facts: Facts) -> str:
    """Return a titular national officer with tours."""
    return next(
        o.id
        for o in facts.scenario.officers.values()
        if o.force == "PN" and o.status is Status.TITULAR and facts.tours_of[o.id]
    )


def tour(facts: Facts, officer: str, start: int, minutes: int) -> Tour:
    """Return a tour of an officer at any hours, on a shift of the officer's."""
    shift = facts.tours_of[officer][0].shift
    span = Span(start, start + minutes)
    day = facts.scenario.clock.date(start)
    return Tour(officer, day, shift, span, minutes, fixed=True)


def recorded(week: Scenario, rule: str, *tours: Tour) -> Scenario:
    """Return a week with a derogation on the days of some tours."""
    more = tuple(
        Derogation(
            officer=t.officer,
            rule=rule,
            validity=Term(t.day, t.day),
            reason="made up",
            author="PN-001",
        )
        for t in tours
    )
    return replace(week, derogations=(*week.derogations, *more))


@breaks("daily_rest")
def a_minute_less_than_the_derogation_allows(facts: Facts) -> Broken:
    officer = national(facts)
    one = tour(facts, officer, 2 * 1440 + 14 * 60, 480)
    two = tour(facts, officer, one.span.end + 479, 480)
    week = recorded(facts.scenario, "daily_rest", two)
    return Broken(
        with_tours(Facts(week, facts.roster), officer, [one, two]), officer, over=1
    )


@breaks("weekly_rest")
def a_minute_less_than_the_derogation_of_the_week(facts: Facts) -> Broken:
    """Mornings all week, and one that begins 23 h 59 after the one before."""
    officer = mornings(facts)
    tours = [offered(facts, officer, d, "CF-M") for d in range(6)]
    tours.append(offered(facts, officer, 6, "CF-DM"))
    start = tours[1].span.end + 24 * 60 - 1
    tours[2] = replace(tours[2], span=Span(start, start + 300), work=300)
    week = recorded(facts.scenario, "weekly_rest", tours[0])
    return Broken(with_tours(Facts(week, facts.roster), officer, tours), officer, 1)


@breaks("rest_given_back")
def a_minute_of_the_rest_kept(facts: Facts) -> Broken:
    """8 h under a derogation, then 14 h 26."""
    officer = national(facts)
    one = tour(facts, officer, 2 * 1440 + 14 * 60, 480)
    two = tour(facts, officer, one.span.end + 480, 480)
    three = tour(facts, officer, two.span.end + 11 * 60 + 180 + 27 - 1, 480)
    week = recorded(facts.scenario, "daily_rest", two)
    changed = with_tours(Facts(week, facts.roster), officer, [one, two, three])
    return Broken(changed, officer, over=1)


def night_worker(facts: Facts) -> tuple[str, Facts]:
    """Return a national officer, and the facts in which the officer works by night."""
    officer = national(facts)
    person = replace(facts.scenario.officers[officer], night_worker=True)
    officers = {**facts.scenario.officers, officer: person}
    return officer, Facts(replace(facts.scenario, officers=officers), facts.roster)


@breaks("night_worker_by_day")
def a_task_in_the_morning_after_the_night(facts: Facts) -> Broken:
    officer, changed = night_worker(facts)
    night = tour(facts, officer, 2 * 1440 + 22 * 60, 480)
    task = tour(facts, officer, night.span.end + 120, 240)
    return Broken(with_tours(changed, officer, [night, task]), officer, over=22 * 60)


@breaks("night_worker_by_day")
def a_night_after_an_afternoon(facts: Facts) -> Broken:
    officer, changed = night_worker(facts)
    task = tour(facts, officer, 2 * 1440 + 14 * 60, 180)
    night = tour(facts, officer, 3 * 1440 + 60, 420)
    return Broken(with_tours(changed, officer, [task, night]), officer, over=1)


@breaks("daily_break")
def a_mission_that_leaves_19_minutes_at_each_end(facts: Facts) -> Broken:
    """A tour of 7 h without an unpaid break, and one long mission in it."""
    officer = mornings(facts)
    worked = offered(facts, officer, 1, "CF-M")
    model = next(d for d in facts.duties_of[officer])
    span = Span(worked.span.start + 19, worked.span.end - 19)
    zone = model.occurrence.zone
    asked = replace(
        facts.scenario.missions[model.occurrence.mission],
        id="all-day",
        occurrences=(Occurrence("all-day", worked.day, span, zone),),
    )
    week = replace(
        facts.scenario, missions={**facts.scenario.missions, asked.id: asked}
    )
    alone = with_tours(Facts(week, facts.roster), officer, [worked])
    seat = Assignment(asked.id, span.start, model.position.name, officer)
    return Broken(with_seats(alone, more=[seat]), officer, over=1)
