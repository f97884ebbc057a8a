"""Certificates: what each rule measures for an officer agrees with its check."""

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.missions import MissionKind, Position
from scheduler.domain.people import ForceKind, Judicial, Pin, Sex
from scheduler.domain.roster import Break, Facts, Roster
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.rules import RULES, Rule
from scheduler.rules.base import Measure
from scheduler.verify.certificate import Certificate, certificates
from scheduler.verify.certificate_report import (
    certificate_json,
    certificate_lines,
    margin,
)
from scheduler.words import use_language
from tests import builders as b
from tests.derogated import ShortTours, derogation
from tests.strategies import decided, weeks_and_rosters

EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)

# --- every rule, over random weeks ----------------------------------------------------


PARTLY = ("armed_permitted", "night_worker_by_day")
"""Rules that also judge what has no amount: a permit, a night after a day task."""


def short(measures: list[Measure]) -> bool:
    return any(m.binding and m.margin is not None and m.margin < 0 for m in measures)


@EVERY_RULE
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_measured_agrees_with_the_check(
    rule: Rule, data: st.DataObject
) -> None:
    """A margin is negative exactly for those whom the check accuses.

    Past mending: where the history alone is beyond a limit the check accuses nobody,
    and what is measured may say so. Rules that measure only part of what they judge
    may accuse without: the breach then stands on the certificate beside the measure.
    """
    week, roster = data.draw(weeks_and_rosters(rule.name))
    facts, before = Facts(week, roster), Facts(week, Roster((), ()))
    accused = {o for breach in rule.check(facts) for o in breach.officers}
    for officer in week.officers:
        found = list(rule.measure(facts, officer))
        assert {(m.rule, m.officer) for m in found} <= {(rule.name, officer)}
        if found and not short(list(rule.measure(before, officer))):
            if rule.name in PARTLY:
                assert officer in accused or not short(found)
            else:
                assert short(found) is (officer in accused)
        elif officer in accused and rule.name not in PARTLY:
            assert short(found) if found else rule.cases(facts, officer) >= 1, (
                f"write measure (a rule with a limit) or cases: {officer} is accused "
                "and the certificate shows nothing"
            )


@EVERY_RULE
@settings(max_examples=10)
@given(data=st.data())
def test_nobody_without_tours_or_seats_is_judged_on_them(
    rule: Rule, data: st.DataObject
) -> None:
    week, _roster = data.draw(weeks_and_rosters(rule.name))
    week = replace(week, absences=(), pins=(), baseline=None)
    nothing = Facts(week, Roster((), ()))
    for officer in week.officers.values():
        if officer.free:
            assert rule.cases(nothing, officer.id) == 0


@settings(max_examples=40)
@given(data=st.data())
def test_certificates_add_up_to_the_findings(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(sorted(RULES)))
    week, roster = data.draw(weeks_and_rosters(rule))
    facts = Facts(week, roster)
    found = list(certificates(facts))
    assert [c.officer for c in found] == list(week.officers)
    for c in found:
        accused = [
            x for r in RULES.values() for x in r.check(facts) if c.officer in x.officers
        ]
        assert len(c.breaches) + len(c.overridden) == len(accused)
        assert c.kept is (c.breaches == ())
        assert all(j.cases >= 1 for j in c.judged)
        assert not {m.rule for m in c.measures} & {j.rule for j in c.judged}
        json.dumps(certificate_json(week, c))


# --- days in a row --------------------------------------------------------------------

DAY = b.shift("day", "08:00", "14:00")


