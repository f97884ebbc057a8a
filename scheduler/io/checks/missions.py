"""Checks of missions and of event plans."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.time import Clock
from scheduler.io.book import Book, in_catalogue
from scheduler.io.checks._common import horizon
from scheduler.io.demand import starts_of, window
from scheduler.io.faults import Fault, suggestion
from scheduler.io.schema import MIDNIGHT, RISKS
from scheduler.io.tables import Row
from scheduler.io.times import wall
from scheduler.words import N_

MOST_A_DAY = 1500
"""Possible starts on one day: six times those of a week of 400 officers."""


def missions(book: Book) -> Iterator[Fault]:
    """Look for missions that could never be held as they are asked for."""
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
        yield from horizon(book, row, "dates", row["dates"])
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


def crowded_days(book: Book) -> Iterator[Fault]:
    """Look for days on which missions may begin at more times than can be searched.

    The mission with the most of them on such a day is named, once.
    """
    kinds = book.by_key("mission_kinds")
    days: defaultdict[dt.date, list[tuple[int, Row]]] = defaultdict(list)
    for row in book.good("missions"):
        if not any(_shape(row)):
            kind = kinds.get(row["kind"])
            forms = 2 if kind is not None and kind["joint"] and kind["fallback"] else 1
            count = _starts_a_day(row) * (1 + len(row["or_zones"])) * forms
            for day in row["dates"]:
                days[day].append((count, row))
    told = set()
    for day, found in sorted(days.items()):
        total = sum(count for count, _row in found)
        count, row = max(found, key=lambda f: f[0])
        if total > MOST_A_DAY and id(row) not in told:
            told.add(id(row))
            yield row.fault(
                "starts" if row["from"] is None else "grid",
                N_(
                    "{count} of {total} possible starts on {day}, all places and forms "
                    "counted; {most} at most for all missions"
                ),
                N_("widen the grid, narrow the window, or name fewer places"),
                count=count,
                total=total,
                day=str(day),
                most=MOST_A_DAY,
            )


def _starts_a_day(row: Row) -> int:
    """Return at how many times of a day a mission may begin, clock changes aside."""
    if row["from"] is None:
        return len(row["starts"])
    length: int = row["until"] - row["from"]
    length += MIDNIGHT if length <= 0 else 0
    later: int = (length - row["minutes"]) // row["grid"]
    return max(0, later + 1)


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


def _not_there(book: Book, kind: Row | None) -> list[str]:
    """Return what a built-in kind needs and the scenario has not.

    Kinds of the scenario's own refer to its equipment, and were judged there.
    """
    if kind is None or not in_catalogue(kind) or not book.knows("equipment"):
        return []
    stock = book.keys("equipment")
    return [code for code, _number in kind["equipment"] if code not in stock]


def event_plans(book: Book) -> Iterator[Fault]:
    """Look for unknown classes of risk, and for phases left half empty."""
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
