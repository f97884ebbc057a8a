"""Checks across rows and tables. Each yields every fault that it finds.

They look at sound rows only: a row with a cell that cannot be read, or with a reference
to what is not there, is judged again once that is mended.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.cycles import parse_pattern
from scheduler.domain.people import ForceKind, Status
from scheduler.domain.time import WEEKDAYS, Clock
from scheduler.domain.tours import Change, Rest
from scheduler.io.book import Book, in_catalogue
from scheduler.io.cells import CellError, parse_setting
from scheduler.io.company import equipages, pairings
from scheduler.io.demand import starts_of, window
from scheduler.io.faults import Fault, suggestion
from scheduler.io.schema import MIDNIGHT, RISKS
from scheduler.io.tables import Row
from scheduler.io.times import wall
from scheduler.words import N_

BACKWARDS = N_("ends before it begins ({first} to {last})")
SWAP = N_("exchange the two days, or correct one")
ALL_DAY = N_("ends when it begins ({value})")
SHORTER = N_("24 hours is too long for a tour: correct the end")
NOON = 12 * 60
_ONE_DAY = dt.timedelta(days=1)
OUTSIDE = N_("outside the horizon ({value})")
HORIZON = N_("choose a day from {first} to {last}")
CLEAR = N_("leave it empty for “{choice}”")
REGIME = N_("add its rows to regimes.csv, or leave this empty")
NEEDED = N_("empty, yet “{choice}” needs it")


def check(book: Book) -> list[Fault]:
    """Return every fault of a scenario as a whole."""
    return [fault for look in CHECKS for fault in look(book)]


def _periods(book: Book) -> Iterator[Fault]:
    for table in (
        "regimes",
        "agreements",
        "qualifications",
        "weapons",
        "permissions",
        "powers",
        "poolings",
    ):
        for row in book.good(table):
            first, last = row["valid_from"], row["valid_to"]
            if first is not None and last is not None and last < first:
                yield row.fault(
                    "valid_to", BACKWARDS, SWAP, first=str(first), last=str(last)
                )


def _forces(book: Book) -> Iterator[Fault]:
    named = {*book.keys("regimes"), *ForceKind}
    kinds: dict[str, str] = {k.value: k.value for k in ForceKind}
    for row in book.good("forces"):
        regime = row["regime"] or row["kind"]
        if regime not in named:
            if "regimes" not in book.unread:
                hint, more = suggestion(regime, sorted(named), REGIME)
                yield row.fault(
                    "regime", N_("no row in the table regimes ({value})"), hint, **more
                )
        elif kinds.setdefault(regime, row["kind"]) != row["kind"]:
            yield row.fault(
                "regime",
                N_("a regime of the other kind of force ({value})"),
                N_("give this force a regime of its own"),
            )


def _regimes(book: Book) -> Iterator[Fault]:
    used = sorted({r["regime"] or r["kind"] for r in book.good("forces")})
    known = book.known.settings
    for row in book.good("regimes"):
        if book.good("forces") and row["regime"] not in used:
            hint, more = suggestion(row["regime"], used, N_("regimes used: {known}"))
            yield row.fault(
                "regime", N_("no force has this regime ({value})"), hint, **more
            )
        if row["rule"] not in known:
            hint, more = suggestion(row["rule"], known, N_("see “patrol rules”"))
            yield row.fault("rule", N_("unknown rule or goal ({value})"), hint, **more)
        elif row["setting"] not in known[row["rule"]]:
            hint, more = suggestion(
                row["setting"], known[row["rule"]], N_("its settings: {known}")
            )
            yield row.fault(
                "setting",
                N_("{rule} has no such setting ({value})"),
                hint,
                rule=row["rule"],
                **more,
            )
        else:
            try:
                parse_setting(known[row["rule"]][row["setting"]], row["value"])
            except CellError as error:
                yield row.fault("value", error.message, error.hint, **error.values)


def _agreements(book: Book) -> Iterator[Fault]:
    forces = book.by_key("forces")
    for row in book.good("agreements"):
        for kind in ForceKind:
            column = f"{kind.value}_force"
            party = forces.get(row[column])
            if party is not None and party["kind"] != kind:
                yield row.fault(
                    column,
                    N_("a force of the other kind ({value})"),
                    N_("name a {kind} force"),
                    kind=kind.value,
                )
        parties = (row["municipal_force"], row["national_force"])
        if row["lead_force"] not in parties:
            yield row.fault(
                "lead_force",
                N_("not a party of this agreement ({value})"),
                N_("name {first} or {last}"),
                first=parties[0],
                last=parties[1],
            )
        given = row["denounced"]
        if given is not None and given < row["valid_from"]:
            yield row.fault(
                "denounced",
                N_("notice given before the agreement begins ({value})"),
                N_("correct the day, or valid_from ({first})"),
                first=str(row["valid_from"]),
            )


def _poolings(book: Book) -> Iterator[Fault]:
    forces = book.by_key("forces")
    for row in book.good("poolings"):
        for code in row["forces"]:
            if code in forces and forces[code]["kind"] != ForceKind.MUNICIPAL:
                yield row.fault(
                    "forces",
                    N_("not a municipal force ({value})"),
                    N_("only municipal officers are lent: remove {force}"),
                    value=code,
                    force=code,
                )


def _travel(book: Book) -> Iterator[Fault]:
    for row in book.good("travel"):
        if row["from"] == row["to"] and row["minutes"]:
            yield row.fault(
                "minutes",
                N_("travel inside one zone ({value})"),
                N_("it takes 0 minutes: remove the row"),
            )


def _officers(book: Book) -> Iterator[Fault]:
    planned = {r["officer"] for r in book.rows["fixed_tours"] if "officer" in r}
    shifts, cycles = book.by_key("shifts"), book.groups("cycles", "cycle")
    for row in book.good("officers"):
        fixed, cycle, first = row["tours"] == "fixed", row["cycle"], row["cycle_start"]
        if fixed and cycle is None and row["officer"] not in planned:
            if "fixed_tours" not in book.unread:
                yield row.fault(
                    "tours",
                    N_("fixed tours from nowhere ({officer})"),
                    N_("name a cycle, or add rows to fixed_tours.csv"),
                    officer=row["officer"],
                )
        elif not fixed and (cycle is not None or first is not None):
            yield row.fault(
                "cycle" if cycle is not None else "cycle_start",
                N_("a cycle for free tours ({value})"),
                N_("write fixed in the column tours, or leave the cycle empty"),
            )
        elif cycle is not None and first is None:
            yield row.fault(
                "cycle_start",
                N_("empty, yet there is a cycle ({cycle})"),
                N_("write a day that is day 1 of the cycle for this officer"),
                cycle=cycle,
            )
        elif cycle is None and first is not None:
            yield row.fault(
                "cycle_start",
                N_("the start of no cycle ({value})"),
                N_("name the cycle, or leave this empty"),
            )
        for day in cycles.get(cycle, ()) if fixed else ():
            shift = shifts.get(day["shift"])
            if shift is not None and shift["force"] != row["force"]:
                yield row.fault(
                    "cycle",
                    N_("a cycle of another force ({value})"),
                    N_("its shift {shift} belongs to {force}"),
                    shift=shift["shift"],
                    force=shift["force"],
                )
                break


def _arms(book: Book) -> Iterator[Fault]:
    """Look for wardens and papers of municipal officers where there are none."""
    forces, officers = book.by_key("forces"), book.by_key("officers")

    def national(code: str) -> bool:
        officer = officers.get(code)
        force = forces.get(officer["force"]) if officer else None
        return force is not None and force["kind"] == ForceKind.NATIONAL

    for row in book.good("officers"):
        if row["status"] == Status.WARDEN and national(row["officer"]):
            yield row.fault(
                "status",
                N_("a warden of a national force ({officer})"),
                N_(
                    "wardens (ASVP) belong to a municipal force: correct one of the two"
                ),
                officer=row["officer"],
            )
    for row in book.good("weapons"):
        officer = officers.get(row["officer"])
        if national(row["officer"]):
            yield row.fault(
                "officer",
                N_("a permit of a national officer ({value})"),
                N_("permits are for municipal officers: remove the row"),
            )
        elif officer is not None and officer["status"] == Status.WARDEN:
            yield row.fault(
                "officer",
                N_("a permit of a warden ({value})"),
                N_("wardens (ASVP) bear no arms: remove the row"),
            )
    for row in book.good("suspensions"):
        if national(row["officer"]):
            yield row.fault(
                "officer",
                N_("a suspension of a national officer ({value})"),
                N_("approvals and permits are for municipal officers: remove the row"),
            )
    for row in book.good("positions"):
        closed = {
            "armed": row["armed"],
            "leads": row["leads"],
            "force": row["force"] == ForceKind.NATIONAL,
        }
        for column, against in closed.items():
            if row["wardens"] and against:
                yield row.fault(
                    "wardens",
                    N_("open to wardens, yet {other} is {choice}"),
                    N_("wardens (ASVP) hold no such position: correct one of the two"),
                    other=column,
                    choice=row.cells[column],
                )


def _cycles(book: Book) -> Iterator[Fault]:
    written = Counter(r.values.get("cycle") for r in book.rows["cycles"])
    for cycle, rows in book.groups("cycles", "cycle").items():
        days = {r["day"] for r in rows}
        if len(rows) < written[cycle]:
            continue
        for row in rows:
            before = row["day"] - 1
            if before and before not in days:
                yield row.fault(
                    "day",
                    N_("day {before} of the cycle {cycle} is missing ({value})"),
                    N_(
                        "number its days 1, 2, 3 … without gaps; a day off has no shift"
                    ),
                    before=before,
                    cycle=cycle,
                )


def _cycle_rests(book: Book) -> Iterator[Fault]:
    for row in book.good("cycles"):
        if row["shift"] is not None and row["rest"] is not None:
            yield row.fault(
                "rest",
                N_("a rest on a working day ({value})"),
                N_("leave the shift or the rest empty"),
            )
    cycles, forces = book.groups("cycles", "cycle"), book.by_key("forces")
    for officer in book.good("officers"):
        force, start = forces.get(officer["force"]), officer["cycle_start"]
        days = cycles.get(officer["cycle"], ())
        if force is None or force["kind"] != ForceKind.NATIONAL or start is None:
            continue
        for day in days if len(days) == _WEEK else ():
            falls = start + dt.timedelta(days=day["day"] - 1)
            if day["rest"] == Rest.STATUTORY and falls.weekday() != _SUNDAY:
                yield officer.fault(
                    "cycle_start",
                    N_("puts the RL of the weekly cycle {cycle} on a {weekday}"),
                    N_("its RL is on Sunday: begin it on another day"),
                    cycle=officer["cycle"],
                    weekday=WEEKDAYS[falls.weekday()],
                )
                break


_WEEK, _SUNDAY = 7, 6


def _standard_cycles(book: Book) -> Iterator[Fault]:
    marks = {}
    for row in book.good("cycle_patterns"):
        try:
            marks[row["pattern"]] = parse_pattern(row["days"])
        except ValueError as error:
            yield row.fault(
                "days",
                N_("a mark that means nothing, or a number left out ({mark})"),
                N_("write 1, 2 … for shifts, without gaps, and RC, RL or DN for rests"),
                mark=str(error),
            )
    by_day = {r["cycle"] for r in book.good("cycles") if not _one_line(r)}
    for row in book.good("standard_cycles"):
        if row["cycle"] in by_day:
            yield row.fault(
                "cycle",
                N_("also written day by day in the table cycles ({value})"),
                N_("keep one of the two"),
            )
        wanted = len({m for m in marks.get(row["pattern"], ()) if isinstance(m, int)})
        if row["pattern"] in marks and len(row["shifts"]) != wanted:
            yield row.fault(
                "shifts",
                N_("{number} shifts for a pattern that has {wanted} ({value})"),
                N_("name one shift for each number of the pattern"),
                number=len(row["shifts"]),
                wanted=wanted,
            )


def _one_line(row: Row) -> bool:
    """Tell whether a row of ``cycles`` was written as a standard cycle."""
    return "pattern" in row.cells


def _cycle_changes(book: Book) -> Iterator[Fault]:
    officers, cycles = book.by_key("officers"), book.groups("cycles", "cycle")
    for row in book.good("cycle_changes"):
        if row["told_date"] is None and row["told_time"] is not None:
            yield row.fault(
                "told_time",
                N_("a time of no day ({value})"),
                N_("write the day in told_date, or leave this empty"),
            )
        officer = officers.get(row["officer"])
        if officer is None:
            continue
        if officer["cycle"] is None and officer["cycle_start"] is None:
            yield row.fault(
                "officer",
                N_("a change of the cycle of an officer without one ({value})"),
                N_("name the cycle in officers.csv, or remove the row"),
            )
            continue
        days = {d["day"]: d for d in cycles.get(officer["cycle"], ())}
        if not days or officer["cycle_start"] is None:
            continue
        place = (row["date"] - officer["cycle_start"]).days % max(days) + 1
        off = place in days and days[place]["shift"] is None
        if row["change"] == Change.SHIFTED and off:
            yield row.fault(
                "change",
                N_("shifted hours on a day off of the cycle ({date})"),
                N_("write recall, postponement or exchange, or correct the date"),
                date=str(row["date"]),
            )
        elif row["change"] == Change.RECALL and not off:
            yield row.fault(
                "change",
                N_("a recall on a working day of the cycle ({date})"),
                N_("write shifted or exchange, or correct the date"),
                date=str(row["date"]),
            )


def _shifts(book: Book) -> Iterator[Fault]:
    for table, end in (("shifts", "end"), ("history", "end")):
        for row in book.good(table):
            length = (row[end] - row["start"]) % MIDNIGHT
            if length == 0:
                yield row.fault(end, ALL_DAY, SHORTER)
            elif row["unpaid_break"] >= length:
                yield row.fault(
                    "unpaid_break",
                    N_("a break as long as the tour ({value})"),
                    N_("less than {minutes} minutes"),
                    minutes=length,
                )


def _units(book: Book) -> Iterator[Fault]:
    if "officers" in book.unread:
        return
    units: dict[str, set[str]] = {}
    for officer in book.rows["officers"]:
        if "force" in officer and officer.values.get("unit"):
            units.setdefault(officer["force"], set()).add(officer["unit"])
    for table, column in (("shifts", "units"), ("cover", "unit")):
        for row in book.good(table):
            mine = units.get(row["force"], set())
            asked = row[column] or ()
            for unit in [asked] if isinstance(asked, str) else asked:
                if unit not in mine:
                    hint, more = suggestion(unit, sorted(mine))
                    yield row.fault(
                        column,
                        N_("no officer of {force} is in this unit ({unit})"),
                        hint or N_("correct it, or leave it empty for the whole force"),
                        force=row["force"],
                        unit=unit,
                        **more,
                    )


def _fixed_tours(book: Book) -> Iterator[Fault]:
    officers, shifts = book.by_key("officers"), book.by_key("shifts")
    for row in book.good("fixed_tours"):
        officer, shift = officers.get(row["officer"]), shifts.get(row["shift"])
        if officer is not None and officer["tours"] == "free":
            yield row.fault(
                "officer",
                N_("a fixed tour for an officer with free tours ({value})"),
                N_("write fixed in officers.csv, or ask for it in requests or pins"),
            )
        elif officer and shift and shift["force"] != officer["force"]:
            yield row.fault("shift", *_FOREIGN, force=officer["force"])


_FOREIGN = (
    N_("a shift of another force ({value})"),
    N_("name a shift of {force}"),
)


def _kinds(book: Book) -> Iterator[Fault]:
    crews = book.groups("positions", "kind")
    written = Counter(r.values.get("kind") for r in book.rows["positions"])
    own = {
        r.values.get("kind") for r in book.rows["mission_kinds"] if not in_catalogue(r)
    }
    for row in book.good("mission_kinds"):
        crew = crews.get(row["kind"], [])
        if "positions" in book.unread or len(crew) < written[row["kind"]]:
            continue
        if not crew:
            yield row.fault(
                "kind",
                N_("a mission kind without positions ({value})"),
                N_("add its crew to positions.csv"),
            )
        else:
            yield from _crew(row, crew)
    for row in book.good("positions"):
        if in_catalogue(row) or not book.knows("mission_kinds"):
            continue
        if row["kind"] not in own:
            yield row.fault(
                "kind",
                N_("a position for a kind of the built-in catalogue ({value})"),
                N_("add the kind to mission_kinds.csv to replace the built-in one"),
            )


def _crew(kind: Row, crew: list[Row]) -> Iterator[Fault]:
    leaders = sum(r["count"] for r in crew if r["leads"])
    if leaders > 1 or (kind["joint"] and leaders == 0):
        yield kind.fault(
            "joint" if kind["joint"] else "kind",
            N_("{leaders} seats lead the crew of {kind}"),
            N_("in positions.csv, let one position of one seat lead")
            if kind["joint"]
            else N_("in positions.csv, let at most one position of one seat lead"),
            leaders=leaders,
            kind=kind["kind"],
        )
    seats = sum(r["count"] for r in crew)
    if kind["joint"] and (
        seats < 2 or any(all(r["force"] == k for r in crew) for k in ForceKind)
    ):
        yield kind.fault(
            "joint",
            N_("the crew of {kind} cannot be mixed"),
            N_("in positions.csv, give it municipal and national seats"),
            kind=kind["kind"],
        )


def _fallbacks(book: Book) -> Iterator[Fault]:
    """Look at each fallback of a joint kind; the others' are never held."""
    kinds, crews = book.by_key("mission_kinds"), book.groups("positions", "kind")
    used = {r["kind"] for r in book.good("missions")}
    for row in book.good("mission_kinds"):
        other = kinds.get(row["fallback"])
        if other is None or not row["joint"]:
            continue
        if in_catalogue(row) and row["kind"] not in used:
            continue
        # Of two rows the scenario can change its own: the built-in one stays.
        here, column = (other, "kind") if in_catalogue(row) else (row, "fallback")
        forces = {p["force"] for p in crews.get(other["kind"], ())}
        if other["joint"]:
            yield here.fault(
                column,
                N_("the fallback of {kind} is itself a joint kind ({fallback})"),
                N_("name a kind that one force can hold alone, or none"),
                kind=row["kind"],
                fallback=other["kind"],
            )
        elif len(forces) > 1 or "any" in forces:
            yield here.fault(
                column,
                N_("the fallback of {kind} is not of one force ({fallback})"),
                N_("in positions.csv, give all its seats to one kind of force"),
                kind=row["kind"],
                fallback=other["kind"],
            )


