"""OPJs on tours that end about when missions do, or away in a public-order unit."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.authority import Suspension
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b
from tests.draws._powers import OPJ, at_the_edges_of_tours, empowered, staffed

HANDOVERS = (
    b.shift("Early", "05:00", "12:08", "pn"),
    b.shift("early", "05:00", "12:00"),
    b.shift("Late", "12:08", "20:00", "pn"),
    b.shift("Night", "20:00", "05:00", "pn"),
)
"""National tours that follow each other to the minute, and a municipal one."""


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that need an OPJ, and with some that suspend."""
    week = staffed(draw, week, national=True)
    if draw(st.integers(0, 3)):
        shifts = HANDOVERS[: draw(st.sampled_from((1, 2, 3, 4)))]
        week = replace(
            week,
            shifts={s.id: s for s in shifts},
            cycles={"c": tuple(s.id for s in shifts if s.force == "pn")},
            pins=tuple(p for p in week.pins if p.shift is None),
            requests=tuple(r for r in week.requests if r.shift is None),
            cover=(),
        )
    everywhere = frozenset(week.communes)
    if draw(st.integers(0, 3)):
        forces = {k: replace(f, communes=everywhere) for k, f in week.forces.items()}
        week = replace(week, forces=forces)
    week = at_the_edges_of_tours(draw, week)
    if draw(st.integers(0, 3)) == 0:
        first = draw(st.sampled_from((0, 11 * 60)))
        suspension = Suspension(
            officer=draw(st.sampled_from(sorted(week.officers))),
            what=draw(st.sampled_from(("approval", "approval", "arms"))),
            span=Span(first, first + 1440),
        )
        week = replace(week, suspensions=(suspension,))
    return empowered(draw, week, {**OPJ, "suspends": (False, False, True)})
