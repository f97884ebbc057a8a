"""Weeks solved again after a change of their tables, with what had begun frozen.

What stays is counted from the files themselves, by ``csv`` alone: rows are compared as
they are written.
"""

import csv
import dataclasses
import datetime as dt
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from scheduler.domain.baseline import Baseline
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import Absence, ForceKind, Pin
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.io.faults import InputFaults
from scheduler.io.tables import Rows
from scheduler.plan import describe, publish_verified
from scheduler.rosters.baseline import near
from scheduler.scenarios.load import load
from scheduler.scenarios.write import Tables, write_tables
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from scheduler.verify.conflict import conflict_lines
from scheduler.verify.solved import read_solved
from scheduler.words import use_language
from tests.builders import facts, mission, officer, position, scenario, shift
from tests.contradicting import explain
from tests.freezing import frozen, with_breaks
from tests.shapes.brute import agrees
from tests.towns import changed, town

SEARCH = Search(time_limit=100, workers=1)
H = 60
Line = tuple[str, ...]


# --- random weeks with random changes -------------------------------------------------

WEEKS = [
    pytest.param(n, marks=pytest.mark.nightly if n >= 6 else ()) for n in range(50)
]


def published(week: Scenario, folder: Path) -> Result:
    """Solve a week and publish it; it is proved and verified."""
    result = solve(week, SEARCH)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    run = describe(week, result, SEARCH, interrupted=False)
    solved = publish_verified(week, result.roster, run, folder, "en")
    assert solved.verdict.passed, solved.verdict.breaches
    return result


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def begun(folder: Path, freeze: dt.datetime) -> Counter[Line]:
    """Return the tours, seats and breaks of a folder that began before an instant."""
    found: Counter[Line] = Counter()
    for row in rows(folder, "roster.csv"):
        if dt.datetime.fromisoformat(row["start"]) < freeze:
            found["seat", *row.values()] += 1
    for row in rows(folder, "tours.csv"):
        starts, ends = row.pop("break_start"), row.pop("break_end")
        if dt.datetime.fromisoformat(row["start"]) < freeze:
            found["tour", *row.values()] += 1
        for start, end in zip(starts.split("|"), ends.split("|"), strict=True):
            if start and dt.datetime.fromisoformat(start) < freeze:
                found["break", row["officer"], start, end] += 1
    return found


def place(number: int) -> Tables:
    """Return a town; some have long tours, or a break at its own time."""
    long = {"late": {"start": "09:00", "end": "21:00"}}
    split = {
        "day": {"unpaid_break": "45", "break_from": "11:45"},
        "late": {"unpaid_break": "60", "break_from": "17:00"},
        "morning": {"unpaid_break": "30"},
    }
    hours: dict[str, dict[str, str]] = [{}, long, split][number % 3]

    def change(name: str, old: Rows) -> Rows:
        if name != "shifts":
            return old
        return [{**row, **hours.get(row["shift"], {})} for row in old]

    return changed(town(number, officers=7, missions=12), change)


def altered(tables: Tables, random: Random, out: Path, freeze: dt.datetime) -> Tables:
    """Return a town to which something happened; missions that had begun stay."""
    held = {
        row["mission"]
        for row in rows(out, "roster.csv")
        if dt.datetime.fromisoformat(row["start"]) < freeze
    }
    free = [m["mission"] for m in tables.tables["missions"] if m["mission"] not in held]
    dates = sorted({m["dates"] for m in tables.tables["missions"]})
    ill = random.choice(tables.tables["officers"])["officer"]
    since = freeze + dt.timedelta(minutes=random.choice((-600, -60, 0, 0, 1, 180)))
    gone = random.choice([*free, ""])
    like = random.choice(tables.tables["officers"])
    late = random.choice([*free, ""])

    def change(name: str, old: Rows) -> Rows:
        now = [dict(row) for row in old]
        if name == "absences":
            now.append(
                {
                    "officer": ill,
                    "from_date": f"{since:%Y-%m-%d}",
                    "from_time": f"{since:%H:%M}",
                    "to_date": max(dates[-1], f"{since:%Y-%m-%d}"),
                    "reason": "ill",
                }
            )
        if name == "missions":
            now = [m for m in now if m["mission"] != gone]
            for m in now:
                if m["mission"] == late:
                    m["starts"] = f"{random.randint(7, 18)}:30"
            for number in range(random.choice((1, 2))):
                more = {**random.choice(old), "mission": f"more{number}"}
                now.append({**more, "starts": f"{random.randint(7, 18)}:15"})
        if name == "officers":
            now.append({**like, "officer": "NEW"})
        if name == "fixed_tours" and like["tours"] == "fixed":
            new = [{"officer": "NEW", "date": d, "shift": "day"} for d in dates]
            now += random.sample(new, random.randint(1, len(new)))
        return now

    return changed(tables, change)


