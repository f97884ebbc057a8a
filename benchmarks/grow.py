"""Enlarge a week to more officers and more weeks, as tables of the project.

    .venv/bin/python benchmarks/grow.py OFFICERS OUT [--days D] [--base SCENARIO]

Everything that belongs to the municipal forces (communes, zones, shifts, agreements,
officers, missions, absences, requests) is cloned with a suffix ``.1``, ``.2`` and so
on; the last clone is a fraction of the base week, taken evenly from every unit. There
is one national force, competent everywhere, with the officers of every clone, and one
stock of equipment: both connect the clones as in a larger district. Missions of clones
start up to 10 minutes earlier or later than those of the base week.

Further weeks repeat missions, requests and absences; other officers of the same force
are absent each week. Pins and changes of fixed tours stay in the first week.
"""

import argparse
import csv
import datetime as dt
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

Row = dict[str, str]

CLERMONT = Path("scenarios/clermont-ferrand")
CALENDARS = ("fixtures", "event_plans")
"""Tables of matches, which would need a calendar for each clone."""

SHARED = ("mission_kinds", "positions", "standard_cycles")
SUFFIXED = {
    "officers": ("officer", "force"),
    "communes": ("commune",),
    "zones": ("zone", "commune", "also_in"),
    "travel": ("from", "to"),
    "agreements": ("agreement", "municipal_force", "communes"),
    "poolings": ("pooling", "forces", "communes"),
    "missions": ("mission", "zone", "or_zones", "equipage"),
    "absences": ("officer",),
    "requests": ("officer", "shift"),
    "qualifications": ("officer",),
    "weapons": ("officer",),
    "past_work": ("officer",),
    "history": ("officer",),
    "fixed_tours": ("officer", "shift"),
    "cycle_changes": ("officer",),
    "pins": ("officer", "shift", "mission"),
}
"""By table, the columns whose codes belong to a clone."""

OWNED: tuple[str, ...] = (
    "absences",
    "requests",
    "qualifications",
    "weapons",
    "past_work",
    "history",
)
OWNED += ("fixed_tours", "cycle_changes", "pins")
"""Tables whose rows belong to an officer."""

WEEKLY = {
    "missions": ("dates",),
    "absences": ("from_date", "to_date"),
    "requests": ("date",),
}
"""By table that each week repeats, its columns of dates."""

NAMED = ("mission", "equipage")
"""Codes of missions that differ from week to week."""

TURN = 3
"""Officers by whom the absences of a force move on each week."""

QUIET_FROM, QUIET_TO = "08:30", "20:30"
"""Starts outside these hours do not move, because few tours cover them."""


class Base:
    """A scenario as rows of tables, with the codes that all clones share."""

    def __init__(self, folder: Path) -> None:
        self.tables: dict[str, list[Row]] = {}
        for path in sorted(folder.glob("*.csv")):
            with path.open(newline="", encoding="utf-8") as file:
                self.tables[path.stem] = list(csv.DictReader(file))
        for name in CALENDARS:
            self.tables.pop(name, None)
        self.national = {f["force"] for f in self["forces"] if f["kind"] == "national"}
        self.kept = self.national | {
            s["shift"] for s in self["shifts"] if s["force"] in self.national
        }

    def __getitem__(self, table: str) -> list[Row]:
        """Return the rows of a table; empty if the scenario does not have it."""
        return self.tables.get(table, [])

    def suffixed(self, table: str, row: Row, suffix: str) -> Row:
        """Return a row with the codes of a clone."""
        changed = dict(row)
        for column in SUFFIXED[table]:
            codes = changed.get(column, "").split("|")
            changed[column] = "|".join(
                c if not c or c in self.kept else c + suffix for c in codes
            )
        return changed


def some(rows: Iterable[Row], share: float) -> Iterator[Row]:
    """Yield a fraction of the rows, evenly spaced."""
    reached = 0.0
    for row in rows:
        before, reached = reached, reached + share
        if int(reached + 1e-9) > int(before + 1e-9):
            yield row


def moved(starts: str, by: int) -> str:
    """Return starts of the day moved by some minutes."""
    found = []
    for start in filter(None, starts.split("|")):
        hours, minutes = map(int, start.split(":"))
        total = hours * 60 + minutes + by
        quiet = QUIET_FROM <= start <= QUIET_TO
        found.append(f"{total // 60:02d}:{total % 60:02d}" if quiet else start)
    return "|".join(found)


def grown(base: Base, officers: int, seed: int) -> dict[str, list[Row]]:
    """Return the tables of a week with about the given number of officers."""
    draw = random.Random(seed)
    whole, rest = divmod(officers, len(base["officers"]))
    shares = [1.0] * whole
    if rest >= len(base["officers"]) / 16:
        shares.append(rest / len(base["officers"]))
    out: defaultdict[str, list[Row]] = defaultdict(list)
    for name in SHARED:
        out[name] = base[name]
    for number, share in enumerate(shares):
        clone(base, out, share, f".{number}" if number else "", draw)
    total = sum(shares)
    for row in base["equipment"]:
        quantity = max(1, round(int(row["quantity"]) * total))
        out["equipment"].append({**row, "quantity": str(quantity)})
    for row in base["cover"]:
        if row["force"] in base.national:
            minimum = max(1, round(int(row["minimum"]) * total))
            out["cover"].append({**row, "minimum": str(minimum)})
    return out


