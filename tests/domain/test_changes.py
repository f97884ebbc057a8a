"""Changes between two plans: by hand, and on random pairs against an `apply`."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.changes import (
    ChangeKind,
    Notice,
    changes,
    count_by_force,
    late_by_officer,
)
from scheduler.domain.plans import OfficerPlan, Plan, PlannedSeat, PlannedTour
from scheduler.goals.few_changes import notice_of
from tests.builders import FORCES, MONDAY, officer, scenario, setting

EARLY = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
OPPOSITE = {
    ChangeKind.TOUR_ADDED: ChangeKind.TOUR_DROPPED,
    ChangeKind.TOUR_DROPPED: ChangeKind.TOUR_ADDED,
    ChangeKind.SEAT_ADDED: ChangeKind.SEAT_DROPPED,
    ChangeKind.SEAT_DROPPED: ChangeKind.SEAT_ADDED,
}
USUAL = notice_of()


def at(day, hour, minute=0):
    """An instant of the week of Monday 5 October 2026, in UTC."""
    return dt.datetime(2026, 10, 5 + day, hour, minute, tzinfo=dt.UTC)


def tour(day, start=6, end=14, **more):
    base = {"shift": "s", "work": (end - start) * 60, "breaks": ()}
    return PlannedTour(
        start=at(day, start),
        end=at(day, end),
        day=MONDAY + dt.timedelta(days=day),
        **{**base, **more},
    )


def seat(day, start=8, end=10, **more):
    base = {"mission": "m", "kind": "k", "zone": "north", "position": "agent"}
    return PlannedSeat(
        start=at(day, start),
        end=at(day, end),
        day=MONDAY + dt.timedelta(days=day),
        **{**base, **more},
    )


def plan(forces=None, **duties):
    """A plan of officers a, b, … of force pm by what each is to do."""
    forces = forces or {}
    return Plan(
        MONDAY,
        7,
        "Europe/Paris",
        {
            code: OfficerPlan(
                code,
                forces.get(code, "pm"),
                tuple(sorted(d for d in does if isinstance(d, PlannedTour))),
                tuple(sorted(d for d in does if isinstance(d, PlannedSeat))),
            )
            for code, does in duties.items()
        },
    )


def told(before, after, now=EARLY, notice=USUAL):
    return changes(before, after, now=now, notice=notice)


def kinds(found):
    return [(c.officer, c.kind) for c in found]


def test_same_plan_has_no_changes():
    assert told(plan(a=[tour(0), seat(0)]), plan(a=[tour(0), seat(0)])) == ()


def test_tour_added():
    (found,) = told(plan(a=[]), plan(a=[tour(0)]))
    assert (found.kind, found.was, found.becomes) == (
        ChangeKind.TOUR_ADDED,
        None,
        tour(0),
    )


def test_tour_dropped():
    (found,) = told(plan(a=[tour(0)]), plan(a=[]))
    assert (found.kind, found.was, found.becomes) == (
        ChangeKind.TOUR_DROPPED,
        tour(0),
        None,
    )


@pytest.mark.parametrize(
    "new",
    [
        tour(0, 14, 22, shift="t"),
        tour(0, 7, 15),
        tour(0, breaks=((at(0, 10), at(0, 10, 20)),)),
        tour(0, work=450),
    ],
    ids=["shift", "hours", "breaks", "work"],
)
def test_tour_of_the_same_day_moves(new):
    (found,) = told(plan(a=[tour(0)]), plan(a=[new]))
    assert (found.kind, found.was, found.becomes) == (
        ChangeKind.TOUR_MOVED,
        tour(0),
        new,
    )


def test_tour_of_another_day_does_not_move():
    found = told(plan(a=[tour(0)]), plan(a=[tour(1)]))
    assert [c.kind for c in found] == [ChangeKind.TOUR_DROPPED, ChangeKind.TOUR_ADDED]


def test_of_two_tours_a_day_the_one_of_the_same_shift_moves():
    before = plan(a=[tour(0, 4, 8), tour(0, 16, 20, shift="t")])
    after = plan(a=[tour(0, 12, 15, shift="t")])
    found = told(before, after)
    assert [(c.kind, c.first.shift) for c in found] == [
        (ChangeKind.TOUR_DROPPED, "s"),
        (ChangeKind.TOUR_MOVED, "t"),
    ]


@pytest.mark.parametrize(
    "new",
    [
        seat(0, 9, 11),
        seat(0, zone="south"),
        seat(0, position="chief"),
        seat(0, kind="alone"),
        seat(0, end=11),
        seat(0, leads=True),
        seat(2),
    ],
    ids=["time", "place", "position", "form", "end", "lead", "day"],
)
def test_seat_of_the_same_mission_moves(new):
    (found,) = told(plan(a=[seat(0)]), plan(a=[new]))
    assert (found.kind, found.was, found.becomes) == (
        ChangeKind.SEAT_MOVED,
        seat(0),
        new,
    )


def test_seat_of_another_mission_does_not_move():
    found = told(plan(a=[seat(0)]), plan(a=[seat(0, mission="n")]))
    assert {c.kind for c in found} == {ChangeKind.SEAT_ADDED, ChangeKind.SEAT_DROPPED}


def test_seat_that_starts_as_before_stays_the_same_seat():
    before = plan(a=[seat(0, 8, 10), seat(0, 12, 14)])
    after = plan(a=[seat(0, 6, 7), seat(0, 12, 15)])
    assert [(c.was, c.becomes) for c in told(before, after)] == [
        (seat(0, 8, 10), seat(0, 6, 7)),
        (seat(0, 12, 14), seat(0, 12, 15)),
    ]


def test_seat_of_the_same_day_goes_before_one_of_another_day():
    before = plan(a=[seat(0), seat(1)])
    after = plan(a=[seat(1, 14, 16)])
    assert [(c.was, c.becomes) for c in told(before, after)] == [
        (seat(0), None),
        (seat(1), seat(1, 14, 16)),
    ]


def test_partners_are_told_who_came_and_who_went():
    before = plan(a=[seat(0)], b=[seat(0, position="chief", leads=True)], c=[])
    after = plan(a=[seat(0)], b=[], c=[seat(0, position="chief", leads=True)])
    found = {c.officer: c for c in told(before, after)}
    assert kinds(found.values()) == [
        ("a", ChangeKind.CREW),
        ("b", ChangeKind.SEAT_DROPPED),
        ("c", ChangeKind.SEAT_ADDED),
    ]
    assert (found["a"].came, found["a"].went) == (("c",), ("b",))


def test_partners_are_told_who_leads_now():
    lead = seat(0, position="chief", leads=True)
    before = plan(a=[lead], b=[seat(0)], c=[seat(0)])
    after = plan(a=[seat(0)], b=[lead], c=[seat(0)])
    moved, crew = ChangeKind.SEAT_MOVED, ChangeKind.CREW
    assert kinds(told(before, after)) == [("a", moved), ("b", moved), ("c", crew)]


def test_crew_that_moves_as_a_whole_has_nobody_who_came_or_went():
    before = plan(a=[seat(0)], b=[seat(0)])
    after = plan(a=[seat(0, 9, 11)], b=[seat(0, 9, 11)])
    found = told(before, after)
    assert kinds(found) == [("a", ChangeKind.SEAT_MOVED), ("b", ChangeKind.SEAT_MOVED)]
    assert [(c.came, c.went) for c in found] == [((), ()), ((), ())]


def test_officers_of_one_plan_only_count():
    found = told(plan(a=[tour(0)]), plan(b=[tour(0)]))
    assert kinds(found) == [
        ("a", ChangeKind.TOUR_DROPPED),
        ("b", ChangeKind.TOUR_ADDED),
    ]


def test_order_is_of_time_then_of_officer():
    before = plan(a=[], b=[])
    after = plan(b=[tour(0), tour(2)], a=[tour(0), tour(1)])
    assert [(c.officer, c.first.start) for c in told(before, after)] == [
        ("a", at(0, 6)),
        ("b", at(0, 6)),
        ("a", at(1, 6)),
        ("b", at(2, 6)),
    ]


@pytest.mark.parametrize(
    ("before_start", "late"),
    [
        (dt.timedelta(hours=47, minutes=59), True),
        (dt.timedelta(hours=48), False),
        (dt.timedelta(hours=48, minutes=1), False),
    ],
)
def test_late_below_48_hours(before_start, late):
    (found,) = told(plan(a=[tour(3)]), plan(a=[]), now=at(3, 6) - before_start)
    assert found.late is late
    assert found.told_by == at(1, 6)


@pytest.mark.parametrize(
    ("before_start", "flagged"),
    [
        (dt.timedelta(days=7, minutes=-1), True),
        (dt.timedelta(days=7), False),
        (dt.timedelta(days=7, minutes=1), False),
    ],
)
def test_flagged_below_7_days(before_start, flagged):
    (found,) = told(plan(a=[tour(3)]), plan(a=[]), now=at(3, 6) - before_start)
    assert found.flagged is flagged


@pytest.mark.parametrize(("minutes", "past"), [(-1, False), (0, False), (1, True)])
def test_past_once_the_duty_has_begun(minutes, past):
    now = at(3, 6) + dt.timedelta(minutes=minutes)
    (found,) = told(plan(a=[tour(3)]), plan(a=[]), now=now)
    assert found.past is past
    assert found.late


@pytest.mark.parametrize(
    ("was", "becomes"), [(tour(3), tour(3, 9, 17)), (tour(3, 9, 17), tour(3))]
)
def test_the_earlier_of_the_two_duties_counts(was, becomes):
    (found,) = told(plan(a=[was]), plan(a=[becomes]))
    assert found.told_by == at(1, 6)


def test_48_hours_are_elapsed_time_across_a_clock_change():
    # Monday 26 October 2026, 06:00 in Paris: 48 h before, the wall showed 07:00.
    start = dt.datetime(2026, 10, 26, 5, tzinfo=dt.UTC)
    duty = replace(
        tour(0), start=start, end=start + dt.timedelta(hours=8), day=start.date()
    )
    (found,) = told(plan(a=[duty]), plan(a=[]))
    paris = dt.timezone(dt.timedelta(hours=2))
    assert found.told_by == dt.datetime(2026, 10, 24, 7, tzinfo=paris)


def test_each_force_has_its_notice():
    week = scenario(
        officers=[officer("a"), officer("b", "pn")],
        regimes={"municipal": (setting("few_changes", "notice_reason", 24 * 60),)},
    )
    before = plan({"b": "pn"}, a=[tour(3)], b=[tour(3)])
    after = plan({"b": "pn"}, a=[], b=[])
    found = told(before, after, notice=notice_of(week))
    assert [(c.officer, c.told_by) for c in found] == [
        ("a", at(2, 6)),
        ("b", at(1, 6)),
    ]


def test_notice_of_a_day_is_the_value_in_force_that_day():
    day = MONDAY + dt.timedelta(days=3)
    week = scenario(
        officers=[officer("a")],
        regimes={
            "municipal": (setting("few_changes", "notice_flagged", 60, valid_from=day),)
        },
    )
    owed = notice_of(week)
    assert owed("pm", MONDAY).flagged == dt.timedelta(days=7)
    assert owed("pm", day).flagged == dt.timedelta(hours=1)


def test_a_limit_that_is_removed_owes_no_notice():
    week = scenario(
        officers=[officer("a")],
        regimes={"municipal": (setting("few_changes", "notice_reason", None),)},
    )
    assert notice_of(week)("pm", MONDAY).reason == dt.timedelta(0)


@pytest.mark.parametrize("force", FORCES)
def test_usual_notice_is_7_days_and_48_hours(force):
    week = scenario(officers=[officer("a")])
    usual = Notice(dt.timedelta(days=7), dt.timedelta(hours=48))
    assert notice_of(week)(force, MONDAY) == notice_of()(force, MONDAY) == usual


def test_counts_by_force_and_kind():
    before = plan({"b": "pn"}, a=[tour(0), tour(1)], b=[tour(0)])
    after = plan({"b": "pn"}, a=[], b=[tour(0), seat(0)])
    assert count_by_force(told(before, after)) == {
        ("pm", ChangeKind.TOUR_DROPPED): 2,
        ("pn", ChangeKind.SEAT_ADDED): 1,
    }


def test_late_changes_are_counted_by_officer():
    before = plan(a=[tour(0), tour(1), tour(6)], b=[tour(6)])
    after = plan(a=[], b=[])
    found = told(before, after, now=at(0, 5))
    assert late_by_officer(found) == {"a": 2}


# --- random pairs ---------------------------------------------------------------------


@st.composite
def duties(draw):
    """What one officer does: few missions, shifts and days, so that duties meet."""
    tours = {
        tour(
            draw(st.integers(0, 2)),
            start := draw(st.sampled_from([4, 6, 12])),
            start + draw(st.sampled_from([7, 8])),
            shift=draw(st.sampled_from("st")),
            breaks=draw(st.sampled_from([None, (), ((at(0, 9), at(0, 10)),)])),
        )
        for _n in range(draw(st.integers(0, 3)))
    }
    seats = {
        seat(
            draw(st.integers(0, 2)),
            start := draw(st.sampled_from([8, 10])),
            start + 2,
            mission=draw(st.sampled_from("mn")),
            zone=draw(st.sampled_from(["north", "south"])),
            position=draw(st.sampled_from(["agent", "chief"])),
        )
        for _n in range(draw(st.integers(0, 3)))
    }
    return [*tours, *seats]


@st.composite
def plans(draw):
    people = draw(st.sets(st.sampled_from("abc")))
    return Plan(
        MONDAY,
        7,
        "Europe/Paris",
        {
            code: OfficerPlan(
                code,
                "pm",
                tuple(d for d in does if isinstance(d, PlannedTour)),
                tuple(d for d in does if isinstance(d, PlannedSeat)),
            )
            for code in sorted(people)
            for does in [draw(duties())]
        },
    )


def worked(one):
    """Each officer's duties; those without any left out."""
    found = {p.officer: Counter([*p.tours, *p.seats]) for p in one.officers.values()}
    return {officer: duties for officer, duties in found.items() if duties}