def row(
    days: list[int],
    *,
    history: list[int] = (),  # type: ignore[assignment]
    force: str = "pm",
    start: dt.date = b.MONDAY,
    **settings: Any,
) -> list[tuple[int, int | None, int | None, dt.date]]:
    """Return value, limit, margin and day measured for tours on some days."""
    on = b.clock(start, 14)
    week = b.scenario(
        on=on,
        officers=[b.officer("A", force)],
        shifts=[replace(DAY, force=force)],
        history=tuple(b.past("A", i, "08:00", "14:00", on=on) for i in history),
        **settings,
    )
    facts = b.facts(week, tours=[("A", i, "day") for i in days])
    found = list(RULES["consecutive_days"].measure(facts, "A"))
    assert all(m.unit is Unit.DAYS for m in found)
    return [(m.value, m.limit, m.margin, m.day) for m in found]


@pytest.mark.parametrize(("days", "margin"), [(5, 1), (6, 0), (7, -1)])
def test_days_in_a_row_one_below_at_and_one_above(days: int, margin: int) -> None:
    assert row(list(range(days))) == [(days, 6, margin, b.day(days - 1))]


def test_days_of_the_history_count() -> None:
    assert row([0], history=[-1, -2, -3]) == [(4, 6, 2, b.day(0))]


def test_days_of_the_history_alone_are_not_measured() -> None:
    assert row([1], history=[-1, -2, -3, -4, -5]) == [(1, 6, 5, b.day(1))]


def test_the_longest_run_is_measured_and_of_equals_the_first() -> None:
    assert row([0, 2, 3, 4, 6, 7, 8]) == [(3, 6, 3, b.day(4))]


def test_a_run_goes_on_across_the_end_of_the_year() -> None:
    start = dt.date(2026, 12, 28)
    assert row([2, 3, 4, 5], start=start) == [(4, 6, 2, dt.date(2027, 1, 2))]


def test_the_last_day_of_the_horizon_counts() -> None:
    assert row(list(range(7, 14))) == [(7, 6, -1, b.day(13))]


def test_who_does_not_work_is_not_measured() -> None:
    assert row([]) == []
    assert row([], history=[-1, -2]) == []


def test_a_force_without_limit_is_counted_and_not_limited() -> None:
    assert row(list(range(9)), force="pn") == [(9, None, None, b.day(8))]


def test_the_day_nearest_to_the_limit_of_its_day_is_measured() -> None:
    """Limit 6 until Thursday, 2 from Friday: two days at the end are nearer than 4."""
    later = b.setting("consecutive_days", "maximum", 2, valid_from=b.day(7))
    regimes = {"municipal": (later,)}
    assert row([0, 1, 2, 3, 8, 9], regimes=regimes) == [(2, 2, 0, b.day(9))]


# --- what a certificate says ----------------------------------------------------------

SEATS = MissionKind(
    id="seats",
    name_fr="Contrôle",
    name_en="Check",
    joint=True,
    priority=1,
    positions=(
        Position(name="opj", judicial=frozenset({Judicial.OPJ}), leads=True),
        Position(name="agent", qualifications=("bike",)),
    ),
)


def crew(**changes: Any) -> Facts:
    """Return a joint crew of two, one of them a rider whose paper has ended."""
    rider = b.officer(
        "A", sex=Sex.FEMALE, qualifications=(b.held("bike", None, b.day(-1)),)
    )
    week = b.scenario(
        officers=[rider, b.officer("N", "pn", sex=Sex.MALE), b.officer("Z")],
        shifts=[DAY, b.shift("pn", "08:00", "14:00", "pn")],
        kinds=[SEATS],
        missions=[b.mission("m", SEATS, at=[(0, "09:00")])],
        absences=[b.absence("A", 5, 6), b.absence("Z", 0, 0)],
        pins=(Pin(officer="N", pin="mission", mission="m"),),
        **changes,
    )
    return b.facts(
        week,
        tours=[("A", 0, "day"), ("N", 0, "pn")],
        crews=[("m", "opj", "N"), ("m", "agent", "A")],
    )


def of(facts: Facts, officer: str) -> Certificate:
    (found,) = certificates(facts, [officer])
    return found


