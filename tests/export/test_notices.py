"""Notices: who is told what, counted by hand on a small week and again from the files.

CSI annexe 1 art. 7 (road checks), 10 (meetings), 11 (mayor; officers on duty and
armed), 13 (OPJ).
"""

import csv
import datetime as dt
import io
import re
import stat
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.authority import Suspension
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind, Judicial, Sex, Status, WeaponPermit
from scheduler.domain.places import Commune, Zone
from scheduler.domain.powers import OpjNeed, Power
from scheduler.domain.time import Span
from scheduler.domain.validity import Validity
from scheduler.export import EXPORTERS
from scheduler.export.notices import FORMULA, harmless, meant
from scheduler.plan import describe, publish_verified
from scheduler.publish import publish
from scheduler.render.edition import Edition
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests import builders as b
from tests.export.conftest import edition_of
from tests.export.test_board import Page

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RECENT = (dt.date(2026, 3, 1), dt.date(2026, 6, 1))
AGENDA = "Semaine; <i>bilan</i>"
YEAR_AGO = dt.date(2025, 10, 6)
"""Counts on Tuesday 6 October 2026 for the last time."""


def kind(
    code: str, *, joint: bool, positions: tuple, powers: tuple = ()
) -> MissionKind:
    return MissionKind(
        id=code,
        name_fr=f"Genre {code}",
        name_en=f"Kind {code}",
        joint=joint,
        priority=1,
        positions=positions,
        powers=powers,
    )


CHIEF = b.position("chief", ForceKind.NATIONAL, leads=True)
PAIR = kind("pair", joint=True, positions=(CHIEF, b.position("agent", count=2)))
ROAD = kind(
    "road", joint=False, positions=(b.position("agent", None),), powers=("check",)
)
DRUGS = kind("drugs", joint=True, positions=PAIR.positions, powers=("drugs", "record"))
RECORD = replace(ROAD, id="record", powers=("record",))
CROWD = replace(DRUGS, id="crowd", powers=("drugs", "crowd"))
MEET = replace(PAIR, id="coordination_meeting", name_fr="Réunion", name_en="Meeting")
POWERS = (
    Power(id="check", name_fr="Contrôle", name_en="Check", announced=True),
    Power(
        id="drugs",
        name_fr="Stupéfiants",
        name_en="Drugs",
        opj=OpjNeed.PRESENT,
        requisition=True,
    ),
    Power(id="record", name_fr="Relevé", name_en="Record", opj=OpjNeed.REACHABLE),
    Power(id="crowd", name_fr="Ordre", name_en="Crowd", suspends=True),
)


def permit(*sessions: dt.date, weapon: str = "pie", until: dt.date | None = None):
    return WeaponPermit(
        weapon=weapon, validity=Validity(last=until), sessions=sessions or RECENT
    )


