"""Draw a town at random, as tables that a stranger might write from the manual.

    .venv/bin/python benchmarks/towns.py SEED OUT

One seed gives one town: 30 to 150 officers in one to four municipal forces and one or
two national ones, and each feature of the tables with some probability. Everything is
invented. The demand for officers is 60 % to 130 % of what the staff could hold.
"""

import argparse
import csv
import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import scheduler
from scheduler.scenarios.write import Tables, write_tables

Row = dict[str, str]

CATALOGUE = Path(scheduler.__file__).parent / "catalogue"

IN_MISSIONS = 0.35
"""Share of the hours on tour that staff can hold missions: the rest is travel, breaks,
reports, and hours at which nothing is asked. Of the municipal hours, Clermont-Ferrand
asks for 0.27 and Sénart for 0.34; neither holds all of it."""

MARKS = {
    "weekly_saturday": "1 1 1 1 1 RC RL",
    "weekly_monday": "RC 1 1 1 1 1 RL",
    "four_two": "1 1 1 1 RC RL",
    "four_two_classic": "2 2 1 1 RC RL",
    "four_two_inverse": "1 1 2 2 RC RL",
    "binary_12h08": "1 1 RC RL 1 1 1 RC RL 1 1 RC RC RL",
    "binary_11h08": "1 1 RC RL 1 1 1 RC RL 1 1 RC RC RL",
}
"""Patterns of the catalogue, to write the history of those who follow them."""

FOUR_DAYS = "1 1 1 1 - - - 2 2 2 2 - - -"
"""A municipal cycle of tours of 10 h."""

JOINT = (
    *("joint_foot_patrol", "joint_bike_patrol", "joint_road_safety_operation"),
    *("transport_patrol", "joint_beat_patrol", "car_park_patrol", "mall_patrol"),
    *("narcotics_operation", "senior_visit", "road_prevention", "hall_operation"),
    *("joint_holiday_watch", "safety_diagnosis_walk", "joint_impound_operation"),
    *("encampment_operation", "dangerous_dogs_check", "shop_protection"),
    *("search_operation", "joint_training", "crisis_reserve", "line_patrol"),
)
"""Joint kinds of the catalogue that need no event and no named attendee."""

MUNICIPAL = (
    *("municipal_patrol", "municipal_bike_patrol", "municipal_road_check"),
    *("municipal_beat_patrol", "parking_control", "holiday_watch", "impound_round"),
    *("municipal_hall_round", "ceremony_watch", "nuisance_patrol", "static_guard"),
    *("municipal_dog_patrol", "municipal_moto_patrol", "municipal_senior_visit"),
    *("municipal_car_park_patrol", "market_patrol", "school_bus_watch"),
)
MEETINGS = (
    *("coordination_meeting", "agreement_follow_up", "safety_diagnosis_session"),
    *("security_council", "annual_evaluation", "mayors_meeting"),
)
EVENT = (
    ("event_briefing", -180, 30),
    ("event_build_up", -150, 60),
    ("event_entry", -90, 90),
    ("event_match", 0, 110),
    ("event_dispersal", 110, 60),
)
"""Phases of an event: kind, minutes from kick-off, minutes."""

EQUIPMENT = {
    "bike": ("VTT", "Bike", 8),
    "moto": ("Motocyclette", "Motorcycle", 4),
    "breathalyser": ("Éthylomètre", "Breathalyser", 2),
    "radio": ("Radio", "Radio", 12),
}
"""By code: French and English name, and most pieces."""

ALSO = {"pm_chief": 0.1, "dog": 0.05, "moto": 0.08, "video_images": 0.2}
"""Qualifications, and the share of officers who hold them; ``video_images`` is national
and ``bike`` and ``trainer`` follow the kinds of the town."""

MOMENTS = {
    "school_watch": ("08:00", "08:15", "11:30", "16:15", "16:30"),
    "school_bus_watch": ("07:20", "07:35", "16:40", "17:00"),
    "market_patrol": ("06:30", "07:30", "08:00", "09:00"),
}


@dataclass(kw_only=True)
class Shift:
    """A tour as the town offers it.

    Parameters
    ----------
    code
        Code in the tables.
    start, minutes
        Minutes from midnight to its start, and from there to its end.
    pause
        Unpaid minutes in it.
    days
        Days of the week on which it may begin; 0 = Monday.
    units
        Units that may work it; empty = all.
    """

    code: str
    start: int
    minutes: int
    pause: int = 0
    days: tuple[int, ...] = tuple(range(7))
    units: tuple[str, ...] = ()

    @property
    def work(self) -> int:
        """Minutes of work."""
        return self.minutes - self.pause


@dataclass(kw_only=True)
class Force:
    """A force while the town is drawn.

    Parameters
    ----------
    code, municipal, size
        Its code, its kind and the number of its officers.
    communes
        Where it is competent.
    night
        Whether an agreement gives it a night clause.
    shifts
        Its shifts, by code.
    cycles
        By cycle, the marks of its days and the shifts that their numbers stand for.
    officers
        Rows of its officers.
    left
        Minutes of its officers that missions may still ask for.
    """

    code: str
    municipal: bool
    size: int
    communes: list[str] = field(default_factory=list)
    night: bool = False
    shifts: dict[str, Shift] = field(default_factory=dict)
    cycles: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    officers: list[Row] = field(default_factory=list)
    left: float = 0.0


