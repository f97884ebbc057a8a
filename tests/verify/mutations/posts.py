"""Mutations of posts held by relays, of changes of kind and of briefings."""

from dataclasses import replace
from itertools import pairwise

from scheduler.domain.missions import MissionKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import DAY, Span
from tests import builders as b
from tests.verify.mutating import (
    Broken,
    breaks,
    duties,
    free_officers,
    seated,
    with_seats,
)

DESK = "DESK"
SCREEN = replace(b.SOLO, id="screen", positions=(b.position("agent", None),))


def with_desk(facts: Facts, *, overlap: int = 0) -> Facts:
    """Add a post of the first day, 08:00 to 16:00, that nobody holds."""
    week = facts.scenario
    desk = b.post(
        DESK,
        SCREEN,
        minutes=240,
        overlap=overlap,
        zone=next(iter(week.zones)),
        on=week.clock,
    )
    missions = {**week.missions, DESK: desk}
    kinds = {**week.kinds, SCREEN.id: SCREEN}
    return Facts(replace(week, missions=missions, kinds=kinds), facts.roster)


def _relayed(facts: Facts, *hours: int) -> Facts:
    """Seat an officer in each relay of the post that begins at these hours."""
    post = facts.scenario.missions[DESK]
    position = facts.scenario.kinds[post.kind].positions[0].name
    spare = free_officers(facts)
    more = [
        seated(o, position, next(spare))
        for o in post.occurrences
        if o.proper.start in [60 * h for h in hours]
    ]
    assert len(more) == len(hours)
    return with_seats(facts, more=more)


@breaks("mission_as_asked")
def a_relay_more_than_the_window_takes(facts: Facts) -> Broken:
    """8 h by relays of 4 h: two, and 08:00, 10:00 and 12:00 are three."""
    return Broken(_relayed(with_desk(facts), 8, 10, 12), DESK, over=1)


@breaks("mission_as_asked")
def three_crews_that_hold_a_post_at_once(facts: Facts) -> Broken:
    """08:00, 09:00 and 10:00, where an overlap of 1 h makes three relays lawful."""
    return Broken(_relayed(with_desk(facts, overlap=60), 8, 9, 10), DESK, over=1)


def _changed(week: Scenario, code: str, kind: MissionKind) -> Scenario:
    return replace(week, kinds={**week.kinds, code: kind})


@breaks("one_place_at_a_time")
def a_minute_too_little_to_change(facts: Facts) -> Broken:
    """A kind takes one minute more to change to than somebody has."""
    week = facts.scenario
    for officer, own in facts.duties_of.items():
        for one, two in pairwise(own):
            kinds = week.kind(one.occurrence), week.kind(two.occurrence)
            left = two.occurrence.span.start - one.occurrence.span.end
            left -= week.transition_time(one.occurrence, two.occurrence)
            if kinds[0].id != kinds[1].id and left < DAY:
                changeover = kinds[1].changeover + left + 1
                kind = replace(kinds[1], changeover=changeover)
                changed = _changed(week, kind.id, kind)
                return Broken(Facts(changed, facts.roster), officer, over=1)
    raise LookupError


@breaks("mission_inside_tour")
def a_briefing_a_minute_before_the_tour(facts: Facts) -> Broken:
    """A mission gets a briefing that begins a minute before the tour."""
    week = facts.scenario
    duty = next(duties(facts, "CF"))
    old = duty.occurrence
    [tour] = [
        t for t in facts.tours_of[duty.officer] if t.span.contains(duty.occurrence.span)
    ]
    minutes = old.span.start - tour.span.start + 1
    new = replace(old, span=Span(tour.span.start - 1, old.span.end), briefing=minutes)
    mission = week.missions[old.mission]
    placings = tuple(new if o == old else o for o in mission.occurrences)
    missions = {**week.missions, mission.id: replace(mission, occurrences=placings)}
    less = [seated(old, d.position.name, d.officer) for d in facts.crews[old]]
    more = [seated(new, d.position.name, d.officer) for d in facts.crews[old]]
    moved = with_seats(facts, less=less)
    roster = replace(moved.roster, assignments=(*moved.roster.assignments, *more))
    return Broken(Facts(replace(week, missions=missions), roster), duty.officer)