def edition(language: str = "en", **changes) -> Edition:
    """Three days in two communes; what it holds is listed in the tests."""
    on = b.clock(days=3)
    monday, tuesday = b.day(0), b.day(1)
    week = b.scenario(
        on=on,
        officers=[
            b.officer("A", weapons=(permit(), permit(weapon="baton"))),
            b.officer("B", weapons=(permit(until=monday),)),
            b.officer("C", weapons=(permit(YEAR_AGO, RECENT[0]),), sex=Sex.FEMALE),
            b.officer("D", weapons=(permit(),)),
            b.officer("E"),
            b.officer("W", status=Status.WARDEN),
            b.officer("N", "pn"),
            b.officer("P", "pn", judicial=Judicial.APJ),
        ],
        shifts=[b.shift("day", "08:00", "16:00"), b.shift("n", "08:00", "16:00", "pn")],
        kinds=[PAIR, ROAD, DRUGS, RECORD, CROWD, MEET],
        powers=POWERS,
        communes={c: Commune(id=c, name=f"Ville {c.upper()}") for c in "cd"},
        zones={
            "north": Zone(id="north", name="Nord", commune="c"),
            "south": Zone(id="south", name="Sud", commune="c", also_in=frozenset("d")),
        },
        missions=[
            b.mission("p1", PAIR, at=[(0, "09:00")], on=on),
            b.mission("p2", PAIR, at=[(1, "09:00")], zone="south", on=on),
            b.mission("r1", ROAD, at=[(0, "11:00")], on=on),
            b.mission("r2", ROAD, at=[(1, "11:00")], on=on),
            b.mission("d1", DRUGS, at=[(0, "13:00")], on=on, requisition="PR 12/26"),
            b.mission("d2", DRUGS, at=[(1, "13:00")], on=on),
            b.mission("d3", CROWD, at=[(2, "13:00")], on=on),
            b.mission("i1", RECORD, at=[(0, "15:00")], on=on, note="=1+1 <b>&"),
            b.mission(
                "m1", MEET, at=[(2, "09:00")], on=on, note="Semaine; <i>bilan</i>"
            ),
            b.mission("never", PAIR, at=[(2, "15:00")], on=on),
        ],
        agreements={"a": replace(b.AGREEMENT, arms=True)},
        absences=(b.absence("E", 2, 2, on=on),),
        suspensions=(
            # D bears no arms on Tuesday; E is no officer on Tuesday.
            Suspension(officer="D", what="arms", span=on.day(tuesday)),
            Suspension(officer="E", what="approval", span=on.day(tuesday)),
        ),
        **changes,
    )
    tours = [(o, d, "day") for o in "ABCDEW" for d in (0, 1)] + [
        ("A", 2, "day"),
        ("C", 2, "day"),
        *(("N", d, "n") for d in range(3)),
        *(("P", d, "n") for d in range(3)),
    ]
    crews = [
        *(("p1", p, o) for p, o in (("chief", "N"), ("agent", "A"), ("agent", "W"))),
        *(("p2", p, o) for p, o in (("chief", "P"), ("agent", "A"), ("agent", "B"))),
        ("r1", "agent", "A"),
        ("r2", "agent", "P"),
        *(("d1", p, o) for p, o in (("chief", "N"), ("agent", "A"), ("agent", "B"))),
        *(("d2", p, o) for p, o in (("chief", "P"), ("agent", "A"), ("agent", "B"))),
        *(("d3", p, o) for p, o in (("chief", "N"), ("agent", "A"), ("agent", "C"))),
        ("i1", "agent", "A"),
        *(("m1", p, o) for p, o in (("chief", "N"), ("agent", "A"))),
    ]
    return edition_of(b.facts(week, tours=tours, crews=crews), language)


def files(found: Edition) -> dict[str, bytes]:
    return {str(p): c for p, c in EXPORTERS["notices"].render(found)}


def table(found: Edition, name: str) -> list[dict[str, str]]:
    text = files(found)[f"notices/{name}.csv"].decode()
    return list(csv.DictReader(io.StringIO(text)))


def page(found: Edition, name: str) -> Page:
    return Page(files(found)[f"notices/{name}.html"].decode())


def words(found: Edition, name: str) -> str:
    return " ".join(page(found, name).text.split())


NAMES = ("mayor-c", "mayor-d", "road-checks-pn", "on-duty-pn", "judicial", "meetings")


def test_each_addressee_has_a_table_and_a_page() -> None:
    expected = {f"notices/{n}.{e}" for n in NAMES for e in ("csv", "html")}
    assert files(edition()).keys() == expected


# --- what each of them is told, by hand -----------------------------------------------