def _shape(row: Row) -> Iterator[Fault]:
    """Look for a mission that is both a list of starts and a window, or neither."""
    windowed = [c for c in ("from", "until") if row[c] is not None]
    if not row["starts"] and not windowed:
        yield row.fault(
            "starts",
            N_("empty, and there is no window"),
            N_("write starts, or a window in from and until"),
        )
    elif row["starts"] and windowed:
        yield row.fault(
            "starts",
            N_("both starts and a window ({value})"),
            N_("leave one of them empty"),
        )
    elif len(windowed) == 1:
        yield row.fault(
            "until" if row["until"] is None else "from",
            N_("half a window"),
            N_("write both from and until, or neither"),
        )
    if row["overlap"] is None:
        return
    if not windowed:
        yield row.fault(
            "overlap",
            N_("relays without a window ({value})"),
            N_("write from and until, or leave this empty"),
        )
    elif row["overlap"] >= row["minutes"]:
        yield row.fault(
            "overlap",
            N_("as long as the relay itself ({value})"),
            N_("shorten the overlap, or lengthen the relay"),
        )
    for column, empty in (("spacing", 0), ("or_zones", ())):
        if row[column] != empty:
            yield row.fault(
                column,
                N_("a post held by relays has none ({value})"),
                N_("leave this empty, or remove the overlap"),
            )


