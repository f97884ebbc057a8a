"""Both nights on which the clocks change, from the tables to the calendars.

In Paris the clocks go back on Sunday 25 October 2026, from 03:00 (UTC+2) to 02:00
(UTC+1), at 01:00 UTC; and forward on Sunday 28 March 2027, from 02:00 (UTC+1) to 03:00
(UTC+2), at 01:00 UTC. All instants below are worked out by hand from that.
"""

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.plan import describe, publish_verified
from scheduler.rosters.roster_files import read_roster
from scheduler.rules import RULES
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.judge import judge
from scheduler.verify.solved import read_solved
from scheduler.words import use_language
from tests.contradicting import explain

Instants = tuple[str, str]


@dataclass(frozen=True)
class Night:
    """One of the two nights; instants are UTC, as ``dd hh:mm``."""

    saturday: dt.date
    night: Instants
    """Saturday 22:00 to Sunday 06:00."""
    hours: int
    """Minutes of that tour."""
    evening: Instants
    """Saturday 14:00 to 21:30."""
    after: str
    """Local start on Sunday of a tour exactly 11 h after 21:30."""
    too_soon: str
    """One minute earlier."""
    rest: Instants
    """That tour, which lasts until 14:00."""
    long: Instants
    """Mission on Saturday at 23:30, of 4 h."""
    last: Instants
    """Mission on Sunday at 05:00, of 1 h: it ends with the night tour."""
    over: Instants
    """The same a minute longer: no tour can hold it."""


NIGHTS = {
    # 22:00 is 20:00 UTC, 06:00 is 05:00 UTC: 9 h. 21:30 is 19:30 UTC; 11 h later it is
    # 06:30 UTC, 07:30 in Paris: 10 h on the wall. 14:00 on Sunday is 13:00 UTC. 23:30
    # is 21:30 UTC. 05:00 is 04:00 UTC.
    "autumn": Night(
        saturday=dt.date(2026, 10, 24),
        night=("24 20:00", "25 05:00"),
        hours=9 * 60,
        evening=("24 12:00", "24 19:30"),
        after="07:30",
        too_soon="07:29",
        rest=("25 06:30", "25 13:00"),
        long=("24 21:30", "25 01:30"),
        last=("25 04:00", "25 05:00"),
        over=("25 04:00", "25 05:01"),
    ),
    # 22:00 is 21:00 UTC, 06:00 is 04:00 UTC: 7 h. 21:30 is 20:30 UTC; 11 h later it is
    # 07:30 UTC, 09:30 in Paris: 12 h on the wall. 14:00 on Sunday is 12:00 UTC. 23:30
    # is 22:30 UTC. 05:00 is 03:00 UTC.
    "spring": Night(
        saturday=dt.date(2027, 3, 27),
        night=("27 21:00", "28 04:00"),
        hours=7 * 60,
        evening=("27 13:00", "27 20:30"),
        after="09:30",
        too_soon="09:29",
        rest=("28 07:30", "28 12:00"),
        long=("27 22:30", "28 02:30"),
        last=("28 03:00", "28 04:00"),
        over=("28 03:00", "28 04:01"),
    ),
}

DOCUMENT = """\
title = "The clocks change"
start = {saturday}
days = 3
language = "en"
"""
TABLES = {
    "forces": """\
force,name,kind,regime,communes
pm,Town,municipal,,99001
pn,District,national,,99001
""",
    "agreements": """\
agreement,name,municipal_force,national_force,communes,lead_force,valid_from,valid_to,night_clause
A,Agreement,pm,pn,99001,pn,2025-01-01,2027-12-31,yes
""",
    "communes": "commune,name\n99001,Town\n",
    "zones": "zone,name,commune\ncentre,Centre,99001\n",
    "officers": """\
officer,force,judicial,tours
M1,pm,APJA,free
M2,pm,APJA,free
N1,pn,OPJ,fixed
""",
    "shifts": """\
shift,name,force,start,end,days
night,Night,pm,22:00,06:00,sat
evening,Evening,pm,14:00,21:30,sat
after,After,pm,{after},14:00,sun
soon,Too soon,pm,{too_soon},14:00,sun
n-night,National night,pn,22:00,06:00,
""",
    "fixed_tours": "officer,date,shift\nN1,{saturday},n-night\n",
    "mission_kinds": """\
kind,name_fr,name_en,joint,priority
patrol,Patrouille,Patrol,yes,10
""",
    "positions": """\
kind,position,count,force,leads
patrol,chief,1,national,yes
patrol,agent,1,municipal,no
""",
    "missions": """\
mission,kind,zone,dates,starts,minutes
long,patrol,centre,{saturday},23:30,240
last,patrol,centre,{sunday},05:00,60
over,patrol,centre,{sunday},05:00,61
""",
    "pins": """\
officer,pin,date,shift
M1,shift,{saturday},night
M2,shift,{saturday},evening
M2,shift,{sunday},after
""",
}