def test_the_mayor_is_told_of_every_joint_mission_in_the_commune() -> None:
    """All joint crews but the mission not held; wardens apart from officers."""
    rows = table(edition(), "mayor-c")
    assert [r["mission"] for r in rows] == ["p1", "d1", "p2", "d2", "m1", "d3"]
    assert rows[0] == {
        "date": "2026-10-05",
        "start": "2026-10-05T09:00+02:00",
        "end": "2026-10-05T10:00+02:00",
        "mission": "p1",
        "kind": "pair",
        "zone": "north",
        "commune": "c",
        "leader_force": "pn",
        "heads": "pm:1|pn:1",
        "wardens": "1",
        "conditions": "",
    }
    assert rows[2]["heads"] == "pm:2|pn:1"
    text = words(edition(), "mayor-c")
    assert "The mayor (Ville C)" in text
    assert "09:00–10:00 Kind pair Nord, Ville C PN 1 PM, 1 PN, 1 warden (ASVP)" in text


def test_a_zone_across_two_communes_concerns_both_mayors() -> None:
    assert [r["mission"] for r in table(edition(), "mayor-d")] == ["p2"]


def test_a_crew_of_both_forces_is_joint_whatever_the_catalogue_says() -> None:
    found = edition()
    kinds = {**found.scenario.kinds, "pair": replace(PAIR, joint=False)}
    changed = replace(found, scenario=replace(found.scenario, kinds=kinds))
    assert [r["mission"] for r in table(changed, "mayor-d")] == ["p2"]


def test_road_checks_of_municipal_officers_alone_are_announced() -> None:
    """r1 has a municipal crew, r2 a national one."""
    [row] = table(edition(), "road-checks-pn")
    assert (row["mission"], row["powers"], row["heads"]) == ("r1", "check", "pm:1")
    assert "11:00–12:00 Kind road Nord, Ville C Check 1 PM" in (
        words(edition(), "road-checks-pn")
    )


def test_a_power_that_is_no_longer_announced_is_not() -> None:
    old = b.redated(POWERS[0], valid_to=dt.date(2026, 10, 4))
    new = b.redated(POWERS[0], announced=False, valid_from=dt.date(2026, 10, 5))
    found = edition()
    powers = (old, new, *POWERS[1:])
    changed = replace(found, scenario=replace(found.scenario, powers=powers))
    assert table(changed, "road-checks-pn") == []


def test_officers_on_duty_and_armed_are_counted_by_date() -> None:
    """The five municipal officers, without the warden.

    Monday: all five; E has no permit. Stun guns A, B, C, D; baton A.
    Tuesday: E is suspended, so four. The permit of B ended on Monday, D is suspended
    from arms; the session of C of 6 October 2025 counts for the last time: A and C.
    Wednesday: A and C. C has one session left of two: A alone.
    """
    assert table(edition(), "on-duty-pn") == [
        {"date": date, "force": "pm", "on_duty": duty, "armed": armed, "arms": arms}
        for date, duty, armed, arms in (
            ("2026-10-05", "5", "4", "baton:1|pie:4"),
            ("2026-10-06", "4", "2", "baton:1|pie:2"),
            ("2026-10-07", "2", "1", "baton:1|pie:1"),
        )
    ]
    text = words(edition(), "on-duty-pn")
    assert "Monday 5 October 2026 Town 5 4 baton: 1, stun gun (PIE): 4" in text


def test_a_suspension_that_ends_the_minute_before_the_tour_does_not_disarm() -> None:
    # Tours are 08:00 to 16:00; Tuesday 08:00 is minute 1920.
    found = edition()
    for until, armed in ((1920, "3"), (1921, "2")):
        arms = Suspension(officer="D", what="arms", span=Span(1440, until))
        week = replace(found.scenario, suspensions=(arms,))
        [_, tuesday, _] = table(replace(found, scenario=week), "on-duty-pn")
        assert tuesday["armed"] == armed


def test_nobody_is_armed_without_an_agreement_on_arms() -> None:
    found = edition()
    for changes in ({"arms": False}, {"valid_to": dt.date(2026, 10, 5)}):
        agreements = {"a": b.redated(found.scenario.agreements["a"], **changes)}
        week = replace(found.scenario, agreements=agreements)
        rows = table(replace(found, scenario=week), "on-duty-pn")
        assert [r["armed"] for r in rows[1:]] == ["0", "0"]
        assert [r["arms"] for r in rows[1:]] == ["", ""]
        assert [r["on_duty"] for r in rows] == ["5", "4", "2"]


