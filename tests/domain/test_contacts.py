"""Contacts for judicial police, compared with a search minute by minute."""

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from scheduler.domain import contacts as module
from scheduler.domain.contacts import Contact, contacts, unreached
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind, Judicial
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b
from tests.strategies import weeks_and_rosters

# --- minute by minute -----------------------------------------------------------------


def answers(facts: Facts, occurrence: Occurrence, officer: str, minute: int) -> bool:
    """Tell whether an officer is competent and reachable at a minute."""
    week = facts.scenario
    who, force = week.officers[officer], week.force(officer)

    def covers(span: Span) -> bool:
        return span.start <= minute < span.end

    # In an unpaid break of an hour or more at a fixed time nobody is on duty.
    on_tour = [t for t in facts.record_of[officer] if covers(t.span)]
    if all(t.pause and t.pause.length >= 60 and covers(t.pause) for t in on_tour):
        return False
    if any(covers(a.span) for a in week.absences if a.officer == officer):
        return False
    for gone in week.suspensions:
        if gone.officer == officer and gone.what == "approval" and covers(gone.span):
            return False
    if any(c not in force.communes for c in week.communes_of(occurrence)):
        return False
    if force.kind is ForceKind.NATIONAL:
        return who.judicial is Judicial.OPJ and not any(
            p.suspends
            for d in facts.duties_of[officer]
            if covers(d.occurrence.span)
            for p in week.powers_of(d.occurrence)
        )
    day = week.clock.date(minute)
    return all(
        p.chief
        and any(q.code == p.chief and day in q.validity for q in who.qualifications)
        for p in week.powers_of(occurrence)
        if p.opj is not OpjNeed.NONE
    )


def minute_by_minute(
    facts: Facts, occurrence: Occurrence
) -> Iterator[tuple[int, str | None]]:
    """Yield the contact of each minute: the one before, else the best available."""
    week, current = facts.scenario, None
    for minute in range(occurrence.span.start, occurrence.span.end):
        there = [o for o in week.officers if answers(facts, occurrence, o, minute)]
        if current not in there:
            current = min(
                there, key=lambda o: order(facts, occurrence, o, minute), default=None
            )
        yield minute, current


def order(
    facts: Facts, occurrence: Occurrence, officer: str, minute: int
) -> tuple[bool, bool, bool, bool, str]:
    duties = [d.occurrence for d in facts.duties_of[officer]]
    until = minute
    while until < occurrence.span.end and answers(facts, occurrence, officer, until):
        until += 1
    busy = any(
        o.span.start <= m < o.span.end for o in duties for m in range(minute, until)
    )
    return (
        facts.scenario.force(officer).kind is ForceKind.MUNICIPAL,
        occurrence not in duties,
        not facts.scenario.officers[officer].desk,
        busy,
        officer,
    )


def needed(week: Scenario, occurrence: Occurrence) -> bool:
    return any(p.opj is not OpjNeed.NONE for p in week.powers_of(occurrence))


@settings(max_examples=150)
@given(drawn=weeks_and_rosters("opj_reachable"))
def test_each_minute_has_whom_a_look_at_that_minute_finds(
    drawn: tuple[Scenario, Roster],
) -> None:
    week, roster = drawn
    is_told_right(Facts(week, roster))


@settings(max_examples=50)
@given(drawn=weeks_and_rosters("opj_reachable"))
@pytest.mark.parametrize("known", [1, 20_000])
def test_what_is_kept_of_one_roster_is_not_told_of_another(
    known: int, drawn: tuple[Scenario, Roster]
) -> None:
    """Of one week, after each other: with half the tours, with all, with half again."""
    week, roster = drawn
    half = Roster(roster.tours[::2], roster.assignments)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_KNOWN", known)
        for one in (half, roster, half):
            is_told_right(Facts(week, one))