def _post(row: Row) -> Iterator[Fault]:
    """Look for a post that its relays could not hold, whoever were there."""
    if row["overlap"] is None:
        return
    whole = row["until"] - row["from"]
    whole += MIDNIGHT if whole <= 0 else 0
    holds = row["minutes"] - row["overlap"]
    if whole > holds + row["minutes"] and row["grid"] > holds:
        yield row.fault(
            "grid",
            N_("the next relay comes too late to take over ({value})"),
            N_("write {holds} or less: the relay less its overlap"),
            holds=holds,
        )


def _reserve(row: Row, kind: Row, asked: Row) -> Iterator[Fault]:
    """Look for a reserve that is over before its officers need be on the spot.

    A fallback is engaged for as long as the kind asked for.
    """
    length = row["minutes"] + asked["briefing"] + asked["debriefing"]
    if kind["reach"] is not None and kind["reach"] > length:
        yield row.fault(
            "minutes",
            N_("shorter than the reach of {reach} minutes of {kind} ({value})"),
            N_("lengthen the mission, or shorten the reach"),
            reach=kind["reach"],
            kind=kind["kind"],
        )


def _missions(book: Book) -> Iterator[Fault]:
    kinds = book.by_key("mission_kinds")
    for row in book.good("missions"):
        shape = list(_shape(row))
        yield from shape
        if shape:
            continue
        if row["overlap"] is None and row["times"] > len(row["dates"]) > 0:
            yield row.fault(
                "times",
                N_("more times than days ({value} on {days})"),
                N_("a mission is held at most once a day: add dates, or ask for less"),
                days=len(row["dates"]),
            )
        yield from _post(row)
        yield from _horizon(book, row, "dates", row["dates"])
        if row["zone"] in row["or_zones"]:
            yield row.fault(
                "or_zones",
                N_("the place in zone once more ({value})"),
                N_("name other places only"),
            )
        if book.clock:
            times = list(_times(row, book.clock))
            yield from times
            if not times and row["spacing"] and row["times"] <= len(row["dates"]):
                yield from _spacing(row, book.clock)
        kind = kinds.get(row["kind"])
        if kind is None:
            continue
        fallback = kinds.get(kind["fallback"]) if kind["joint"] else None
        for form in filter(None, (kind, fallback)):
            yield from _reserve(row, form, kind)
        priority = kind["priority"] if row["priority"] is None else row["priority"]
        if fallback is not None and priority < 2:
            yield row.fault(
                "kind" if row["priority"] is None else "priority",
                N_("one point cannot be shared with the fallback {fallback}"),
                N_("give the mission at least 2 points, or the kind no fallback"),
                fallback=fallback["kind"],
            )
        missing = _not_there(book, kind)
        for code in missing:
            yield row.fault(
                "kind",
                N_("this kind needs equipment that is not there ({code})"),
                N_("add {code} to equipment.csv, or replace the kind"),
                code=code,
            )
        for code in _not_there(book, fallback):
            if code not in missing and fallback is not None:
                yield row.fault(
                    "kind",
                    N_(
                        "the fallback {fallback} needs equipment that is not there "
                        "({code})"
                    ),
                    N_("add {code} to equipment.csv, or replace {fallback}"),
                    code=code,
                    fallback=fallback["kind"],
                )


