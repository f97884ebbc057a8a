"""Who could step in, on rosters written by hand, and what is said of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from scheduler.advise.lines import answer_json, answer_lines
from scheduler.advise.openings import RosterBroken, fallen_ill, left_open
from scheduler.advise.suggestions import (
    Answer,
    Suggestion,
    about_mission,
    about_officer,
)
from scheduler.domain.baseline import Baseline
from scheduler.domain.people import ForceKind, Officer, Pin, Request
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.verify.judge import judge
from scheduler.words import use_language
from tests import builders as b
from tests.advise.test_order import someone_ill
from tests.advise.weeks import BIKE, CREW, KINDS, draw

DAY = 24 * 60
NATIONAL = replace(
    b.SOLO, id="post", positions=(b.position("agent", ForceKind.NATIONAL),)
)
EARLY = b.shift("early", "06:00", "13:00")
LATE = b.shift("late", "12:00", "19:00")


def week(officers: Iterable[str | Officer] = "ABC", **changes: Any) -> Scenario:
    """Return two days with one mission, which each of some officers can hold."""
    given = {
        "on": b.clock(days=2),
        "officers": [b.officer(o) if isinstance(o, str) else o for o in officers],
        "shifts": [EARLY, LATE],
        "missions": [b.mission("guard", at=[(0, "08:00")])],
        "kinds": KINDS,
    }
    return b.scenario(**{**given, **changes})


def listed(answer: Answer, opening: int = 0) -> list[Suggestion]:
    """Return the suggestions of an answer for the only position of an opening."""
    (found,) = answer.advice[opening].suggestions.values()
    return list(found)


def first_officers(answer: Answer, opening: int = 0) -> list[str]:
    return [s.steps[0].officer for s in listed(answer, opening)]


def ill(facts: Facts, officer: str, since: int = 0, until: int = 2 * DAY) -> Answer:
    return about_officer(facts, officer, since, until)


# --- who ------------------------------------------------------------------------------


def test_who_is_on_tour_and_free_takes_the_seat() -> None:
    facts = b.facts(
        week(),
        tours=[("A", 0, "early"), ("B", 0, "early"), ("C", 0, "late")],
        crews=[("guard", "agent", "A")],
    )
    assert first_officers(ill(facts, "A")) == ["B"]


def test_who_is_off_duty_works_one_tour_more() -> None:
    facts = b.facts(
        week("AB"), tours=[("A", 0, "early")], crews=[("guard", "agent", "A")]
    )
    (found,) = listed(ill(facts, "A"))
    (step,) = found.steps
    assert step.officer == "B"
    assert step.tour is not None
    assert step.tour.shift == "early"


def test_who_is_busy_leaves_the_mission_to_a_second_officer() -> None:
    demand = [
        b.mission("ride", BIKE, at=[(0, "08:00")]),
        b.mission("guard", at=[(0, "08:00")]),
    ]
    staff = [b.officer(o, qualifications=(b.held("bike"),)) for o in "AB"]
    facts = b.facts(
        week(officers=[*staff, b.officer("C")], missions=demand),
        tours=[(o, 0, "early") for o in "ABC"],
        crews=[("ride", "rider", "A"), ("guard", "agent", "B")],
    )
    (found,) = listed(ill(facts, "A"))
    one, two = found.steps
    assert (one.officer, two.officer) == ("B", "C")
    assert [d.occurrence.mission for d in one.leaves] == ["guard"]
    assert [d.occurrence.mission for d in two.seats] == ["guard"]
    assert not judge(found.facts.scenario, found.facts.roster).breaches


def test_who_breaks_a_rule_is_left_out() -> None:
    # C came off duty at 19:00 the evening before a tour that begins at 06:00: 11 h.
    for end, expected in (("19:00", ["B", "C"]), ("19:01", ["B"])):
        night = b.shift("before", "12:00", end)
        demand = [b.mission("guard", at=[(1, "08:00")])]
        facts = b.facts(
            week(shifts=[EARLY, night], missions=demand),
            tours=[("A", 1, "early"), ("C", 0, "before")],
            crews=[("guard", "agent", "A")],
        )
        assert first_officers(ill(facts, "A")) == expected


# --- in which order -------------------------------------------------------------------


def test_earlier_tiers_decide_first() -> None:
    wish = Request(officer="B", day=b.day(0), wish="off", weight=3)
    tiers = (("wishes", {"requests": 1}), ("missions", {"missions_by_priority": 1}))
    facts = b.facts(
        week(requests=(wish,), tiers=tiers),
        tours=[("A", 0, "early")],
        crews=[("guard", "agent", "A")],
    )
    answer = ill(facts, "A")
    assert first_officers(answer) == ["C", "B"]
    assert [s.tiers for s in listed(answer)] == [(0, -10), (3, -10)]
    assert [dict(s.goals) for s in listed(answer)] == [
        {"missions_by_priority": -10},
        {"missions_by_priority": -10, "requests": 3},
    ]


def test_of_equal_losses_the_one_with_the_least_work_comes_first() -> None:
    facts = b.facts(
        week(),
        tours=[
            ("A", 0, "early"),
            ("B", 0, "early"),
            ("B", 1, "early"),
            ("C", 0, "early"),
        ],
        crews=[("guard", "agent", "A")],
    )
    assert first_officers(ill(facts, "A")) == ["C", "B"]


def test_no_more_are_told_than_asked_for() -> None:
    facts = b.facts(
        week("ABCDEF"), tours=[("A", 0, "early")], crews=[("guard", "agent", "A")]
    )
    assert len(listed(about_officer(facts, "A", 0, DAY, most=3))) == 3


# --- what is judged -------------------------------------------------------------------


@pytest.mark.parametrize("number", range(40))
def test_every_suggestion_applied_passes_the_checker(number: int) -> None:
    found = someone_ill(draw(number), number)
    if found is None:
        return
    base, told = found
    for advice in told:
        for own in advice.suggestions.values():
            for suggestion in own:
                facts = suggestion.facts
                verdict = judge(facts.scenario, facts.roster)
                others = {"pins_kept"} if len(told) > 1 else set()
                assert {b.rule for b in verdict.breaches} <= others
                losses = [
                    t.value - before
                    for t, before in zip(
                        verdict.tiers, base.moves.values.tiers, strict=True
                    )
                ]
                assert tuple(losses) == suggestion.tiers


def test_a_roster_that_breaks_rules_anyway_is_refused() -> None:
    facts = b.facts(
        week("AB"),
        tours=[("A", 0, "early"), ("A", 0, "late")],
        crews=[("guard", "agent", "A")],
    )
    with pytest.raises(RosterBroken) as refused:
        about_mission(facts, "guard")
    assert "one_tour_a_day" in {x.rule for x in refused.value.breaches}


# --- what is open ---------------------------------------------------------------------


def test_absences_of_the_tables_open_seats() -> None:
    facts = b.facts(
        week(absences=(b.absence("A", 0, 0),)),
        tours=[("A", 0, "early"), ("B", 0, "early")],
        crews=[("guard", "agent", "A")],
    )
    answer = about_mission(facts, "guard")
    assert first_officers(answer) == ["B", "C"]
    assert answer.advice[0].opening.left_by == ("A",)


def test_a_mission_that_nobody_holds_gets_a_whole_crew() -> None:
    demand = [b.mission("patrol", CREW, at=[(0, "08:00")])]
    facts = b.facts(week("AB", missions=demand), tours=[("A", 0, "early")])
    (advice,) = about_mission(facts, "patrol").advice
    for own in advice.suggestions.values():
        assert own
        assert {frozenset(s.officers) for s in own} == {frozenset("AB")}
        for suggestion in own:
            assert len(suggestion.facts.crews[advice.opening.occurrence]) == 2


def test_the_crew_of_an_open_seat_stays() -> None:
    demand = [b.mission("patrol", CREW, at=[(0, "08:00")])]
    facts = b.facts(
        week(missions=demand),
        tours=[("A", 0, "early"), ("B", 0, "early")],
        crews=[("patrol", "chief", "A"), ("patrol", "agent", "B")],
    )
    found = listed(ill(facts, "B"))[0]
    crew = found.facts.crews[demand[0].occurrences[0]]
    assert {d.officer: d.position.name for d in crew} == {"A": "chief", "C": "agent"}


def test_of_several_times_the_best_come_first() -> None:
    starts = [(0, "07:00"), (0, "15:00"), (1, "08:00")]
    demand = [b.mission("guard", at=starts)]
    wish = Request(officer="B", day=b.day(0), wish="off", weight=3)
    tiers = (("missions", {"missions_by_priority": 1}), ("wishes", {"requests": 1}))
    facts = b.facts(week("B", missions=demand, requests=(wish,), tiers=tiers))
    days = [a.opening.occurrence.day for a in about_mission(facts, "guard").advice]
    assert days == [b.day(1), b.day(0), b.day(0)]


@pytest.mark.parametrize(
    ("day", "start", "number"),
    [
        (b.day(0), None, 2),
        (b.day(0), dt.time(15), 1),
        (None, dt.time(8), 1),
        (b.day(1), dt.time(7), 0),
    ],
)
def test_day_and_start_choose_among_times(
    day: dt.date | None, start: dt.time | None, number: int
) -> None:
    starts = [(0, "07:00"), (0, "15:00"), (1, "08:00")]
    facts = b.facts(week("B", missions=[b.mission("guard", at=starts)]))
    assert len(about_mission(facts, "guard", day, start).advice) == number


def test_a_mission_that_is_held_has_no_open_seat() -> None:
    facts = b.facts(week(), tours=[("A", 0, "early")], crews=[("guard", "agent", "A")])
    answer = about_mission(facts, "guard")
    assert not answer.advice
    assert answer.possible


# --- who is ill -----------------------------------------------------------------------


def missions_at(*hours: str) -> list[Any]:
    return [b.mission(f"at{hour}", at=[(0, hour)]) for hour in hours]


def test_who_falls_ill_on_tour_leaves_what_begins_later() -> None:
    facts = b.facts(
        week(missions=missions_at("07:00", "09:00", "11:00")),
        tours=[("A", 0, "early"), ("B", 0, "early")],
        crews=[(f"at{h}", "agent", "A") for h in ("07:00", "09:00", "11:00")],
    )
    second = facts.duties_of["A"][1].occurrence.span
    found = fallen_ill(facts, "A", second.start + 1, 2 * DAY)
    assert [o.occurrence.mission for o in left_open(found)] == ["at11:00"]
    assert not found.dropped


def test_who_is_ill_is_not_suggested() -> None:
    facts = b.facts(
        week("A", missions=missions_at("07:00", "11:00")),
        tours=[("A", 0, "early")],
        crews=[("at07:00", "agent", "A"), ("at11:00", "agent", "A")],
    )
    seven = facts.duties_of["A"][0].occurrence.span
    answer = ill(facts, "A", since=seven.end)
    assert [a.opening.occurrence.mission for a in answer.advice] == ["at11:00"]
    assert not answer.possible


def test_a_pin_of_who_is_ill_does_not_bind() -> None:
    pin = Pin(officer="A", pin="mission", mission="guard")
    facts = b.facts(
        week(pins=(pin,)),
        tours=[("A", 0, "early"), ("B", 0, "early")],
        crews=[("guard", "agent", "A")],
    )
    assert first_officers(ill(facts, "A"))[0] == "B"


def test_what_began_before_the_freeze_is_not_filled() -> None:
    facts = b.facts(
        week("AB"), tours=[("A", 0, "early")], crews=[("guard", "agent", "A")]
    )
    scenario = replace(
        facts.scenario,
        baseline=Baseline(
            frozenset(), frozenset(), facts.duties[0].occurrence.span.end
        ),
    )
    empty = Facts(scenario, replace(facts.roster, tours=(), assignments=()))
    assert not about_mission(empty, "guard").advice


# --- what is said ---------------------------------------------------------------------


def test_margins_are_those_of_who_steps_in() -> None:
    facts = b.facts(
        week("AB", missions=[b.mission("guard", at=[(1, "08:00")])]),
        tours=[("A", 1, "early"), ("B", 0, "early")],
        crews=[("guard", "agent", "A")],
    )
    (found,) = listed(ill(facts, "A"))
    assert set(found.margins) == {"B"}
    rests = {m.now.rule: m for m in found.margins["B"]}
    assert rests["weekly_maximum"].now.value == 14 * 60
    assert rests["weekly_maximum"].before is not None
    assert rests["weekly_maximum"].before.value == 7 * 60


def test_why_nobody_can_is_counted_by_rule() -> None:
    facts = b.facts(
        week("AB", absences=(b.absence("B", 0, 1),)),
        tours=[("A", 0, "early")],
        crews=[("guard", "agent", "A")],
    )
    answer = ill(facts, "A")
    (refusals,) = answer.advice[0].refusals
    assert (refusals.able, refusals.on_tour, refusals.free) == (0, 0, 0)
    assert refusals.kept_out == {"absence": 2}
    assert not answer.possible


def test_rules_that_refuse_a_tour_are_counted() -> None:
    facts = b.facts(
        week("AB"),
        tours=[("A", 0, "early"), ("B", 0, "late")],
        crews=[("guard", "agent", "A")],
    )
    (refusals,) = ill(facts, "A").advice[0].refusals
    assert refusals.able == 1
    assert refusals.rules["one_tour_a_day"] == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_lines_and_json_tell_the_same(language: str) -> None:
    wish = Request(officer="C", day=b.day(0), wish="off", weight=3)
    tiers = (("missions", {"missions_by_priority": 1}), ("wishes", {"requests": 1}))
    facts = b.facts(
        week(requests=(wish,), tiers=tiers),
        tours=[("A", 0, "early"), ("B", 0, "early")],
        crews=[("guard", "agent", "A")],
    )
    answer = ill(facts, "A")
    with use_language(language):
        lines = list(answer_lines(answer))
    told = answer_json(answer)
    (opening,) = told["openings"]
    (seat,) = opening["seats"]
    assert [s["officers"] for s in seat["suggestions"]] == [["B"], ["C"]]
    assert [s["tiers"][1]["change"] for s in seat["suggestions"]] == [0, 3]
    numbered = [line.strip() for line in lines if line.strip()[:2] in ("1.", "2.")]
    assert [line[3] for line in numbered] == ["B", "C"]
    assert any("early" in line for line in numbered)
    if language == "fr":
        assert any("en plus" in line for line in lines)


def test_no_reason_of_an_absence_is_told() -> None:
    away = replace(b.absence("A", 0, 0), reason="confidential")
    facts = b.facts(
        week(absences=(away,)),
        tours=[("A", 0, "early"), ("B", 0, "early")],
        crews=[("guard", "agent", "A")],
    )
    answer = about_mission(facts, "guard")
    said = "\n".join(answer_lines(answer)) + repr(answer_json(answer))
    assert "confidential" not in said


def test_a_crew_that_loses_its_opj_cannot_be_held_either() -> None:
    duty = replace(b.SOLO, id="check", powers=("breath",))
    power = b.power("breath", opj=OpjNeed.REACHABLE)
    facts = b.facts(
        week(
            officers=[b.officer("A"), b.officer("N", "pn"), b.officer("O", "pn")],
            shifts=[EARLY, b.shift("desk", "06:00", "13:00", "pn")],
            missions=[
                b.mission("check", duty, at=[(0, "08:00")]),
                b.mission("post", NATIONAL, at=[(0, "10:00")]),
            ],
            kinds=(duty, NATIONAL),
            powers=(power,),
        ),
        tours=[("A", 0, "early"), ("N", 0, "desk")],
        crews=[("check", "agent", "A"), ("post", "agent", "N")],
    )
    answer = ill(facts, "N")
    assert [o.mission for o in answer.found.lost] == ["check"]
    assert first_officers(answer) == ["O"]
