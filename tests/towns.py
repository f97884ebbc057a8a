"""Small towns drawn at random, as tables: what a stranger might write."""

import datetime as dt
import random
from collections.abc import Callable, Mapping

from scheduler.io.schema import Table, Type
from scheduler.io.tables import Rows
from scheduler.scenarios.write import Tables
from scheduler.tables.registry import TABLES

MONDAY = dt.date(2026, 10, 5)
"""No holiday and no change of clocks within two weeks of it."""


MINUTES = ("00", "20", "45")


def town(seed: int, *, officers: int = 6, days: int = 4, missions: int = 9) -> Tables:
    """Return a town with one force of each kind, drawn from a seed."""
    draw = random.Random(seed)
    dates = [MONDAY + dt.timedelta(days=i) for i in range(days)]
    zones = ["centre", "station", "lake"]
    staff: list[dict[str, str]] = []
    fixed: list[dict[str, str]] = []
    for n in range(officers):
        municipal = n % 3 != 2
        staff.append(
            {
                "officer": f"{'M' if municipal else 'N'}{n}",
                "force": "town" if municipal else "district",
                "judicial": "APJA" if municipal else draw.choice(["OPJ", "APJ"]),
                "contract_hours": draw.choice(["35", "28"]) if municipal else "40.5",
                "tours": "free" if municipal else "fixed",
                "sex": draw.choice("FM"),
            }
        )
        if not municipal:
            fixed += [
                {"officer": f"N{n}", "date": d.isoformat(), "shift": "day"}
                for d in dates
                if d == MONDAY or draw.random() < 0.7
            ]
    kinds = {"joint": ("yes", 30), "market": ("no", 12), "round": ("no", 18)}
    return Tables(
        keys={
            "title": f"Random town {seed}",
            "start": MONDAY.isoformat(),
            "days": str(days),
        },
        tables={
            "forces": [
                force("town", "municipal"),
                force("district", "national"),
            ],
            "agreements": [
                {
                    "agreement": "A1",
                    "name": "Agreement",
                    "municipal_force": "town",
                    "national_force": "district",
                    "communes": "99001",
                    "lead_force": "district",
                    "valid_from": "2025-01-01",
                    "valid_to": "2027-12-31",
                    "night_clause": draw.choice(["yes", "no"]),
                }
            ],
            "communes": [{"commune": "99001", "name": "Town"}],
            "zones": [
                {"zone": z, "name": z.title(), "commune": "99001"} for z in zones
            ],
            "travel": [
                {"from": a, "to": b, "minutes": str(draw.choice([5, 10, 25]))}
                for i, a in enumerate(zones)
                for b in zones[i + 1 :]
            ],
            "officers": staff,
            "shifts": [
                shift("morning", "town", "07:00", "14:00"),
                shift("late", "town", "14:00", "21:00"),
                shift("day", "district", "08:00", "16:00"),
            ],
            "fixed_tours": fixed,
            "mission_kinds": [
                {
                    "kind": kind,
                    "name_fr": kind,
                    "name_en": kind,
                    "joint": joint,
                    "priority": str(priority),
                    "equipment": "bike:1" if kind == "round" else "",
                }
                for kind, (joint, priority) in kinds.items()
            ],
            "positions": [
                position("joint", "leader", "national", leads="yes"),
                position("joint", "partner", "municipal"),
                position("market", "agent", "municipal"),
                position("round", "rider", "municipal", count="2"),
            ],
            "equipment": [
                {"equipment": "bike", "name_fr": "V", "name_en": "B", "quantity": "1"}
            ],
            "missions": [
                {
                    "mission": f"m{n}",
                    "kind": draw.choice(list(kinds)),
                    "zone": draw.choice(zones),
                    "dates": draw.choice(dates).isoformat(),
                    "starts": f"{draw.randint(7, 18)}:{draw.choice(MINUTES)}",
                    "minutes": str(draw.choice([45, 60, 90, 120])),
                    "priority": str(draw.randint(1, 40)),
                }
                for n in range(missions)
            ],
            "absences": [
                {
                    "officer": draw.choice(staff)["officer"],
                    "from_date": draw.choice(dates).isoformat(),
                    "to_date": dates[-1].isoformat(),
                    "reason": "leave",
                }
            ],
            "requests": [
                {
                    "officer": "M0",
                    "date": draw.choice(dates).isoformat(),
                    "wish": draw.choice(["off", "work"]),
                }
            ],
            "cover": [
                {
                    "force": "town",
                    "shift": "morning",
                    "days": "mon-sun",
                    "minimum": str(draw.randint(0, 3)),
                }
            ],
        },
    )


