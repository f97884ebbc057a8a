"""Mutations of crews, tours and facts: one or more a rule."""

import datetime as dt
from dataclasses import replace

from scheduler.domain.people import Absence, ForceKind, Judicial, Pin, Status
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from tests.builders import redated
from tests.verify.mutating import (
    Broken,
    breaks,
    duties,
    free_officers,
    instead,
    mornings,
    offered,
    on_tour,
    seat,
    seated,
    with_seats,
    with_tours,
)

# --- one or more mutations a rule -----------------------------------------------------


@breaks("absence")
def a_tour_on_leave(facts: Facts) -> Broken:
    officer = "PM-006"  # on leave all week
    tour = offered(facts, officer, 2, "CF-M")
    return Broken(with_tours(facts, officer, [tour]), officer, over=tour.span.length)


@breaks("absence")
def an_absence_after_all(facts: Facts) -> Broken:
    duty = next(duties(facts))
    span = Span(duty.occurrence.span.end - 1, duty.occurrence.span.end + 30)
    absence = Absence(officer=duty.officer, span=span, reason="X")
    absences = (*facts.scenario.absences, absence)
    week = replace(facts.scenario, absences=absences)
    return Broken(Facts(week, facts.roster), duty.occurrence.mission)


@breaks("consecutive_days")
def seven_days_in_a_row(facts: Facts) -> Broken:
    officer = mornings(facts)
    tours = [offered(facts, officer, d, "CF-M") for d in range(6)]
    tours.append(offered(facts, officer, 6, "CF-DM"))
    return Broken(with_tours(facts, officer, tours), officer)


@breaks("crew_complete")
def one_of_a_crew_stays_away(facts: Facts) -> Broken:
    crew = next(c for c in facts.crews.values() if len(c) > 1)
    return Broken(
        with_seats(facts, less=[seat(crew[-1])]), crew[0].occurrence.mission, over=1
    )


@breaks("crew_complete")
def one_too_many_in_a_seat(facts: Facts) -> Broken:
    duty = next(d for d in duties(facts, "CF") if not d.position.leads)
    here = {d.officer for d in facts.crews[duty.occurrence]}
    other = min(on_tour(facts, duty.occurrence) - here)
    return Broken(
        with_seats(facts, more=[seat(duty, other)]), duty.occurrence.mission, over=1
    )


@breaks("crew_leader")
def an_assistant_leads(facts: Facts) -> Broken:
    duty = next(d for d in duties(facts, "PN") if d.position.leads)
    assistant = next(
        o.id
        for o in facts.scenario.officers.values()
        if o.status is Status.ASSISTANT and o.force == "PN"
    )
    return Broken(instead(facts, duty, assistant), assistant)


@breaks("daily_rest")
def ten_and_a_half_hours_of_rest(facts: Facts) -> Broken:
    officer = mornings(facts)
    tours = [offered(facts, officer, 3, "CF-A"), offered(facts, officer, 4, "CF-M")]
    return Broken(with_tours(facts, officer, tours), officer, over=30)


@breaks("daily_rest")
def too_little_rest_after_the_history(facts: Facts) -> Broken:
    officer = mornings(facts)
    monday = offered(facts, officer, 0, "CF-M")
    past = Tour(
        officer,
        facts.scenario.clock.start - dt.timedelta(days=1),
        "",
        Span(monday.span.start - 660 - 419, monday.span.start - 659),
        420,
    )
    history = tuple(t for t in facts.scenario.history if t.officer != officer)
    week = replace(facts.scenario, history=(*history, past))
    return Broken(with_tours(Facts(week, facts.roster), officer, [monday]), officer, 1)


@breaks("daily_span")
def a_minute_over_twelve_hours(facts: Facts) -> Broken:
    officer = mornings(facts)
    tour = offered(facts, officer, 1, "CF-M")
    long = replace(tour, span=Span(tour.span.start, tour.span.start + 721))
    return Broken(with_tours(facts, officer, [long]), officer, over=1)


@breaks("daily_work")
def a_minute_over_ten_hours(facts: Facts) -> Broken:
    officer = mornings(facts)
    tour = offered(facts, officer, 1, "CF-M")
    long = replace(tour, span=Span(tour.span.start, tour.span.start + 601), work=601)
    return Broken(with_tours(facts, officer, [long]), officer, over=1)


