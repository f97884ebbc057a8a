"""Causes: what is missing, grouped by the repairs that it shares."""

from __future__ import annotations

from dataclasses import replace

import scheduler as ps
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.explain.causes import grouped
from scheduler.explain.decided import decisions_of
from scheduler.explain.gains import Gain
from scheduler.explain.lines import cost_line, explanation_json, explanation_lines
from scheduler.explain.remedies import REMEDIES
from scheduler.words import use_language
from tests.explain.weeks import away, explained, mission, solved, week


def helping(made, cause):
    """Return the repairs of a cause that help, by remedy, with what they gain."""
    return {
        r.remedy: made.gains[r]
        for r in made.repairs(cause)
        if (g := made.gains.get(r)) is not None and g.helps
    }


def text(made) -> str:
    with use_language("en"):
        return "\n".join(explanation_lines(made))


def test_nothing_is_missing():
    made = explained(mission(week("A"), "one"))
    assert made.causes == ()
    assert "Nothing is missing" in text(made)


def test_missions_of_one_absent_officer_have_one_cause():
    # A alone is able and is away on Monday: both rounds of Monday lack one seat.
    town = away(week("A"), "A")
    made = explained(mission(mission(town, "one"), "two", start="11:00"))
    (cause,) = made.causes
    assert [lack.id for lack in cause.lacks] == ["one", "two"]
    assert helping(made, cause)["absence_moved"].missions == 2


def test_all_who_are_absent_are_one_repair_if_more_are_needed_at_once():
    # Two rounds at the same time: each needs one of A and B, both need both.
    town = away(away(week("A", "B"), "A"), "B")
    made = explained(mission(mission(town, "one"), "two"))
    (cause,) = made.causes
    assert helping(made, cause)["absence_moved"].missions == 2


def test_an_absence_of_two_days_keeps_the_other_day():
    # Round on Monday only. A is away on both days; Tuesday stays.
    town = mission(away(week("A"), "A", 0, 1), "one")
    made = explained(town)
    repair = next(r for r in made.gains if r.remedy == "absence_moved")
    rows = [row for _n, row in _changed(made, repair, "absences")]
    assert [(r["from_date"], r["to_date"]) for r in rows] == [
        ("2026-10-06", "2026-10-06")
    ]


def test_an_absence_around_the_day_is_split():
    # Three days, of which the one in the middle is wanted.
    town = week("A")
    town = ps.Builder("long", title="T", start="2026-10-05", days=3, language="en")
    town._draft.sheets = week("A")._draft.sheets
    town = mission(away(town, "A", 0, 2), "one", day=1)
    made = explained(town)
    repair = next(r for r in made.gains if r.remedy == "absence_moved")
    rows = [row for _n, row in _changed(made, repair, "absences")]
    assert sorted((r["from_date"], r["to_date"]) for r in rows) == [
        ("2026-10-05", "2026-10-05"),
        ("2026-10-07", "2026-10-07"),
    ]


def test_what_two_missions_at_once_lack_is_another_officer_or_another_start():
    # A can hold one of two rounds at 09:00; at 10:00 the second one too.
    town = mission(mission(week("A"), "one"), "two")
    made = explained(town)
    (cause,) = made.causes
    found = helping(made, cause)
    assert found["start_moved"].missions == 1
    assert found["officer_added"].missions == 1
    assert cause.points == 10


def test_the_nearest_start_is_proposed():
    # Rounds of an hour at 09:00 and 09:00: the next free start is 10:00 or 08:00.
    town = mission(mission(week("A"), "one"), "two")
    made = explained(town)
    repair = next(r for r in made.gains if r.remedy == "start_moved")
    (edit,) = repair.edits
    assert dict(edit.cells)["starts"] in ("08:00|09:00", "09:00|10:00")


def test_equipment_that_is_out_is_a_cause():
    # Two officers, one radio, two rounds at once that need it.
    town = week("A", "B")
    town.replace(
        "mission_kinds",
        kind="round",
        name_fr="R",
        name_en="R",
        joint=False,
        priority=10,
        equipment="radio:1",
    )
    town.replace("positions", kind="round", position="agent", force="municipal")
    town.add(
        "equipment", equipment="radio", name_fr="Radio", name_en="Radio", quantity=1
    )
    made = explained(mission(mission(town, "one"), "two"))
    (cause,) = made.causes
    assert helping(made, cause)["equipment_added"].missions == 1


