"""The naive verdicts on tours and crews, from the words of the rules.

A finding is an officer or a mission, and the amount by which the limit is missed;
``None`` where the rule has no amount.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from scheduler.domain.missions import Occurrence, PastMission
from scheduler.domain.people import ForceKind, Status
from tests.reference.minutes import Minutes

Finding = tuple[str, int | None]
Naive = Callable[[Minutes], Iterator[Finding]]

NAIVE: dict[str, Naive] = {}


def judges(rule: str) -> Callable[[Naive], Naive]:
    """Register a function as the judge of a rule."""

    def note(naive: Naive) -> Naive:
        assert rule not in NAIVE
        NAIVE[rule] = naive
        return naive

    return note


# --- tours ----------------------------------------------------------------------------


@judges("absence")
def absence(m: Minutes) -> Iterator[Finding]:
    for away in m.week.absences:
        gone = set(range(away.span.start, away.span.end))
        for tour in m.planned[away.officer]:
            if m.begun_tour(tour.officer, tour.day, tour.shift) is not None:
                continue
            minutes = range(tour.span.start, tour.span.end)
            if m.week.officers[away.officer].free:
                if gone & set(minutes):
                    yield away.officer, None
            elif tour.span.start in gone:
                yield away.officer, None
        for seated in m.seated:
            span = seated.occurrence.span
            if (
                seated.officer.id == away.officer
                and gone & set(range(span.start, span.end))
                and not m.begun_seat(seated)
            ):
                yield away.officer, None


@judges("tours_as_given")
def tours_as_given(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers.values():
        offered = {(t.day, t.shift, t.span, t.work) for t in m.week.tours[officer.id]}
        worked = {(t.day, t.shift, t.span, t.work) for t in m.planned[officer.id]}
        if worked - offered:
            yield officer.id, None
        if not officer.free and offered - worked:
            yield officer.id, None


@judges("daily_work")
def daily_work(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        for tour in tours:
            limit = m.value("daily_work", "maximum", officer, tour.day)
            work = len(m.at_work(tour))
            if limit is not None and work > limit:
                yield officer, work - limit


@judges("daily_span")
def daily_span(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        for tour in tours:
            limit = m.value("daily_span", "maximum", officer, tour.day)
            length = len(range(tour.span.start, tour.span.end))
            if limit is not None and length > limit:
                yield officer, length - limit


@judges("weekly_maximum")
def weekly_maximum(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers:
        for monday in m.mondays:
            limit = m.value("weekly_maximum", "maximum", officer, monday)
            week = set(m.week_of(monday))
            done = sum(i in week for t in m.past[officer] for i in m.at_work(t))
            more = sum(i in week for t in m.planned[officer] for i in m.at_work(t))
            if limit is not None and more and done + more > limit:
                yield officer, done + more - limit


@judges("consecutive_days")
def consecutive_days(m: Minutes) -> Iterator[Finding]:
    for officer, tours in m.planned.items():
        begun = {m.day(t.span.start) for t in tours + m.past[officer]}
        for day in m.days:
            limit = m.value("consecutive_days", "maximum", officer, day)
            run, back = 0, day
            while back in begun:
                run, back = run + 1, back.fromordinal(back.toordinal() - 1)
            if limit is not None and run > limit:
                yield officer, run - limit


# --- crews ----------------------------------------------------------------------------


@judges("crew_complete")
def crew_complete(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        for position in m.week.kind(occurrence).positions:
            there = sum(s.position.name == position.name for s in crew)
            if there != position.count:
                yield occurrence.mission, abs(position.count - there)


@judges("equipment_in_stock")
def equipment_in_stock(m: Minutes) -> Iterator[Finding]:
    for code, stock in m.week.equipment.items():
        out: Counter[int] = Counter()
        for occurrence in m.crews:
            pieces = m.week.kind(occurrence).equipment.get(code, 0)
            until = occurrence.span.end + stock.turnaround
            for minute in range(occurrence.span.start, until):
                out[minute] += pieces
        for occurrence in m.crews:
            wanted = m.week.kind(occurrence).equipment.get(code, 0)
            over = out[occurrence.span.start] - stock.quantity
            if wanted and over > 0:
                yield occurrence.mission, over


@judges("mission_inside_tour")
def mission_inside_tour(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, _position in m.seated:
        minutes = range(occurrence.span.start, occurrence.span.end)
        if not any(
            all(t.span.start <= minute < t.span.end for minute in minutes)
            and not any(minute in m.off_duty(t) for minute in minutes)
            for t in m.past[officer.id] + m.planned[officer.id]
        ):
            yield officer.id, None


@judges("mixed_crew")
def mixed_crew(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        officers = [s.officer for s in crew if s.officer.status is not Status.WARDEN]
        kinds = {m.force(o).kind for o in officers}
        if m.week.kind(occurrence).joint and len(kinds) < len(ForceKind):
            yield occurrence.mission, None


@judges("one_place_at_a_time")
def one_place_at_a_time(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers:
        stops = [s.occurrence for s in m.seated if s.officer.id == officer]
        for i, here in enumerate(stops):
            for there in stops[i + 1 :]:
                first, last = sorted((here, there), key=lambda o: o.span)
                if not reaches(m, first, last):
                    yield officer, None
        for stop in stops:
            for past in m.week.past_missions:
                if officer in past.crew and not _apart(m, past, stop):
                    yield officer, None


def _apart(m: Minutes, past: PastMission, stop: Occurrence) -> bool:
    """Tell whether one officer can hold a past mission and one of the week."""
    kind, own = m.week.kinds[past.kind], m.week.kind(stop)
    busy = set(range(past.span.start - kind.briefing, past.span.end + kind.debriefing))
    if busy & set(range(stop.span.start, stop.span.end)):
        return False
    way = m.week.travel.minutes(past.zone, stop.zone)
    way_back = m.week.travel.minutes(stop.zone, past.zone)
    if stop.span.start > max(busy):
        way += 0 if kind == own else own.changeover
        return stop.span.start - max(busy) - 1 >= way - (own.reach or 0)
    way_back += 0 if kind == own else kind.changeover
    return min(busy) - stop.span.end >= way_back - (kind.reach or 0)


def reaches(m: Minutes, first: Occurrence, last: Occurrence) -> bool:
    """Tell whether one officer can hold two missions, minute by minute.

    First the changeover, if the kinds differ, then the travel. A reserve may still be
    travelling if the rest of the travel is within its reach.
    """
    kinds = m.week.kind(first), m.week.kind(last)
    left = m.week.travel.minutes(first.zone, last.zone)
    if kinds[0] != kinds[1]:
        left += kinds[1].changeover
    now = first.span.end
    while now < last.span.start and left > 0:
        now, left = now + 1, left - 1
    return now <= last.span.start and left <= (kinds[1].reach or 0)


@judges("pins_kept")
def pins_kept(m: Minutes) -> Iterator[Finding]:
    for pin in m.week.pins:
        tours = m.planned[pin.officer]
        if pin.pin in ("mission", "not_mission"):
            kept = (pin.pin == "not_mission") != any(
                s.officer.id == pin.officer
                and s.occurrence.mission == pin.mission
                and (pin.day is None or m.day(s.occurrence.span.start) == pin.day)
                for s in m.seated
            )
        elif pin.pin == "off":
            kept = not any(m.day(t.span.start) == pin.day for t in tours)
        elif pin.pin == "work":
            kept = any(m.day(t.span.start) == pin.day for t in tours)
        else:
            kept = any(
                m.day(t.span.start) == pin.day and t.shift == pin.shift for t in tours
            )
        if not kept:
            yield pin.officer, None


@judges("position_force")
def position_force(m: Minutes) -> Iterator[Finding]:
    for officer, _occurrence, position in m.seated:
        if position.force and m.force(officer).kind != position.force:
            yield officer.id, None


@judges("qualification_valid")
def qualification_valid(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, position in m.seated:
        for code in position.qualifications:
            for minute in range(occurrence.span.start, occurrence.span.end):
                if not any(
                    q.code == code and m.day(minute) in q.validity
                    for q in officer.qualifications
                ):
                    yield officer.id, None
                    break


@judges("trainee_accompanied")
def trainee_accompanied(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        for force in {s.officer.force for s in crew}:
            own = [s.officer.status for s in crew if s.officer.force == force]
            alone = own.count(Status.TRAINEE) - own.count(Status.TITULAR)
            if alone > 0:
                yield occurrence.mission, alone


@judges("pairings_kept")
def pairings_kept(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        names = [s.officer.id for s in crew]
        for pairing in m.week.pairings:
            pair = (pairing.officer, pairing.other)
            kinds = {m.force(m.week.officers[o]).kind for o in pair}
            if any(
                o.rule == "pairings_kept"
                and o.mission == occurrence.mission
                and any(
                    author and kind in kinds
                    for author, kind in (
                        (o.municipal_author, ForceKind.MUNICIPAL),
                        (o.national_author, ForceKind.NATIONAL),
                    )
                )
                for o in m.week.overrides
            ):
                continue
            if pairing.together == "never":
                wrong = pairing.officer in names and pairing.other in names
            else:
                wrong = (
                    pairing.together == "must"
                    and pairing.officer in names
                    and pairing.other not in names
                )
            if wrong:
                yield occurrence.mission, 1