def applied(before, found):
    """Each officer's duties after changes, made from the former ones alone."""
    duties = defaultdict(Counter, {o: Counter(d) for o, d in worked(before).items()})
    for change in found:
        own = duties[change.officer]
        if change.was is not None:
            assert own[change.was] > 0, "a change of a duty that nobody has"
            own[change.was] -= 1
        if change.becomes is not None:
            own[change.becomes] += 1
    left = {officer: +own for officer, own in duties.items()}
    return {officer: own for officer, own in left.items() if own}


@given(plans(), plans())
def test_changes_applied_to_the_former_plan_give_the_new_one(before, after):
    assert applied(before, told(before, after)) == worked(after)


@given(plans())
def test_a_plan_has_no_changes_against_itself(one):
    assert told(one, one) == ()


@given(plans(), plans())
def test_the_way_back_has_the_opposite_changes(before, after):
    def numbers(found, turn):
        return Counter((c.officer, turn.get(c.kind, c.kind)) for c in found)

    assert numbers(told(before, after), {}) == numbers(told(after, before), OPPOSITE)


@given(plans(), plans())
def test_changes_are_as_few_as_can_be(before, after):
    """By officer and mission, or day of tours: what one side has more, or both lack."""

    def grouped(one):
        found: defaultdict[tuple[str, object], Counter[object]] = defaultdict(Counter)
        for who, own in worked(one).items():
            for duty, times in own.items():
                alike = duty.day if isinstance(duty, PlannedTour) else duty.mission
                found[who, alike][duty] += times
        return found

    old, new = grouped(before), grouped(after)
    least = sum(
        max((old[k] - new[k]).total(), (new[k] - old[k]).total()) for k in {*old, *new}
    )
    found = told(before, after)
    assert sum(c.kind is not ChangeKind.CREW for c in found) == least


@given(plans(), plans())
def test_partners_are_those_of_the_seats(before, after):
    def partners(one, officer, duty):
        return {
            p.officer
            for p in one.officers.values()
            for s in p.seats
            if p.officer != officer
            and (s.mission, s.start, s.kind, s.zone)
            == (duty.mission, duty.start, duty.kind, duty.zone)
        }

    for change in told(before, after):
        for one, duty, said in (
            (before, change.was, change.partners_were),
            (after, change.becomes, change.partners_become),
        ):
            if isinstance(duty, PlannedSeat):
                assert set(said) == partners(one, change.officer, duty)


@given(plans(), plans())
def test_order_is_by_time(before, after):
    found = told(before, after)
    assert all(a.first.start <= b.first.start for a, b in pairwise(found))