def test_a_missing_qualification_is_given_to_who_is_free():
    town = week("A")
    town.add(
        "positions",
        kind="round",
        position="dog",
        force="municipal",
        qualifications="dog",
    )
    town.add("officers", officer="B", force="pm", contract_hours=35)
    made = explained(mission(town, "one"))
    (cause,) = made.causes
    found = helping(made, cause)
    assert found["qualification_given"].missions == 1


def test_heads_on_a_shift_are_a_cause_too():
    # Two heads wanted, one officer away on Monday.
    town = away(week("A", "B"), "B")
    town.add("cover", force="pm", shift="M", date="2026-10-05", minimum=2, weight=3)
    made = explained(mission(town, "one"))
    (cause,) = made.causes
    assert (cause.heads, cause.points) == (1, 3)
    assert helping(made, cause)["absence_moved"].heads == 1


def test_points_of_all_causes_add_up_to_the_tiers():
    town = away(week("A", "B"), "B")
    town.add("cover", force="pm", shift="M", date="2026-10-05", minimum=2, weight=3)
    town = mission(mission(town, "one"), "two", kind="pair", start="11:00")
    result = solved(town)
    made = ps.explain(result, seconds=0)
    assert result.run is not None
    tiers = {t.name: t.value for t in result.run.tiers}
    lost = tiers["minimum cover"] + tiers["missions"]
    # 3 for the head, 20 for the pair.
    assert sum(c.points for c in made.causes) == lost == 23


def test_without_time_repairs_are_listed_untried():
    made = ps.explain(solved(mission(away(week("A"), "A"), "one")), seconds=0)
    (cause,) = made.causes
    assert not made.complete
    assert not made.gains
    assert cause.repairs
    assert "not tried" in text(made)


def test_what_is_not_proved_to_gain_nothing_stays_proposed():
    made = ps.explain(solved(mission(away(week("A"), "A"), "one")), seconds=0)
    (cause,) = made.causes
    (repair,) = {r for r in cause.repairs if r.remedy == "absence_moved"}
    loss = TierResult(
        name="missions", value=10, bound=0, status=SolveStatus.FEASIBLE, seconds=1
    )
    made.gains[repair] = Gain(
        tiers=(loss,),
        before=(10,),
        missions=0,
        heads=0,
        served=frozenset(),
        week=made.ground.scenario,
        roster=made.ground.facts.roster,
    )
    assert repair in made.causes[0].repairs
    assert "nothing found in the time given" in text(made)
    proved = replace(loss, bound=10, status=SolveStatus.OPTIMAL)
    tried = made.gains[repair]
    assert tried is not None
    made.gains[repair] = replace(tried, tiers=(proved,))
    assert repair not in made.causes[0].repairs


def test_one_mission_alone_is_explained():
    town = away(week("A"), "A")
    result = solved(mission(mission(town, "one"), "two", start="11:00"))
    made = ps.explain(result, "two", seconds=0)
    assert [lack.id for c in made.causes for lack in c.lacks] == ["two"]


def test_a_repair_costs_what_its_week_loses_more_elsewhere():
    # A comes on Monday instead of being away: contract hours are met no worse.
    made = explained(mission(away(week("A"), "A"), "one"))
    repair = next(iter(made.costs))
    before = {t.name: t.value for t in made.ground.run.tiers}
    after = {t.name: t.value for t in made.costs[repair]}
    assert after["missions"] == before["missions"] - 10


def test_each_repair_that_helps_has_its_cost():
    # Two rounds at once, one officer: another start, or another officer.
    made = explained(mission(mission(week("A"), "one"), "two"))
    (cause,) = made.causes
    helps = [
        r
        for r in made.repairs(cause)
        if (g := made.gains.get(r)) is not None and g.helps
    ]
    assert len(helps) >= 2
    assert set(helps) <= made.costs.keys()
    for repair in helps:
        gained = {t.name: t.value for t in made.gains[repair].tiers}
        after = {t.name: t.value for t in made.costs[repair]}
        assert {name: after[name] for name in gained} == gained


