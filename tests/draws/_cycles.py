"""Random weeks for the rules about cycles."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.people import Absence, ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Change, CycleChange, FixedTour, Rest
from tests import builders as b

RC, RL, DN = Rest.COMPENSATORY, Rest.STATUTORY, Rest.POST_NIGHT
TURNS = (
    (("Night", "Night", None, None), (None, None, RC, RL)),
    (("Night", None, None, None), (None, DN, RC, RL)),
    (("Early", None, None), (None, RC, RL)),
    (("Early", "Night", None, None), (None, None, RC, RL)),
    (("Dusk", None), (None, RL)),
    (("Early", "Early", None), (None, None, None)),
    ((None, None), (RC, RL)),
    (("Early", *("Early",) * 4, None, None), (None,) * 5 + (RC, RL)),
)
BOTH = ("Early", "Night")
EXTRA = (
    b.shift("Dusk", "15:00", "00:30", "pn"),
    b.shift("Noon", "11:00", "19:30", "pn"),
)


def with_cycles(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put national officers on cycles with rests, and change some days."""
    shifts = {**week.shifts, **{s.id: s for s in EXTRA}}
    pattern, rests = draw(st.sampled_from(TURNS))
    back = st.integers(0, len(pattern) - 1)
    officers, rows = {}, []
    for officer in week.officers.values():
        if week.force(officer.id).kind is ForceKind.MUNICIPAL and draw(st.booleans()):
            officer = replace(officer, force="pn")
        if officer.force == "pn":
            start = b.day(-draw(back), week.clock.start)
            officer = replace(
                officer,
                free=False,
                cycle="c",
                cycle_start=start,
                night_worker=draw(st.booleans()),
            )
            for day in week.clock.dates:
                if draw(st.sampled_from((False, False, True))):
                    own = draw(
                        st.sampled_from(
                            ((None,), ("Early",), ("Night",), ("Noon",), BOTH)
                        )
                    )
                    rows += [
                        FixedTour(officer=officer.id, day=day, shift=s) for s in own
                    ]
        officers[officer.id] = officer
    week = replace(
        week,
        officers=officers,
        shifts=shifts,
        cycles={"c": pattern},
        cycle_rests={"c": rests},
        fixed_tours=tuple(rows),
    )
    changes = [
        CycleChange(
            officer=name,
            day=day,
            change=draw(st.sampled_from(tuple(Change))),
            told=draw(_told(week, name)),
        )
        for name in officers
        for day in week.clock.dates
        if draw(st.booleans())
    ]
    return replace(week, cycle_changes=tuple(changes))


def _told(week: Scenario, officer: str) -> st.SearchStrategy[int | None]:
    """Instants just before and after the ends of the officer's tours."""
    record = (*week.history_of.get(officer, ()), *week.tours[officer])
    edges = {-900, -480, *(m for t in record for m in (t.span.start, t.span.end))}
    return st.sampled_from(
        (None, *sorted({e + off for e in edges for off in (-1, 0, 1)}))
    )


def with_leave(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Add an absence that ends or begins at, or one minute off, a midnight."""
    if draw(st.booleans()):
        return week
    midnight = week.clock.midnight(draw(st.sampled_from(week.clock.dates)))
    edge = midnight + draw(st.sampled_from((-1, 0, 1)))
    span = draw(st.sampled_from((Span(edge - 60, edge), Span(edge, edge + 60))))
    name = draw(st.sampled_from(sorted(week.officers)))
    return replace(week, absences=(*week.absences, Absence(officer=name, span=span)))