@breaks("equipment_in_stock")
def a_mission_too_many_for_the_bikes(facts: Facts) -> Broken:
    week = facts.scenario
    wednesday = [
        o
        for o in week.occurrences
        if o.mission.startswith("bike-")
        and o.mission.endswith("2026-11-25-1430")
        and not o.fallback
    ]
    assert len(wednesday) == 3  # three bikes each, eight in stock
    # Who rides alone on what is left makes room for the joint crew.
    less = [
        seat(d)
        for o, crew in facts.crews.items()
        if o.fallback and replace(o, fallback=False) in wednesday
        for d in crew
    ]
    more = [
        seated(o, p.name, officer)
        for o in wednesday
        if o not in facts.crews
        for p, officer in zip(
            week.kind(o).positions, ("PN-009", "PM-013", "PM-015"), strict=True
        )
    ]
    changed = with_seats(facts, less=less, more=more)
    return Broken(changed, wednesday[0].mission, over=1)


@breaks("equipment_in_stock")
def a_piece_was_broken(facts: Facts) -> Broken:
    occurrence = next(
        o for o in facts.crews if facts.scenario.kind(o).equipment.get("bike", 0) > 2
    )
    bikes = replace(facts.scenario.equipment["bike"], quantity=2)
    stocks = {**facts.scenario.equipment, "bike": bikes}
    week = replace(facts.scenario, equipment=stocks)
    return Broken(Facts(week, facts.roster), occurrence.mission)


@breaks("judicial_status")
def an_apj_in_the_seat_of_an_opj(facts: Facts) -> Broken:
    duty = next(d for d in facts.duties if d.position.judicial == {Judicial.OPJ})
    other = next(
        o.id
        for o in facts.scenario.officers.values()
        if o.force == "PN" and o.judicial is Judicial.APJ
    )
    return Broken(instead(facts, duty, other), other)


@breaks("mission_as_asked")
def twice_on_a_day(facts: Facts) -> Broken:
    return _held_again(facts, same_day=True)


@breaks("mission_as_asked")
def more_often_than_wanted(facts: Facts) -> Broken:
    return _held_again(facts, same_day=False)


def _held_again(facts: Facts, *, same_day: bool) -> Broken:
    for held, crew in facts.crews.items():
        mission = facts.scenario.missions[held.mission]
        days = {o.day for o in facts.held[mission.id]}
        for other in mission.occurrences:
            if (
                other not in facts.crews
                and other.fallback is held.fallback
                and (other.day in days) is same_day
                and (same_day or len(days) == mission.times)
            ):
                more = [seated(other, d.position.name, d.officer) for d in crew]
                return Broken(with_seats(facts, more=more), mission.id, over=1)
    raise LookupError


@breaks("mission_inside_tour")
def no_tour_around_the_mission(facts: Facts) -> Broken:
    duty = next(duties(facts, "CF"))
    tours = tuple(
        t
        for t in facts.roster.tours
        if t.officer != duty.officer or not t.span.contains(duty.occurrence.span)
    )
    roster = Roster(tours, facts.roster.assignments)
    return Broken(
        Facts(facts.scenario, roster), duty.officer, over=duty.occurrence.span.length
    )


@breaks("mission_inside_tour")
def the_tour_ends_a_minute_early(facts: Facts) -> Broken:
    """Cut the tour that holds a mission, one minute before the mission ends."""
    duty = next(duties(facts, "CF"))
    tours = tuple(
        cut(t, duty.occurrence.span.end - 1)
        if t.officer == duty.officer and t.span.contains(duty.occurrence.span)
        else t
        for t in facts.roster.tours
    )
    roster = Roster(tours, facts.roster.assignments)
    return Broken(Facts(facts.scenario, roster), duty.officer, over=1)


@breaks("mixed_crew")
def a_joint_crew_of_one_force(facts: Facts) -> Broken:
    week = facts.scenario
    occurrence, crew = next(
        (o, c) for o, c in facts.crews.items() if week.kind(o).joint
    )
    here = {d.officer for d in crew}
    spare = [o for o in free_officers(facts) if o not in here]
    national = [d for d in crew if week.force(d.officer).kind is ForceKind.NATIONAL]
    assert 0 < len(national) < len(crew)
    more = [seat(d, o) for d, o in zip(national, spare, strict=False)]
    changed = with_seats(facts, less=map(seat, national), more=more)
    return Broken(changed, occurrence.mission)