def _times(row: Row, clock: Clock) -> Iterator[Fault]:
    """Look for times that the clocks skip, and for windows that are too short."""
    for day in row["dates"]:
        written = [("starts", day, start) for start in row["starts"]]
        if row["from"] is not None:
            over = row["until"] <= row["from"] or row["until"] == MIDNIGHT
            last = day + dt.timedelta(days=1) if over else day
            written += [("from", day, row["from"]), ("until", last, row["until"])]
        skipped = [w for w in written if not clock.exists(w[1], wall(w[2]))]
        for column, on, time in skipped:
            yield row.fault(
                column,
                N_("no such local time on {day} ({time})"),
                N_("the clocks go forward that night: choose another start")
                if column == "starts"
                else N_("the clocks go forward that night: choose another time"),
                day=str(on),
                time=f"{wall(time):%H:%M}",
            )
        if row["from"] is None or skipped:
            continue
        length = window(row, day, clock).length
        if length < row["minutes"]:
            yield row.fault(
                "minutes",
                N_("longer than its window of {length} minutes on {day} ({value})"),
                N_("widen the window, or shorten the mission"),
                length=length,
                day=str(day),
            )
            return


def _spacing(row: Row, clock: Clock) -> Iterator[Fault]:
    """Look for more times than the spacing leaves room for."""
    count, free = 0, None
    taken: dt.date | None = None
    for start in starts_of(row, clock):
        day = clock.date(start)
        if (free is None or start >= free) and day != taken:
            count, free, taken = count + 1, start + row["spacing"], day
    if row["times"] > count:
        yield row.fault(
            "times",
            N_(
                "more times than its spacing leaves room for ({value}, {count} at most)"
            ),
            N_("add dates, ask for less, or shorten the spacing"),
            count=count,
        )