def test_a_cost_that_is_not_proved_is_the_most_that_need_be_lost():
    made = explained(mission(away(week("A"), "A"), "one"))
    repair = next(iter(made.costs))
    before = {t.name: t.value for t in made.ground.run.tiers}
    gained = {t.name for t in made.gains[repair].tiers}
    later = [t for t in made.costs[repair] if t.name not in gained]

    def told(change: int, bound: int) -> str:
        value = before[later[0].name] + change
        first = replace(later[0], value=value, bound=value - bound)
        rest = [replace(t, value=before[t.name]) for t in later[1:]]
        made.costs[repair] = (*made.gains[repair].tiers, first, *rest)
        with use_language("en"):
            return cost_line(made, repair)

    assert "at most +2" in told(2, bound=1)
    assert "at most" not in told(2, bound=0)
    assert "+2" in told(2, bound=0)
    assert told(0, bound=0) == "Other goals: nothing lost"


def test_a_mission_that_one_force_holds_alone_may_begin_at_another_time():
    # No national tour holds 20:00 to 22:00; one to 21:40 holds it from 19:30 on.
    town = ps.Builder("port", title="P", start="2026-12-07", days=1, language="en")
    town.add("communes", commune="98001", name="Port")
    town.add("zones", zone="hall", name="Hall", commune="98001")
    for force, kind in (("pm", "municipal"), ("pn", "national")):
        town.add("forces", force=force, name=force, kind=kind, communes="98001")
    town.add(
        "agreements",
        agreement="A",
        name="A",
        municipal_force="pm",
        national_force="pn",
        communes="98001",
        lead_force="pn",
        valid_from="2025-01-01",
        valid_to="2027-12-31",
    )
    town.add("shifts", shift="e", name="E", force="pm", start="16:00", end="22:40")
    town.add("shifts", shift="l", name="L", force="pn", start="13:30", end="21:40")
    for number in range(1, 4):
        for force, judicial in (("pm", "APJA"), ("pn", "OPJ")):
            town.add(
                "officers",
                officer=f"{force}{number}",
                force=force,
                judicial=judicial,
                contract_hours=35,
                tours="free",
            )
    town.add(
        "missions",
        mission="one",
        kind="joint_foot_patrol",
        zone="hall",
        dates="2026-12-07",
        starts="20:00",
        minutes=120,
    )
    made = explained(town)
    (cause,) = made.causes
    assert cause.alone == 1
    repair = next(r for r in made.repairs(cause) if r.remedy == "start_moved")
    assert made.gains[repair].helps
    (edit,) = repair.edits
    asked, other = sorted(dict(edit.cells)["starts"].split("|"), reverse=True)
    assert (asked, other < "19:46") == ("20:00", True)


def test_missions_of_one_place_that_nothing_serves_are_one_cause():
    made = explained(mission(mission(away(week("A"), "A"), "one"), "two"))
    (cause,) = grouped(made.found, {})
    assert [lack.id for lack in cause.lacks] == ["one", "two"]
    assert cause.main is None


def test_reasons_of_absences_are_told_nowhere():
    made = explained(mission(away(week("A"), "A", 0, 1), "one"))
    assert "SECRET" not in text(made)
    assert "SECRET" not in str(explanation_json(made))


def test_the_board_names_nobody_for_what_is_held():
    # B lacks the qualification for dogs: whoever reads the wall need not know.
    town = week("A")
    town.add(
        "positions",
        kind="round",
        position="dog",
        force="municipal",
        qualifications="dog",
    )
    town.add("officers", officer="B", force="pm", contract_hours=35)
    town = mission(town, "one", note="SECRET-NOTE", requisition="SECRET-PAPER")
    made = explained(away(town, "A", 1, 1))
    with use_language("en"):
        (decision,) = decisions_of(made)
    told = str(decision)
    assert "train in Town police" in told
    assert not {"A", "B", "A,"} & set(told.replace("'", " ").split())
    assert "SECRET" not in told + text(made) + str(explanation_json(made))


def test_a_published_answer_names_who_decides_and_until_when():
    made = explained(mission(away(week("A"), "A"), "one"))
    assert "command of Town police" in text(made)
    # Monday 09:00 less 48 hours of notice.
    assert "To decide by Sat 03/10 09:00" in text(made)


def test_every_remedy_has_a_price():
    free = {name for name, remedy in REMEDIES.items() if remedy.price < 1}
    # It changes no table.
    assert free == {"duties_changed"}


def _changed(made, repair, table):
    from scheduler.explain.edits import Desk

    desk = made.ground.desk
    return Desk(desk.name, desk.changed(repair.edits)).rows(table)
