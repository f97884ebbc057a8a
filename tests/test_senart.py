"""The week of Sénart: what is real in it, its law of 2012, its fields, its limits."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from scheduler.domain.agreements import Route
from scheduler.domain.people import ForceKind, Judicial, Status
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import value_in_force
from scheduler.goals.night_fairness import NightFairness
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import judge
from scheduler.verify.notes import notes

FOLDER = Path(__file__).parents[1] / "scenarios" / "senart"
SIGNED = dt.date(2012, 11, 23)


@pytest.fixture(scope="module")
def week() -> Scenario:
    return load(FOLDER)


# --- what is real ---------------------------------------------------------------------


def test_the_first_week_under_the_agreements(week: Scenario) -> None:
    """Signed on a Friday; the week begins on the Monday after."""
    assert week.clock.start == dt.date(2012, 11, 26)
    assert (week.clock.start.weekday(), SIGNED.weekday()) == (0, 4)
    assert {a.validity.first for a in week.agreements.values()} == {SIGNED}
    # Décret 2012-2, model agreement art. 21: three years.
    assert {a.validity.last for a in week.agreements.values()} == {
        dt.date(2015, 11, 22)
    }
    towns = sorted(c for a in week.agreements.values() for c in a.communes)
    assert len(towns) == len(set(towns)), "one agreement a town"


def test_head_counts_and_populations_of_2013(week: Scenario) -> None:
    """data.gouv.fr, municipal police by commune, year 2013; video operators apart."""
    for force, commune, officers, wardens, inhabitants in (
        ("MOI", "77296", 7, 2, 17_500),
        ("SAV", "77445", 7, 6, 30_068),
        ("COM", "77122", 10, 5, 22_086),
    ):
        assert week.forces[force].communes == {commune}
        assert week.forces[force].posts == officers
        assert week.communes[commune].population == inhabitants
        staff = Counter(
            o.status is Status.WARDEN
            for o in week.officers.values()
            if o.force == force and o.grade != "OPV"
        )
        assert (staff[False], staff[True]) == (officers, wardens)


def test_one_district_for_the_eight_communes_of_the_san(week: Scenario) -> None:
    [national] = [f for f in week.forces.values() if f.kind is ForceKind.NATIONAL]
    names = {week.communes[c].name for c in national.communes}
    assert names == {
        "Cesson",
        "Combs-la-Ville",
        "Lieusaint",
        "Moissy-Cramayel",
        "Nandy",
        "Réau",
        "Savigny-le-Temple",
        "Vert-Saint-Denis",
    }
    # The other side of Carré Sénart is in Essonne, where nobody here is competent.
    assert week.zones["carre-senart-91"].also_in == {"91573"}
    assert not any("91573" in f.communes for f in week.forces.values())


def test_free_officers_share_nights_of_just_three_hours(week: Scenario) -> None:
    """18:00–01:00 has 3 h after 22:00, the least that makes a night tour."""
    goal = NightFairness()
    nights = {
        (t.shift, officer.force)
        for officer in week.officers.values()
        for t in week.tours[officer.id]
        if officer.free and goal.is_night(week, t)
    }
    assert nights == {("MOI-S", "MOI")}


def test_every_promise_of_weeks_in_a_row_says_something_here(week: Scenario) -> None:
    """Nights are above; quotas, shares and starts that should not repeat."""
    assert week.quotas
    assert week.shares
    assert sum(week.kind(o).unpredictable for o in week.occurrences) > 1


def test_thirty_five_officers_may_be_assigned_and_six_hold_the_desk(
    week: Scenario,
) -> None:
    mine = [o for o in week.officers.values() if o.force == "PN"]
    desk = [o for o in mine if o.desk]
    assert (len(mine) - len(desk), len(desk)) == (35, 6)
    assert {o.judicial for o in desk} == {Judicial.OPJ}


def test_an_opj_is_at_the_desk_at_every_minute(week: Scenario) -> None:
    desk = {o.id for o in week.officers.values() if o.desk}
    spans = sorted(
        t.span
        for tours in (*week.tours.values(), week.history)
        for t in tours
        if t.officer in desk
    )
    reached = week.clock.span.start
    for span in spans:
        assert span.start <= reached or span.start < week.clock.span.start
        reached = max(reached, span.end)
    assert reached >= week.clock.span.end


# --- the law of 2012 ------------------------------------------------------------------


def test_the_threshold_is_five_posts(week: Scenario) -> None:
    [threshold] = [
        s for s in RULES["joint_mission_agreed"].settings if s.name == "threshold"
    ]
    regime = week.regimes["municipal"]
    rule = "joint_mission_agreed"
    assert value_in_force(threshold, rule, regime, week.clock.start) == 5
    # Nandy is below it and has none; all others have reached it.
    party = {a.municipal_force for a in week.agreements.values()}
    for force in week.forces.values():
        if force.kind is ForceKind.MUNICIPAL:
            assert force.posts is not None
            assert (force.posts >= 5) == (force.id in party), force.id


def test_cycles_are_those_of_the_time(week: Scenario) -> None:
    """No binary cycle before 2019: weekly, and four days in six."""
    used = {o.cycle for o in week.officers.values() if o.force == "PN"}
    for cycle in used:
        assert cycle is not None
        days = week.cycles[cycle]
        assert (len(days), sum(d is not None for d in days)) in {(7, 5), (6, 4)}


def test_officers_in_common_come_by_the_route_of_2012(week: Scenario) -> None:
    """CSI L512-1 of 2012: below 20,000 inhabitants each and 50,000 together."""
    assert {p.route for p in week.poolings} == {Route.COMMUNES}
    too_large = {"77445", "77122"}
    for pooling in week.poolings:
        assert not pooling.communes & too_large


def test_no_text_of_a_later_year_is_in_force(week: Scenario) -> None:
    for power in week.powers:
        assert not power.validity.starts_after(week.clock.start)
    # What is in the table of regimes stood, at the latest, until the texts of 2019.
    values = week.regimes["national"].values
    assert values
    assert all(v.validity.ended_before(dt.date(2020, 1, 1)) for v in values)
    assert all(v.source for v in values)


# --- its fields -----------------------------------------------------------------------


def test_the_thirteen_fields_are_missions(week: Scenario) -> None:
    for field, mission in {
        "neighbourhood_presence": "ilotage-moissy-est-week",
        "transport": "rer-gare-savigny-2012-11-26-1715",
        "car_parks": "parking-carre-senart-week",
        "video_protection": "csu-savigny",
        "narcotics": "stups-savigny-halls-2012-11-29-1730",
        "seniors": "senior-savigny-centre-week",
        "road_safety": "route-combs-sud-2012-11-27-1415",
        "urban_violence": "reserve-moissy-est-2012-12-01-2000",
        "holiday_watch": "otv-combs-sud-week",
        "impound": "fourriere-moissy-est-2012-11-27-1000",
        "encampments": "stationnement-illicite-lieusaint-centre-2012-11-28-0930",
        "building_halls": "halls-savigny-week",
        "dangerous_dogs": "chiens-moissy-est-2012-11-28-1430",
    }.items():
        assert week.kinds[week.missions[mission].kind].field == field


def test_the_model_agreement_is_used_too(week: Scenario) -> None:
    for mission, kind in {
        "school-savigny-centre-entry": "school_watch",
        "marche-combs-marche-2012-12-01-0830": "market_patrol",
        "ceremonie-combs-centre-2012-12-01-1100": "ceremony_watch",
        "garde-moissy-mairie-2012-12-01-1800": "static_guard",
        "formation-commissariat-2012-11-26-1245": "joint_training",
        "evaluation-combs-centre-2012-11-26-1430": "annual_evaluation",
        "recherche-carre-senart-2012-11-27-1300": "search_operation",
        "controle-nandy-centre-2012-11-27-1000": "municipal_road_check",
    }.items():
        assert week.missions[mission].kind == kind


def test_the_shapes_of_demand_are_there(week: Scenario) -> None:
    post = week.missions["csu-savigny"]
    assert post.relay is not None
    # One window of 168 h from Monday 06:00, in relays of 3 h 15 less 15 minutes.
    assert [(w.start, w.length) for w in post.relay.windows] == [(360, 7 * 24 * 60)]
    assert post.times == 56
    assert week.kinds["crisis_reserve"].reach == 30
    assert len({o.zone for o in week.missions["stups-nord"].occurrences}) == 2
    beat = week.missions["ilotage-savigny-nord-week"]
    assert (beat.times, beat.spacing) == (3, 20 * 60)
    assert week.missions["halls-savigny-week"].kind == "hall_operation"
    meeting = week.missions["reunion-maires-2012-11-29"]
    assert meeting.attendees["national_command"] == ("PN-001", "PN-002")
    assert week.risks
    assert week.quotas
    assert week.shares
    assert week.pairings
    # Held under the agreements of 2006, before those of this week.
    assert all(p.day < SIGNED for p in week.past_missions)


def test_the_permission_for_the_halls_of_combs_has_lapsed(week: Scenario) -> None:
    lapsed = [p for p in week.permissions if p.zone == "combs-halls"]
    assert [p.validity.last for p in lapsed] == [dt.date(2012, 10, 31)]
    assert {p.zone for p in week.permissions} >= {"savigny-halls", "moissy-halls"}


# --- as it is solved ------------------------------------------------------------------

NEVER = (
    "line-rer-nord-2012-11-29-1500",
    "line-rer-savigny-nandy-2012-11-30-1500",
    "parking-carre-senart-91-2012-12-01-1500",
)
"""Missions that cannot be met, each for a reason that the README gives."""


@pytest.fixture(scope="module")
def result(week: Scenario) -> Result:
    return solve(week, Search(time_limit=240, workers=2))


@pytest.mark.slow
def test_every_tier_is_proved_or_nearly(week: Scenario, result: Result) -> None:
    assert result.roster is not None
    verdict = judge(week, result.roster)
    assert not verdict.breaches
    first, cover, missions, *_ = result.tiers
    assert (first.value, first.status) == (0, SolveStatus.OPTIMAL)
    assert cover.status is SolveStatus.OPTIMAL
    assert missions.status is SolveStatus.OPTIMAL
    for tier in result.tiers:
        assert tier.value - tier.bound <= tier.value / 100, tier


@pytest.mark.slow
def test_every_field_has_a_mission_held(week: Scenario, result: Result) -> None:
    assert result.roster is not None
    facts = Facts(week, result.roster)
    held = {week.kind(o).field for found in facts.held.values() for o in found}
    assert held >= {week.kinds[m.kind].field for m in week.missions.values()}
    for mission in NEVER:
        assert not facts.held[mission], mission
    # One ethylometer for two operations at the same time.
    one_of = [
        f"route-{town}-centre-2012-11-27-1730" for town in ("lieusaint", "cesson")
    ]
    assert sum(len(facts.held[m]) for m in one_of) == 1


@pytest.mark.slow
def test_nandy_holds_no_joint_mission(week: Scenario, result: Result) -> None:
    assert result.roster is not None
    facts = Facts(week, result.roster)
    [alone] = facts.held["pied-nandy-centre-2012-11-29-1400"]
    assert week.kind(alone).id == "municipal_patrol"
    joint = [
        d
        for o, crew in facts.crews.items()
        if week.kind(o).joint
        for d in crew
        if week.officers[d.officer].force == "NAN"
    ]
    assert not joint


@pytest.mark.slow
def test_no_force_lacks_an_agreement_it_must_have(
    week: Scenario, result: Result
) -> None:
    assert result.roster is not None
    told = [str(n) for n in notes(Facts(week, result.roster))]
    assert not [t for t in told if "mandatory from" in t]