def _attendees(book: Book) -> Iterator[Fault]:
    """Look for named officers who can never take their seat, and for seats too many."""
    missions, kinds = book.by_key("missions"), book.by_key("mission_kinds")
    officers, forces = book.by_key("officers"), book.by_key("forces")
    crews = book.groups("positions", "kind")
    named: dict[tuple[str, str], list[Row]] = {}
    for row in book.good("attendees"):
        mission = missions.get(row["mission"])
        kind = kinds.get(mission["kind"]) if mission else None
        if mission is None or kind is None or "positions" in book.unread:
            continue
        forms = [kind["kind"]]
        if kind["joint"] and kind["fallback"] in kinds:
            forms.append(kind["fallback"])
        seats = [p for code in forms for p in crews.get(code, ())]
        here = [p for p in seats if p["position"] == row["position"]]
        if not here:
            known = list(dict.fromkeys(p["position"] for p in seats))
            hint, more = suggestion(
                row["position"], known, N_("its positions: {known}")
            )
            yield row.fault(
                "position",
                N_("{kind} has no such position ({value})"),
                hint,
                kind=kind["kind"],
                **more,
            )
            continue
        asked = named.setdefault((row["mission"], row["position"]), [])
        earlier = next((r for r in asked if r["order"] == row["order"]), None)
        if earlier is not None:
            yield row.fault(
                "order",
                N_("the same as that of {officer} ({value})"),
                N_("number those asked for a position 1, 2, 3 …"),
                officer=earlier["officer"],
            )
        asked.append(row)
        officer = officers.get(row["officer"])
        force = forces.get(officer["force"]) if officer else None
        if officer is not None and force is not None:
            why = [_unfit(book, mission, p, officer, force["kind"]) for p in here]
            if all(why):
                message, values = next(filter(None, why))
                yield row.fault(
                    "officer", message, N_("name another officer"), **values
                )
    for (mission_code, position), asked in named.items():
        kind = kinds[missions[mission_code]["kind"]]
        wanted = sum(
            p["count"] for p in crews[kind["kind"]] if p["position"] == position
        )
        let_in = sum(
            (r["rule"], r["mission"]) == ("attendees_only", mission_code)
            for r in book.good("overrides")
        )
        if len(asked) + let_in < wanted:
            yield asked[0].fault(
                "position",
                N_("{count} seats, and fewer officers named ({value})"),
                N_("name as many officers as there are seats, or more"),
                count=wanted,
            )


_Unfit = tuple[str, dict[str, str | int]]
"""Why an officer can never take a seat: message and values."""


def _unfit(
    book: Book, mission: Row, position: Row, officer: Row, kind: str
) -> _Unfit | None:
    """Return why an officer can never take a seat of a mission, overrides apart."""
    aside = {
        r["rule"]
        for r in book.good("overrides")
        if (r["officer"], r["mission"]) == (officer["officer"], mission["mission"])
    }
    if position["force"] not in ("any", kind) and "position_force" not in aside:
        return N_("an officer of the other kind of force ({value})"), {}
    warden = officer["status"] == Status.WARDEN and kind == ForceKind.MUNICIPAL
    if warden and not position["wardens"]:
        return N_("a warden, who cannot hold {position} ({value})"), {
            "position": position["position"]
        }
    ranks = position["judicial"]
    # Where the column is missing, or misspelt, nothing is known.
    if ranks and "judicial" in officer.cells and officer["judicial"] not in ranks:
        return N_("not of the judicial status of {position} ({value})"), {
            "position": position["position"]
        }
    if "qualifications" in book.unread or "qualification_valid" in aside:
        return None
    papers = book.groups("qualifications", "officer").get(officer["officer"], ())
    for code in position["qualifications"]:
        if not any(
            p["qualification"] == code
            and (p["valid_from"] is None or p["valid_from"] <= day)
            and (p["valid_to"] is None or day <= p["valid_to"])
            for p in papers
            for day in mission["dates"]
        ):
            return N_("without the qualification {code} on its days ({value})"), {
                "code": code
            }
    return None


def _event_plans(book: Book) -> Iterator[Fault]:
    for row in book.good("event_plans"):
        for risk, _number in row["risk_crews"]:
            if risk not in RISKS:
                hint, more = suggestion(risk, RISKS, N_("known classes: {known}"))
                yield row.fault(
                    "risk_crews", N_("unknown risk class ({risk})"), hint, risk=risk,
                    **more,
                )  # fmt: skip
        if row["minutes"] is None and row["from"] == "end":
            yield row.fault(
                "minutes",
                N_("empty, yet the phase is reckoned from the end"),
                N_("fill it in, or reckon from kick_off"),
            )
        if row["each"] is None and row["above"] > 0:
            yield row.fault(
                "each",
                N_("empty, yet above says from where on more crews are wanted"),
                N_("fill it in, or leave above empty"),
            )