def test_rules_that_judged_nothing_are_not_named() -> None:
    cases = {j.rule: j.cases for j in of(crew(), "A").judged}
    assert cases["qualification_valid"] == cases["territory"] == 1
    assert cases["absence"] == cases["crew_complete"] == cases["mixed_crew"] == 1
    assert not cases.keys() & {
        "judicial_status",
        "crew_leader",
        "night_clause",
        "pins_kept",
        "trainee_accompanied",
        "one_place_at_a_time",
        "position_force",
    }
    cases = {j.rule: j.cases for j in of(crew(), "N").judged}
    assert cases["judicial_status"] == cases["crew_leader"] == cases["pins_kept"] == 1
    assert not cases.keys() & {"qualification_valid", "absence"}


def test_totals_are_those_of_the_roster() -> None:
    found = of(crew(), "A")
    assert (found.tours, found.work, found.missions) == (1, 360, 1)
    found = of(crew(), "Z")
    assert (found.tours, found.work, found.missions) == (0, 0, 0)
    assert found.kept


def test_a_breach_stands_and_an_override_excuses_it() -> None:
    found = of(crew(), "A")
    assert [x.rule for x in found.breaches] == ["qualification_valid"]
    assert found.overridden == ()
    override = decided("qualification_valid", ("A", "m", None), national=False)
    found = of(crew(overrides=(override,)), "A")
    assert found.kept
    ((breach, by),) = found.overridden
    assert (breach.rule, by) == ("qualification_valid", override)
    (judged,) = (j for j in found.judged if j.rule == "qualification_valid")
    assert (judged.broken, judged.waived) == (0, 1)
    assert of(crew(overrides=(override,)), "N").overridden == ()


def lines(facts: Facts, officer: str, language: str) -> list[str]:
    with use_language(language):
        return list(certificate_lines(facts.scenario, of(facts, officer)))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_columns_are_aligned(language: str) -> None:
    shown = lines(crew(), "A", language)
    gaps = [i for i, line in enumerate(shown) if not line]
    assert len(gaps) == 2
    for table in (shown[gaps[0] + 1 : gaps[1]], shown[gaps[1] + 1 :]):
        assert len(table) > 1
        starts = {line.index(line.split("  ")[-1].strip()) for line in table}
        assert len(starts) == 1, table


def test_a_certificate_in_words() -> None:
    override = decided("qualification_valid", ("A", "m", None), national=False)
    shown = lines(crew(overrides=(override,)), "A", "en")
    assert shown[:4] == [
        "Certificate of A (PM), 05/10/2026 to 11/10/2026",
        "  1 tour, 6 h of work, 1 mission",
        "  Every rule that applies is kept.",
        "  Valid qualification set aside: A: no valid qualification bike for m — "
        "decided by PM-0 (PM), reason: made up",
    ]
    measured = next(line for line in shown if line.startswith("  Consecutive days"))
    assert re.split(r" {2,}", measured.strip()) == [
        "Consecutive days",
        "1 day",
        "at most 6 days",
        "5 days",
        "Mon 05/10",
        "local choice",
        "CHOICE",
    ]


def test_a_certificate_in_french() -> None:
    shown = "\n".join(lines(crew(), "A", "fr"))
    for words in (
        "Certificat de A (PM), du 05/10/2026 au 11/10/2026",
        "1 vacation, 6 h de travail, 1 mission",
        "1 manquement\N{NO-BREAK SPACE}:",
        "au plus 6 jours",
        "choix local",
        "Cas examinés",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    # 20642 min are 344 h and 2 min.
    [(20642, "344 h 02"), (59, "59 min"), (60, "1 h"), (0, "0 min"), (-61, "-1 h 01")],
)
def test_margins_are_told_in_hours_and_minutes(minutes: int, shown: str) -> None:
    measure = Measure(
        rule="daily_work",
        officer="A",
        setting="maximum",
        value=0,
        limit=minutes,
        at_least=False,
        unit=Unit.MINUTES,
        day=b.day(0),
        source="art. 2",
    )
    assert margin(measure) == shown


