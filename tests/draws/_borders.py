"""Weeks on a border: zones in two communes, four forces, agreements and poolings."""

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import Agreement, Pooling, Route
from scheduler.domain.authority import Override
from scheduler.domain.people import Force, ForceKind
from scheduler.domain.places import Zone
from scheduler.domain.powers import Power
from scheduler.domain.scenario import Scenario
from scheduler.domain.validity import Term

COMMUNES = st.sampled_from((("c", "d"), ("c", "d"), ("c",), ("d",)))
KINDS = st.sampled_from(((), (), ("pair",), ("any", "duo", "solo")))


def border(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Draw who is competent where, and under what."""
    judicial = Power(
        id="p", name_fr="p", name_en="p", judicial=draw(st.booleans()), source="p"
    )
    kinds = {k: replace(kind, powers=("p",)) for k, kind in week.kinds.items()}
    return replace(
        week,
        zones={
            "north": Zone(
                id="north", name="North", commune="c", also_in=frozenset({"d"})
            ),
            "south": Zone(id="south", name="South", commune="c"),
            "away": Zone(
                id="away",
                name="Away",
                commune="d",
                also_in=frozenset(draw(st.sampled_from(((), ("c",))))),
            ),
        },
        forces={**week.forces, **_neighbours(draw)},
        officers={
            o.id: replace(o, force=o.force + draw(st.sampled_from(("", "2"))))
            for o in week.officers.values()
        },
        kinds=kinds,
        powers=(judicial,),
        agreements={
            name: _agreement(draw, week, name) for name in draw(_some("xyz", "wxyz"))
        },
        poolings=tuple(
            _pooling(draw, week, name) for name in draw(_some("x", "xy", "xyz"))
        ),
    )


def set_aside(draw: st.DrawFn, week: Scenario, rule: str) -> Scenario:
    """Draw overrides of a rule about seats."""
    cases = [(o, m) for o in week.officers for m in week.missions]
    chosen = draw(st.lists(st.sampled_from(cases), max_size=2, unique=True))
    overrides = tuple(
        Override(rule=rule, officer=o, mission=m, reason="decided") for o, m in chosen
    )
    return replace(week, overrides=overrides)


def _some(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


def _neighbours(draw: st.DrawFn) -> dict[str, Force]:
    return {
        name: Force(
            id=name,
            name=name,
            kind=kind,
            regime=kind.value,
            communes=frozenset(draw(COMMUNES)),
        )
        for name, kind in (("pm2", ForceKind.MUNICIPAL), ("pn2", ForceKind.NATIONAL))
    }


def _validity(draw: st.DrawFn, week: Scenario) -> Term:
    first, last = week.clock.start, week.clock.dates[-1]
    one = dt.timedelta(days=1)
    return Term(
        draw(st.sampled_from((first - one, first - one, first, last))),
        draw(st.sampled_from((last + one, last + one, last, first))),
    )


def _agreement(draw: st.DrawFn, week: Scenario, name: str) -> Agreement:
    municipal = draw(st.sampled_from(("pm", "pm", "pm2")))
    national = draw(st.sampled_from(("pn", "pn", "pn2")))
    # Notice of no month ends an agreement the day before it is given.
    notice: dict[str, Any] = draw(
        st.sampled_from(
            (
                {},
                {},
                {"denounced": week.clock.dates[-1], "notice_months": 0},
                {"denounced": week.clock.start, "notice_months": 1},
            )
        )
    )
    return Agreement(
        id=name,
        name=name,
        municipal_force=municipal,
        national_force=national,
        communes=frozenset(draw(COMMUNES)),
        lead_force=draw(st.sampled_from((municipal, national))),
        night_clause=draw(st.sampled_from((True, True, False))),
        kinds=frozenset(draw(KINDS)),
        validity=_validity(draw, week),
        **notice,
    )


def _pooling(draw: st.DrawFn, week: Scenario, name: str) -> Pooling:
    return Pooling(
        id=name,
        route=draw(st.sampled_from((Route.EVENT, *Route))),
        forces=frozenset(
            draw(st.sampled_from((("pm",), ("pm", "pm2"), ("pm", "pm2"), ("pn", "pm"))))
        ),
        communes=frozenset(draw(COMMUNES)),
        kinds=frozenset(draw(KINDS)),
        validity=_validity(draw, week),
    )