def clone(
    base: Base,
    out: defaultdict[str, list[Row]],
    share: float,
    suffix: str,
    draw: random.Random,
) -> None:
    """Add a clone, or a fraction of one, to the tables."""
    kinds = ("force", "unit", "cycle", "judicial")
    ordered = sorted(base["officers"], key=lambda o: [o[k] for k in kinds])
    here = {o["officer"] for o in some(ordered, share)}
    if not suffix:
        # The duty desk needs all its officers.
        here |= {o["officer"] for o in ordered if o["desk"] == "yes"}
    staff = [o for o in base["officers"] if o["officer"] in here]
    missions = list(some(base["missions"], share))
    named = {m["mission"] for m in missions}
    out["officers"] += [base.suffixed("officers", o, suffix) for o in staff]
    for mission in missions:
        by = draw.randrange(-2, 3) * 5 if suffix else 0
        row = base.suffixed("missions", mission, suffix)
        if mission["kind"] != "school_watch":
            row["starts"] = moved(row["starts"], by)
        out["missions"].append(row)
    for table in ("communes", "zones", "travel", "agreements", "poolings"):
        out[table] += [base.suffixed(table, r, suffix) for r in base[table]]
    for table in OWNED:
        for row in base[table]:
            if row["officer"] in here and row.get("mission", "") in {"", *named}:
                out[table].append(base.suffixed(table, row, suffix))
    for row in base["forces"]:
        communes = "|".join(c + suffix for c in row["communes"].split("|"))
        if row["force"] not in base.national:
            force = row["force"] + suffix
            out["forces"].append({**row, "force": force, "communes": communes})
        elif not suffix:
            out["forces"].append(dict(row))
        else:
            known = next(f for f in out["forces"] if f["force"] == row["force"])
            known["communes"] += "|" + communes
    for row in base["shifts"]:
        if row["force"] in base.national:
            out["shifts"] += [] if suffix else [row]
        else:
            codes = {c: row[c] + suffix for c in ("shift", "force")}
            out["shifts"].append({**row, **codes})
    for row in base["cover"]:
        if row["force"] not in base.national:
            shift = row["shift"]
            codes = {
                "force": row["force"] + suffix,
                "shift": shift + suffix if shift and shift not in base.kept else shift,
                "minimum": str(max(1, round(int(row["minimum"]) * share))),
            }
            out["cover"].append({**row, **codes})


def prolonged(tables: dict[str, list[Row]], weeks: int) -> dict[str, list[Row]]:
    """Return the tables with further weeks like the first."""
    force_of = {o["officer"]: o["force"] for o in tables["officers"]}
    staff: defaultdict[str, list[str]] = defaultdict(list)
    for officer, force in force_of.items():
        staff[force].append(officer)

    def repeated(table: str, row: Row, week: int) -> Row:
        found = dict(row)
        for column in WEEKLY[table]:
            found[column] = later(row[column], week)
        for column in NAMED if table == "missions" else ():
            found[column] = row[column] and f"{row[column]}.w{week}"
        if table == "absences":
            own = staff[force_of[row["officer"]]]
            turned = own.index(row["officer"]) + TURN * week
            found["officer"] = own[turned % len(own)]
        return found

    out = dict(tables)
    for table in WEEKLY.keys() & tables.keys():
        rows = [dict(row) for row in tables[table]]
        further = [r for r in rows if r[WEEKLY[table][0]]]
        for row in rows:
            if not row[WEEKLY[table][0]]:
                # Of weekdays, not dates: one mission, wanted more often.
                row["times"] = str(min(99, int(row["times"] or 1) * weeks))
        for week in range(1, weeks):
            rows += [repeated(table, row, week) for row in further]
        out[table] = rows
    return out


def later(dates: str, weeks: int) -> str:
    """Return dates some weeks later."""
    move = dt.timedelta(weeks=weeks)
    found = (dt.date.fromisoformat(d) + move for d in dates.split("|") if d)
    return "|".join(d.isoformat() for d in found)


def write(
    folder: Path, base: Path, tables: dict[str, list[Row]], weeks: int = 1
) -> None:
    """Write the tables into a folder, replacing it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    document = (base / "scenario.toml").read_text(encoding="utf-8")
    days = f"days = {7 * weeks}"
    document = re.sub(r"^days = 7$", days, document, flags=re.MULTILINE)
    (folder / "scenario.toml").write_text(document, encoding="utf-8")
    for name, rows in tables.items():
        if rows:
            path = folder / f"{name}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, fieldnames=list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


def main() -> None:
    """Enlarge the week and print its size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("officers", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--days", type=int, default=7, help="whole weeks")
    parser.add_argument("--base", type=Path, default=CLERMONT)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    weeks, rest = divmod(given.days, 7)
    if rest or not weeks:
        parser.error("--days must be 7, 14, 21 …")
    tables = prolonged(grown(Base(given.base), given.officers, given.seed), weeks)
    write(given.out, given.base, tables, weeks)
    counts = Counter({name: len(rows) for name, rows in tables.items()})
    print(  # noqa: T201
        f"{given.out}: {counts['officers']} officers, {counts['missions']} missions"
    )


if __name__ == "__main__":
    main()