def _not_there(book: Book, kind: Row | None) -> list[str]:
    """Return what a built-in kind needs and the scenario has not.

    Kinds of the scenario's own refer to its equipment, and were judged there.
    """
    if kind is None or not in_catalogue(kind) or not book.knows("equipment"):
        return []
    stock = book.keys("equipment")
    return [code for code, _number in kind["equipment"] if code not in stock]


def _horizon(
    book: Book, row: Row, column: str, days: Iterable[dt.date]
) -> Iterator[Fault]:
    clock = book.clock
    outside = [d for d in days if clock is not None and d not in clock.dates]
    if clock is not None and outside:
        yield row.fault(
            column,
            OUTSIDE,
            HORIZON,
            value=", ".join(d.isoformat() for d in outside[:3]),
            first=clock.dates[0].isoformat(),
            last=clock.dates[-1].isoformat(),
        )


def _absences(book: Book) -> Iterator[Fault]:
    for row in book.good("absences"):
        first = (row["from_date"], row["from_time"])
        last = (row["to_date"], row["to_time"])
        if last <= first:
            yield row.fault(
                "to_date" if row["to_date"] < row["from_date"] else "to_time",
                BACKWARDS,
                N_("an absence ends after it begins: correct one of the two"),
                **{
                    name: f"{day} {time // 60:02d}:{time % 60:02d}"
                    for name, (day, time) in (("first", first), ("last", last))
                },
            )


_NEEDS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "requests": ("wish", {"shift": ("shift",), "not_shift": ("shift",)}),
    "pins": (
        "pin",
        {"shift": ("date", "shift"), "off": ("date",), "mission": ("mission",)},
    ),
}
"""Columns that each choice needs, of those that only some choices do."""


def _choices(book: Book) -> Iterator[Fault]:
    for table, (chooser, needs) in _NEEDS.items():
        optional = sorted({column for needed in needs.values() for column in needed})
        for row in book.good(table):
            choice = row[chooser]
            for column in optional:
                needed = column in needs.get(choice, ())
                if needed and row[column] is None:
                    yield row.fault(column, NEEDED, N_("fill it in"), choice=choice)
                elif not needed and row[column] is not None:
                    yield row.fault(
                        column,
                        N_("without meaning here ({value})"),
                        CLEAR,
                        choice=choice,
                    )


def _wishes(book: Book) -> Iterator[Fault]:
    officers, shifts = book.by_key("officers"), book.by_key("shifts")
    for row in book.good("requests"):
        yield from _horizon(book, row, "date", [row["date"]])
        officer, shift = officers.get(row["officer"]), shifts.get(row["shift"])
        if officer and shift and shift["force"] != officer["force"]:
            yield row.fault("shift", *_FOREIGN, force=officer["force"])


def _pins(book: Book) -> Iterator[Fault]:
    officers, shifts = book.by_key("officers"), book.by_key("shifts")
    for row in book.good("pins"):
        day = row["date"]
        if row["pin"] == "mission" or day is None:
            continue
        yield from _horizon(book, row, "date", [day])
        officer, shift = officers.get(row["officer"]), shifts.get(row["shift"])
        if row["pin"] != "shift" or officer is None or shift is None:
            continue
        offered = _offered(book, officer, day)
        if offered is not None and shift["shift"] not in offered:
            yield row.fault(
                "shift",
                N_("{officer} is not offered this shift that day ({value})"),
                N_("offered: {shifts}") if offered else N_("none is offered that day"),
                officer=row["officer"],
                shifts=", ".join(offered),
            )


def _offered(book: Book, officer: Row, day: dt.date) -> list[str] | None:
    """Return the shifts that an officer may work on a day, absences apart.

    ``None`` if the officer's fixed tours come from nowhere.
    """
    if officer["tours"] == "free":
        return [
            s["shift"]
            for s in book.good("shifts")
            if s["force"] == officer["force"]
            and (not s["units"] or officer["unit"] in s["units"])
            and day.weekday() in s["days"]
        ]
    for row in book.good("fixed_tours"):
        if (row["officer"], row["date"]) == (officer["officer"], day):
            return [row["shift"]] if row["shift"] else []
    pattern = (
        {
            r["day"]: r["shift"]
            for r in book.groups("cycles", "cycle").get(officer["cycle"], ())
        }
        if officer["cycle"] and officer["cycle_start"]
        else {}
    )
    if not pattern:
        mine = any(r["officer"] == officer["officer"] for r in book.good("fixed_tours"))
        return [] if mine else None
    shift = pattern.get((day - officer["cycle_start"]).days % max(pattern) + 1)
    return [shift] if shift else []


def _history(book: Book) -> Iterator[Fault]:
    for row in book.good("history"):
        if book.clock is not None and row["date"] >= book.clock.start:
            yield row.fault(
                "date",
                N_("not before the horizon ({value})"),
                N_("history ends before {first}"),
                first=book.clock.start.isoformat(),
            )


def _backwards(book: Book) -> Iterator[Fault]:
    for table in ("suspensions", "past_work", "derogations"):
        for row in book.good(table):
            first, last = row["from_date"], row["to_date"]
            if last is not None and last < first:
                yield row.fault(
                    "to_date", BACKWARDS, SWAP, first=str(first), last=str(last)
                )