def test_a_night_tour_counts_on_the_day_on_which_it_begins() -> None:
    on = b.clock(days=2)
    week = b.scenario(
        on=on,
        officers=[b.officer("A", weapons=(permit(until=b.MONDAY),))],
        shifts=[b.shift("night", "22:00", "06:00")],
        agreements={"a": replace(b.AGREEMENT, arms=True)},
    )
    found = edition_of(b.facts(week, tours=[("A", 0, "night")]))
    rows = table(found, "on-duty-pn")
    assert [(r["on_duty"], r["armed"]) for r in rows] == [("1", "1"), ("0", "0")]


def test_the_opj_and_the_prosecutor_are_told_what_needs_them() -> None:
    """d1 has its OPJ and its reference; d2 neither; d3 an OPJ without powers."""
    rows = table(edition(), "judicial")
    said = {
        r["mission"]: (
            *(r["powers"], r["opj"], r["opj_in_crew"]),
            *(r["requisition_needed"], r["requisition"], r["missing"]),
        )
        for r in rows
    }
    assert said == {
        "d1": ("drugs|record", "present", "N", "yes", "PR 12/26", "no"),
        "i1": ("record", "reachable", "", "no", "", "no"),
        "d2": ("drugs|record", "present", "", "yes", "", "yes"),
        "d3": ("drugs", "present", "", "yes", "", "yes"),
    }
    text = words(edition(), "judicial")
    assert "Drugs, Record in the crew: N PR 12/26" in text
    assert "Drugs, Record none in the crew reference missing" in text
    assert "Record to be reachable –" in text
    assert "4 points to see to, marked below." in text
    # Two missions without OPJ, two without reference.
    tags = page(edition(), "judicial").tags
    assert sum(a.get("class") == "flag" for _, a in tags) == 4


def test_a_requisition_is_told_even_where_no_power_asks_for_one() -> None:
    found = edition()
    mission = replace(found.scenario.missions["p1"], requisition="PR 7")
    missions = {**found.scenario.missions, "p1": mission}
    rows = table(
        replace(found, scenario=replace(found.scenario, missions=missions)), "judicial"
    )
    assert (rows[0]["mission"], rows[0]["opj"]) == ("p1", "none")
    assert (rows[0]["requisition"], rows[0]["missing"]) == ("PR 7", "no")


def test_the_prosecutor_is_told_of_meetings() -> None:
    [row] = table(edition(), "meetings")
    assert row["start"] == "2026-10-07T09:00+02:00"
    assert (row["zone"], row["commune"]) == ("north", "c")
    assert (row["heads"], row["prosecutor"]) == ("pm:1|pn:1", "optional")
    assert row["agenda"] == AGENDA
    text = words(edition(), "meetings")
    assert "1 PM, 1 PN; the prosecutor (optional) Semaine; <i>bilan</i>" in text


# --- whom it goes to ------------------------------------------------------------------


def test_each_national_force_is_told_of_its_own_communes() -> None:
    found = edition()
    other = replace(b.FORCES["pn"], id="px", name="Other", communes=frozenset({"d"}))
    forces = {**found.scenario.forces, "px": other}
    changed = replace(found, scenario=replace(found.scenario, forces=forces))
    assert [r["mission"] for r in table(changed, "road-checks-pn")] == ["r1"]
    assert table(changed, "road-checks-px") == []
    assert len(table(changed, "on-duty-pn")) == 3
    assert table(changed, "on-duty-px") == []


def test_what_happens_where_no_national_force_is_competent_is_told_to_all() -> None:
    found = edition()
    away = replace(b.FORCES["pn"], communes=frozenset({"d"}))
    forces = {**found.scenario.forces, "pn": away}
    changed = replace(found, scenario=replace(found.scenario, forces=forces))
    assert [r["mission"] for r in table(changed, "road-checks-pn")] == ["r1"]
    # The statement is owed under the agreement of the two forces.
    assert len(table(changed, "on-duty-pn")) == 3


