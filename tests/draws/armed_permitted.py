"""Armed seats; permits, sessions and suspensions within a day or a minute of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.authority import Suspension
from scheduler.domain.people import ForceKind, Officer, WeaponPermit
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b

YEAR_AGO = -365
"""Between two days of the draws that no 29 February parts, a year is 365 days."""


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Arm seats, and give officers papers that nearly hold."""
    kinds = {
        k: replace(
            kind,
            positions=tuple(
                replace(p, armed=draw(st.sampled_from((True, True, False))))
                for p in kind.positions
            ),
        )
        for k, kind in week.kinds.items()
    }
    agreements = {
        k: replace(a, arms=draw(st.sampled_from((True, True, True, False))))
        for k, a in week.agreements.items()
    }
    zones = {
        k: replace(z, also_in=draw(st.sampled_from((frozenset(), frozenset({"d"})))))
        for k, z in week.zones.items()
    }
    officers = {k: _papers(draw, o, week) for k, o in week.officers.items()}
    return replace(
        week,
        kinds=kinds,
        agreements=agreements,
        zones=zones,
        officers=officers,
        suspensions=suspensions(draw, week, "arms"),
    )


def _papers(draw: st.DrawFn, officer: Officer, week: Scenario) -> Officer:
    first, last = week.clock.dates[0], week.clock.dates[-1]
    day = dt.timedelta(days=1)
    pool = [
        *(first + (YEAR_AGO + k) * day for k in (-1, 0, 1)),
        *(first + k * day for k in (-60, -30, -1, 0)),
        *(dt.date(first.year - k, 12, 31) for k in (1, 2)),
        dt.date(first.year - 1, 1, 1),
    ]
    permits = st.builds(
        WeaponPermit,
        weapon=st.sampled_from(("pie", "pie", "baton")),
        valid_from=st.sampled_from((None, None, first, last, last + day)),
        valid_to=st.sampled_from((None, None, first - day, first, last)),
        sessions=st.lists(st.sampled_from(pool), max_size=4).map(tuple),
    )
    held = draw(st.lists(permits, min_size=1, max_size=3))
    return replace(officer, weapons=tuple(held) if draw(st.booleans()) else (held[0],))


def suspensions(draw: st.DrawFn, week: Scenario, what: str) -> tuple[Suspension, ...]:
    """Draw suspensions that end or begin at, or a minute off, an edge of a mission."""
    edges = sorted({m for o in week.occurrences for m in (o.span.start, o.span.end)})
    found = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        at = draw(st.sampled_from(edges)) + draw(st.sampled_from((0, 1, -1)))
        span = draw(st.sampled_from((Span(at - 1440, at), Span(at, at + 1440))))
        kind = draw(st.sampled_from((what, what, "arms", "approval")))
        who = draw(st.sampled_from(sorted(week.officers)))
        found.append(Suspension(officer=who, what=kind, span=span))
    return tuple(found)


def edge(
    draw: st.DrawFn, _week: Scenario, _roster: Roster
) -> Mapping[ForceKind, tuple[SettingValue, ...]]:
    """Draw what upkeep asks for, and how it is counted."""
    rule = "armed_permitted"
    return {
        ForceKind.MUNICIPAL: (
            b.setting(rule, "sessions", draw(st.sampled_from((None, 0, 1, 1, 2)))),
            b.setting(rule, "period", draw(st.sampled_from((None, 1, 12, 12)))),
            b.setting(rule, "civil_year", draw(st.sampled_from((0, 0, 1)))),
        )
    }
