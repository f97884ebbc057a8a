"""Remedies of the law: agreements, territories, permissions, recalls."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import scheduler as ps
from scheduler.explain.base import Owner
from scheduler.explain.remedies import REMEDIES
from scheduler.scenarios.write import write_tables
from tests.explain.weeks import MONDAY, explained, mission, week
from tests.towns import town

SUNDAY = MONDAY - dt.timedelta(days=1)


def with_nation(made: ps.Builder, *officers: str, agreement: bool = True) -> ps.Builder:
    """Add a national force whose officers work fixed tours on the first day."""
    made.add(
        "forces", force="pn", name="State police", kind="national", communes="99001"
    )
    made.add("shifts", shift="N", name="Day", force="pn", start="07:00", end="15:00")
    for officer in officers:
        made.add(
            "officers",
            officer=officer,
            force="pn",
            tours="fixed",
            contract_hours=40,
            judicial="APJ",
        )
        made.add("fixed_tours", officer=officer, date=MONDAY, shift="N")
    made.add(
        "mission_kinds",
        kind="joint",
        name_fr="Mixte",
        name_en="Joint",
        joint=True,
        priority=30,
    )
    made.add(
        "positions", kind="joint", position="national", force="national", leads=True
    )
    made.add("positions", kind="joint", position="municipal", force="municipal")
    if agreement:
        made.add("agreements", **AGREEMENT)
    return made


AGREEMENT = {
    "agreement": "AG",
    "name": "Agreement of Town",
    "municipal_force": "pm",
    "national_force": "pn",
    "communes": "99001",
    "lead_force": "pn",
    "valid_from": "2024-01-01",
    "valid_to": "2027-12-31",
}


def only_repair(made, remedy):
    """Return the repair of a remedy that helps, with its gain."""
    (found,) = [
        (r, g) for r, g in made.gains.items() if r.remedy == remedy and g and g.helps
    ]
    return found


def signed(town: ps.Builder, **changes: str) -> ps.Builder:
    return town.add("agreements", {**AGREEMENT, **changes})


def test_without_an_agreement_one_is_signed():
    town = with_nation(week("A"), "N", agreement=False)
    repair, gain = only_repair(
        explained(mission(town, "one", "joint")), "agreement_changed"
    )
    assert (repair.owner, gain.missions) == (Owner.SIGNATORIES, 1)


def test_an_agreement_that_has_ended_is_renewed():
    # It ends on Sunday; the mission is on Monday.
    town = with_nation(week("A"), "N", agreement=False)
    town = signed(town, valid_to=SUNDAY.isoformat())
    repair, gain = only_repair(
        explained(mission(town, "one", "joint")), "agreement_changed"
    )
    assert gain.missions == 1
    assert repair.words[0].startswith("renew agreement")


def test_an_agreement_that_lacks_the_kind_is_amended():
    town = with_nation(week("A"), "N", agreement=False)
    town.add(
        "mission_kinds",
        kind="other",
        name_fr="Autre",
        name_en="Other",
        joint=True,
        priority=5,
    )
    town.add("positions", kind="other", position="n", force="national", leads=True)
    town.add("positions", kind="other", position="m", force="municipal")
    town = signed(town, kinds="other")
    repair, gain = only_repair(
        explained(mission(town, "one", "joint")), "agreement_changed"
    )
    assert gain.missions == 1
    assert dict(repair.edits[0].cells)["kinds"] == "joint|other"


def test_a_night_clause_is_added():
    # A joint mission from 23:30: municipal officers need the clause from 23:00 on.
    town = with_nation(week("A"), "N")
    town.add("shifts", shift="E", name="Late", force="pm", start="18:00", end="01:00")
    town.add("shifts", shift="EN", name="Late", force="pn", start="18:00", end="02:00")
    town.replace("fixed_tours", officer="N", date=MONDAY, shift="EN")
    made = explained(mission(town, "one", "joint", start="23:30"))
    repair, gain = only_repair(made, "agreement_changed")
    assert gain.missions == 1
    assert dict(repair.edits[0].cells) == {"night_clause": "yes"}


def test_an_officer_who_rests_is_recalled():
    # N works on Monday; the mission is on Tuesday, when N rests.
    town = with_nation(week("A"), "N")
    repair, gain = only_repair(
        explained(mission(town, "one", "joint", day=1)), "officer_recalled"
    )
    assert (repair.owner, repair.force, gain.missions) == (Owner.FORCE, "pn", 1)


def test_another_force_lends_officers():
    # Nobody of the village's own police; the town's officer is free then.
    town = week("A")
    town.add("communes", commune="99002", name="Village")
    town.add("zones", zone="green", name="Green", commune="99002")
    town.add(
        "forces", force="pv", name="Village police", kind="municipal", communes="99002"
    )
    made = explained(mission(town, "one", zone="green"))
    repair, gain = only_repair(made, "territory_lent")
    assert (repair.owner, gain.missions) == (Owner.MAYORS, 1)


@pytest.mark.parametrize("ends", [SUNDAY, None])
def test_an_owner_is_asked_for_a_permission(ends):
    town = week("A")
    town.add(
        "mission_kinds",
        kind="hall",
        name_fr="Hall",
        name_en="Hall",
        joint=False,
        priority=10,
        permission=True,
    )
    town.add("positions", kind="hall", position="agent", force="municipal")
    if ends is not None:
        town.add("permissions", zone="centre", valid_to=ends)
    repair, gain = only_repair(
        explained(mission(town, "one", "hall")), "permission_renewed"
    )
    assert (repair.owner, gain.missions) == (Owner.PREMISES, 1)


def test_two_decisions_help_where_none_does_alone():
    # The hall needs a permission, and its only officer is away.
    town = week("A")
    town.add(
        "mission_kinds",
        kind="hall",
        name_fr="Hall",
        name_en="Hall",
        joint=False,
        priority=10,
        permission=True,
        equipment="radio:1",
    )
    town.add("positions", kind="hall", position="agent", force="municipal")
    town.add("equipment", equipment="radio", name_fr="R", name_en="R", quantity=0)
    made = explained(mission(town, "one", "hall"))
    both = [r for r, g in made.gains.items() if r.parts and g and g.helps]
    assert [sorted(p.remedy for p in r.parts) for r in both] == [
        ["equipment_added", "permission_renewed"]
    ]
    (cause,) = made.causes
    assert made.repairs(cause) == tuple(both)


@pytest.mark.parametrize("name", REMEDIES)
def test_every_remedy_helps_in_a_week_written_by_hand(name: str) -> None:
    here = Path(__file__).parent
    texts = (here / f"test_{file}.py" for file in ("causes", "remedies", "repaired"))
    assert any(f'"{name}"' in t.read_text() for t in texts), f"try {name} by hand"


@pytest.mark.parametrize("seed", range(8))
def test_the_tables_take_every_change_that_is_proposed(seed: int, tmp_path) -> None:
    write_tables(town(seed, missions=14), tmp_path / "town")
    read = ps.load(tmp_path / "town")
    result = ps.solve(read, ps.Search(time_limit=20, workers=1))
    made = ps.explain(result, seconds=0)
    for repair in made.proposed:
        built = made.ground.desk.built(repair.edits)
        assert built != made.ground.scenario or not repair.edits


def test_one_renewal_serves_all_days():
    # The agreement has ended on Sunday: two days, one decision, one cause.
    town_of = with_nation(week("A"), "N", agreement=False)
    town_of = signed(town_of, valid_to=SUNDAY.isoformat())
    town_of.add("fixed_tours", officer="N", date=MONDAY + dt.timedelta(1), shift="N")
    made = explained(mission(mission(town_of, "one", "joint"), "two", "joint", day=1))
    (cause,) = made.causes
    assert [lack.id for lack in cause.lacks] == ["one", "two"]


def test_a_start_that_a_shift_covers_is_proposed_though_nobody_is_on_tour():
    # Early ends at 14:00, so nobody can begin an hour at 13:30, but at 13:00.
    made = explained(mission(week("A"), "one", start="13:30"))
    repair, gain = only_repair(made, "start_moved")
    assert dict(repair.edits[0].cells)["starts"] == "13:00|13:30"
    assert gain.missions == 1


def test_an_officer_is_recalled_beside_one_who_could_come_anyway():
    # A has no tour on Tuesday without the mission; N rests then.
    town_of = with_nation(week("A"), "N")
    made = explained(mission(town_of, "one", "joint", day=1))
    repair, _gain = only_repair(made, "officer_recalled")
    assert [e.table for e in repair.edits] == ["fixed_tours"]