def test_nothing_to_announce_is_said() -> None:
    on = b.clock(days=2)
    week = b.scenario(
        on=on, officers=[b.officer("A")], communes={"c": Commune(id="c", name="Ville")}
    )
    found = edition_of(b.facts(week), "en")
    for name in ("mayor-c", "road-checks-pn", "judicial", "meetings"):
        assert table(found, name) == []
        assert "Nothing to announce." in words(found, name)
        assert files(found)[f"notices/{name}.csv"].startswith(b"date,")
    assert [r["on_duty"] for r in table(found, "on-duty-pn")] == ["0", "0"]


# --- what they may not tell, and how --------------------------------------------------


def test_numbers_of_officers_stand_only_where_an_opj_has_to_be_reached() -> None:
    found = edition()
    people = {o: f"{o}-SERVICE-NUMBER" for o in found.scenario.officers}
    week, roster = found.scenario, found.roster
    renamed = replace(
        week,
        officers={
            people[k]: replace(o, id=people[k]) for k, o in week.officers.items()
        },
        suspensions=(),
        absences=(),
    )
    changed = replace(
        found,
        scenario=renamed,
        roster=replace(
            roster,
            tours=tuple(replace(t, officer=people[t.officer]) for t in roster.tours),
            assignments=tuple(
                replace(a, officer=people[a.officer]) for a in roster.assignments
            ),
        ),
    )
    for name, content in files(changed).items():
        named = set(re.findall(r"\w-SERVICE-NUMBER", content.decode()))
        assert named == ({people["N"]} if "judicial" in name else set()), name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_whole_and_fetch_nothing(language: str) -> None:
    for name, content in files(edition(language)).items():
        if name.endswith(".html"):
            text = content.decode()
            found = Page(text)
            assert found.open == []
            assert f'<html lang="{language}">' in text
            assert not re.search(r"\s(?:src|href|srcset)=|@import|url\(", text)
            assert "<script" not in text
            tags = Counter(tag for tag, _ in found.tags)
            assert tags["h1"] == tags["main"] == 1
            assert tags["table"] == tags["caption"] <= 1
            cells = [a for tag, a in found.tags if tag == "th"]
            assert all(a.get("scope") for a in cells)


def test_what_people_wrote_is_escaped() -> None:
    source = files(edition())["notices/meetings.html"].decode()
    assert "&lt;i&gt;bilan&lt;/i&gt;" in source
    assert "<i>" not in source


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+33 4", "'+33 4"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("1=1", "1=1"),
        ("", ""),
        ("'quoted'", "'quoted'"),
    ],
)
def test_no_cell_is_a_formula(text: str, written: str) -> None:
    assert harmless(text) == written
    assert meant(written) == text


def test_tables_for_others_hold_no_formulas() -> None:
    found = edition()
    mission = found.scenario.missions["d1"]
    asked = replace(mission, requisition="=HYPERLINK(1)")
    missions = {**found.scenario.missions, "d1": asked}
    changed = replace(found, scenario=replace(found.scenario, missions=missions))
    cells = [c for row in table(changed, "judicial") for c in row.values()]
    assert "'=HYPERLINK(1)" in cells
    assert not any(c.startswith(FORMULA) for c in cells)


def test_french_pages_speak_french_and_tables_stay_as_they_are() -> None:
    english, french = edition(), edition("fr")
    for name in NAMES:
        assert table(english, name) == table(french, name)
    text = words(french, "judicial")
    assert "référence manquante" in text
    assert "4 points à traiter" in text
    assert "lundi 5 octobre 2026" in text
    assert "pistolet à impulsions électriques (PIE) : 4" in (
        words(french, "on-duty-pn")
    )
    assert "Le maire (Ville C)" in words(french, "mayor-c")
    for name in ("Nothing", "reference", "Officers", "Powers"):
        assert not any(name in words(french, n) for n in NAMES)


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert files(edition()) == files(edition())


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    publish(edition(), tmp_path / "out", ["tables", "notices"])
    written = list((tmp_path / "out" / "notices").iterdir())
    assert len(written) == 2 * len(NAMES)
    assert {stat.S_IMODE(p.stat().st_mode) for p in written} == {0o600}