@pytest.fixture(params=NIGHTS)
def night(request: pytest.FixtureRequest) -> Night:
    return NIGHTS[request.param]


@pytest.fixture
def folder(night: Night, tmp_path: Path) -> Path:
    """Return the tables of a night."""
    return tables(night, tmp_path)


def tables(night: Night, home: Path, changes: Mapping[str, str] | None = None) -> Path:
    values = {
        "saturday": night.saturday,
        "sunday": night.saturday + dt.timedelta(days=1),
        "after": night.after,
        "too_soon": night.too_soon,
    }
    folder = home / "change"
    folder.mkdir()
    (folder / "scenario.toml").write_text(DOCUMENT.format(**values))
    for name, text in {**TABLES, **(changes or {})}.items():
        (folder / f"{name}.csv").write_text(text.format(**values))
    return folder


SEARCH = Search(time_limit=30, workers=1)


def solved(week: Scenario) -> Result:
    result = solve(week, SEARCH)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    return result


def published(week: Scenario, out: Path) -> Path:
    """Solve a week, and write its verified outputs."""
    result = solved(week)
    assert result.roster is not None
    run = describe(week, result, SEARCH, interrupted=False)
    written = publish_verified(week, result.roster, run, out, "en")
    assert written.verdict.passed
    assert read_solved(week, out).verdict.passed
    return out


def utc(night: Night, text: str) -> dt.datetime:
    day, wall = text.split()
    date = night.saturday.replace(day=int(day))
    return dt.datetime.combine(date, dt.time.fromisoformat(wall), dt.UTC)


def parsed(feed: Path) -> list[Any]:
    return Calendar.from_ical(feed.read_bytes()).walk("VEVENT")


def events(feed: Path) -> list[Instants]:
    """Return the instants of every event of a feed; they must be in UTC."""
    found = []
    for event in parsed(feed):
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        assert start.tzinfo is not None
        assert start.utcoffset() == end.utcoffset() == dt.timedelta()
        assert event["DTSTART"].to_ical().endswith(b"Z")
        found.append((f"{start:%d %H:%M}", f"{end:%d %H:%M}"))
    return sorted(found)


# --- hours ----------------------------------------------------------------------------


def test_the_feeds_tell_the_instants(night: Night, folder: Path) -> None:
    out = published(load(folder), folder.parent / "out")
    crew = sorted([night.night, night.long, night.last])
    assert events(out / "feeds" / "officers" / "M1.ics") == crew
    assert events(out / "feeds" / "officers" / "N1.ics") == crew
    assert events(out / "feeds" / "officers" / "M2.ics") == [
        night.evening,
        night.rest,
    ]
    # Command staff also see what nobody holds, and the shifts of their force.
    missions = sorted([night.long, night.last, night.over])
    assert events(out / "feeds" / "zones" / "centre.ics") == missions
    tours = [night.night, night.evening, night.rest]
    assert events(out / "feeds" / "forces" / "pm.ics") == sorted([*missions, *tours])