def is_told_right(facts: Facts) -> None:
    """Assert that contacts are those of a search minute by minute."""
    week = facts.scenario
    for occurrence in week.occurrences:
        found = contacts(facts, occurrence)
        if not needed(week, occurrence):
            assert not found
            assert not unreached(facts, occurrence)
            continue
        told = {m: c.officer for c in found for m in range(c.span.start, c.span.end)}
        assert sum(c.span.length for c in found) == len(told)
        expected = dict(minute_by_minute(facts, occurrence))
        assert told == {m: o for m, o in expected.items() if o is not None}
        gaps = {m for s in unreached(facts, occurrence) for m in range(s.start, s.end)}
        assert gaps == {m for m, o in expected.items() if o is None}
        duties = {(d.officer, d.occurrence) for d in facts.duties}
        for contact in found:
            assert contact.in_crew is ((contact.officer, occurrence) in duties)
            municipal = week.force(contact.officer).kind is ForceKind.MUNICIPAL
            assert contact.stands_in is municipal


# --- who is chosen --------------------------------------------------------------------

RECORD = b.power("record", opj=OpjNeed.REACHABLE)
WATCH = dataclasses.replace(
    b.SOLO, positions=(b.position("agent", None),), powers=("record",)
)
OTHER = dataclasses.replace(WATCH, id="other", powers=())
HOUR = Span(600, 660)


def told(*officers, crews=(("p", "m"),), tours=None):
    """Return the contacts of the patrol ``p`` of 10:00 to 11:00."""
    week = b.scenario(
        officers=[b.officer("m"), *officers],
        shifts=[
            b.shift("day", "06:00", "18:00", "pn"),
            b.shift("early", "02:00", "10:30", "pn"),
        ],
        kinds=[WATCH, OTHER],
        powers=[RECORD],
        missions=[b.mission("p", WATCH), b.mission("q", OTHER)],
    )
    facts = b.facts(
        week,
        tours=tours or [(o.id, 0, "day") for o in officers],
        crews=[(m, "agent", o) for m, o in crews],
    )
    return contacts(facts, week.missions["p"].occurrences[0])


def opj(name, **changes):
    return b.officer(name, "pn", **changes)


def test_the_lowest_number_answers_for_want_of_better():
    assert told(opj("n2"), opj("n1")) == (Contact(officer="n1", span=HOUR),)


def test_one_without_a_mission_comes_before_one_with():
    found = told(opj("n1"), opj("n2"), crews=[("p", "m"), ("q", "n1")])
    assert found == (Contact(officer="n2", span=HOUR),)


def test_the_desk_comes_before_those_without_a_mission():
    found = told(opj("n1"), opj("n2", desk=True))
    assert found == (Contact(officer="n2", span=HOUR),)


def test_the_opj_of_the_crew_comes_first():
    found = told(opj("n1", desk=True), opj("n2"), crews=[("p", "m"), ("p", "n2")])
    assert found == (Contact(officer="n2", span=HOUR, in_crew=True),)


def test_the_next_answers_from_the_minute_the_first_goes():
    tours = [("n1", 0, "early"), ("n2", 0, "day")]
    found = told(opj("n1", desk=True), opj("n2"), tours=tours)
    assert found == (
        Contact(officer="n1", span=Span(600, 630)),
        Contact(officer="n2", span=Span(630, 660)),
    )


@pytest.mark.parametrize("power", [b.power("record"), b.power("else")])
def test_no_need_no_contact(power):
    week = b.scenario(
        officers=[opj("n1")],
        shifts=[b.shift("day", "06:00", "18:00", "pn")],
        kinds=[WATCH],
        powers=[power],
        missions=[b.mission("p", WATCH)],
    )
    facts = b.facts(week, tours=[("n1", 0, "day")], crews=[("p", "agent", "n1")])
    occurrence = week.missions["p"].occurrences[0]
    assert not contacts(facts, occurrence)
    assert not unreached(facts, occurrence)