def _past_work(book: Book) -> Iterator[Fault]:
    listed: dict[str, list[dt.date]] = {}
    for row in book.good("history"):
        listed.setdefault(row["officer"], []).append(row["date"])
    before: dict[str, dt.date] = {}
    rows = book.good("past_work")
    for row in sorted(rows, key=lambda r: (r["officer"], r["from_date"])):
        officer, first, last = row["officer"], row["from_date"], row["to_date"]
        if book.clock is not None and last >= book.clock.start:
            yield row.fault(
                "to_date",
                N_("not before the horizon ({value})"),
                N_("history ends before {first}"),
                first=book.clock.start.isoformat(),
            )
        if officer in before and first <= before[officer]:
            yield row.fault(
                "from_date",
                N_("counted twice: an earlier row reaches to {day} ({value})"),
                N_("begin the day after, or correct the earlier row"),
                day=str(before[officer]),
            )
        before[officer] = max(before.get(officer, last), last)
        twice = [d for d in listed.get(officer, ()) if first <= d <= last]
        if twice:
            yield row.fault(
                "to_date",
                N_("counted twice: the history lists a tour of {day} ({value})"),
                N_("leave those days out here, or those tours out of history.csv"),
                day=str(min(twice)),
            )
        if row["night_hours"] > row["hours"]:
            yield row.fault(
                "night_hours",
                N_("more night work than work ({value})"),
                N_("correct one of the two"),
            )


def _derogations(book: Book) -> Iterator[Fault]:
    open_ones = sorted(r for r, s in book.known.settings.items() if "reduced" in s)
    for row in book.good("derogations"):
        if row["rule"] not in open_ones:
            hint, more = suggestion(
                row["rule"], open_ones, N_("rules with a reduced value: {known}")
            )
            yield row.fault(
                "rule", N_("no text allows a derogation here ({value})"), hint, **more
            )


def _overrides(book: Book) -> Iterator[Fault]:
    known = book.known.authority
    for row in book.good("overrides"):
        if row["rule"] not in known:
            hint, more = suggestion(row["rule"], known, N_("see “patrol rules”"))
            yield row.fault("rule", N_("unknown rule ({value})"), hint, **more)
            continue
        authority, scope = known[row["rule"]]
        if scope is None:
            yield row.fault(
                "rule",
                N_("a rule of law, that nobody may set aside ({value})")
                if authority is Authority.LAW
                else N_("a rule that nobody may set aside ({value})"),
                N_("remove the row"),
            )
            continue
        for column in ("officer", "mission", "date"):
            wanted = column in _CASES[scope]
            if wanted and row[column] is None:
                yield row.fault(column, NEEDED, N_("fill it in"), choice=row["rule"])
            elif not wanted and row[column] is not None:
                yield row.fault(
                    column,
                    N_("without meaning here ({value})"),
                    CLEAR,
                    choice=row["rule"],
                )
        if scope is Scope.TOUR and row["date"] is not None:
            yield from _horizon(book, row, "date", [row["date"]])
        yield from _authors(row, authority, _commands(book, row, scope))
        yield from _strangers(book, row)


_CASES: Mapping[Scope, tuple[str, ...]] = {
    Scope.SEAT: ("officer", "mission"),
    Scope.CREW: ("mission",),
    Scope.TOUR: ("officer", "date"),
}
"""Columns that name the case of an override."""


def _authors(
    row: Row, authority: Authority, concerned: Collection[str]
) -> Iterator[Fault]:
    """Look for the signatures that a rule's class asks for."""
    signed = {k: row[f"{k.value}_author"] is not None for k in ForceKind}
    if authority is Authority.AGREEMENT:
        wanted = list(ForceKind)
        message = N_("empty, yet both commands must agree to set {rule} aside")
    elif len(concerned) == 1 and "any" not in concerned:
        wanted = [ForceKind(kind) for kind in concerned]
        message = N_("empty, yet the officers' own command must set {rule} aside")
    else:
        wanted = [] if any(signed.values()) else [ForceKind.MUNICIPAL]
        message = N_("empty, yet one command must set {rule} aside")
    for kind in wanted:
        if not signed[kind]:
            yield row.fault(
                f"{kind.value}_author",
                message,
                N_("write the service number of who decided"),
                rule=row["rule"],
            )


def _commands(book: Book, row: Row, scope: Scope) -> set[str]:
    """Return the kinds of force of the officer or of the crew; empty if not known."""
    if scope is Scope.CREW:
        mission = book.by_key("missions").get(row["mission"])
        crews = book.groups("positions", "kind")
        return (
            {p["force"] for p in crews.get(mission["kind"], ())} if mission else set()
        )
    officer = book.by_key("officers").get(row["officer"])
    force = book.by_key("forces").get(officer["force"]) if officer else None
    return {force["kind"]} if force else set()


def _strangers(book: Book, row: Row) -> Iterator[Fault]:
    """Look for officers of one force who sign for the other's command."""
    forces, officers = book.by_key("forces"), book.by_key("officers")
    for kind in ForceKind:
        author = officers.get(row[f"{kind.value}_author"])
        force = forces.get(author["force"]) if author else None
        if force is not None and force["kind"] != kind:
            yield row.fault(
                f"{kind.value}_author",
                N_("an officer of the other kind of force ({value})"),
                N_("name who decided in the {kind} command"),
                kind=kind.value,
            )


def _powers(book: Book) -> Iterator[Fault]:
    texts = book.groups("powers", "power")
    used = {r["kind"] for r in book.good("missions")}
    for row in book.good("mission_kinds"):
        if row["kind"] not in used or book.clock is None:
            continue
        for power in row["powers"]:
            for day in book.clock.dates:
                if power in texts and not any(
                    (t["valid_from"] is None or t["valid_from"] <= day)
                    and (t["valid_to"] is None or day <= t["valid_to"])
                    for t in texts[power]
                ):
                    yield row.fault(
                        "powers",
                        N_("no text of {power} is in force on {day}"),
                        N_("add its row to powers.csv, or take the power away"),
                        power=power,
                        day=str(day),
                    )
                    break


def _suspended(book: Book) -> Iterator[Fault]:
    """Look for seats that ask for a status which the mission itself suspends."""
    texts = book.groups("powers", "power")
    kinds = book.by_key("mission_kinds")
    used = {r["kind"] for r in book.good("missions")}
    for row in book.good("positions"):
        kind = kinds.get(row["kind"])
        if kind is None or not row["judicial"]:
            continue
        if in_catalogue(kind) and row["kind"] not in used:
            continue
        for power in kind["powers"]:
            if any(t["suspends"] and _met(book, t) for t in texts.get(power, ())):
                yield row.fault(
                    "judicial",
                    N_("a status that {power} suspends meanwhile ({value})"),
                    N_("leave it empty, or take {power} away from {kind}"),
                    power=power,
                    kind=row["kind"],
                )