# --- the shipped weeks, counted again from their tables -------------------------------


@pytest.fixture(
    scope="module",
    params=["quickstart", pytest.param("clermont-ferrand", marks=pytest.mark.slow)],
)
def solved(request: pytest.FixtureRequest, tmp_path_factory) -> tuple[Path, Path]:
    folder = SCENARIOS / request.param
    out = tmp_path_factory.mktemp("notices") / "out"
    week = load(folder)
    search = Search(time_limit=60, workers=2, gap=0.2)
    result = solve(week, search)
    assert result.roster is not None
    run = describe(week, result, search, interrupted=False)
    assert publish_verified(week, result.roster, run, out, "fr").verdict.passed
    return folder, out


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_mayors_and_prosecutor_are_told_what_the_roster_holds(
    solved: tuple[Path, Path],
) -> None:
    folder, out = solved
    crews: dict[tuple[str, str], Counter[str]] = {}
    place: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows_of(out / "roster.csv"):
        key = (row["mission"], row["start"])
        crews.setdefault(key, Counter())[row["force"]] += 1
        place[key] = row
    national = {
        r["force"] for r in rows_of(folder / "forces.csv") if r["kind"] == "national"
    }
    joint = {
        k: c for k, c in crews.items() if c.keys() & national and c.keys() - national
    }
    assert joint
    reach = {
        r["zone"]: set(r["also_in"].split("|")) for r in rows_of(folder / "zones.csv")
    }
    told = {}
    for commune in (r["commune"] for r in rows_of(folder / "communes.csv")):
        for row in rows_of(out / "notices" / f"mayor-{commune}.csv"):
            # A mission across a border is told to each mayor.
            assert commune in {row["commune"], *reach[row["zone"]]}
            heads = dict(part.split(":") for part in row["heads"].split("|"))
            told[row["mission"], row["start"]] = {f: int(n) for f, n in heads.items()}
    assert told == {k: dict(c) for k, c in joint.items()}
    meetings = {k for k, row in place.items() if row["kind"] == "coordination_meeting"}
    assert meetings
    assert meetings == {
        (r["mission"], r["start"]) for r in rows_of(out / "notices" / "meetings.csv")
    }


def test_officers_on_duty_and_armed_are_those_of_the_tables(
    solved: tuple[Path, Path],
) -> None:
    folder, out = solved
    permits = (
        rows_of(folder / "weapons.csv") if (folder / "weapons.csv").exists() else []
    )
    duty: Counter[tuple[str, str]] = Counter()
    armed: Counter[tuple[str, str]] = Counter()
    for tour in rows_of(out / "tours.csv"):
        day = tour["date"]
        year_ago = f"{int(day[:4]) - 1}{day[4:]}"
        duty[day, tour["force"]] += 1
        armed[day, tour["force"]] += any(
            p["officer"] == tour["officer"]
            and p["valid_from"] <= day <= p["valid_to"]
            and sum(year_ago <= s < day for s in p["sessions"].split("|")) >= 2
            for p in permits
        )
    [statement] = (out / "notices").glob("on-duty-*.csv")
    rows = rows_of(statement)
    days, forces = {r["date"] for r in rows}, {r["force"] for r in rows}
    assert len(rows) == len(days) * len(forces)
    for row in rows:
        key = (row["date"], row["force"])
        assert (int(row["on_duty"]), int(row["armed"])) == (duty[key], armed[key])
        arms = f"pie:{armed[key]}" if armed[key] else ""
        assert row["arms"] == arms
    assert sum(duty.values()) > sum(armed.values())
    assert bool(sum(armed.values())) is bool(permits)