@cache
def catalogue(table: str) -> list[Row]:
    """Return the rows of a table of the built-in catalogue."""
    with (CATALOGUE / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def clock(minutes: int) -> str:
    """Return a time of day; minutes beyond midnight belong to the next day."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def days_of(numbers: Sequence[int]) -> str:
    """Return days of the week as tables name them."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return "|".join(names[n] for n in sorted(numbers))


class Town:
    """One town, drawn feature by feature.

    Parameters
    ----------
    seed
        Decides everything.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.draw = random.Random(seed)
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.days = self.draw.choice([7] * 9 + [5, 10])
        monday = dt.date(2026, 9, 7) + dt.timedelta(7 * self.draw.randrange(40))
        if self.some(0.1):
            monday = dt.date(2026, 10, 19)  # the clocks change on its Sunday
        if dt.date(2027, 3, 14) < monday < dt.date(2027, 3, 29):
            monday -= dt.timedelta(28)  # cycles that lose an hour of rest are unlawful
        self.start = monday + dt.timedelta(self.draw.choice([0] * 8 + [3]))
        self.dates = [self.start + dt.timedelta(i) for i in range(self.days)]
        self.past = self.draw.choice([0, 7, 14])
        self.officers = self.draw.randint(30, 150)
        self.ratio = self.draw.uniform(0.6, 1.3)
        self.municipal: list[Force] = []
        self.national: list[Force] = []
        self.zones: defaultdict[str, list[str]] = defaultdict(list)
        self.kinds: list[str] = []
        self.away: defaultdict[str, list[tuple[dt.date, dt.date]]] = defaultdict(list)
        self.codes: Counter[str] = Counter()

    def some(self, share: float) -> bool:
        """Tell by chance, with the given probability."""
        return self.draw.random() < share

    def tables(self) -> Tables:
        """Return the town as tables."""
        self.forces()
        self.places()
        for force in self.municipal:
            self.municipal_shifts(force)
            self.staff(force)
        for force in self.national:
            self.national_shifts(force)
            self.national_staff(force)
        self.agreements()
        self.repertoire()
        self.qualifications()
        self.absences()
        self.history()
        for force in (*self.municipal, *self.national):
            force.left = self.capacity(force) * self.ratio
        self.desk()
        self.event()
        self.schools()
        self.meetings()
        self.patrols()
        self.around()
        keys = {
            "title": f"Random town {self.seed}",
            "start": self.start.isoformat(),
            "days": str(self.days),
            "language": self.draw.choice(["fr", "en"]),
            "school_zone": self.draw.choice("ABC"),
            "default_travel_minutes": str(self.draw.choice([15, 20, 30])),
        }
        return Tables(keys=keys, tables={n: r for n, r in self.rows.items() if r})

    # --- who and where ----------------------------------------------------------------

    def forces(self) -> None:
        """Draw the forces, their sizes and their communes."""
        draw = self.draw
        towns = draw.randint(1, 4)
        communes = [f"99{n:03d}" for n in range(1, draw.randint(towns, 12) + 1)]
        for code in communes:
            row = {"commune": code, "name": f"Commune {code[-3:].lstrip('0')}"}
            if self.some(0.5):
                row["population"] = str(draw.randint(2, 60) * 500)
            self.rows["communes"].append(row)
        districts = 2 if self.some(0.25) else 1
        share = draw.uniform(0.5, 0.8)
        sizes = self.split(round(self.officers * share), towns, 4)
        rest = self.officers - sum(sizes)
        for n, size in enumerate(sizes, 1):
            force = Force(code=f"M{n}", municipal=True, size=size)
            force.communes = [communes[n - 1]]
            self.municipal.append(force)
        for commune in communes[towns:]:
            # Some communes have a police of their own, others the national one alone.
            if self.some(0.3):
                draw.choice(self.municipal).communes.append(commune)
        for n, size in enumerate(self.split(rest, districts, 4), 1):
            self.national.append(Force(code=f"N{n}", municipal=False, size=size))
        overlapping = self.some(0.5)
        for i, commune in enumerate(communes):
            for n, force in enumerate(self.national):
                if overlapping or i % districts == n:
                    force.communes.append(commune)
        self.national = [f for f in self.national if f.communes]

    def split(self, total: int, parts: int, least: int) -> list[int]:
        """Return parts of a total, each of at least the given number."""
        free = max(0, total - parts * least)
        weights = [self.draw.uniform(0.3, 1.5) for _ in range(parts)]
        sizes = [least + int(free * w / sum(weights)) for w in weights]
        sizes[0] += max(0, total - sum(sizes))
        return sizes

    def places(self) -> None:
        """Draw zones and travel times; some pairs are left to the default."""
        draw = self.draw
        names = ("centre", "station", "market", "school", "park", "mall", "halls")
        at: dict[str, tuple[float, float]] = {}
        served = {c for f in self.municipal for c in f.communes}
        for row in self.rows["communes"]:
            commune = row["commune"]
            x, y = draw.uniform(0, 30), draw.uniform(0, 30)
            most = 6 if commune in served else 2
            for name in names[: draw.randint(1, most)]:
                zone = f"{name}-{commune[-3:].lstrip('0')}"
                self.zones[commune].append(zone)
                at[zone] = (x + draw.uniform(-4, 4), y + draw.uniform(-4, 4))
                zone_row = {"zone": zone, "name": zone.title(), "commune": commune}
                self.rows["zones"].append(zone_row)
        zones = list(at)
        told = draw.choice([0.4, 0.8, 1.0])
        for i, a in enumerate(zones):
            for b in zones[i + 1 :]:
                if self.some(told):
                    (x, y), (u, v) = at[a], at[b]
                    minutes = max(2, round(((x - u) ** 2 + (y - v) ** 2) ** 0.5))
                    row = {"from": a, "to": b, "minutes": str(min(minutes, 40))}
                    self.rows["travel"].append(row)
        for force in (*self.municipal, *self.national):
            row = {
                "force": force.code,
                "name": f"Police {force.code}",
                "kind": "municipal" if force.municipal else "national",
                "communes": "|".join(force.communes),
            }
            if self.some(0.7):
                row["station"] = self.zones[force.communes[0]][0]
            self.rows["forces"].append(row)

    def add_shift(
        self, force: Force, name: str, shift: Shift, pause_from: int | None = None
    ) -> None:
        """Add a shift to a force and to the tables."""
        force.shifts[shift.code] = shift
        self.rows["shifts"].append(
            {
                "shift": shift.code,
                "name": f"{name} {clock(shift.start)}",
                "force": force.code,
                "units": "|".join(shift.units),
                "start": clock(shift.start),
                "end": clock(shift.start + shift.minutes),
                "days": days_of(shift.days),
                "unpaid_break": str(shift.pause or ""),
                "break_from": "" if pause_from is None else clock(pause_from),
            }
        )

    def municipal_shifts(self, force: Force) -> None:
        """Draw the shifts of a municipal force: 7 to 10 h of work, some split."""
        draw, code = self.draw, force.code
        length = draw.choice([420, 420, 440, 480, 540, 600])
        week = tuple(range(draw.choice([5, 6, 7])))
        early = draw.choice([360, 390, 420, 450, 465, 480])
        morning = Shift(code=f"{code}-M", start=early, minutes=length, days=week)
        self.add_shift(force, "Morning", morning)
        late = max(early + 180, draw.choice([720, 750, 780, 810]))
        after = Shift(code=f"{code}-A", start=late, minutes=length, days=week)
        self.add_shift(force, "Afternoon", after)
        force.night = self.some(0.6)
        units = ("U1",) if force.size > 8 and self.some(0.4) else ()
        if self.some(0.6):
            ends = 1500 if force.night else 1380
            days = draw.choice([(3, 4, 5), (4, 5), week])
            start = ends - draw.choice([420, 480])
            evening = Shift(
                code=f"{code}-S",
                start=start,
                minutes=ends - start,
                days=days,
                units=units,
            )
            self.add_shift(force, "Evening", evening)
        if force.night and force.size >= 8 and self.some(0.4):
            minutes = draw.choice([480, 540, 600])
            night = Shift(
                code=f"{code}-N",
                start=draw.choice([1260, 1290, 1320]),
                minutes=minutes,
                units=units,
            )
            self.add_shift(force, "Night", night)
        if self.some(0.35):
            # A split shift: 12 h from end to end, with a long break at a fixed time.
            start, pause = draw.choice([(420, 180), (450, 150), (480, 240)])
            split = Shift(
                code=f"{code}-C",
                start=start,
                minutes=720,
                pause=pause,
                days=week,
            )
            self.add_shift(force, "Split", split, 720)
        if self.some(0.4) and len(week) < 7:
            sunday = Shift(
                code=f"{code}-D", start=early + 60, minutes=length, days=(5, 6)
            )
            self.add_shift(force, "Weekend", sunday)

    def staff(self, force: Force) -> None:
        """Draw the officers of a municipal force."""
        draw = self.draw
        grades = ("CSPM", "BCP", "BRIG", "GARD")
        wardens = draw.choice([0, 0, 0.1])
        trainees = draw.choice([0, 0.05, 0.12])
        cycled = self.some(0.2) and force.size >= 10
        units = ["U1", "U2"] if force.size > 8 else ["U1"]
        if cycled:
            # A cycle of its own: weeks of mornings and of afternoons in turn.
            cycle, own = f"{force.code}-2W", (f"{force.code}-M", f"{force.code}-A")
            short = force.shifts[own[0]].work <= 540  # no more than 45 h a week
            marks = "1 1 1 1 1 - - 2 2 2 2 2 - -" if short else FOUR_DAYS
            force.cycles[cycle] = (marks, own)
            for day, mark in enumerate(marks.split(), 1):
                shift = "" if mark == "-" else own[int(mark) - 1]
                row = {"cycle": cycle, "day": str(day), "shift": shift}
                self.rows["cycles"].append(row)
        for n in range(1, force.size + 1):
            status = "titular"
            if n > 2 and self.some(wardens):
                status = "warden"
            elif n > 2 and self.some(trainees):
                status = "trainee"
            row = {
                "officer": f"{force.code}-{n:03d}",
                "force": force.code,
                "unit": units[n * len(units) // (force.size + 1)],
                "grade": grades[min(3, n * 5 // force.size)],
                "judicial": "none" if status == "warden" else "APJA",
                "status": status,
                "contract_hours": draw.choice(["35"] * 8 + ["28", "17.5"]),
                "sex": draw.choice("FM"),
                "tours": "free",
            }
            if cycled and row["unit"] == "U2" and status == "titular":
                offset = draw.choice([0, 7])
                row |= {
                    "tours": "fixed",
                    "cycle": f"{force.code}-2W",
                    "cycle_start": self.monday_before(offset).isoformat(),
                    "contract_hours": "35",
                }
            self.add_officer(force, row)

    def add_officer(self, force: Force, row: Row) -> None:
        """Add an officer to a force and to the tables."""
        force.officers.append(row)
        self.rows["officers"].append(row)

    def monday_before(self, offset: int) -> dt.date:
        """Return a Monday some weeks before the horizon and its history."""
        monday = self.start - dt.timedelta(self.start.weekday())
        return monday - dt.timedelta(42 + offset)

    def national_shifts(self, force: Force) -> None:
        """Draw the cycles of a national force, and their shifts."""
        draw, code = self.draw, force.code
        early = draw.choice([330, 360, 390])
        shifts = {
            "M": Shift(code=f"{code}-M", start=early, minutes=495),
            "A": Shift(code=f"{code}-A", start=early + 440, minutes=490),
            "S": Shift(code=f"{code}-S", start=1010, minutes=490),
            "N": Shift(code=f"{code}-N", start=1250, minutes=530),
            "J": Shift(code=f"{code}-J", start=410, minutes=728),
            "K": Shift(code=f"{code}-K", start=1130, minutes=728),
            "H": Shift(code=f"{code}-H", start=510, minutes=531, pause=45),
        }
        choices = [
            ("HEB", "weekly_saturday", "H"),
            ("HEBM", "weekly_monday", "H"),
            ("42M", "four_two", "M"),
            ("42A", "four_two", "A"),
            ("42S", "four_two", "S"),
            ("42N", "four_two", "N"),
            ("42C", "four_two_classic", "MA"),
            ("42I", "four_two_inverse", "MA"),
            ("BINJ", "binary_12h08", "J"),
            ("BINN", "binary_12h08", "K"),
        ]
        wanted = draw.sample(choices, draw.randint(2, 5))
        if self.some(0.7):
            wanted += [c for c in choices[8:] if c not in wanted]
        used: dict[str, Shift] = {}
        for name, pattern, marks in wanted:
            cycle = f"{code}-{name}"
            own = tuple(shifts[m].code for m in marks)
            used |= {m: shifts[m] for m in marks}
            force.cycles[cycle] = (MARKS[pattern], own)
            row = {"cycle": cycle, "pattern": pattern, "shifts": "|".join(own)}
            self.rows["standard_cycles"].append(row)
            if pattern == "four_two_classic":
                # From the last afternoon to the first morning, less than 11 h.
                self.rows["derogations"].append(
                    {
                        "cycle": cycle,
                        "rule": "daily_rest",
                        "from_date": (self.start - dt.timedelta(40)).isoformat(),
                        "to_date": (self.dates[-1] + dt.timedelta(14)).isoformat(),
                        "reason": "Cycle with a short handover",
                        "author": f"{code}-001",
                    }
                )
        if self.some(0.4):
            used |= {m: shifts[m] for m in "MAS"}
        for shift in used.values():
            self.add_shift(force, "National", shift)

    def national_staff(self, force: Force) -> None:
        """Draw the officers of a national force: most on cycles, some free."""
        draw = self.draw
        free = draw.choice([0, 0, 0.2, 0.5])
        cycles = list(force.cycles)
        desk = [c for c in cycles if c.split("-")[1] in ("BINJ", "BINN")]
        desks = len(desk) == 2 and force.size >= 14 and self.some(0.6)
        for n in range(1, force.size + 1):
            row = {
                "officer": f"{force.code}-{n:03d}",
                "force": force.code,
                "unit": "U1" if n % 2 else "U2",
                "judicial": draw.choice(["OPJ", "APJ", "APJ"]) if n > 2 else "OPJ",
                "status": "titular",
                "contract_hours": "40.5",
                "tours": "free",
                "sex": draw.choice("FM"),
            }
            if desks and n > force.size - 4:
                # Four officers keep the duty desk by day and by night.
                k = force.size - n
                offset = 0 if k % 2 else 7
                row |= {"judicial": "OPJ", "desk": "yes", "tours": "fixed"}
                row |= {"cycle": desk[k // 2]}
                row["cycle_start"] = self.monday_before(offset).isoformat()
            elif n <= 2 or not self.some(free):
                row |= {"tours": "fixed", "cycle": draw.choice(cycles)}
                length = len(force.cycles[row["cycle"]][0].split())
                offset = draw.choice({6: range(6), 7: [0], 14: [0, 7]}[length])
                row["cycle_start"] = self.monday_before(offset).isoformat()
                if row["judicial"] == "APJ" and self.some(0.1):
                    row |= {"judicial": "APJA", "status": "assistant"}
            if row.get("cycle", "").endswith(("BINN", "42N")):
                row["night_worker"] = "yes"
            self.add_officer(force, row)

    def agreements(self) -> None:
        """Draw agreements: most towns have one, some not for every kind."""
        draw = self.draw
        number = 0
        for force in self.municipal:
            for district in self.national:
                common = [c for c in force.communes if c in district.communes]
                if not common or (len(self.municipal) > 1 and self.some(0.1)):
                    force.night = force.night and bool(self.rows["agreements"])
                    continue
                number += 1
                row = {
                    "agreement": f"A{number}",
                    "name": f"Agreement {number}",
                    "municipal_force": force.code,
                    "national_force": district.code,
                    "communes": "|".join(common),
                    "lead_force": district.code,
                    "valid_from": "2025-01-01",
                    "valid_to": "2027-12-31",
                    "night_clause": "yes" if force.night else "no",
                    "arms": draw.choice(["yes", "no"]),
                }
                self.rows["agreements"].append(row)
        if len(self.municipal) > 1 and self.some(0.3):
            a, b = draw.sample(self.municipal, 2)
            self.rows["poolings"].append(
                {
                    "pooling": "P1",
                    "route": draw.choice(["L512-1", "L511-1"]),
                    "forces": f"{a.code}|{b.code}",
                    "communes": "|".join(dict.fromkeys(a.communes + b.communes)),
                    "valid_from": "2025-01-01",
                    "valid_to": "2027-12-31",
                }
            )

    # --- what officers hold, and when they are away -----------------------------------

    def repertoire(self) -> None:
        """Draw the kinds that the town knows, one or two of them its own."""
        draw = self.draw
        joint = draw.sample(JOINT, draw.randint(4, 12))
        municipal = draw.sample(MUNICIPAL, draw.randint(4, 10))
        self.kinds = [*joint, *municipal]
        if self.some(0.4):
            # A kind of the town itself, with a briefing and a limit a day.
            self.rows["mission_kinds"].append(
                {
                    "kind": "quarter_round",
                    "name_fr": "Tour de quartier",
                    "name_en": "Quarter round",
                    "joint": "no",
                    "priority": str(draw.randint(10, 50)),
                    "briefing": draw.choice(["", "10"]),
                    "changeover": draw.choice(["", "10"]),
                    "presence": "yes",
                    "most_a_day": draw.choice(["", "", "1", "2"]),
                    "equipment": draw.choice(["", "radio:1"]),
                }
            )
            armed = draw.choice(["no", "no", "yes"])
            for position, count, leads in (("chief", "1", "yes"), ("agent", "1", "no")):
                row = {
                    "kind": "quarter_round",
                    "position": position,
                    "count": count,
                    "force": "municipal",
                    "leads": leads,
                    "armed": armed if leads == "yes" else "no",
                }
                self.rows["positions"].append(row)
            self.kinds.append("quarter_round")
            if armed == "yes":
                for force in self.municipal:
                    self.weapons(force)
        used = "".join(r["equipment"] for r in self.kind_rows())
        for code, (fr, en, most) in EQUIPMENT.items():
            if code in used:
                row = {"equipment": code, "name_fr": fr, "name_en": en}
                row["quantity"] = str(draw.randint(max(1, most // 3), most))
                row["turnaround"] = draw.choice(["", "10", "20"])
                self.rows["equipment"].append(row)

    def kind_rows(self) -> list[Row]:
        """Return the rows of the kinds that the town uses, with their fallbacks."""
        known = {r["kind"]: r for r in catalogue("mission_kinds")}
        known |= {r["kind"]: r for r in self.rows["mission_kinds"]}
        found = [known[k] for k in self.kinds]
        fallbacks = [known[r["fallback"]] for r in found if r.get("fallback")]
        return [*found, *fallbacks]

    def weapons(self, force: Force) -> None:
        """Draw permits to bear arms, with training sessions."""
        for row in force.officers:
            if row["status"] == "titular" and self.some(0.5):
                sessions = [self.start - dt.timedelta(d) for d in (200, 60)]
                self.rows["weapons"].append(
                    {
                        "officer": row["officer"],
                        "weapon": "baton",
                        "valid_from": "2025-01-01",
                        "sessions": "|".join(s.isoformat() for s in sessions),
                    }
                )

    def qualifications(self) -> None:
        """Draw the qualifications that crews ask for; a few end within the horizon."""
        needed = {
            q
            for r in [*catalogue("positions"), *self.rows["positions"]]
            if r["kind"] in {k["kind"] for k in self.kind_rows()}
            for q in filter(None, r.get("qualifications", "").split("|"))
        }
        shares = dict(ALSO)
        shares |= {q: 0.25 for q in sorted(needed) if q not in shares}
        for force in (*self.municipal, *self.national):
            for row in force.officers:
                for code, share in shares.items():
                    if force.municipal and code in ("video_images", "trainer"):
                        continue
                    if row["status"] in ("titular", "trainee") and self.some(share):
                        held = {"officer": row["officer"], "qualification": code}
                        held["valid_from"] = "2024-01-01"
                        if self.some(0.05):
                            last = self.draw.choice(self.dates)
                            held["valid_to"] = last.isoformat()
                        self.rows["qualifications"].append(held)

    def absences(self) -> None:
        """Draw absences: leave of some days, and hours at a training."""
        draw = self.draw
        share = draw.choice([0.03, 0.08, 0.15])
        for row in self.rows["officers"]:
            if not self.some(share):
                continue
            first = draw.randrange(self.days)
            last = min(self.days - 1, first + draw.choice([0, 0, 1, 2, 6]))
            away = {
                "officer": row["officer"],
                "from_date": self.dates[first].isoformat(),
                "to_date": self.dates[last].isoformat(),
                "reason": draw.choice(["CA", "RTT", "FORM", "CMO"]),
            }
            if first == last and row["tours"] == "free" and self.some(0.3):
                away |= {"from_time": "14:00", "to_time": "17:00", "reason": "TRIB"}
            self.rows["absences"].append(away)
            self.away[row["officer"]].append((self.dates[first], self.dates[last]))

    def history(self) -> None:
        """Write what was worked before: cycles as they run, free tours five a week."""
        before = [self.start - dt.timedelta(d) for d in range(self.past, 0, -1)]
        added = self.past and self.some(0.5)
        for force in (*self.municipal, *self.national):
            by_length = sorted(force.shifts.values(), key=lambda s: s.code)
            free = [s for s in by_length if len(s.days) >= 5 and s.work <= 600]
            for row in force.officers:
                rest = self.draw.randrange(7)
                own = [s for s in free if not s.units or row["unit"] in s.units]
                usual = self.draw.choice(own) if own else None
                for day in before:
                    if row["tours"] == "fixed":
                        shift = self.of_cycle(force, row, day)
                    else:
                        shift = usual and self.usual(usual, row, day, rest)
                    if shift:
                        self.rows["history"].append(
                            {
                                "officer": row["officer"],
                                "date": day.isoformat(),
                                "start": clock(shift.start),
                                "end": clock(shift.start + shift.minutes),
                                "unpaid_break": str(shift.pause or ""),
                            }
                        )
                if added:
                    self.past_work(row)

    def usual(self, shift: Shift, row: Row, day: dt.date, rest: int) -> Shift | None:
        """Return the tour of a past day of an officer with free tours, if any."""
        most = int(float(row["contract_hours"]) * 60 + 60) // shift.work
        number = (day.weekday() - rest) % 7
        return shift if number < most and day.weekday() in shift.days else None

    def past_work(self, row: Row) -> None:
        """Write ten weeks of work before the history, near the contract."""
        end = self.start - dt.timedelta(self.past + 1)
        end -= dt.timedelta((end.weekday() + 1) % 7)
        hours = float(row["contract_hours"]) * 10 * self.draw.uniform(0.85, 1.05)
        nights = self.draw.choice([0, 0, 2, 5])
        self.rows["past_work"].append(
            {
                "officer": row["officer"],
                "from_date": (end - dt.timedelta(69)).isoformat(),
                "to_date": end.isoformat(),
                "hours": str(round(hours)),
                "nights": str(nights),
                "night_hours": str(nights * 5),
            }
        )

    def of_cycle(self, force: Force, row: Row, day: dt.date) -> Shift | None:
        """Return the tour that a cycle has on a day, if any."""
        marks, shifts = force.cycles[row["cycle"]]
        start = dt.date.fromisoformat(row["cycle_start"])
        mark = marks.split()[(day - start).days % len(marks.split())]
        return force.shifts[shifts[int(mark) - 1]] if mark.isdigit() else None

    # --- what is asked for ------------------------------------------------------------

    def capacity(self, force: Force) -> float:
        """Return the minutes that the officers of a force can be on missions."""
        total = 0.0
        for row in force.officers:
            if row.get("desk") == "yes" or row["status"] == "warden":
                continue
            gone = {
                day
                for first, last in self.away[row["officer"]]
                for day in self.dates
                if first <= day <= last
            }
            here = [d for d in self.dates if d not in gone]
            if row["tours"] == "fixed":
                tours = (self.of_cycle(force, row, d) for d in here)
                total += sum(s.work for s in tours if s)
            else:
                total += float(row["contract_hours"]) * 60 * len(here) / 7
        return total * IN_MISSIONS

    def add_mission(self, kind: str, zone: str, *, held: int = 1, **more: str) -> None:
        """Add a mission, and deduct what it asks for from the forces concerned."""
        self.codes[kind] += 1
        code = f"{kind.replace('_', '-')}-{self.codes[kind]}"
        row = {"mission": code, "kind": kind, "zone": zone, **more}
        self.rows["missions"].append(row)
        commune = next(c for c, zones in self.zones.items() if zone in zones)
        for position in [*self.rows["positions"], *catalogue("positions")]:
            if position["kind"] != kind:
                continue
            wanted = int(position["count"]) * int(row["minutes"]) * held
            forces = (
                self.national if position["force"] == "national" else self.municipal
            )
            for force in forces:
                if commune in force.communes:
                    force.left -= wanted
                    break

    def a_date(self) -> str:
        """Return a day of the horizon."""
        return self.draw.choice(self.dates).isoformat()

    def zone_of(self, force: Force) -> str:
        """Return a zone of a force, most often in its first commune."""
        communes = force.communes
        first = communes[0] if self.some(0.6) else self.draw.choice(communes)
        return self.draw.choice(self.zones[first])

    def desk(self) -> None:
        """Draw a post held by relays: a video desk at all hours, or by day."""
        if not self.some(0.5):
            return
        force = max(self.municipal, key=lambda f: f.size)
        always = force.night and any(s.endswith("-N") for s in force.shifts)
        if force.size < 12:
            return
        minutes = self.draw.choice([120, 135, 180, 195, 240])
        grid = self.draw.choice([30, 60, 120])
        overlap = self.draw.choice([0, 0, 10, 15])
        grid = min(grid, 60) if grid > minutes - overlap else grid
        start, end = ("06:00", "06:00") if always else ("08:00", "20:00")
        hours = 24 if always else 12
        relays = max(1, round(hours * 60 / (minutes - overlap)))
        self.add_mission(
            "cctv_desk",
            self.zones[force.communes[0]][0],
            held=relays * self.days,
            dates="|".join(d.isoformat() for d in self.dates),
            minutes=str(minutes),
            overlap=str(overlap),
            grid=str(grid),
            priority=str(self.draw.randint(5, 40)),
            **{"from": start, "until": end},
        )

    def event(self) -> None:
        """Draw a stadium evening: phases one after another, with large crews."""
        evenings = [d for d in self.dates if d.weekday() in (4, 5, 6)]
        if not self.some(0.5) or not evenings:
            return
        force = max(self.municipal, key=lambda f: f.size)
        zone = self.zones[force.communes[0]][-1]
        day = self.draw.choice(evenings).isoformat()
        kick_off = self.draw.choice([900, 1140, 1200])
        crews = 2 if force.size > 30 and self.some(0.5) else 1
        for kind, offset, minutes in EVENT:
            for _ in range(crews if kind in ("event_entry", "event_match") else 1):
                self.add_mission(
                    kind,
                    zone,
                    dates=day,
                    starts=clock(kick_off + offset),
                    minutes=str(minutes),
                    event="stadium",
                    mandatory=self.draw.choice(["", "", "yes"]),
                )

    def schools(self) -> None:
        """Draw school watches, on school days."""
        if not self.some(0.7):
            return
        days = "mon|tue|thu|fri"
        held = sum(d.weekday() in (0, 1, 3, 4) for d in self.dates)
        for force in self.municipal:
            for _ in range(self.draw.randint(0, max(1, force.size // 8))):
                self.add_mission(
                    "school_watch",
                    self.zone_of(force),
                    held=held,
                    days=days,
                    only="school_days",
                    starts=self.draw.choice(MOMENTS["school_watch"]),
                    minutes="30",
                    times=str(held),
                )

    def meetings(self) -> None:
        """Draw meetings of commands, often with named attendees."""
        draw = self.draw
        for agreement in self.rows["agreements"]:
            if not self.some(0.6):
                continue
            town = next(
                f for f in self.municipal if f.code == agreement["municipal_force"]
            )
            district = next(
                f for f in self.national if f.code == agreement["national_force"]
            )
            commune = agreement["communes"].split("|")[0]
            kind = draw.choice(MEETINGS)
            starts = draw.sample(
                ["09:00", "10:00", "14:00", "15:30"], draw.randint(1, 3)
            )
            dates = draw.sample(self.dates, draw.randint(1, 2))
            self.add_mission(
                kind,
                draw.choice(self.zones[commune]),
                dates="|".join(d.isoformat() for d in sorted(dates)),
                starts="|".join(sorted(starts)),
                minutes=draw.choice(["60", "90"]),
                mandatory=draw.choice(["", "", "", "yes"]),
            )
            mission = self.rows["missions"][-1]["mission"]
            if self.some(0.6):
                for position, force in (
                    ("municipal_command", town),
                    ("national_command", district),
                ):
                    able = [o for o in force.officers if o["status"] == "titular"]
                    for order, row in enumerate(able[:3], 1):
                        self.rows["attendees"].append(
                            {
                                "mission": mission,
                                "position": position,
                                "officer": row["officer"],
                                "order": str(order),
                            }
                        )

    def patrols(self) -> None:
        """Draw missions until what the staff could hold is asked for."""
        known = {r["kind"]: r for r in self.kind_rows()}
        joint = [k for k in self.kinds if known[k]["joint"] == "yes"]
        own = [k for k in self.kinds if known[k]["joint"] != "yes"]
        agreed = {r["municipal_force"] for r in self.rows["agreements"]}
        for _ in range(2000):
            forces = [f for f in self.municipal if f.left > 0]
            if not forces:
                break
            force = self.draw.choices(forces, [f.left for f in forces])[0]
            national = any(
                f.left > 0 and force.communes[0] in f.communes for f in self.national
            )
            both = national and force.code in agreed and self.some(0.6)
            kind = self.draw.choice(joint if both else own)
            if force.night and self.some(0.1):
                self.night_mission(force, both=both)
            elif self.some(0.08):
                self.equipage(force, kind)
            else:
                self.patrol(force, kind)
        served = {c for f in self.municipal for c in f.communes}
        for force in self.national:
            alone = [c for c in force.communes if c not in served] or force.communes
            for _ in range(400):
                if force.left <= 0:
                    break
                zone = self.draw.choice(self.zones[self.draw.choice(alone)])
                before, more = force.left, self.when("national_patrol")
                held = int(more.get("times") or 1)
                self.add_mission("national_patrol", zone, held=held, **more)
                if force.left == before:
                    break

    def patrol(self, force: Force, kind: str) -> None:
        """Add one mission of a kind."""
        zone = self.zone_of(force)
        more = self.when(kind)
        held = int(more.get("times") or 1)
        if kind == "line_patrol":
            zone = self.zones[force.communes[0]][0]
        if self.some(0.05):
            commune = next(c for c, zones in self.zones.items() if zone in zones)
            others = [z for z in self.zones[commune] if z != zone]
            if others:
                more["or_zones"] = self.draw.choice(others)
        if self.some(0.5):
            more["priority"] = str(self.draw.randint(5, 80))
        self.add_mission(kind, zone, held=held, **more)

    def when(self, kind: str) -> Row:
        """Draw the time of a mission: fixed, one of several, a window, or several."""
        draw = self.draw
        minutes = draw.choice([45, 60, 60, 75, 90, 90, 120, 120, 150, 180])
        fine = draw.choice([30, 30, 30, 15, 5])
        moments = list(MOMENTS.get(kind, ()))
        if not moments:
            earliest, latest = 420, 1320 - minutes
            if self.some(0.5):
                # Most of what is asked for lies in the middle of the day.
                earliest, latest = 540, max(600, 1080 - minutes)
            grid = range(earliest, latest + 1, fine)
            moments = [clock(m) for m in sorted(draw.sample(grid, min(3, len(grid))))]
        row = {"minutes": str(minutes), "dates": self.a_date()}
        form = draw.random()
        if form < 0.5:
            row["starts"] = draw.choice(moments)
        elif form < 0.68:
            row["starts"] = "|".join(sorted(set(moments)))
        elif form < 0.78:
            row["starts"] = draw.choice(moments)
            dates = draw.sample(self.dates, min(self.days, draw.randint(2, 4)))
            row["dates"] = "|".join(d.isoformat() for d in sorted(dates))
        elif form < 0.88:
            start = 480 + 30 * draw.randrange(16)
            row["from"] = clock(start)
            row["until"] = clock(start + minutes + draw.choice([60, 120, 180]))
            row["grid"] = draw.choice(["15", "30", "30", "60"])
        else:
            row["starts"] = "|".join(sorted(set(moments[: draw.randint(1, 2)])))
            row["dates"] = ""
            row["days"] = draw.choice(["mon-fri", "mon-sun", "mon|wed|fri", "tue-sat"])
            row["times"] = draw.choice(["2", "3", "3", "4"])
            if self.some(0.3):
                row["spacing"] = "48" if row["times"] == "2" else "20"
        return row

    def night_mission(self, force: Force, *, both: bool) -> None:
        """Add a mission that lasts into the hours of the night clause."""
        joint = ("joint_foot_patrol", "joint_beat_patrol")
        alone = ("static_guard", "municipal_patrol", "evening_patrol")
        kind = self.draw.choice(joint if both else alone)
        if kind == "evening_patrol" and force.size < 15:
            kind = "municipal_patrol"
        self.add_mission(
            kind,
            self.zone_of(force),
            dates=self.a_date(),
            starts=clock(self.draw.choice([1260, 1290, 1320, 1350, 1380, 30])),
            minutes=str(self.draw.choice([60, 90, 120])),
        )

    def equipage(self, force: Force, kind: str) -> None:
        """Add two to four missions of a day that one crew should hold together."""
        draw = self.draw
        day, at = self.a_date(), draw.choice([450, 480, 800, 840])
        code = f"E{self.codes.total() + 1}"
        known = next(r for r in self.kind_rows() if r["kind"] == kind)
        between = sum(int(known.get(c) or 0) for c in ("briefing", "debriefing"))
        here = self.zone_of(force)
        for _ in range(draw.randint(2, 4)):
            minutes = draw.choice([45, 60, 75])
            self.add_mission(
                kind,
                here,
                dates=day,
                starts=clock(at),
                minutes=str(minutes),
                equipage=code,
            )
            before, here = here, draw.choice([here, self.zone_of(force)])
            at += minutes + between + draw.choice([5, 15, 30])
            at += 0 if here == before else 40

    # --- what surrounds the demand ----------------------------------------------------

    def around(self) -> None:
        """Draw cover, requests, pins, pairings, quotas, shares, risk and settings."""
        self.cover()
        self.wishes()
        self.permissions()
        draw = self.draw
        used = {r["kind"] for r in self.rows["missions"]}
        joint = sorted(used.intersection(JOINT))
        for agreement in self.rows["agreements"]:
            if joint and self.some(0.4):
                hours = self.some(0.3)
                self.rows["quotas"].append(
                    {
                        "quota": f"Q-{agreement['agreement']}",
                        "name": "Joint presence",
                        "agreement": agreement["agreement"],
                        "communes": agreement["communes"],
                        "kinds": "|".join(draw.sample(joint, min(3, len(joint)))),
                        "measure": "hours" if hours else "missions",
                        "per": draw.choice(["week", "week", "month"]),
                        "minimum": str(draw.randint(2, 8) * (2 if hours else 1)),
                    }
                )
        if len(self.municipal) > 1 and joint and self.some(0.25):
            percent = draw.choice([30, 50, 60])
            kinds = "|".join(draw.sample(joint, min(2, len(joint))))
            for force, share in zip(
                draw.sample(self.municipal, 2), (percent, 100 - percent), strict=True
            ):
                self.rows["shares"].append(
                    {
                        "share": "S1",
                        "force": force.code,
                        "percent": str(share),
                        "kinds": kinds,
                    }
                )
        if self.some(0.5):
            zones = [r["zone"] for r in self.rows["zones"]]
            for zone in draw.sample(zones, min(len(zones), draw.randint(1, 6))):
                first = draw.randint(8, 20)
                row = {"zone": zone, "from": f"{first:02d}:00"}
                row["until"] = f"{min(24, first + draw.randint(2, 4)):02d}:00"
                row["days"] = draw.choice(["mon-fri", "fri-sat", "mon-sun"])
                row["points"] = str(draw.randint(2, 9))
                self.rows["risk"].append(row)
        if self.some(0.2):
            for rule, setting, value in (
                ("consecutive_days", "maximum", "5"),
                ("daily_break", "minimum", "30 min"),
            ):
                row = {"regime": "municipal", "rule": rule, "setting": setting}
                self.rows["regimes"].append({**row, "value": value})

    def cover(self) -> None:
        """Draw the heads wanted on shifts: up to half of those who may work them."""
        asked = self.draw.choice([0.0, 0.25, 0.4, 0.5])
        for force in (*self.municipal, *self.national) if asked else ():
            for shift in force.shifts.values():
                able = [
                    o
                    for o in force.officers
                    if o["tours"] == "free"
                    and (o["unit"] in shift.units or not shift.units)
                ]
                heads = int(len(able) * asked * self.draw.uniform(0.1, 0.8))
                if heads and self.some(0.6):
                    self.rows["cover"].append(
                        {
                            "force": force.code,
                            "shift": shift.code,
                            "days": days_of(shift.days),
                            "minimum": str(heads),
                            "weight": str(self.draw.randint(1, 5)),
                        }
                    )

    def wishes(self) -> None:
        """Draw requests, and a few pins and pairings of officers with free tours."""
        draw = self.draw
        share = draw.choice([0.05, 0.2, 0.5])
        pinned, paired = self.some(0.3), self.some(0.4)
        for force in (*self.municipal, *self.national):
            free = [o for o in force.officers if o["tours"] == "free"]
            for row in free:
                if self.some(share):
                    wish = draw.choice(["off", "off", "off", "work", "shift"])
                    request = {"officer": row["officer"], "wish": wish}
                    request["date"] = self.a_date()
                    day = dt.date.fromisoformat(request["date"]).weekday()
                    able = [
                        s.code
                        for s in force.shifts.values()
                        if day in s.days and (not s.units or row["unit"] in s.units)
                    ]
                    if wish == "shift":
                        if not able:
                            continue
                        request["shift"] = draw.choice(able)
                    request["weight"] = str(draw.choice([1, 1, 1, 2, 3]))
                    self.rows["requests"].append(request)
                if pinned and self.some(0.04):
                    pin = {"officer": row["officer"], "pin": "off"}
                    self.rows["pins"].append({**pin, "date": self.a_date()})
            if paired and len(free) >= 6:
                people = draw.sample([o["officer"] for o in free], 4)
                for a, b, together in (
                    (people[0], people[1], draw.choice(["prefer", "avoid"])),
                    (people[2], people[3], draw.choice(["must", "never"])),
                ):
                    row = {"officer": a, "other": b, "together": together}
                    self.rows["pairings"].append(row)

    def permissions(self) -> None:
        """Write the permissions of owners, for most places that need one."""
        known = {r["kind"]: r for r in catalogue("mission_kinds")}
        kinds = [r for r in known if known[r]["permission"] == "yes"]
        zones = {r["zone"] for r in self.rows["missions"] if r["kind"] in kinds}
        zones |= {r.get("or_zones", "") for r in self.rows["missions"]} - {""}
        for zone in sorted(zones):
            if self.some(0.8):
                row = {"zone": zone, "kinds": "|".join(kinds)}
                self.rows["permissions"].append({**row, "valid_from": "2025-01-01"})


def draw(seed: int) -> Tables:
    """Return the town of a seed, as tables."""
    return Town(seed).tables()


def main() -> None:
    """Write a town and print its size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seed", type=int)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    tables = draw(given.seed)
    write_tables(tables, given.out)
    officers, missions = len(tables.tables["officers"]), len(tables.tables["missions"])
    print(f"{given.out}: {officers} officers, {missions} missions")  # noqa: T201


if __name__ == "__main__":
    main()
