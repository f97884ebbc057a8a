"""Armed seats, with permits that fail in one respect, by a day or a minute.

Two faults in one week would hide each other, so mostly one officer has one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.agreements import Agreement, SettingValue
from scheduler.domain.authority import Suspension
from scheduler.domain.people import ForceKind, Officer, WeaponPermit
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b

FLAWS = (
    *("dates", "session", "session", "weapon", "year"),
    *("suspension", "arms", "commune", "term", "settings"),
)
DAY = dt.timedelta(days=1)


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Arm every seat, and let one requirement be uncertain."""
    flaw = draw(st.sampled_from(FLAWS))
    everybody = draw(st.integers(0, 3)) == 0
    flawed = draw(st.sampled_from(sorted(week.officers)))
    officers = {
        k: _papers(draw, o, week, flaw if everybody or k == flawed else "none")
        for k, o in week.officers.items()
    }
    kinds = {
        k: replace(
            kind,
            positions=tuple(
                replace(p, force=None, armed=draw(st.integers(0, 4)) > 0)
                for p in kind.positions
            ),
        )
        for k, kind in week.kinds.items()
    }
    reach = (frozenset("d"), frozenset("cd"), frozenset[str]())
    zones = {
        k: replace(z, also_in=draw(st.sampled_from(reach)))
        for k, z in week.zones.items()
    }
    agreements = {
        k: _agreement(draw, a, week, flaw) for k, a in week.agreements.items()
    }
    edges = suspensions(draw, week, "arms") if flaw == "suspension" else ()
    return replace(
        week,
        title=flaw,
        kinds=kinds,
        zones=zones,
        agreements=agreements,
        officers=officers,
        suspensions=edges,
    )


def _agreement(
    draw: st.DrawFn, agreement: Agreement, week: Scenario, flaw: str
) -> Agreement:
    communes = draw(st.sampled_from(("c", "d"))) if flaw == "commune" else "cd"
    last = week.clock.dates[0] if flaw == "term" else dt.date(2028, 1, 1)
    return b.redated(
        agreement, arms=flaw != "arms", valid_to=last, communes=frozenset(communes)
    )


def _papers(draw: st.DrawFn, officer: Officer, week: Scenario, flaw: str) -> Officer:
    """Return the officer with a permit in order but for the flaw; or a national one."""
    officer = replace(officer, free=True, cycle=None, cycle_start=None)
    if draw(st.integers(0, 5)) == 0:
        return replace(officer, force="pn")
    first, last = week.clock.dates[0], week.clock.dates[-1]
    year_ago = dt.date(first.year - 1, first.month, first.day)
    sure = (first - 30 * DAY, first - 31 * DAY)
    permit = WeaponPermit(weapon="pie", sessions=sure)
    more: tuple[WeaponPermit, ...] = ()
    if flaw == "dates":
        begins = draw(st.sampled_from((None, first, last, last + DAY)))
        ends = draw(st.sampled_from((None, first - DAY, first, last)))
        permit = b.redated(permit, valid_from=begins, valid_to=ends)
    elif flaw == "session":
        edges = (year_ago - DAY, year_ago, year_ago, first - DAY, first, first)
        permit = replace(permit, sessions=(draw(st.sampled_from(edges)), sure[0]))
    elif flaw == "weapon":
        permit = replace(permit, sessions=sure[:1])
        other = b.redated(permit, valid_to=first - DAY, sessions=sure[1:])
        weapon = draw(st.sampled_from(("pie", "baton")))
        more = (replace(other, weapon=weapon),)
    elif flaw == "year":
        pool = [
            dt.date(first.year - k, m, d) for k in (0, 1) for m, d in ((1, 1), (1, 2))
        ]
        pool += [dt.date(first.year - k, m, 31) for k in (1, 2) for m in (10, 12)]
        chosen = draw(st.sets(st.sampled_from(pool), min_size=2, max_size=3))
        permit = replace(permit, sessions=tuple(sorted(chosen)))
    elif flaw == "settings":
        count = draw(st.integers(0, 2))
        permit = replace(permit, sessions=sure[:count])
    return replace(officer, force="pm", weapons=(permit, *more))


def suspensions(draw: st.DrawFn, week: Scenario, what: str) -> tuple[Suspension, ...]:
    """Draw suspensions that end or begin at, or a minute off, an edge of a mission."""
    edges = sorted({m for o in week.occurrences for m in (o.span.start, o.span.end)})
    found = []
    for _ in range(draw(st.sampled_from((1, 1, 3)))):
        at = draw(st.sampled_from(edges)) + draw(st.sampled_from((0, 0, 1, -1)))
        span = draw(st.sampled_from((Span(at - 1440, at), Span(at, at + 1440))))
        kind = draw(st.sampled_from((what, what, "arms", "approval")))
        who = draw(st.sampled_from(sorted(week.officers)))
        found.append(Suspension(officer=who, what=kind, span=span))
    return tuple(found)


def edge(
    draw: st.DrawFn, week: Scenario, _roster: Roster
) -> Mapping[ForceKind, tuple[SettingValue, ...]]:
    """Draw what upkeep asks for, and how it is counted, where that is in doubt."""
    rule = "armed_permitted"
    found: tuple[SettingValue, ...] = ()
    if week.title == "year":
        found = (b.setting(rule, "civil_year", 1),)
    elif week.title == "settings":
        found = (
            b.setting(rule, "sessions", draw(st.sampled_from((None, 0, 1, 2)))),
            b.setting(rule, "period", draw(st.sampled_from((None, 0, 1, 2)))),
        )
    return {ForceKind.MUNICIPAL: found}
