"""Published events, and the plans by which they are staffed."""

from collections.abc import Iterator
from typing import Literal

from scheduler.io.faults import Fault, suggestion
from scheduler.tables.columns import (
    CODE,
    LINES,
    TEXT,
    column,
    quantities,
    ref,
    whole,
    word,
)
from scheduler.tables.common import own_mandatory, own_priority
from scheduler.tables.rows import Row, table
from scheduler.tables.table_set import TableSet
from scheduler.words import N_

RISKS = ("low", "normal", "high")
"""Risk classes of events."""


@table(
    "fixtures",
    N_(
        "Events read from published calendars (.ics files beside the tables), "
        "with the plan by which they are staffed. A date that moves in the "
        "calendar moves its missions, which keep their codes."
    ),
    key=("fixture",),
)
class FixtureRow(Row):
    fixture: str = column(CODE, N_("Code of the row; its missions begin with it."))
    calendar: str = column(TEXT, N_("Name of the .ics file."))
    match: str = column(
        TEXT,
        N_("Text in the titles (SUMMARY) of the events meant; empty = every event."),
        default="",
    )
    zone: str = column(ref("zones"), N_("Where the events take place."))
    plan: str = column(ref("event_plans"), N_("Plan by which they are staffed."))
    attendance: int = column(
        whole(0, 500_000, N_("people")), N_("Attendance expected.")
    )
    risk: str = column(word(*RISKS), N_("Risk class of the events."), default="normal")
    minutes: int | None = column(
        whole(1, 1440, N_("minutes")),
        N_("Length of events whose end the calendar leaves out."),
        default=None,
    )
    requisition: str = column(
        TEXT, N_("Reference of the prosecutor's requisition."), default="", private=True
    )
    source: str = column(LINES, N_("Where the facts come from."), default="")


@table(
    "event_plans",
    N_("How events are staffed: one row a phase, with its time and its crews."),
    key=("plan", "phase"),
)
class EventPlanRow(Row):
    plan: str = column(CODE, N_("Code of the plan; its rows stand together."))
    phase: str = column(CODE, N_("Code of the phase; its missions end with it."))
    kind: str = column(
        ref("mission_kinds"),
        N_("Mission kind, of this scenario or of the built-in catalogue."),
    )
    from_: Literal["kick_off", "end"] = column(
        word("kick_off", "end"),
        N_(
            "Instant from which its start is counted: kick-off, or the end of the "
            "event."
        ),
        default="kick_off",
    )
    offset: int = column(
        whole(-1440, 1440, N_("minutes")),
        N_("Minutes from that instant to its start; negative = before it."),
        default="0",
    )
    minutes: int | None = column(
        whole(1, 1440, N_("minutes")),
        N_("Duration; empty = until the end of the event."),
        default=None,
    )
    crews: int = column(
        whole(0, 99, N_("crews")),
        N_("Crews for a small attendance without risk."),
        default="1",
    )
    above: int = column(
        whole(0, 500_000, N_("people")),
        N_("Attendance above which more crews are wanted."),
        default="0",
    )
    each: int | None = column(
        whole(100, 500_000, N_("people")),
        N_(
            "People above it for each additional crew, counted in whole steps; empty = "
            "no additional crew."
        ),
        default=None,
    )
    risk_crews: tuple[tuple[str, int], ...] = column(
        quantities(),
        N_(
            "More crews by risk class, such as normal:1|high:3. With no other crews, "
            "the phase holds for these classes alone."
        ),
        default="",
    )
    priority: int | None = own_priority()
    mandatory: bool | None = own_mandatory()


def check_event_plans(tables: TableSet) -> Iterator[Fault]:
    """Look for unknown classes of risk, and for phases left half empty."""
    for row in tables.good(EventPlanRow):
        for risk, _number in row.risk_crews:
            if risk not in RISKS:
                hint, more = suggestion(risk, RISKS, N_("known classes: {known}"))
                yield row.fault(
                    "risk_crews", N_("unknown risk class ({risk})"), hint, risk=risk,
                    **more,
                )  # fmt: skip
        if row.minutes is None and row.from_ == "end":
            yield row.fault(
                "minutes",
                N_("empty, yet the phase is counted from the end"),
                N_("fill it in, or count from kick_off"),
            )
        if row.each is None and row.above > 0:
            yield row.fault(
                "each",
                N_("empty, yet above is filled in"),
                N_("fill it in, or leave above empty"),
            )