@pytest.mark.parametrize("number", WEEKS)
def test_nothing_before_the_freeze_differs(number: int, tmp_path: Path) -> None:
    random, tables = Random(number), place(number)
    write_tables(tables, tmp_path / "week")
    week = load(tmp_path / "week")
    published(week, tmp_path / "out")
    minute = random.choice((14 * H, random.randrange(week.clock.span.end)))
    freeze = week.clock.local(minute)
    write_tables(
        altered(tables, random, tmp_path / "out", freeze), tmp_path / "changed"
    )
    now = load(tmp_path / "changed")
    published(near(now, tmp_path / "out", minute), tmp_path / "again")
    assert begun(tmp_path / "out", freeze) == begun(tmp_path / "again", freeze)
    # The folder says by itself what was frozen.
    assert read_solved(now, tmp_path / "again").scenario.freeze == minute


@pytest.mark.parametrize("number", WEEKS[:2] + WEEKS[6:30])
@pytest.mark.parametrize("hour", [None, 36])
def test_without_a_change_the_files_are_the_same(
    number: int, hour: int | None, tmp_path: Path
) -> None:
    write_tables(place(number), tmp_path / "week")
    week = load(tmp_path / "week")
    out = tmp_path / "out"
    published(week, out)
    names = ["roster.csv", "tours.csv"]
    names += [str(p.relative_to(out)) for p in out.glob("feeds/**/*.ics")]
    before = {name: (out / name).read_bytes() for name in names}
    assert len(before) > 5
    published(near(week, out, None if hour is None else hour * H), out)
    assert {name: (out / name).read_bytes() for name in names} == before


# --- pairs: without, and with --------------------------------------------------------

ALONE = MissionKind(
    id="alone",
    name_fr="Seul",
    name_en="Alone",
    joint=False,
    priority=5,
    positions=(position("agent", ForceKind.MUNICIPAL),),
)
TIERS = (("missions", {"missions_by_priority": 1}), ("near", {"few_changes": 1}))


def small(**changes: object) -> Scenario:
    """Return a week of two officers and two missions of Monday."""
    base = {
        "officers": [officer("o"), officer("p")],
        "shifts": [shift("s", "12:00", "20:00")],
        "kinds": [ALONE],
        "missions": [
            mission("noon", ALONE, at=[(0, "13:00")]),
            mission("eve", ALONE, at=[(0, "17:00")]),
        ],
        "tiers": TIERS,
    }
    return scenario(**{**base, **changes})  # type: ignore[arg-type]


def told() -> Scenario:
    """Return the week in whose baseline one of two officers holds both missions."""
    seats = [("noon", "agent", "o"), ("eve", "agent", "o")]
    known = facts(small(), tours=[("o", 0, "s"), ("p", 0, "s")], crews=seats)
    known = with_breaks(known, [(x, 15 * H, 15 * H + 20) for x in "op"])
    return frozen(known, 14 * H)


def on(day: Scenario, **changes: object) -> Scenario:
    return dataclasses.replace(day, **changes)  # type: ignore[arg-type]


def at(week: Scenario, freeze: int | None) -> Scenario:
    assert isinstance(week.baseline, Baseline)
    return on(week, baseline=dataclasses.replace(week.baseline, freeze=freeze))


def seats(week: Scenario) -> dict[str, str]:
    """Return who holds which mission in the best roster; it is proved."""
    result = solve(week, SEARCH)
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    return {a.mission: a.officer for a in result.roster.assignments}