@breaks("night_clause")
def past_eleven_without_a_night_clause(facts: Facts) -> Broken:
    """The mission of Cournon-d'Auvergne that the scenario says cannot be held."""
    week = facts.scenario
    code = "foot-cournon-centre-2026-11-28-2215"
    occurrence = week.missions[code].occurrences[0]
    assert occurrence not in facts.crews
    people = {ForceKind.NATIONAL: "PN-009", ForceKind.MUNICIPAL: "CO-002"}
    more = [
        seated(occurrence, p.name, people[p.force])
        for p in week.kind(occurrence).positions
        if p.force is not None
    ]
    return Broken(with_seats(facts, more=more), "CO-002")


@breaks("one_place_at_a_time")
def in_two_places_at_once(facts: Facts) -> Broken:
    for one in duties(facts, "CF"):
        for two in duties(facts, "CF"):
            shared = one.occurrence.span.overlap(two.occurrence.span)
            if (
                shared
                and one.officer != two.officer
                and one.occurrence < two.occurrence
            ):
                return Broken(instead(facts, two, one.officer), one.officer)
    raise LookupError


@breaks("one_place_at_a_time")
def no_time_for_the_way(facts: Facts) -> Broken:
    """One mission right after another, in another zone."""
    minutes = facts.scenario.travel.minutes
    for one in duties(facts, "CF"):
        for two in duties(facts, "CF"):
            pause = two.occurrence.span.start - one.occurrence.span.end
            way = minutes(one.occurrence.zone, two.occurrence.zone)
            between = [
                d
                for d in facts.duties_of[one.officer]
                if d.occurrence.span.start > one.occurrence.span.start
                and d.occurrence.span.start <= two.occurrence.span.start
            ]
            if one.officer != two.officer and 0 <= pause < way and not between:
                changed = instead(facts, two, one.officer)
                return Broken(changed, one.officer, over=way - pause)
    raise LookupError


@breaks("one_tour_a_day")
def two_tours_on_a_day(facts: Facts) -> Broken:
    officer = mornings(facts)
    tours = [offered(facts, officer, 3, "CF-M"), offered(facts, officer, 3, "CF-A")]
    return Broken(with_tours(facts, officer, tours), officer)


@breaks("pins_kept")
def a_pinned_shift_is_dropped(facts: Facts) -> Broken:
    pin = next(p for p in facts.scenario.pins if p.pin == "shift")
    tours = [
        t
        for t in facts.tours_of[pin.officer]
        if (t.day, t.shift) != (pin.day, pin.shift)
    ]
    return Broken(with_tours(facts, pin.officer, tours), pin.officer, over=1)


@breaks("pins_kept")
def on_tour_on_a_pinned_day_off(facts: Facts) -> Broken:
    pin = next(p for p in facts.scenario.pins if p.pin == "off")
    tour = next(t for t in facts.scenario.tours[pin.officer] if t.day == pin.day)
    return Broken(with_tours(facts, pin.officer, [tour]), pin.officer, over=1)


@breaks("pins_kept")
def out_of_a_pinned_crew(facts: Facts) -> Broken:
    pin = next(p for p in facts.scenario.pins if p.pin == "mission")
    duty = next(
        d for d in facts.duties_of[pin.officer] if d.occurrence.mission == pin.mission
    )
    return Broken(with_seats(facts, less=[seat(duty)]), pin.officer, over=1)


@breaks("pins_kept")
def a_pin_set_afterwards(facts: Facts) -> Broken:
    officer = mornings(facts)
    day = next(
        d
        for d in facts.scenario.clock.dates
        if all(t.day != d for t in facts.tours_of[officer])
    )
    pin = Pin(officer=officer, pin="shift", day=day, shift="CF-M")
    week = replace(facts.scenario, pins=(*facts.scenario.pins, pin))
    return Broken(Facts(week, facts.roster), officer, over=1)


@breaks("position_force")
def a_municipal_officer_in_a_national_seat(facts: Facts) -> Broken:
    duty = next(
        d
        for d in duties(facts, "PN")
        if d.position.force is ForceKind.NATIONAL
        and facts.scenario.kind(d.occurrence).joint
    )
    other = next(free_officers(facts))
    return Broken(instead(facts, duty, other), other)