def force(code: str, kind: str) -> dict[str, str]:
    return {
        "force": code,
        "name": code.title(),
        "kind": kind,
        "regime": kind,
        "communes": "99001",
    }


def shift(code: str, owner: str, start: str, end: str) -> dict[str, str]:
    return {
        "shift": code,
        "name": code.title(),
        "force": owner,
        "start": start,
        "end": end,
        "days": "mon-sun",
    }


def position(kind: str, name: str, owner: str, **more: str) -> dict[str, str]:
    row = {"kind": kind, "position": name, "count": "1", "force": owner}
    return {**row, **more}


# --- the same town, told otherwise ----------------------------------------------------


def changed(tables: Tables, change: Callable[[str, Rows], Rows], **keys: str) -> Tables:
    """Return a scenario whose tables, by name, and keys are changed."""
    return Tables(
        {**tables.keys, **keys},
        {name: change(name, rows) for name, rows in tables.tables.items()},
        tables.tiers,
        tables.calendars,
    )


def permuted(tables: Tables, seed: int) -> Tables:
    """Return the same rows in another order."""
    draw = random.Random(seed)
    return changed(tables, lambda _name, rows: draw.sample(list(rows), len(rows)))


def renamed(tables: Tables, ending: str) -> Tables:
    """Return the same scenario with other codes, which sort in the reverse order."""
    own = {
        name: {
            row[TABLES[name].key[0]]: f"{_reverse(row[TABLES[name].key[0]])}{ending}"
            for row in rows
            if TABLES[name].key and row.get(TABLES[name].key[0])
        }
        for name, rows in tables.tables.items()
    }

    def rename(name: str, rows: Rows) -> Rows:
        table = TABLES[name]
        return [
            {
                c.name: _told(
                    row.get(c.name, ""), own.get(_table_of(table, c.name), {})
                )
                for c in table.columns
            }
            for row in rows
        ]

    return changed(tables, rename)


def _table_of(table: Table, column: str) -> str:
    """Return the table whose codes a column holds; empty = none."""
    found = table.column(column)
    if found.refers:
        return found.refers
    if found.type is Type.CODE and table.key[:1] == (column,):
        return table.name
    return ""


def _told(cell: str, names: Mapping[str, str]) -> str:
    parts = [part.partition(":") for part in cell.split("|")]
    return "|".join(f"{names.get(code, code)}{c}{n}" for code, c, n in parts)


def _reverse(code: str) -> str:
    return "".join(
        chr(ord("z") - ord(c) + ord("a")) if "a" <= c <= "z" else c for c in code
    )


def shifted(tables: Tables, days: int) -> Tables:
    """Return the same scenario some days later."""

    def later(text: str) -> str:
        day = dt.date.fromisoformat(text) + dt.timedelta(days=days)
        return day.isoformat()

    def shift_rows(name: str, rows: Rows) -> Rows:
        dated = [
            c.name for c in TABLES[name].columns if c.type in (Type.DATE, Type.DATES)
        ]
        return [
            {
                key: "|".join(map(later, cell.split("|")))
                if key in dated and cell
                else cell
                for key, cell in row.items()
            }
            for row in rows
        ]

    return changed(tables, shift_rows, start=later(tables.keys["start"]))


def joined(one: Tables, other: Tables) -> Tables:
    """Return two scenarios of the same days as one."""
    names = list(dict.fromkeys([*one.tables, *other.tables]))
    return Tables(
        one.keys,
        {n: [*one.tables.get(n, ()), *other.tables.get(n, ())] for n in names},
        one.tiers,
    )