def test_minutes_and_derogations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "daily_work", ShortTours())
    week = b.scenario(
        officers=[b.officer("A")],
        shifts=[b.shift("eight", "08:00", "16:15")],
        derogations=(derogation("A", 0, 1, "flood"),),
    )
    facts = b.facts(week, tours=[("A", 0, "eight")])
    shown = lines(facts, "A", "en")
    assert (
        "  Short tours, derogation for A from Mon 05/10 to Tue 06/10 — decided by "
        "PM-CHIEF, reason: flood"
    ) in shown
    measured = next(line for line in shown if line.startswith("  Short tours   "))
    assert re.split(r" {2,}", measured.strip())[1:4] == [
        "8 h 15",
        "at most 9 h",
        "45 min",
    ]
    told = certificate_json(week, of(facts, "A"))
    (entry,) = (m for m in told["measures"] if m["rule"] == "daily_work")
    assert (entry["value"], entry["limit"], entry["margin"]) == (495, 540, 45)
    assert entry["article"] == "art. 2"
    assert [d["reason"] for d in told["derogations"]] == ["flood"]


def test_a_break_placed_is_told_with_its_times() -> None:
    week = b.scenario(
        officers=[b.officer("A")], shifts=[b.shift("seven", "08:00", "15:00")]
    )
    open_ = b.facts(week, tours=[("A", 0, "seven")])
    own = Break("A", b.day(0), "seven", Span(700, 725))
    facts = Facts(week, replace(open_.roster, breaks=(own,)))
    for found, day, ends in (
        (open_, "Mon 05/10", (None, None)),
        (
            facts,
            "Mon 05/10 11:40–12:05",
            ("2026-10-05T11:40+02:00", "2026-10-05T12:05+02:00"),
        ),
    ):
        shown = lines(found, "A", "en")
        measured = next(x for x in shown if x.startswith("  Daily break "))
        assert re.split(r" {2,}", measured.strip())[4] == day
        told = certificate_json(week, of(found, "A"))["measures"]
        (entry,) = (m for m in told if m["rule"] == "daily_break")
        assert (entry["from"], entry["to"]) == ends


@pytest.mark.parametrize("language", ["en", "fr"])
def test_neither_sex_nor_the_reason_of_an_absence_is_told(language: str) -> None:
    facts = crew()
    secret = tuple(replace(a, reason="CMO-SECRET") for a in facts.scenario.absences)
    told: list[str] = []
    for sex in (Sex.FEMALE, Sex.MALE, None):
        officers = {o.id: replace(o, sex=sex) for o in facts.scenario.officers.values()}
        week = replace(facts.scenario, absences=secret, officers=officers)
        with use_language(language):
            for c in certificates(Facts(week, facts.roster)):
                told += certificate_lines(week, c)
                told.append(json.dumps(certificate_json(week, c)))
    assert not [line for line in told if "SECRET" in line]
    third = len(told) // 3
    assert told[:third] == told[third : 2 * third] == told[2 * third :]


def test_the_limit_applied_gives_the_article_of_a_breach() -> None:
    week = b.scenario(
        officers=[b.officer("A"), b.officer("N", "pn")],
        shifts=[
            b.shift("a", "08:00", "14:00"),
            b.shift("z", "23:00", "01:00"),
            b.shift("na", "08:00", "14:00", "pn"),
            b.shift("nz", "23:00", "01:00", "pn"),
        ],
        regimes={
            ForceKind.NATIONAL.value: (
                b.setting("daily_rest", "minimum", 12 * 60, source="order 7"),
            )
        },
    )
    tours = [("A", 0, "z"), ("A", 1, "a"), ("N", 0, "nz"), ("N", 1, "na")]
    facts = b.facts(week, tours=tours)
    rule = RULES["daily_rest"]
    assert {x.officers[0]: rule.article(week, x) for x in rule.check(facts)} == {
        "A": "décret 2000-815 art. 3",
        "N": "order 7",
    }