@breaks("qualification_valid")
def no_bike_qualification(facts: Facts) -> Broken:
    duty = next(d for d in facts.duties if "bike" in d.position.qualifications)
    force = facts.scenario.officers[duty.officer].force
    days = facts.scenario.days(duty.occurrence)
    other = next(
        o.id
        for o in facts.scenario.officers.values()
        if o.force == force and not o.holds("bike", days)
    )
    return Broken(instead(facts, duty, other), other)


@breaks("qualification_valid")
def it_expired_the_day_before(facts: Facts) -> Broken:
    week = facts.scenario
    duty = next(d for d in facts.duties if "bike" in d.position.qualifications)
    eve = duty.occurrence.day - dt.timedelta(days=1)
    officer = week.officers[duty.officer]
    papers = tuple(
        redated(q, valid_to=eve) if q.code == "bike" else q
        for q in officer.qualifications
    )
    expired = replace(officer, qualifications=papers)
    officers = {**week.officers, officer.id: expired}
    changed = Facts(replace(week, officers=officers), facts.roster)
    return Broken(changed, officer.id)


@breaks("territory")
def an_officer_of_the_next_commune(facts: Facts) -> Broken:
    duty = next(d for d in duties(facts, "CF") if not d.position.qualifications)
    return Broken(instead(facts, duty, "CH-002"), "CH-002")


@breaks("tours_as_given")
def a_fixed_tour_is_left_out(facts: Facts) -> Broken:
    tour = next(t for t in facts.roster.tours if t.fixed)
    left = [t for t in facts.tours_of[tour.officer] if t != tour]
    return Broken(with_tours(facts, tour.officer, left), tour.officer, over=1)


@breaks("tours_as_given")
def a_shift_of_another_unit(facts: Facts) -> Broken:
    week = facts.scenario
    officer = next(
        o for o in free_officers(facts) if all(t.shift != "CF-S" for t in week.tours[o])
    )
    tour = week.tour(officer, week.clock.dates[4], "CF-S")
    return Broken(with_tours(facts, officer, [tour]), officer, over=1)


@breaks("tours_as_given")
def a_tour_a_minute_shorter(facts: Facts) -> Broken:
    officer = mornings(facts)
    tour = offered(facts, officer, 1, "CF-M")
    short = cut(tour, tour.span.end - 1)
    return Broken(with_tours(facts, officer, [short]), officer, over=1)


def cut(tour: Tour, end: int) -> Tour:
    """Return a tour that ends earlier, with that much less work."""
    less = tour.span.end - end
    return replace(tour, span=Span(tour.span.start, end), work=tour.work - less)


@breaks("trainee_accompanied")
def a_trainee_alone(facts: Facts) -> Broken:
    week = facts.scenario
    duty = next(
        d
        for d in duties(facts, "CF")
        if sum(
            week.officers[e.officer].force == "CF" for e in facts.crews[d.occurrence]
        )
        == 1
    )
    return Broken(instead(facts, duty, "PM-020"), "PM-020", over=1)


@breaks("weekly_maximum")
def a_minute_over_48_hours(facts: Facts) -> Broken:
    officer = mornings(facts)
    tours = []
    for day in range(5):  # five tours of 9 h 36, one of them a minute longer
        tour = offered(facts, officer, day, "CF-M")
        work = 576 + (day == 4)
        span = Span(tour.span.start, tour.span.start + work)
        tours.append(replace(tour, span=span, work=work))
    return Broken(with_tours(facts, officer, tours), officer, over=1)


@breaks("weekly_rest")
def no_rest_of_35_hours(facts: Facts) -> Broken:
    """Mornings, and Wednesday off: 13:30 to 06:30 makes 41 h, so shorten it by 6 h."""
    officer = mornings(facts)
    tours = [offered(facts, officer, d, "CF-M") for d in (0, 1, 3, 4, 5)]
    tours.append(offered(facts, officer, 6, "CF-DM"))
    first = tours[2].span
    start = tours[1].span.end + 35 * 60 - 1
    tours[2] = replace(
        tours[2], span=Span(start, first.end), work=min(600, first.end - start)
    )
    return Broken(with_tours(facts, officer, tours), officer, over=1)