ILL = (Absence(officer="o", span=Span(14 * H, 48 * H)),)


def test_who_falls_ill_on_tour_keeps_what_began_and_holds_nothing_later() -> None:
    """Ill from 14:00, on tour since 12:00: the tour stays, the evening is another's."""
    week = on(told(), absences=ILL)
    assert seats(week) == {"noon": "o", "eve": "p"}
    # Without the freeze no free tour may overlap the absence.
    assert seats(at(week, None)) == {"noon": "p", "eve": "p"}


def test_a_mission_stays_with_its_officer_from_the_minute_it_begins() -> None:
    """A pin of the other officer decides, as long as the mission has not begun."""
    pin = Pin(officer="p", pin="mission", mission="noon")
    week = on(told(), pins=(pin,))
    assert seats(at(week, 13 * H))["noon"] == "p"
    late = at(week, 13 * H + 1)
    assert solve(late, SEARCH).status is SolveStatus.INFEASIBLE


def test_a_contradiction_with_the_freeze_is_said_in_words() -> None:
    pin = Pin(officer="p", pin="mission", mission="noon")
    week = at(on(told(), pins=(pin,)), 14 * H)
    found = explain(week)
    assert found.confirmed
    assert [p.officer for p in found.pins] == ["p"]
    assert [r.name for r in found.rules] == ["freeze_kept"]
    for language, word in (("en", "Freeze"), ("fr", "gel")):
        with use_language(language):
            lines = list(conflict_lines(week, found))
        assert word in lines[-1]


def test_what_is_forbidden_afterwards_is_said_with_the_rule() -> None:
    """A kind that needs a qualification nobody has: the seat that began breaks it."""
    armed = position("agent", ForceKind.MUNICIPAL, qualifications=("bike",))
    kind = dataclasses.replace(ALONE, positions=(armed,))
    week = on(told(), kinds={"alone": kind})
    assert solve(week, SEARCH).status is SolveStatus.INFEASIBLE
    found = explain(week)
    assert {r.name for r in found.rules} == {"freeze_kept", "qualification_valid"}
    assert {x.rule for x in found.frozen} == {"qualification_valid"}
    with use_language("en"):
        assert any("began before the freeze" in x for x in conflict_lines(week, found))


def test_no_new_crew_goes_out_in_the_past() -> None:
    more = [*small().missions.values(), mission("old", ALONE, at=[(0, "13:30")])]
    week = on(told(), missions={m.id: m for m in more})
    assert "old" not in seats(week)
    # One minute less of a freeze than the start, and somebody goes.
    assert "old" in seats(at(week, 13 * H + 30))


def test_a_break_taken_stays_and_the_next_one_still_fits() -> None:
    """After a break at 12:30, the tour to 20:00 needs another by 18:50.

    Missions at 14:30 to 20:00 leave one only before 14:30. If that time is past, the
    officer holds not all of them.
    """
    late = [
        mission("a", ALONE, at=[(0, "14:30")], minutes=150),
        mission("b", ALONE, at=[(0, "17:00")], minutes=180),
    ]
    week = small(officers=[officer("o")], missions=late)
    known = with_breaks(
        facts(week, tours=[("o", 0, "s")]), [("o", 12 * H + 30, 12 * H + 50)]
    )
    assert len(seats(frozen(known, 14 * H + 10))) == 2
    assert len(seats(frozen(known, 14 * H + 11))) == 1


def test_breaks_still_to_come_stay_where_missions_leave_them() -> None:
    result = solve(told(), SEARCH)
    assert result.roster is not None
    assert [b.span.start for b in result.roster.breaks or ()] == [15 * H, 15 * H]


