"""An agreement that ends in mid-week: what needed it is not held, and says so.

CSI art. L512-6 (no municipal mission from 23:00 to 06:00 without a night clause in
force); annexe 1 art. 21 (three years, express renewal). The agreement of the base week
ends on Wednesday 7 October 2026: Thursday 00:00 is the first instant without it.
"""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.judge import judge
from scheduler.verify.reasons import reason
from scheduler.words import use_language
from tests import builders as b

WEDNESDAY = b.day(2)
THURSDAY = b.day(3)
FIRST = b.redated(b.AGREEMENT, name="Beaumont", night_clause=True, valid_to=WEDNESDAY)
SECOND = b.redated(
    FIRST, id="b", name="Beaumont 2", valid_from=THURSDAY, valid_to=dt.date(2029, 10, 7)
)
EXEMPT = replace(b.SOLO, id="feast", night_exempt=True)

NIGHT = {f"night-{d}": (d, "23:00", 60) for d in range(7)}
"""A guard of one municipal officer from 23:00 to 24:00 on each day."""
PAST_MIDNIGHT = {f"late-{d}": (d, "23:30", 90) for d in range(6)}
JOINT = {f"joint-{d}": (d, "20:00", 60) for d in range(7)}
DAY = {f"day-{d}": (d, "19:00", 60) for d in range(7)}


@pytest.fixture(autouse=True)
def english():
    with use_language("en"):
        yield


def week(*agreements) -> Scenario:
    """Return a week in which officers enough are on tour every evening and night."""
    rows = [
        *((code, b.SOLO, at) for code, at in (NIGHT | PAST_MIDNIGHT | DAY).items()),
        *((code, b.PAIR, at) for code, at in JOINT.items()),
        ("feast", EXEMPT, (5, "23:00", 60)),
    ]
    return b.scenario(
        officers=[
            *(b.officer(f"M{i}", contract=0) for i in range(8)),
            *(b.officer(f"N{i}", "pn") for i in range(3)),
        ],
        shifts=[
            b.shift("eve", "18:00", "02:00"),
            b.shift("pn-eve", "18:00", "02:00", "pn"),
        ],
        kinds=[b.SOLO, b.PAIR, EXEMPT],
        missions=[
            b.mission(code, kind, at=[(day, start)], minutes=minutes)
            for code, kind, (day, start, minutes) in rows
        ],
        agreements={a.id: a for a in agreements},
    )


def solved(scenario: Scenario) -> Facts:
    """Return a proved roster that the checker finds nothing wrong with."""
    result = solve(scenario, Search(time_limit=60, workers=1))
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    verdict = judge(scenario, result.roster)
    assert not verdict.breaches
    assert verdict.tiers[0].value == result.tiers[0].bound
    return Facts(scenario, result.roster)


def missing(facts: Facts) -> dict[str, str]:
    found = judge(facts.scenario, facts.roster).shortfalls
    return {s.occurrence.mission: reason(facts.scenario, s) for s in found}


ENDED = (
    "Agreement “Beaumont” ended on 7 October 2026 (CSI art. L512-6; annexe 1 art. 21)"
)


def test_from_thursday_on_nothing_that_needed_it_is_held() -> None:
    told = missing(solved(week(FIRST)))
    assert set(told) == {
        *(f"night-{d}" for d in range(3, 7)),
        # Wednesday 23:30 to 01:00 reaches Thursday.
        *(f"late-{d}" for d in range(2, 6)),
        *(f"joint-{d}" for d in range(3, 7)),
    }
    for code, words in told.items():
        rule = (
            "Joint mission under an agreement"
            if code.startswith("joint")
            else "Night clause"
        )
        assert f"(kept out: {rule} " in words
        assert words.endswith(f". {ENDED}")
        assert words.count("Beaumont") == 1


def test_a_renewal_from_that_day_brings_everything_back() -> None:
    assert missing(solved(week(FIRST, SECOND))) == {}


def test_a_renewal_a_day_late_leaves_a_day_without() -> None:
    late = b.redated(SECOND, valid_from=b.day(4))
    told = missing(solved(week(FIRST, late)))
    assert set(told) == {"night-3", "late-2", "late-3", "joint-3"}
    assert all(words.endswith(ENDED) for words in told.values())


def test_a_renewal_without_night_clause_brings_the_joint_missions_back() -> None:
    told = missing(solved(week(FIRST, replace(SECOND, night_clause=False))))
    assert set(told) == {
        *(f"night-{d}" for d in range(3, 7)),
        *(f"late-{d}" for d in range(2, 6)),
    }
    words = {w.rpartition("). ")[2] for w in told.values()}
    assert words == {"Agreement “Beaumont 2” has no night clause (CSI art. L512-6)"}


def why(mission: str, *agreements) -> str:
    return missing(Facts(week(*agreements), b.facts(week(*agreements)).roster))[mission]


def test_a_notice_is_named() -> None:
    # Notice on 8 April 2026 + 6 months = 8 October: the last day is Wednesday.
    given = b.redated(
        FIRST, valid_to=dt.date(2028, 1, 1), denounced=dt.date(2026, 4, 8)
    )
    assert why("joint-3", given).endswith(
        ". Agreement “Beaumont”, denounced on 8 April 2026, ended on 7 October 2026 "
        "(CSI art. L512-6; annexe 1 art. 21)"
    )
    assert "denounced" not in why("joint-2", given)


def test_one_that_is_yet_to_begin_is_named() -> None:
    assert why("joint-2", SECOND).endswith(
        ". Agreement “Beaumont 2” does not begin before 8 October 2026 "
        "(CSI art. L512-6; annexe 1 art. 21)"
    )


def test_a_place_without_any_agreement() -> None:
    for mission in ("joint-0", "night-0"):
        assert why(mission).endswith(
            ". No agreement covers Town (CSI art. L512-4, L512-6)"
        )


def test_one_that_leaves_the_kind_out() -> None:
    listed = replace(FIRST, kinds=frozenset({"feast"}))
    assert why("joint-0", listed).endswith(
        ". Agreement “Beaumont” does not provide for Joint patrol "
        "(CSI annexe 1 art. 16)"
    )


def test_two_rules_that_keep_the_same_officers_out_tell_it_once() -> None:
    """A joint patrol at night wants the agreement and its night clause."""
    found = week(FIRST)
    late = b.mission("m", b.PAIR, at=[(3, "23:00")])
    found = replace(found, missions={"m": late})
    [(_, words)] = missing(Facts(found, b.facts(found).roster)).items()
    assert "Joint mission under an agreement 8" in words
    assert "Night clause 8" in words
    assert words.count("Beaumont") == 1


def test_the_french_sentence() -> None:
    with use_language("fr"):
        words = why("joint-3", FIRST)
    assert "7 octobre 2026" in words
    assert "CSI art. L512-6" in words
    assert "ended" not in words
