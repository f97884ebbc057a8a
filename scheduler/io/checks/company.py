"""Checks of who goes with whom: pairings, and the equipages of missions."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from scheduler.domain.people import Together
from scheduler.domain.places import TravelTimes
from scheduler.domain.time import DAY, Clock, Span
from scheduler.io.book import Book
from scheduler.io.faults import Fault
from scheduler.io.tables import Row
from scheduler.words import N_

MOST = 8
"""Missions in an equipage: more than a tour can hold, and few enough to count runs."""


def pairings(book: Book) -> Iterator[Fault]:
    """Look for officers paired with themselves, and for rows against each other."""
    rows = {(r["officer"], r["other"]): r for r in book.good("pairings")}
    for (officer, other), row in rows.items():
        if officer == other:
            yield row.fault(
                "other",
                N_("an officer paired with himself ({value})"),
                N_("name two officers, or remove the row"),
            )
            continue
        back = rows.get((other, officer))
        if back is None or row.number < back.number:
            continue
        said = {row["together"], back["together"]}
        if Together.MUST not in said or said & {Together.NEVER, Together.AVOID}:
            yield row.fault(
                "together",
                N_("row {before} says “{choice}” of the same two officers ({value})"),
                N_("keep one of the two rows: only “must” has a direction"),
                before=back.number,
                choice=back["together"],
            )


def equipages(book: Book) -> Iterator[Fault]:
    """Look for missions that one crew could not hold one after another."""
    clock = book.clock
    if clock is None:
        return
    found: dict[str, list[tuple[Span, Row]]] = {}
    for row in book.good("missions"):
        if row["equipage"] is None:
            continue
        if not _held_once(row):
            yield row.fault(
                "equipage",
                N_("in an equipage, yet not at one time and one place ({value})"),
                N_("write one date, one start and one zone, or leave this empty"),
            )
        elif row["dates"][0] in clock.dates:
            found.setdefault(row["equipage"], []).append((_span(book, row, clock), row))
    for missions in found.values():
        missions.sort(key=lambda m: m[0])
        yield from _too_many(missions)
        if book.knows("zones") and book.whole("travel"):
            yield from _too_late(book, missions)


def _held_once(row: Row) -> bool:
    return (
        (len(row["dates"]), len(row["starts"])) == (1, 1)
        and row["from"] is None
        and row["until"] is None
        and not row["or_zones"]
    )


def _span(book: Book, row: Row, clock: Clock) -> Span:
    """Return when the crew is engaged, briefing and debriefing included."""
    kind = book.by_key("mission_kinds").get(row["kind"])
    hour, minute = divmod(row["starts"][0], 60)
    start = clock.minute(row["dates"][0], dt.time(hour, minute))
    before, after = (kind["briefing"], kind["debriefing"]) if kind else (0, 0)
    return Span(start - before, start + row["minutes"] + after)


def _too_many(missions: list[tuple[Span, Row]]) -> Iterator[Fault]:
    first, _row = missions[0]
    for span, row in missions:
        if span.end - first.start > DAY:
            yield row.fault(
                "equipage",
                N_("ends more than 24 hours after its equipage begins ({value})"),
                N_("give the missions of each day a code of their own"),
            )
            return
    if len(missions) > MOST:
        yield missions[MOST][1].fault(
            "equipage",
            N_("more than {most} missions in one equipage ({value})"),
            N_("divide them among several equipages"),
            most=MOST,
        )


def _too_late(book: Book, missions: list[tuple[Span, Row]]) -> Iterator[Fault]:
    """Look for a mission that the crew of the one before cannot reach in time."""
    given = {(r["from"], r["to"]): r["minutes"] for r in book.good("travel")}
    back = {(b, a): minutes for (a, b), minutes in given.items()}
    default = book.settings["travel"]
    if not isinstance(default, int):
        return
    travel = TravelTimes(book.keys("zones"), back | given, default)
    for (span, row), (later, after) in pairwise(missions):
        minutes = travel.minutes(row["zone"], after["zone"])
        need = max(
            (
                max(
                    0,
                    minutes
                    + (b["changeover"] if a is not b else 0)
                    - (b["reach"] or 0),
                )
                for a in _forms(book, row)
                for b in _forms(book, after)
            ),
            default=minutes,
        )
        if span.end + need > later.start:
            yield after.fault(
                "equipage",
                N_("the equipage cannot come from {before} in time ({value})"),
                N_("start it {late} min later, or put it in another equipage"),
                before=row["mission"],
                late=span.end + need - later.start,
            )


def _forms(book: Book, row: Row) -> list[Row]:
    """Return the kinds in which a mission may be held."""
    kinds = book.by_key("mission_kinds")
    kind = kinds.get(row["kind"])
    if kind is None:
        return []
    fallback = kinds.get(kind["fallback"]) if kind["joint"] else None
    return [kind] if fallback is None else [kind, fallback]
