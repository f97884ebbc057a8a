"""Weeks made for explanations: few officers, and one thing that lacks."""

import datetime as dt
from typing import Any

import scheduler as ps

MONDAY = dt.date(2026, 10, 5)
KIND: dict[str, Any] = {"name_fr": "Ronde", "name_en": "Round", "joint": False}


def week(*officers: str, shifts: bool = True, **keys: Any) -> ps.Builder:
    """Return a town of one municipal force, without missions: one zone, two days."""
    made = (
        ps.Builder("town", title="Town", start=MONDAY, days=2, language="en", **keys)
        .add("communes", commune="99001", name="Town")
        .add("zones", zone="centre", name="Centre", commune="99001")
        .add(
            "forces", force="pm", name="Town police", kind="municipal", communes="99001"
        )
        .add("mission_kinds", {**KIND, "kind": "round", "priority": 10})
        .add("positions", kind="round", position="agent", count=1, force="municipal")
        .add("mission_kinds", {**KIND, "kind": "pair", "priority": 20})
        .add("positions", kind="pair", position="agent", count=2, force="municipal")
    )
    if shifts:
        made.add(
            "shifts", shift="M", name="Early", force="pm", start="07:00", end="14:00"
        )
    for officer in officers:
        made.add("officers", officer=officer, force="pm", contract_hours=35)
    return made


def mission(
    made: ps.Builder,
    name: str,
    kind: str = "round",
    start: str = "09:00",
    day: int = 0,
    **more: Any,
) -> ps.Builder:
    """Add a mission of one hour, on a day of the week, to be held once."""
    cells = {
        "mission": name,
        "kind": kind,
        "zone": "centre",
        "dates": MONDAY + dt.timedelta(days=day),
        "starts": start,
        "minutes": 60,
    }
    return made.add("missions", {**cells, **more})


def away(made: ps.Builder, officer: str, first: int = 0, last: int = 0) -> ps.Builder:
    """Add an absence of whole days."""
    return made.add(
        "absences",
        officer=officer,
        from_date=MONDAY + dt.timedelta(days=first),
        to_date=MONDAY + dt.timedelta(days=last),
        reason="SECRET-REASON",
    )


def solved(made: ps.Builder) -> ps.Result:
    """Return the best roster, found with one worker and one seed."""
    return ps.solve(made.build(), ps.Search(time_limit=20, workers=1))


def explained(made: ps.Builder, seconds: float = 60.0) -> Any:
    """Return the explanation of the best roster."""
    return ps.explain(solved(made), seconds=seconds, workers=1)
