"""What one more officer is worth: by hand with a fixed search, and by the solver."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario
from scheduler.explain.kinds import joined, kind_words, kinds, names_for
from scheduler.explain.worth import Gain, likely, worth_json, worth_lines, worths
from scheduler.rules import RULES
from scheduler.solve.ask import Asker
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.words import use_language
from tests import builders as b
from tests.advise.weeks import BIKE, KINDS, draw

EARLY = b.shift("early", "06:00", "13:00")


def town(**changes: Any) -> Scenario:
    """Return a week in which A can hold one of two missions; nobody rides."""
    given = {
        "on": b.clock(days=2),
        "officers": [b.officer("A"), b.officer("B", qualifications=(b.held("bike"),))],
        "absences": (b.absence("B", 0, 1),),
        "shifts": [EARLY],
        "kinds": KINDS,
        "missions": [
            b.mission("guard", at=[(0, "08:00")]),
            b.mission("watch", at=[(0, "08:00")], priority=9),
            b.mission("ride", BIKE, at=[(0, "08:00")]),
        ],
    }
    return b.scenario(**{**given, **changes})


def solved(week: Scenario) -> tuple[Facts, Sequence[TierResult]]:
    found = solve(week, Search(time_limit=20, workers=1))
    assert found.roster is not None
    assert found.status is SolveStatus.OPTIMAL
    return Facts(week, found.roster), found.tiers


def test_the_gain_is_that_of_the_best_roster_with_one_more() -> None:
    facts, tiers = solved(town())
    # A holds the guard of 10; lost: 9 + 12.
    assert tiers[0].value == 21
    rider, plain = worths(facts, tiers, Asker(workers=1), seconds=30)
    assert rider.kind.qualifications == ("bike",)
    assert (rider.gains, rider.missions) == ((Gain(12, 12),), 1)
    assert (plain.gains, plain.missions) == ((Gain(9, 9),), 1)


def test_the_gain_is_told_with_its_proof() -> None:
    facts, tiers = solved(town())
    found = worths(facts, tiers, Asker(workers=1), seconds=30)
    with use_language("en"):
        said = list(worth_lines(facts.scenario, found))
    assert said[1:] == [
        "  Town, APJA, qualification bike: 1 more mission held; missions: 12 points "
        "gained, proved",
        "  Town, APJA: 1 more mission held; missions: 9 points gained, proved",
    ]
    (first, _second) = worth_json(facts.scenario, found)
    assert first["gains"] == [{"tier": "missions", "value": 12, "most": 12}]
    assert first["proved"] is True


def test_the_present_roster_is_a_lawful_start() -> None:
    """Random weeks: with one more officer of any kind, it keeps every rule."""
    for number in range(6):
        week = draw(number)
        facts, _tiers = solved(week)
        for kind in kinds(week):
            now = Facts(joined(week, kind, names_for(week, 1)), facts.roster)
            assert [br.rule for r in RULES.values() for br in r.check(now)] == []


class Answered:
    """Gives answers in turn, and keeps what was asked."""

    def __init__(self, *answers: tuple[int, int]) -> None:
        self.left = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.status = SolveStatus.FEASIBLE
        self.roster: Roster | None = Roster((), ())
        self.tiers: list[TierResult] = []

    def __call__(self, scenario: Scenario, **given: Any) -> "Answered":
        self.asked.append({"scenario": scenario, **given})
        made = Answered()
        made.tiers = [_tier(*self.left.pop(0))]
        return made


def _tier(value: int, bound: int) -> TierResult:
    return TierResult(
        name="missions",
        value=value,
        bound=bound,
        status=SolveStatus.FEASIBLE,
        seconds=0,
    )


def told(*answers: tuple[int, int], **more: Any) -> list[str]:
    week = town()
    facts = b.facts(week)
    found = worths(facts, [_tier(31, 0)], Answered(*answers), seconds=9, **more)
    with use_language("en"):
        return list(worth_lines(week, found, 2))


def test_what_is_not_proved_is_told_between_two_values() -> None:
    said = told((20, 15), (31, 30))
    assert any(
        line.endswith("missions: between 11 points and 16 points gained")
        for line in said
    )
    assert any(line.endswith("missions: at most 1 point gained") for line in said)


def test_a_worse_roster_for_want_of_time_is_no_loss() -> None:
    said = told((40, 10), (40, 40))
    assert any(
        line.endswith("missions: not settled in the time given") for line in said
    )
    assert any(line.endswith("missions: 9 points more lost, proved") for line in said)


def test_kinds_that_gain_nothing_are_counted() -> None:
    assert told((20, 20), (31, 31))[-1] == (
        "  1 other kind gains nothing in these tiers, proved."
    )


def test_kinds_not_reached_are_counted() -> None:
    over = iter([False, True])
    said = told((20, 20), over=lambda: next(over))
    assert said[-1] == "  1 kind was not searched: give more time."


def test_what_is_proved_of_an_abler_kind_bounds_the_other() -> None:
    """Whoever rides can do all that the other can; never the other way round."""
    ask = Answered((19, 19), (22, 22))
    worths(b.facts(town()), [_tier(31, 0)], ask, seconds=9)
    first, second = ask.asked
    assert first["former"] == ()
    assert [t.bound for t in second["former"]] == [19]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "trainee"},
        {"contract": 60},
        {"unit": "other"},
        {"force": "pn"},
    ],
)
def test_kinds_that_differ_otherwise_bound_nothing(changes: dict[str, Any]) -> None:
    """A row of the cover counts the unit of the second alone."""
    other = b.officer("B", **{**changes, "qualifications": (b.held("bike"),)})
    cover = Cover(force="pm", unit="own", shift="early", day=b.day(0), minimum=1)
    week = town(officers=[b.officer("A", unit="own"), other], cover=(cover,))
    ask = Answered((19, 19), (22, 22))
    worths(b.facts(week), [_tier(31, 0)], ask, seconds=9)
    assert [asked["former"] for asked in ask.asked] == [(), ()]


def test_kinds_come_in_order_of_what_they_could_do() -> None:
    facts = b.facts(town())
    # Whoever rides can hold all three missions, the other two of them.
    assert [k.qualifications for k in likely(facts)] == [("bike",), ()]


@pytest.mark.parametrize("number", range(4))
def test_one_more_officer_never_loses_more(number: int) -> None:
    week = draw(number)
    facts, tiers = solved(week)
    (name,) = names_for(week, 1)
    for one in worths(facts, tiers, Asker(workers=1), seconds=60):
        assert one.proved
        assert one.gains[0].value >= 0
        # What is said rests on bounds of other kinds: a search from nothing agrees.
        _more, then = solved(joined(week, one.kind, [name]))
        assert tiers[0].value - then[0].value == one.gains[0].value


def test_nobody_is_named_and_nothing_private_is_told() -> None:
    skill = (b.held("private-skill"), b.held("bike"))
    week = town(officers=[b.officer("PM-01", qualifications=skill)], absences=())
    facts = b.facts(week)
    found = worths(facts, [_tier(31, 0)], Answered((20, 20)), seconds=9)
    said = "\n".join(worth_lines(week, found)) + json.dumps(worth_json(week, found))
    assert "private" not in said
    assert "PM-01" not in said
    (kind,) = kinds(week)
    assert "bike" in kind_words(week, kind)