def test_the_tables_tell_the_hours(night: Night, folder: Path) -> None:
    out = published(load(folder), folder.parent / "out")
    with (out / "tours.csv").open(newline="") as file:
        rows = {(r["officer"], r["shift"]): r for r in csv.DictReader(file)}
    for key in (("M1", "night"), ("N1", "n-night")):
        row = rows[key]
        assert int(row["work_minutes"]) == night.hours
        instants = [dt.datetime.fromisoformat(row[c]) for c in ("start", "end")]
        assert instants == [utc(night, text) for text in night.night]
        assert instants[1] - instants[0] == dt.timedelta(minutes=night.hours)
    assert int(rows["M2", "evening"]["work_minutes"]) == 450
    with (out / "roster.csv").open(newline="") as file:
        held = {r["mission"]: (r["start"], r["end"]) for r in csv.DictReader(file)}
    assert held.keys() == {"long", "last"}  # “over” ends a minute after the tour
    for name, expected in (("long", night.long), ("last", night.last)):
        told = [dt.datetime.fromisoformat(text) for text in held[name]]
        assert told == [utc(night, text) for text in expected]


@pytest.mark.parametrize("rule", ["daily_work", "daily_span"])
@pytest.mark.parametrize("short", [0, 1])
def test_a_limit_on_the_night(
    rule: str, short: int, night: Night, tmp_path: Path
) -> None:
    """A limit of exactly the hours of the night lets it be; a minute less does not."""
    limit = f"municipal,{rule},maximum,{night.hours - short}"
    regimes = {"regimes": f"regime,rule,setting,value\n{limit}\n"}
    if night.hours < 450:  # the evening tour is longer than this night
        regimes["pins"] = "officer,pin,date,shift\nM1,shift,{saturday},night\n"
    week = load(tables(night, tmp_path, regimes))
    tour = week.tour("M1", night.saturday, "night")
    found = list(RULES[rule].check(Facts(week, Roster((tour,), ()))))
    result = solve(week, SEARCH)
    if short:
        assert [b.over for b in found] == [1]
        assert result.status is SolveStatus.INFEASIBLE
        assert [r.name for r in explain(week).rules] == [rule]
    else:
        assert found == []
        assert result.status is SolveStatus.OPTIMAL
        published(week, tmp_path / "out")


# --- rest -----------------------------------------------------------------------------


def test_eleven_hours_of_rest_are_enough(folder: Path) -> None:
    week = load(folder)
    roster = solved(week).roster
    assert roster is not None
    assert [t.shift for t in roster.tours if t.officer == "M2"] == ["evening", "after"]
    evening, after = (t.span for t in roster.tours if t.officer == "M2")
    assert after.start - evening.end == 660


def test_a_minute_less_is_not(night: Night, folder: Path) -> None:
    """The model refuses it, and says why; so does the checker, by one minute."""
    week = load(folder)
    pins = tuple(
        replace(p, shift="soon") if p.shift == "after" else p for p in week.pins
    )
    sooner = replace(week, pins=pins)
    assert solve(sooner, SEARCH).status is SolveStatus.INFEASIBLE
    conflict = explain(sooner)
    assert [r.name for r in conflict.rules] == ["daily_rest"]
    assert [(p.officer, p.shift) for p in conflict.pins] == [
        ("M2", "evening"),
        ("M2", "soon"),
    ]

    out = published(week, folder.parent / "out")
    rows = (out / "tours.csv").read_text()
    assert f"T{night.after}" in rows
    changed = rows.replace("after", "soon").replace(
        f"T{night.after}", f"T{night.too_soon}"
    )
    changed = changed.replace(
        ",390,no" if night.hours == 540 else ",270,no",
        ",391,no" if night.hours == 540 else ",271,no",
    )
    (out / "tours.csv").write_text(changed)
    verdict = judge(sooner, read_roster(sooner, out))
    assert [(b.rule, b.officers, b.over) for b in verdict.breaches] == [
        ("daily_rest", ("M2",), 1)
    ]


# --- words ----------------------------------------------------------------------------


def test_the_calendar_says_that_the_clocks_change(folder: Path, night: Night) -> None:
    with use_language("en"):
        out = published(load(folder), folder.parent / "out")
    feed = out / "feeds" / "officers" / "M1.ics"
    tour = next(e for e in parsed(feed) if e["SUMMARY"].startswith("Tour"))
    assert tour["SUMMARY"] == "Tour · Night"
    said = str(tour["DESCRIPTION"]).splitlines()
    assert f"Length: {night.hours // 60} h" in said
    assert "The clocks change during this tour." in said