@pytest.mark.parametrize("number", range(12))
def test_search_and_enumeration_agree(number: int) -> None:
    """Among all rosters of a tiny week, with a freeze anywhere in the day."""
    random = Random(number)
    starts = random.sample(("12:00", "13:00", "14:00", "15:30", "18:00"), 2)
    kind = dataclasses.replace(
        ALONE, positions=(position("agent"), position("chief", None))
    )
    week = small(
        officers=[officer(x) for x in "op"] + [officer("n", "pn")],
        shifts=[shift("s", "12:00", "20:00"), shift("k", "12:00", "19:00", "pn")],
        kinds=[kind],
        missions=[
            mission(f"m{i}", kind, at=[(0, start)], minutes=random.choice((45, 120)))
            for i, start in enumerate(starts)
        ],
    )
    week = on(week, clock=dataclasses.replace(week.clock, days=1))
    known = solve(week, SEARCH).roster
    assert known is not None
    freeze = random.choice((0, 13, 14, 15, 17)) * H + 1
    away = Span(random.choice((10, 14)) * H, 30 * H)
    ill = Absence(officer=random.choice("opn"), span=away)
    now = on(frozen(Facts(week, known), freeze), absences=(ill,))
    assert agrees(now, most=20_000) is not None


# --- what the tables no longer have ---------------------------------------------------


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, Path]:
    """Return a town and the folder of its roster."""
    folder = tmp_path_factory.mktemp("town")
    write_tables(town(3), folder / "week")
    published(load(folder / "week"), folder / "out")
    return town(3), folder / "out"


def without(tables: Tables, **gone: set[str]) -> Tables:
    """Return a town without some rows, by the first cell of each."""

    def change(name: str, rows: Rows) -> Rows:
        lost = gone.get(name, set())
        kept = [r for r in rows if next(iter(r.values())) not in lost]
        codes = set().union(*gone.values())
        return [r for r in kept if r.get("officer") not in codes]

    return changed(tables, change)


def test_all_that_began_and_is_no_longer_there_is_refused_at_once(
    solved: tuple[Tables, Path], tmp_path: Path
) -> None:
    tables, out = solved
    first = min(rows(out, "roster.csv"), key=lambda r: r["start"])
    write_tables(
        without(tables, missions={first["mission"]}, officers={first["officer"]}),
        tmp_path / "less",
    )
    week = load(tmp_path / "less")
    freeze = week.clock.from_datetime(dt.datetime.fromisoformat(first["start"]))
    # Not begun: nobody misses the mission, the tour of its officer has begun.
    with pytest.raises(InputFaults) as early:
        near(week, out, freeze)
    assert {f.file for f in early.value.faults} == {"tours.csv"}
    with pytest.raises(InputFaults) as refused:
        near(week, out, freeze + 1)
    found = {(f.file, f.column, f.values["value"]) for f in refused.value.faults}
    assert found == {
        ("tours.csv", "officer", first["officer"]),
        ("roster.csv", "officer", first["officer"]),
        ("roster.csv", "mission", first["mission"]),
    }
    row = next(f.row for f in refused.value.faults if f.column == "mission")
    assert rows(out, "roster.csv")[(row or 0) - 2] == first
    for language in ("en", "fr"):
        with use_language(language):
            assert first["start"][:16] in str(refused.value)


@pytest.mark.parametrize(
    ("column", "table", "change"),
    [
        ("start", "missions", {"starts": "05:10"}),
        ("zone", "missions", {"zone": "elsewhere"}),
        ("kind", "missions", {"kind": "other"}),
        ("shift", "shifts", {"end": "22:00"}),
        ("date", "shifts", {"days": "sun"}),
    ],
)
def test_what_began_and_is_otherwise_now_is_refused(
    column: str,
    table: str,
    change: dict[str, str],
    solved: tuple[Tables, Path],
    tmp_path: Path,
) -> None:
    tables, out = solved

    def alter(name: str, old: Rows) -> Rows:
        if name == "zones":
            return [*old, {"zone": "elsewhere", "name": "E", "commune": "99001"}]
        if name == "mission_kinds":
            return [*old, {**old[1], "kind": "other"}]
        if name == "positions":
            return [*old, {**old[2], "kind": "other"}]
        return [{**r, **change} if name == table else r for r in old]

    write_tables(changed(tables, alter), tmp_path / "week")
    week = load(tmp_path / "week")
    with pytest.raises(InputFaults) as refused:
        near(week, out, week.clock.span.end)
    assert column in {f.column for f in refused.value.faults}
    # With nothing begun, all of it may differ.
    assert near(week, out, 0).freeze == 0