def _met(book: Book, text: Row) -> bool:
    """Tell whether a dated text is in force on a day of the horizon."""
    first, last = text["valid_from"], text["valid_to"]
    return book.clock is None or any(
        (first is None or first <= day) and (last is None or day <= last)
        for day in book.clock.dates
    )


def _cover(book: Book) -> Iterator[Fault]:
    shifts = book.by_key("shifts")
    for row in book.good("cover"):
        shift, day = shifts.get(row["shift"]), row["date"]
        if shift is not None and shift["force"] != row["force"]:
            yield row.fault("shift", *_FOREIGN, force=row["force"])
        elif day is not None:
            yield from _horizon(book, row, "date", [day])
            if shift is not None and day.weekday() not in shift["days"] & row["days"]:
                yield row.fault(
                    "date",
                    N_("the shift does not begin on this day of the week ({value})"),
                    N_("correct the date, or the days here or in shifts.csv"),
                )


def _tiers(book: Book) -> Iterator[Fault]:
    placed: dict[str, str] = {}
    for row in book.tiers or ():
        if "goal" not in row or "tier" not in row:
            continue
        goal = row["goal"]
        if goal not in book.known.goals:
            hint, more = suggestion(goal, book.known.goals, N_("see “patrol rules”"))
            yield row.fault("goal", N_("unknown goal ({value})"), hint, **more)
        elif placed.setdefault(goal, row["tier"]) != row["tier"]:
            yield row.fault(
                "goal",
                N_("in two tiers ({value})"),
                N_("keep it in one tier"),
            )


def _past_missions(book: Book) -> Iterator[Fault]:
    clock = book.clock
    for row in book.good("past_missions"):
        if clock is None:
            continue
        # A tour of the night before may hold a mission on the first morning.
        late = clock.start if row["start"] >= NOON else clock.start + _ONE_DAY
        if row["date"] >= late:
            yield row.fault(
                "date",
                N_("not before the horizon ({value})"),
                N_("past missions began before {first}, or in the night into it"),
                first=clock.start.isoformat(),
            )
        elif not clock.exists(row["date"], wall(row["start"])):
            yield row.fault(
                "start",
                N_("no such local time on {day} ({time})"),
                N_("the clocks went forward that night: correct the time"),
                day=str(row["date"]),
                time=_time(row["start"]),
            )


def _risk(book: Book) -> Iterator[Fault]:
    before: dict[str, list[Row]] = {}
    for row in book.good("risk"):
        if row["until"] <= row["from"]:
            yield row.fault(
                "until",
                BACKWARDS,
                N_("risk past midnight is a row of the next day: correct one of them"),
                first=_time(row["from"]),
                last=_time(row["until"]),
            )
            continue
        rows = before.setdefault(row["zone"], [])
        for other in rows:
            if (
                row["days"] & other["days"]
                and row["from"] < other["until"]
                and other["from"] < row["until"]
            ):
                yield row.fault(
                    "from",
                    N_("counted twice: an earlier row reaches to {time} ({value})"),
                    N_("begin then, or correct the earlier row"),
                    time=_time(other["until"]),
                )
                break
        rows.append(row)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _quotas(book: Book) -> Iterator[Fault]:
    agreements, kinds = book.by_key("agreements"), book.by_key("mission_kinds")
    for row in book.good("quotas"):
        agreement = agreements.get(row["agreement"])
        if agreement is None:
            continue
        for commune in row["communes"]:
            if commune not in agreement["communes"]:
                yield row.fault(
                    "communes",
                    N_("the agreement {agreement} does not cover it ({value})"),
                    N_("name communes of the agreement, or another agreement"),
                    value=commune,
                    agreement=row["agreement"],
                )
        for code in row["kinds"]:
            kind = kinds.get(code)
            if (
                kind is not None
                and kind["joint"]
                and agreement["kinds"]
                and code not in agreement["kinds"]
            ):
                yield row.fault(
                    "kinds",
                    N_("the agreement {agreement} does not provide for it ({value})"),
                    N_("add it to the kinds of the agreement, or leave it out here"),
                    value=code,
                    agreement=row["agreement"],
                )


def _shares(book: Book) -> Iterator[Fault]:
    written = Counter(r.values.get("share") for r in book.rows["shares"])
    for share, rows in book.groups("shares", "share").items():
        if len(rows) < written[share]:
            continue
        first, *others = rows
        if not others:
            yield first.fault(
                "force",
                N_("the only force of {share} ({value})"),
                N_("add a row for each force that shares the work"),
                share=share,
            )
        for row in others:
            if set(row["kinds"]) != set(first["kinds"]):
                yield row.fault(
                    "kinds",
                    N_("other kinds than in the first row of {share}"),
                    N_("write the same kinds in all its rows"),
                    share=share,
                )
        total = sum(r["percent"] for r in rows)
        if others and total != _WHOLE:
            yield rows[-1].fault(
                "percent",
                N_("the rows of {share} add up to {total} percent"),
                N_("make them 100"),
                share=share,
                total=total,
            )


_WHOLE = 100


CHECKS: tuple[Callable[[Book], Iterator[Fault]], ...] = (
    _periods,
    _forces,
    _regimes,
    _agreements,
    _poolings,
    _travel,
    _officers,
    _arms,
    _cycles,
    _cycle_rests,
    _standard_cycles,
    _cycle_changes,
    _shifts,
    _units,
    _fixed_tours,
    _kinds,
    _fallbacks,
    _missions,
    _attendees,
    equipages,
    pairings,
    _event_plans,
    _absences,
    _choices,
    _wishes,
    _pins,
    _history,
    _backwards,
    _past_work,
    _past_missions,
    _risk,
    _quotas,
    _shares,
    _derogations,
    _overrides,
    _powers,
    _suspended,
    _cover,
    _tiers,
)
"""Every check, in the order of the manual."""
