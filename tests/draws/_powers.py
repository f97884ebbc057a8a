"""Random weeks for the rules about powers."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.missions import Mission, Occurrence
from scheduler.domain.people import Judicial, Officer, Sex
from scheduler.domain.powers import OpjNeed, Power
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b

CHIEF = "pm_chief"
STATUSES = (Judicial.OPJ, Judicial.OPJ, Judicial.OPJ, Judicial.APJ)


def empowered(
    draw: st.DrawFn, week: Scenario, asks: dict[str, tuple[Any, ...]]
) -> Scenario:
    """Give every kind powers with one of some requirements, by date.

    Parameters
    ----------
    asks
        Possible requirements: values to choose from, by field of the power.
    """
    texts: list[Power] = []
    for name in ("x", "y"):
        second = week.clock.dates[-1]
        if draw(st.booleans()):
            texts.append(_text(draw, name, asks))
        else:
            before = second.fromordinal(second.toordinal() - 1)
            texts.append(_text(draw, name, asks, valid_to=before))
            texts.append(_text(draw, name, asks, valid_from=second))
    kinds = {
        k: replace(kind, powers=draw(st.sampled_from((("x",), ("x",), ("x", "y"), ()))))
        for k, kind in week.kinds.items()
    }
    return replace(week, powers=tuple(texts), kinds=kinds)


def _text(
    draw: st.DrawFn, name: str, asks: dict[str, tuple[Any, ...]], **dates: Any
) -> Power:
    chosen = {k: draw(st.sampled_from(values)) for k, values in asks.items()}
    return b.power(name, **chosen, **dates)


OPJ = {"opj": (OpjNeed.REACHABLE, *OpjNeed), "chief": ("", "", CHIEF)}


def staffed(draw: st.DrawFn, week: Scenario, *, national: bool = False) -> Scenario:
    """Give officers a sex, a desk, the qualification of a head.

    Parameters
    ----------
    national
        Make most of them officers of the national force, and most of these OPJs.
    """
    days = week.clock.dates

    def change(officer: Officer) -> Officer:
        held = draw(
            st.sampled_from(((), (b.held(CHIEF),), (b.held(CHIEF, None, days[0]),)))
        )
        more: dict[str, Any] = {
            "sex": draw(st.sampled_from((*Sex, *Sex, None))),
            "desk": draw(st.sampled_from((False, False, True))),
            "qualifications": (*officer.qualifications, *held),
        }
        if national and draw(st.integers(0, 3)):
            more |= {"force": "pn", "judicial": draw(st.sampled_from(STATUSES))}
        return replace(officer, **more)

    return replace(week, officers={k: change(o) for k, o in week.officers.items()})


def requisitioned(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Give half of the missions the reference of a requisition."""
    missions = {
        k: replace(m, requisition=draw(st.sampled_from(("", "PR 26/118"))))
        for k, m in week.missions.items()
    }
    return replace(week, missions=missions)


def at_the_edges_of_tours(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Place missions at, or one minute off, starts and ends of tours and missions."""
    who = {o.id for o in week.officers.values() if o.judicial is Judicial.OPJ}
    tours = [t for o in who or week.officers for t in week.tours[o]]
    edges = {0, *(m for t in tours for m in _ends(t.span))}
    edges |= {m for t in week.history for m in _ends(t.span) if m > 0}
    edges |= {m for o in week.occurrences for m in _ends(o.span)}

    def move(mission: Mission) -> Mission:
        placed = {
            _move(draw, week, o, edges) if draw(st.integers(0, 3)) else o
            for o in mission.occurrences
        }
        return replace(mission, occurrences=tuple(sorted(placed, key=lambda o: o.span)))

    return replace(week, missions={k: move(m) for k, m in week.missions.items()})


def _ends(span: Span) -> tuple[int, int]:
    return (span.start, span.end)


def _move(
    draw: st.DrawFn, week: Scenario, occurrence: Occurrence, edges: set[int]
) -> Occurrence:
    length = occurrence.span.length
    edge = draw(st.sampled_from(sorted(edges))) + draw(st.sampled_from((-1, 0, 1)))
    start = edge - draw(st.sampled_from((0, length, length, length // 2)))
    start = min(max(start, 0), week.clock.span.end - 1)
    span = Span(start, start + length)
    return replace(occurrence, span=span, day=week.clock.date(start))
